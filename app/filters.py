"""The words and numbers of `app.services.wording` as filters for the templates."""

from datetime import date

from flask import Flask

from app.services import wording


def init_app(app: Flask) -> None:
    """Give the filters to the templates."""
    app.add_template_filter(day_or_dash, "day")
    for function in (
        wording.long_day,
        wording.moment,
        wording.page_day,
        wording.clock_time,
        wording.figure,
        wording.in_words,
        wording.months_short,
        wording.in_language,
    ):
        app.add_template_filter(function, function.__name__)


def day_or_dash(value: date | None) -> str:
    """A day in a table; a dash where there is none."""
    return "–" if value is None else wording.day(value)
