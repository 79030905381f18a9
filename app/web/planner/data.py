"""The staff data of a region, and where each figure comes from."""

from flask import Blueprint


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
