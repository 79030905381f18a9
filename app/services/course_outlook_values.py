"""What a scan found for one course, as the JSON in `course_outlook.details` and back.

The scan writes with `to_details`; pages read with `from_details`. What the best extra session
saves for each doctor is not here: it stands in `course_standing.saved_by_extra`. Sessions are
named by the same keys as in the values that the scan reckoned with.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, get_type_hints

from pathways.types.courses import Extra, HalfYear, MoreSeats, Move, Obstacle, Outlook

VERSION = 1
"""Grows when what is written changes so that older readers would misread it."""

_Row = TypeVar("_Row", Extra, MoreSeats, Move, HalfYear)
_COUNTS = ("needing", "seats_ahead", "delayed", "delay_days", "unknown")
_LISTS: dict[str, type[Any]] = {
    "extras": Extra,
    "more_seats": MoreSeats,
    "moves": Move,
    "half_years": HalfYear,
}


class OutlookFormatError(ValueError):
    """Details that this version of the product cannot read; the next scan writes them anew."""


def to_details(outlook: Outlook) -> dict[str, Any]:
    """The outlook as plain JSON values: days as ISO text, lists of objects by field name."""
    return {
        "version": VERSION,
        **{name: getattr(outlook, name) for name in _COUNTS},
        **{name: [_written(row) for row in getattr(outlook, name)] for name in _LISTS},
        "best": None if outlook.best is None else _written(outlook.best),
    }


def from_details(course_key: str, details: Mapping[str, Any]) -> Outlook:
    """The outlook that `to_details` wrote, with an empty `saved_by`.

    Raises OutlookFormatError for another version and for anything that it would not have
    written.
    """
    version = details.get("version")
    if version != VERSION:
        raise OutlookFormatError(
            f"outlook of {course_key}: version {version!r}, this reads version {VERSION}"
        )
    try:
        best = details["best"]
        read: dict[str, Any] = {name: _number(details[name]) for name in _COUNTS}
        for name, kind in _LISTS.items():
            read[name] = tuple(_read(kind, row) for row in details[name])
        return Outlook(course=course_key, best=None if best is None else _read(Extra, best), **read)
    except (KeyError, TypeError, ValueError) as error:
        raise OutlookFormatError(f"outlook of {course_key}: {error!r}") from error


def _written(row: Extra | MoreSeats | Move | HalfYear) -> dict[str, Any]:
    return {each.name: _plain(getattr(row, each.name)) for each in fields(row)}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Obstacle) else value


def _read(kind: type[_Row], row: Mapping[str, Any]) -> _Row:
    """One row; every field must be there and be what the field holds."""
    return kind(**{name: read(row[name]) for name, read in _FIELDS[kind].items()})


def _number(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is no whole number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


def _obstacle(value: object) -> Obstacle | None:
    return None if value is None else Obstacle(_text(value))


_READERS: dict[Any, Callable[[object], Any]] = {
    int: _number,
    str: _text,
    date: lambda value: date.fromisoformat(_text(value)),
    Obstacle | None: _obstacle,
}
_FIELDS = {
    kind: {name: _READERS[hint] for name, hint in get_type_hints(kind).items()}
    for kind in set(_LISTS.values())
}
"""How each field of each kind of row is read."""
