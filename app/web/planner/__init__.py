"""The planner side."""
