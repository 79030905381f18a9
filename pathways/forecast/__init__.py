"""How many specialists there will be, how many are needed, and how many must start to be trained.

One specialty in one region, year by year, whole persons, many paths. Pure: no database, no
screen, no clock; the chance is one seed that the case names. Start in `answer` (everything a page
says), or in its parts: `supply` (what comes of the doctors there are), `demand` (what is asked for)
and `intake` (the inverse question); `simple` is the calculation that can be done by hand. Method:
docs/forecast.md.
"""
