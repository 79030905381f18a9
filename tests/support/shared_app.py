"""One application for many tests.

Building it (every route, every template compiled anew) takes longer than most tests. What a test
may change of it is put back: the database, the settings, the configuration, the extensions.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.config import Settings
from app.db.session import Database
from app.extensions import Installation
from app.factory import create_app
from app.web.requests import count_queries


class SharedApps:
    """Keeps one application for each way of being set up."""

    def __init__(self) -> None:
        self._built: dict[str, Flask] = {}

    @contextmanager
    def serving(self, settings: Settings) -> Iterator[Flask]:
        """An application with these settings and a database connection of its own."""
        alike = settings.model_dump_json(exclude={"database_url"})
        if alike not in self._built:
            self._built[alike] = _build(settings)
        app = self._built[alike]
        config, extensions = dict(app.config), dict(app.extensions)
        home: Installation = extensions["legelop"]
        ours = Installation(settings, home.clock, Database(settings.database_url))
        count_queries(ours)
        app.extensions["legelop"] = ours
        try:
            yield app
        finally:
            ours.database.engine.dispose()
            for held, before in ((app.config, config), (app.extensions, extensions)):
                held.clear()
                held.update(before)


def _build(settings: Settings) -> Flask:
    app = create_app(settings)
    # Forms are tested with their token in tests/web/test_requests.py; elsewhere it adds noise.
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.auto_reload = False
    app.extensions["legelop"].database.engine.dispose()
    return app
