"""Languages: Norwegian bokmål first, English complete, nynorsk prepared."""

from flask import Flask, g, request
from flask_babel import Babel

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
