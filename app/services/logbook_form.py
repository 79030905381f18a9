"""From the text of a form to values, and back. What is missing or unreadable is named by field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext as _

from app.services.logbook_choices import Choices, Option
from app.services.wording import day, figure
from app.store.logbook import Entry, LogKind
from pathways.types.record import AbsenceKind, AttendanceState, PlaceKind

EQUIVALENT = "equivalent"
"""The fourth answer to how sure a course is: something else instead of it."""
LONGEST_NAME = 120
LONGEST_TEXT = 300
_NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_EARLIEST, _LATEST = 1970, 2100

Raw = Mapping[str, str]
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, and what to write instead."""

    field: str
    text: str


@dataclass(slots=True)
class Reading:
    """A form being read: what was understood, and what was not."""

    raw: Raw
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What was written, without blanks around it."""
        return self.raw.get(name, "").strip()

    def fail(self, name: str, text: str) -> None:
        """Name what is wrong with a field."""
        self.problems.append(Problem(name, text))

    def day(self, name: str, missing: str | None = None) -> None:
        """A date; an empty one is refused when `missing` says what to write."""
        text = self.text(name)
        self.values[name] = None
        if not text:
            if missing is not None:
                self.fail(name, missing)
            return
        try:
            self.values[name] = day_from(text)
        except ValueError:
            self.fail(name, _("Skriv datoen som dag.måned.år, for eksempel 01.04.2027."))

    def period(self, *, open_end: bool) -> None:
        """First and last day."""
        self.day("starts_on", _("Skriv den første dagen."))
        self.day("ends_on", None if open_end else _("Skriv den siste dagen."))
        first, last = self.values["starts_on"], self.values["ends_on"]
        if first is not None and last is not None and last < first:
            self.fail("ends_on", _("Siste dag må være %(day)s eller senere.", day=day(first)))

    def choice(self, name: str, options: tuple[Option, ...], missing: str | None) -> str | None:
        """One of the options; None when nothing is chosen."""
        text = self.text(name)
        if text and text in {value for value, _text in options}:
            return text
        if text:
            self.fail(name, _("Velg noe fra listen."))
        elif missing is not None:
            self.fail(name, missing)
        return None

    def row_id(self, name: str, options: tuple[Option, ...], missing: str | None = None) -> None:
        """The same for rows of the database."""
        chosen = self.choice(name, options, missing)
        self.values[name] = None if chosen is None else int(chosen)

    def whole(self, name: str, least: int, most: int) -> None:
        """A whole number between two others."""
        text = self.text(name).removesuffix("%").strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
        self.values[name] = number
        if number is None or not least <= number <= most:
            self.values[name] = None
            message = _("Skriv et helt tall fra %(least)s til %(most)s.", least=least, most=most)
            self.fail(name, message)


def day_from(text: str) -> date:
    """A day as people write it (1.4.2027) or as machines do (2027-04-01).

    Raises ValueError for anything else and for years that must be slips of the pen.
    """
    match = _NORWEGIAN_DAY.fullmatch(text)
    iso = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text
    found = date.fromisoformat(iso)
    if not _EARLIEST <= found.year <= _LATEST:
        raise ValueError(text)
    return found


def read(kind: LogKind, raw: Raw, choices: Choices) -> Reading:
    """The values of a form of this kind."""
    reading = Reading(raw)
    _READERS[kind](reading, choices)
    return reading


def to_raw(entry: Entry) -> dict[str, str]:
    """An entry as the text of its form."""
    raw = {name: _written(value) for name, value in entry.values.items()}
    if entry.kind is LogKind.SERVICE:
        raw["name"] = entry.values["name_nb"]
    if entry.kind is LogKind.COURSE and entry.values["is_equivalent"]:
        raw["state"] = EQUIVALENT
    return raw


def _written(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float):
        return figure(value).replace("\u202f", "")
    return str(value)


def _read_service(reading: Reading, choices: Choices) -> None:
    values = reading.values
    reading.row_id("organisation_id", choices.place_options, _("Velg hvor tjenesten er."))
    reading.row_id("unit_id", choices.units)
    values["stage_key"] = reading.choice("stage_key", choices.stages, _("Velg steget."))
    values["place_kind"] = _code(reading, "place_kind", PlaceKind, _("Velg hva slags sted det er."))
    name = reading.text("name")
    if not name:
        reading.fail("name", _("Skriv hva tjenesten heter."))
    elif len(name) > LONGEST_NAME:
        reading.fail("name", _("Skriv høyst %(most)s tegn.", most=LONGEST_NAME))
    values["name_nb"] = values["name_en"] = name
    reading.period(open_end=True)
    values["is_planned"] = reading.text("is_planned") == "1"
    reading.row_id("counted_inside_id", choices.outer)
    reading.row_id("plan_service_id", choices.plan_services)


def _read_absence(reading: Reading, choices: Choices) -> None:
    reading.values["kind"] = _code(reading, "kind", AbsenceKind, _("Velg permisjon eller ferie."))
    reading.period(open_end=False)


def _read_share(reading: Reading, choices: Choices) -> None:
    reading.whole("share_percent", 1, 100)
    reading.period(open_end=True)


def _read_course(reading: Reading, choices: Choices) -> None:
    values = reading.values
    values["course_key"] = reading.choice("course_key", choices.courses, _("Velg kurset."))
    is_equivalent = reading.text("state") == EQUIVALENT
    values["is_equivalent"] = is_equivalent
    values["equivalent_text"] = None
    if is_equivalent:
        values["state"] = AttendanceState.ATTENDED
        text = reading.text("equivalent_text")
        values["equivalent_text"] = text
        if not text:
            reading.fail("equivalent_text", _("Skriv hva du gjorde i stedet for kurset."))
        elif len(text) > LONGEST_TEXT:
            reading.fail("equivalent_text", _("Skriv høyst %(most)s tegn.", most=LONGEST_TEXT))
    else:
        missing = _("Velg hvor langt du er kommet med kurset.")
        values["state"] = _code(reading, "state", AttendanceState, missing)
    if values["state"] is AttendanceState.PLANNED and not reading.text("starts_on"):
        _without_first_day(reading)
    else:
        reading.period(open_end=True)


def _without_first_day(reading: Reading) -> None:
    """What is only planned needs no days, but not the last one alone."""
    reading.day("starts_on")
    reading.day("ends_on")
    if reading.values["ends_on"] is not None:
        reading.fail("starts_on", _("Skriv den første dagen."))


def _read_procedure(reading: Reading, choices: Choices) -> None:
    key = reading.choice("procedure_key", choices.procedures, _("Velg prosedyren."))
    reading.values["procedure_key"] = key
    reading.whole("count", 1, 999)
    reading.day("done_on", _("Skriv dagen."))


def _read_guidance(reading: Reading, choices: Choices) -> None:
    reading.period(open_end=True)
    text = reading.text("hours").replace(",", ".")
    reading.values["hours"] = None
    is_number = re.fullmatch(r"\d{1,4}(\.\d{1,2})?", text, re.ASCII)
    hours = float(text) if is_number else 0.0
    if 0 < hours <= 1000:
        reading.values["hours"] = hours
    else:
        reading.fail("hours", _("Skriv antall timer, for eksempel 12 eller 1,5."))
    reading.values["in_open_practice"] = reading.text("in_open_practice") == "1"


def _code(reading: Reading, name: str, kind: type[Code], missing: str) -> Code | None:
    options = tuple((str(each), "") for each in kind)
    chosen = reading.choice(name, options, missing)
    return None if chosen is None else kind(chosen)


_READERS: dict[LogKind, Callable[[Reading, Choices], None]] = {
    LogKind.SERVICE: _read_service,
    LogKind.ABSENCE: _read_absence,
    LogKind.SHARE: _read_share,
    LogKind.COURSE: _read_course,
    LogKind.PROCEDURE: _read_procedure,
    LogKind.GUIDANCE: _read_guidance,
}
