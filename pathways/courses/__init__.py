"""Courses with seats: who gets which session, what it does to the approvals, what would help.

The model is described in `docs/courses.md`.
"""
