"""Fixtures that several rooms of the test house share. See tests/README.md.

The application is imported only by the fixtures that need it, so that the unit tests start at
once and cannot lean on it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.config import Settings
from app.db.session import Database
from tests.support.databases import (
    PostgresCopies,
    copy_sqlite,
    fill_demo,
    make_sqlite,
    postgres_server,
)

SECRET = "a secret for tests that is long enough"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sqlite(tmp_path_factory.mktemp("template"), "reference")


@pytest.fixture(scope="session")
def one_knowledge() -> Iterator[None]:
    """The reference data is read once for all databases that hold the same."""
    from tests.support.shared_knowledge import shared_knowledge

    with shared_knowledge():
        yield


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference data and the whole demo world, made once."""
    url = copy_sqlite(sqlite_template, tmp_path_factory.mktemp("demo"))
    database = Database(url)
    fill_demo(database)
    assert database.engine.url.database is not None
    return Path(database.engine.url.database)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCopies]:
    with postgres_server() as address:
        copies = PostgresCopies(address)
        yield copies
        copies.close()


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


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    from app.factory import create_app

    built = create_app(settings)
    # Forms are tested with their token in tests/web/test_csrf.py; elsewhere it only adds noise.
    built.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield built
    built.extensions["legelop"].database.engine.dispose()


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
