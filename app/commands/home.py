"""The installation as a command sees it."""

import os

from app import logs
from app.clock import Clock
from app.config import Settings, kept_secret
from app.db.session import Database
from app.extensions import Installation


def open_home() -> Installation:
    """Settings, clock and database from the environment.

    A command that never signs anything gets along without a secret key of its own.
    """
    os.environ.setdefault("LEGELOP_SECRET_KEY", kept_secret())
    settings = Settings()
    logs.configure(as_json=settings.log_json)
    return Installation(settings, Clock(settings.fixed_today), Database(settings.database_url))
