"""The board of specialties, and the runs it rests on."""

from flask import Blueprint


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
