"""What training has room for, against what is needed."""

from flask import Blueprint


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
