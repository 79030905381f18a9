"""What every request needs of the installation: settings, clock, database."""

from dataclasses import dataclass

from flask import current_app

from app.clock import Clock
from app.config import Settings
from app.db.session import Database


@dataclass(frozen=True, slots=True)
class Installation:
    """One running Legeløp."""

    settings: Settings
    clock: Clock
    database: Database


def installation() -> Installation:
    """The installation that serves this request."""
    found: Installation = current_app.extensions["legelop"]
    return found
