"""How dates and numbers look on a page, in Norwegian and in English."""

from datetime import date, datetime, time
from typing import Any

from flask import Flask
from flask_babel import format_date, format_decimal, gettext

from app.clock import OSLO
from app.i18n import current_locale

# Small numbers are words in sentences; the list is used by sentence builders.
SMALL_NUMBERS = {
    "nb": ("null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti"),
    "en": ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


def init_app(app: Flask) -> None:
    """Give the filters to the templates."""
    for function in (
        day,
        long_day,
        month_year,
        moment,
        clock_time,
        number,
        years,
        months,
        name_of,
        text_of,
        in_words,
    ):
        app.add_template_filter(function, function.__name__)


def day(value: date | None) -> str:
    """`28.02.2029`, the form for tables."""
    return "–" if value is None else value.strftime("%d.%m.%Y")


def long_day(value: date) -> str:
    """`28. februar 2029`, the form for sentences."""
    return format_date(value, "d. MMMM y" if current_locale() == "nb" else "d MMMM y")


def month_year(value: date) -> str:
    """`februar 2029`."""
    return format_date(value, "MMMM y")


def moment(value: datetime) -> str:
    """`23.11.2026 kl. 06.10`, in Oslo."""
    local = value.astimezone(OSLO)
    if current_locale() == "nb":
        return f"{local:%d.%m.%Y} kl. {local:%H.%M}"
    return f"{local:%d.%m.%Y} at {local:%H:%M}"


def clock_time(value: time) -> str:
    """`kl. 04.05`, in English `at 04:05`."""
    return f"kl. {value:%H.%M}" if current_locale() == "nb" else f"at {value:%H:%M}"


def number(value: float | None, decimals: int = 1) -> str:
    """At most `decimals` places, decimal comma in Norwegian, thin space in thousands."""
    if value is None:
        return "–"
    text = format_decimal(round(value, decimals))
    # Babel separates thousands with a wide no-break space.
    return text.replace("\u00a0", "\u202f")


def years(value: float) -> str:
    """Months as years: 78 is `6,5 år`."""
    amount = value / 12
    if current_locale() == "en":
        return f"{number(amount)} {'year' if amount == 1 else 'years'}"
    return f"{number(amount)} år"


def months(value: float) -> str:
    """`34,3 md.`, the unit of tables."""
    return gettext("%(amount)s md.", amount=number(value))


def in_words(value: int) -> str:
    """Numbers to ten as words, the rest as figures."""
    words = SMALL_NUMBERS[current_locale()]
    return words[value] if 0 <= value < len(words) else number(value, 0)


def name_of(value: Any) -> str:
    """The name in the language of the page, of anything with `name_nb` and `name_en`."""
    return text_of(value, "name") or ""


def text_of(value: Any, field: str) -> str | None:
    """`field` in the language of the page; Norwegian where there is no English text."""
    in_locale = getattr(value, f"{field}_{current_locale()}", None)
    text = in_locale or getattr(value, f"{field}_nb", None)
    return None if text is None else str(text)
