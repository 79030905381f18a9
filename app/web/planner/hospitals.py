"""Coverage by hospital; LIS1 and ALIS against their plans."""

from flask import Blueprint


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
