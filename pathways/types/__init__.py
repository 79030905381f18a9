"""Value types that the engines share.

`knowledge`  what is true for everybody: specialties, stages, rules, sources
`plans`      training plans that providers have published
`record`     what one doctor has done, has booked and still waits for
"""
