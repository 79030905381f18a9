"""Languages: Norwegian bokmål first, English complete, nynorsk prepared."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask import Flask, g, has_app_context, request
from flask_babel import Babel, force_locale

LOCALES = {"nb": "Norsk bokmål", "en": "English"}
DEFAULT = "nb"
LOCALE_COOKIE = "legelop_locale"
# Babel's plain `nb` numbers weeks wrongly; the country makes it follow ISO.
BABEL_LOCALES = {"nb": "nb_NO", "en": "en_GB"}
# What a Norwegian browser may send; none of them means English.
ALIASES = {"no": "nb", "nn": "nb", "nb": "nb", "en": "en"}


def init_app(app: Flask) -> None:
    """Connect Flask-Babel; texts in the code are bokmål, so `nb` needs no catalogue."""
    app.config["BABEL_DEFAULT_LOCALE"] = BABEL_LOCALES[DEFAULT]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Oslo"
    Babel(app, locale_selector=lambda: BABEL_LOCALES[current_locale()])


def current_locale() -> str:
    """The language of this request: chosen, else the browser's, else bokmål."""
    if "locale" not in g:
        g.locale = _chosen() or _accepted() or DEFAULT
    found: str = g.locale
    return found


def _chosen() -> str | None:
    cookie = request.cookies.get(LOCALE_COOKIE)
    return cookie if cookie in LOCALES else None


def _accepted() -> str | None:
    for tag, _quality in request.accept_languages:
        locale = ALIASES.get(tag.lower().split("-")[0])
        if locale:
            return locale
    return None


@contextmanager
def speaking(locale: str | None) -> Iterator[None]:
    """Texts in one reader's language, in a request and in a job that has none; bokmål by default.

    A job has no application: flask-babel then gets a bare one that knows the translations only.
    """
    wanted = BABEL_LOCALES.get(locale or DEFAULT, BABEL_LOCALES[DEFAULT])
    if has_app_context():
        with force_locale(wanted):
            yield
        return
    with _translations_only().app_context(), force_locale(wanted):
        yield


@cache
def _translations_only() -> Flask:
    bare = Flask("legelop-texts", root_path=str(Path(__file__).resolve().parent))
    bare.config["BABEL_DEFAULT_LOCALE"] = BABEL_LOCALES[DEFAULT]
    Babel(bare)
    return bare
