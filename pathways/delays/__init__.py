"""Delays: what moves the day of approval, what can be done about it, and what has changed.

The model is described in `docs/delays.md`.
"""
