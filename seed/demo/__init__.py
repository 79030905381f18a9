"""The demo world: invented people and places around the real reference data."""
