"""Named checks on the reference data and on the pathway graph.

One check is one function with a name, a title and a reason. It returns a `CheckResult`
that says how much it looked at and what it found. A contradiction between published
figures is reported, never hidden and never put right in the data.
"""
