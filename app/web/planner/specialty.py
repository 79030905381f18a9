"""One specialty: how many should start."""

from flask import Blueprint


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
