"""Measurements: each figure is a ratio to a named alternative, in one run, with its size."""
