"""The form of a scenario: a name, why, and one line for each change.

Every mistake is named by line and field, and nothing that was written is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.services import forecast_scenario_kinds as kinds
from app.services.logbook_form import Problem, Raw
from app.services.places_fields import PlaceReading
from pathways.forecast.scenarios import ChangeKind

LONGEST_NAME, LONGEST_NOTE = 80, 1000
EMPTY_LINES = 2
MOST_LINES = 60
PARTS = ("kind", "value", "specialty", "year")


@dataclass(frozen=True, slots=True)
class Known:
    """What a form is read against."""

    names: Mapping[str, str]
    """Specialties by code."""
    base_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form as written."""

    number: int
    raw: Raw

    def name(self, part: str) -> str:
        """The field's name."""
        return f"{part}-{self.number}"

    def value(self, part: str) -> str:
        """What is written in it."""
        return self.raw.get(self.name(part), "")


def lines_of(raw: Raw, more: int = EMPTY_LINES) -> list[Line]:
    """The lines that say something, and some empty ones."""
    filled = [number for number in range(1, MOST_LINES + 1) if _says(raw, number)]
    last = max(filled, default=0)
    empty = range(last + 1, min(last + more, MOST_LINES) + 1)
    return [Line(number, raw) for number in (*filled, *empty)]


def _says(raw: Raw, number: int) -> bool:
    return any(raw.get(f"{part}-{number}", "").strip() for part in ("kind", "value", "year"))


def to_raw(name: str, note: str, changes: Sequence[Mapping[str, Any]], version: int) -> Raw:
    """The form of what is stored."""
    raw = {"name": name, "note": note, "version": str(version)}
    for number, change in enumerate(changes, 1):
        raw[f"kind-{number}"] = str(change["kind"])
        raw[f"value-{number}"] = kinds.written(str(change["kind"]), float(change["value"]))
        raw[f"specialty-{number}"] = change.get("specialty") or ""
        raw[f"year-{number}"] = str(change.get("from_year") or "")
    return raw


def read(raw: Raw, known: Known) -> PlaceReading:
    """Name, note and changes; `changes` are as stored."""
    reading = PlaceReading(raw)
    reading.words("name", LONGEST_NAME, _("Gi scenarioet et navn."))
    reading.words("note", LONGEST_NOTE)
    reading.values["note"] = reading.values["note"] or ""
    filled = [each for each in lines_of(raw, 0) if raw.get(each.name("drop")) != "1"]
    changes = [found for line in filled if (found := _change(reading, line, known)) is not None]
    reading.values["changes"] = changes
    if not filled:
        reading.fail("kind-1", _("Velg minst én ting som endres."))
    _note_twice(reading, filled)
    return reading


def _change(reading: PlaceReading, line: Line, known: Known) -> dict[str, Any] | None:
    before = len(reading.problems)
    kind = line.value("kind").strip()
    if kind not in set(ChangeKind):
        reading.fail(line.name("kind"), _at(line, _("Velg hva som endres.")))
        return None
    value = kinds.read(kind, line.value("value"))
    if value is None:
        reading.fail(line.name("value"), _at(line, kinds.bounds(kind)))
    specialty = line.value("specialty").strip() or None
    if specialty is not None and specialty not in known.names:
        reading.fail(line.name("specialty"), _at(line, _("Velg noe fra listen.")))
    elif specialty is None and kinds.UNITS[kind].is_count and value:
        reading.fail(line.name("specialty"), _at(line, _("Velg fag. Antallet gjelder ett fag.")))
    year = _year(reading, line, kind, known)
    if len(reading.problems) > before:
        return None
    return {"kind": kind, "value": value, "from_year": year, "specialty": specialty}


def _year(reading: PlaceReading, line: Line, kind: str, known: Known) -> int | None:
    text = line.value("year").strip()
    if not text:
        return None
    if not kinds.is_timed(kind):
        problem = _("Denne endringen gjelder hele tiden. La året stå tomt.")
        reading.fail(line.name("year"), _at(line, problem))
        return None
    first, last = known.base_year + 1, known.last_year
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if not first <= year <= last:
        problem = _("Skriv et år fra %(first)s til %(last)s.", first=first, last=last)
        reading.fail(line.name("year"), _at(line, problem))
        return None
    return year


def _note_twice(reading: PlaceReading, filled: Sequence[Line]) -> None:
    """The same change of the same specialty from the same year would leave only the last."""
    seen: set[tuple[str, ...]] = set()
    for line in filled:
        key = tuple(line.value(part).strip() for part in PARTS if part != "value")
        if key in seen:
            reading.fail(line.name("kind"), _at(line, _("Den samme endringen står to ganger.")))
        seen.add(key)


def _at(line: Line, text: str) -> str:
    return _("Endring %(number)s: %(text)s", number=line.number, text=text)


def words_of(
    values: Mapping[str, Any], names: Mapping[str, str], length: int
) -> list[tuple[str, str]]:
    """What a form or a version says, label by label, with so many lines of changes."""
    told = [kinds.told(each, names) for each in values["changes"]]
    told += ["–"] * (length - len(told))
    lines = [(_("Navn"), str(values["name"])), (_("Hvorfor"), str(values["note"]) or "–")]
    return lines + [
        (_("Endring %(number)s", number=number), text) for number, text in enumerate(told, 1)
    ]


def problem(text: str) -> tuple[Problem, ...]:
    """One problem with the name, as a form tells it."""
    return (Problem("name", text),)
