"""The council's pages: decisions."""

from flask import Blueprint


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
