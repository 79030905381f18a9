"""An installation whose clock stands still."""

from datetime import date, datetime

import pytest

from app.clock import Clock
from app.config import Settings
from app.db.session import Database
from app.extensions import Installation
from tests.support.databases import NOW


class FixedClock(Clock):
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def home(database: Database) -> Installation:
    settings = Settings(secret_key="x" * 32, database_url=database.url)
    return Installation(settings, FixedClock(date(2026, 11, 23)), database)
