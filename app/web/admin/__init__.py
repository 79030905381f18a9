"""The admin side."""
