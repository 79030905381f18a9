"""Fixtures that several rooms of the test house share. See tests/README.md.

The application is imported only by the fixtures that need it, so that the unit tests start at
once and cannot lean on it.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.config import Settings
from app.db.session import Database
from tests.support.databases import (
    PostgresCopies,
    copy_sqlite,
    fill,
    fill_demo,
    postgres_copies,
)
from tests.support.run_folder import fast_place, made_once, shared_folder
from tests.support.shared_statements import shared_statements

if TYPE_CHECKING:
    from tests.support.shared_app import SharedApps

SECRET = "a secret for tests that is long enough"


def pytest_configure() -> None:
    """Keep the tests' folders, and with them thousands of databases, in memory where possible."""
    place = fast_place()
    if place is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(place))


def pytest_collection_finish() -> None:
    """Tell the collector of garbage that what is loaded now stays.

    It would go through all modules and thousands of tests again and again: a sixth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of the run see, for what is made once for all."""
    return shared_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def one_compiler() -> Iterator[None]:
    """A statement is compiled once for all databases of a kind."""
    with shared_statements():
        yield


@pytest.fixture(scope="session")
def sqlite_template(shared: Path, one_compiler: None) -> Path:
    """Every table and all reference data, made once."""
    return made_once(shared, "reference.sqlite3", lambda path: fill(Database(f"sqlite:///{path}")))


@pytest.fixture(scope="session")
def one_knowledge() -> Iterator[None]:
    """The reference data is read once for all databases that hold the same."""
    from tests.support.shared_knowledge import shared_knowledge

    with shared_knowledge():
        yield


@pytest.fixture(scope="session")
def demo_template(shared: Path, sqlite_template: Path) -> Path:
    """Reference data and the whole demo world, made once."""

    def make(path: Path) -> None:
        shutil.copyfile(sqlite_template, path)
        fill_demo(Database(f"sqlite:///{path}"))

    return made_once(shared, "demo.sqlite3", make)


@pytest.fixture(scope="session")
def postgres(shared: Path, one_compiler: None) -> Iterator[PostgresCopies]:
    with postgres_copies(shared) as copies:
        yield copies


@contextmanager
def opened(
    request: pytest.FixtureRequest, template: Path, folder: Path, *, demo: bool
) -> Iterator[Database]:
    """A fresh copy of the kind that the fixture's parameter names."""
    if request.param == "sqlite":
        home = Database(copy_sqlite(template, folder))
        yield home
        home.engine.dispose()
        return
    copies: PostgresCopies = request.getfixturevalue("postgres")
    name, address = copies.copy_demo() if demo else copies.copy()
    home = Database(address)
    yield home
    home.engine.dispose()
    copies.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path, one_knowledge: None
) -> Iterator[Database]:
    """A fresh database with reference data; every test that asks runs on both kinds."""
    with opened(request, sqlite_template, tmp_path, demo=False) as home:
        yield home


@pytest.fixture(params=["sqlite", "postgres"])
def demo_database(
    request: pytest.FixtureRequest, demo_template: Path, tmp_path: Path, one_knowledge: None
) -> Iterator[Database]:
    """A fresh database with the demo world; every test that asks runs on both kinds."""
    with opened(request, demo_template, tmp_path, demo=True) as home:
        yield home


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.fixture
def settings(demo_template: Path, tmp_path: Path, one_knowledge: None) -> Settings:
    """Demo mode on a fresh copy of the demo world; the day is 23.11.2026."""
    return Settings(
        database_url=copy_sqlite(demo_template, tmp_path),
        secret_key=SECRET,
        demo=True,
        cookie_secure=False,
    )


@pytest.fixture(scope="session")
def apps() -> "SharedApps":
    from tests.support.shared_app import SharedApps

    return SharedApps()


@pytest.fixture
def app(settings: Settings, apps: "SharedApps") -> Iterator[Flask]:
    """The application on the test's own database; what a test changes of it is put back."""
    with apps.serving(settings) as serving:
        yield serving


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def sign_in(app: Flask, settings: Settings) -> SignIn:
    """Sign a client in as an invented person, without going through the picker."""

    from app.services import sign_in as sign_in_service
    from app.web.requests import SESSION_COOKIE

    def do_sign_in(client: FlaskClient, public_id: str) -> None:
        home = app.extensions["legelop"]
        with home.database.session() as opened:
            token = sign_in_service.sign_in_as_demo(
                opened,
                settings,
                public_id=public_id,
                now=datetime.now(UTC),
                today=home.clock.today(),
            )
        assert token is not None, f"nobody invented has the id {public_id}"
        client.set_cookie(SESSION_COOKIE, token)

    return do_sign_in
