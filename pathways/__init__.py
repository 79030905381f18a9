"""The pathway of a doctor in training, as pure values and rules.

Nothing here knows a database, a web framework or a clock: `today` is always an
argument, and every function takes and returns frozen dataclasses, dates and graphs.
"""
