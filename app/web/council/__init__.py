"""The council side."""
