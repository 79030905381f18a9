"""Words and numbers for sentences that services build; works with and without a request.

In Norwegian small numbers are words, 18 months are "halvannet år", and decimals take a
comma. Text between asterisks in a sentence is what the page emphasises.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.clock import OSLO
from app.i18n import BABEL_LOCALES
from pathways.types.knowledge import FactStatus

WORDS = {
    "nb": (
        *("null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni"),
        *("ti", "elleve", "tolv"),
    ),
    "en": (
        *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        *("ten", "eleven", "twelve"),
    ),
}
MONTHS_PER_YEAR = 12
YEAR_AND_A_HALF = 18


def language() -> str:
    """`nb` or `en`; bokmål when nobody asks through a page."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "nb"


def in_language(value: object, field: str) -> str | None:
    """`field` in the language of the page, bokmål where there is no English text."""
    found = getattr(value, f"{field}_{language()}", None) or getattr(value, f"{field}_nb", None)
    return None if found is None else plain(str(found))


def plain(text: str) -> str:
    """Text from the data without the mark that emphasises."""
    return text.replace("*", "")


def figure(value: float) -> str:
    """A number with at most one decimal, comma in Norwegian: 6,5."""
    text = f"{value:,.1f}".removesuffix(".0").replace(",", "\u202f")
    return text if language() == "en" else text.replace(".", ",")


def in_words(value: int) -> str:
    """Numbers to twelve as words, the rest as figures."""
    words = WORDS[language()]
    return words[value] if 0 <= value < len(words) else figure(value)


def years(months: float) -> str:
    """Months as years in figures: 78 is "6,5 år"."""
    amount = months / MONTHS_PER_YEAR
    text = _("1 år") if amount == 1 else _("%(number)s år", number=figure(amount))
    return together(text)


def years_in_words(months: int) -> str:
    """Months as years for a running sentence: "halvannet år", "fem år", "6,5 år"."""
    if months == YEAR_AND_A_HALF:
        return _("halvannet år")
    whole, rest = divmod(months, MONTHS_PER_YEAR)
    if rest:
        return years(months)
    return _("ett år") if whole == 1 else _("%(number)s år", number=in_words(whole))


def months_short(months: float) -> str:
    """For tables: "12 md."."""
    return together(_("%(number)s md.", number=figure(months)))


def months_long(months: int) -> str:
    """For a station: "12 måneder"."""
    return ngettext("%(num)s måned", "%(num)s måneder", months)


def together(text: str) -> str:
    """A figure and its unit on one line."""
    return text.replace(" ", "\u00a0")


def day(value: date) -> str:
    """The form for tables and remarks: 28.02.2029."""
    return value.strftime("%d.%m.%Y")


def long_day(value: date) -> str:
    """The form for sentences: 28. februar 2029."""
    return formatted(value, "d. MMMM y", "d MMMM y")


def short_day(value: date, today: date) -> str:
    """For sentences about the near past: 14. oktober, with the year when it is another."""
    if value.year != today.year:
        return long_day(value)
    return formatted(value, "d. MMMM", "d MMMM")


def formatted(value: date, bokmal: str, english: str) -> str:
    """A date by the pattern of the page's language."""
    locale = language()
    pattern = english if locale == "en" else bokmal
    return format_date(value, pattern, locale=BABEL_LOCALES[locale])


def page_day(text: str | None) -> str | None:
    """The date a source's page shows, as we write dates; None when it shows none.

    A year stays as it is, 2025-06 becomes 06.2025, and words after a date stay.
    """
    if not text or text.startswith("undated"):
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text)
    if iso is None:
        return text
    return ".".join(part for part in reversed(iso.groups()) if part)


def moment(value: datetime) -> str:
    """Day and time in Oslo: 23.11.2026 kl. 06.10."""
    local = value.astimezone(OSLO)
    return f"{day(local)} {clock_time(local.time())}"


def clock_time(value: time) -> str:
    """Time of day: kl. 04.05, in English "at 04:05"."""
    return f"at {value:%H:%M}" if language() == "en" else f"kl. {value:%H.%M}"


def lower_first(text: str) -> str:
    """A name inside a sentence: psykiatri. Names that begin with capitals keep them."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """The beginning of a sentence."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: a, b og c."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s og %(last)s", first=", ".join(names[:-1]), last=names[-1])


def doubt(status: FactStatus) -> str | None:
    """The tag of a fact that is not confirmed; None for one that is."""
    return {
        FactStatus.CONFIRMED: None,
        FactStatus.UNVERIFIED: _("ubekreftet"),
        FactStatus.OPEN: _("uavklart"),
    }[status]


def amount_text(amount: float, unit: str | None) -> str:
    """An amount with its unit in words; an unknown unit gives the figure alone."""
    number = figure(amount)
    return {
        "months": months_short(amount),
        "hours": _("%(number)s timer", number=number),
        "hours_per_month": _("%(number)s timer i måneden", number=number),
        "hours_per_year": _("%(number)s timer i året", number=number),
        "days_per_year": _("%(number)s dager i året", number=number),
        "years": _("%(number)s år", number=number),
        "percent": _("%(number)s %%", number=number),
        "days": _("%(number)s dager", number=number),
        "objectives": _("%(number)s mål", number=number),
        "courses": _("%(number)s kurs", number=number),
    }.get(unit or "", number)
