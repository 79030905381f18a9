"""What the forms about places share: fields, reading, and the two versions of a conflict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.services.logbook_choices import Option
from app.services.logbook_form import Problem, Raw, Reading
from app.services.wording import day, plain
from app.store.audit import LastWriter

LONGEST_NAME, LONGEST_SOURCE, LONGEST_TEXT = 160, 300, 1000
MOST_DOCTORS, MOST_MONTHS = 999, 999

Lines = list[tuple[str, str]]


class PlaceReading(Reading):
    """A form being read, with the fields that forms about places share."""

    def words(self, name: str, most: int, missing: str | None = None) -> None:
        """A text of at most so many letters; None when empty."""
        text = self.text(name)
        self.values[name] = text or None
        if not text and missing is not None:
            self.fail(name, missing)
        elif len(text) > most:
            self.fail(name, _("Skriv høyst %(most)s tegn.", most=most))

    def number(self, name: str, least: int, most: int, missing: str | None = None) -> None:
        """A whole number, or None when empty."""
        if self.text(name):
            self.whole(name, least, most)
            return
        self.values[name] = None
        if missing is not None:
            self.fail(name, missing)

    def ordered(self, least: str, most: str, text: str) -> None:
        """Two numbers in order; `text` is told at the first."""
        low, high = self.values[least], self.values[most]
        if low is not None and high is not None and low > high:
            self.fail(least, text)

    def span(self, first: str, last: str, missing: str | None) -> None:
        """First and last day; the last may be left out."""
        self.day(first, missing)
        self.day(last)
        start, end = self.values[first], self.values[last]
        if start is not None and end is not None and end < start:
            self.fail(last, _("Siste dag må være %(day)s eller senere.", day=day(start)))

    def lines(self, name: str, longest: int) -> None:
        """One thing a line, without empty lines."""
        found = [line.strip() for line in self.text(name).splitlines() if line.strip()]
        self.values[name] = found
        if any(len(line) > longest for line in found):
            self.fail(name, _("Skriv høyst %(most)s tegn på hver linje.", most=longest))


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `kind`: text, area, select, groups or check."""

    name: str
    label: str
    kind: str = "text"
    hint: str | None = None
    size: int | None = 40
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form: its fields, how it is read and judged, and its values in words."""

    sentence: str
    """What saving it does."""
    fields: tuple[FormField, ...]
    read: Callable[[PlaceReading], None]
    words: Callable[[Mapping[str, Any]], Lines]
    folded: tuple[FormField, ...] = ()
    """Fields that few need; under `fold_label`."""
    fold_label: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored now: the key in the audit trail, the version and the values."""

    subject: tuple[str, str]
    version: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was written, and what stands in the way of saving it."""

    spec: FormSpec
    raw: Raw
    stored: Stored | None = None
    values: Mapping[str, Any] | None = None
    """None while a field cannot be read."""
    problems: tuple[Problem, ...] = ()
    is_stale: bool = False
    last: LastWriter | None = None


def written(value: object) -> str:
    """A value as the text of its field."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return str(value)


def shown(value: object) -> str:
    """A value in the table of a conflict."""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nei")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return plain(written(value)) or "–"


def chosen(options: tuple[Option, ...], value: object) -> str:
    """What an option is called."""
    return dict(options).get(str(value), "–")


def month_ahead(today: date) -> date:
    """The first day of the next month: where something new begins unless one says otherwise."""
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)
