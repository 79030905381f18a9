"""From the alternatives of a case file to changes, and what cannot be so in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.exchange.json_text import Notes, Place
from app.exchange.shapes import BAD, is_whole
from pathways.projection.values import Session
from pathways.projection.what_if_values import (
    CHANGE_KINDS,
    Change,
    CourseChange,
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What changes may name: None where it cannot be known because of another mistake.

    `options` are the options of each choice group of the plan.
    """

    services: frozenset[str] | None
    courses: frozenset[str] | None
    specialties: frozenset[str]
    options: Mapping[str, tuple[str, ...]] | None


def changes_of(lists: Any, choices: Choices, notes: Notes) -> tuple[tuple[Change, ...], ...]:
    """The alternatives; what is wrong with a change is noted, and the change is left out."""
    if lists is BAD:
        return ()
    found = []
    for number, rows in enumerate(lists):
        changes = [
            (("what_if", number, index), row)
            for index, row in enumerate(() if rows is BAD else rows)
            if is_whole(row)
        ]
        for at, row in changes:
            _check(row, at, choices, notes)
        found.append(tuple(_change(row) for _, row in changes))
    return tuple(found)


def session_of(row: Mapping[str, Any]) -> Session:
    """A session of a course as the engine reads it."""
    return Session(**row)


def note_order(row: Mapping[str, Any], at: Place, notes: Notes) -> None:
    """Note a last day that comes before the first one."""
    first, last = row["starts_on"], row["ends_on"]
    if last is not None and last < first:
        notes.add((*at, "ends_on"), last.isoformat(), f"{first} (starts_on) or later")


def _check(row: Mapping[str, Any], at: Place, choices: Choices, notes: Notes) -> None:
    if "ends_on" in row:
        note_order(row, at, notes)
    if "session" in row:
        note_order(row["session"], (*at, "session"), notes)
    named = {
        "service": (choices.services, "the key of a service in the record"),
        "course_key": (choices.courses, "the key of a course that is listed"),
        "specialty": (choices.specialties, "one of " + ", ".join(sorted(choices.specialties))),
    }
    for field, (keys, expected) in named.items():
        if keys is not None and field in row and row[field] not in keys:
            notes.add((*at, field), row[field], expected)
    if "group" in row and choices.options is not None:
        _check_choice(row, at, choices.options, notes)


def _check_choice(
    row: Mapping[str, Any], at: Place, options: Mapping[str, tuple[str, ...]], notes: Notes
) -> None:
    if row["group"] not in options:
        groups = ", ".join(options) or "it has none"
        notes.add((*at, "group"), row["group"], f"a choice group of the plan: {groups}")
    elif row["option"] not in options[row["group"]]:
        known = ", ".join(options[row["group"]])
        notes.add((*at, "option"), row["option"], f"an option of {row['group']}: {known}")


def _change(row: Mapping[str, Any]) -> Change:
    values = {key: value for key, value in row.items() if key != "kind"}
    if row["kind"] == "course":
        return CourseChange(row["course_key"], session_of(row["session"]))
    return CHANGE_KINDS[row["kind"]](**values)
