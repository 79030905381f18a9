"""Reference data with sources, and the invented people of the demo."""
