"""Between the values of `rotations` and plain JSON values, driven by the types of their fields.

The same naming everywhere: `first` and `last` are called `from` and `to`, a `span` is written as
the two in its owner, months are `YYYY-MM`, and pairs and triples are objects with names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.exchange.rotation_months import month_text, ordinal
from rotations.types.case import Doctor, Span
from rotations.types.findings import DoctorScore
from rotations.types.questions import Answered, PlanCost
from rotations.types.results import Clash, RepairResult, SolveResult

FILE_NAMES = {"first": "from", "last": "to"}
MONTHS = frozenset({"first", "last", "start", "available_to", "deadline"})
"""Fields that are months in every value that has them."""
ROWS: dict[tuple[type, str], tuple[str, ...]] = {
    (Doctor, "away"): ("site", "span"),
    (Doctor, "at_most"): ("site", "blocks"),
    (Clash, "limits"): ("limit", "first", "last"),
    (SolveResult, "history"): ("seconds", "score", "bound"),
    (SolveResult, "versions"): ("name", "version"),
    (PlanCost, "wishes_lost"): ("doctor", "wish"),
    (PlanCost, "wishes_met"): ("doctor", "wish"),
    (PlanCost, "finish_moved"): ("doctor", "months_later"),
}
"""Fields that are tuples of tuples, with a name for each part."""
EXTRAS: dict[type, tuple[str, ...]] = {
    SolveResult: ("gap",),
    RepairResult: ("is_proven",),
    DoctorScore: ("total",),
    Answered: ("is_possible",),
}
"""What follows from the other fields; written, and not read."""

Make = Callable[[Any, int], Any]


def file_name(field: str) -> str:
    """What a field is called in a file."""
    return FILE_NAMES.get(field, field)


# ---- Writing ---------------------------------------------------------------------------------


def written(value: Any, first_month: date, *, is_short: bool = False) -> Any:
    """The value as plain JSON values; `is_short` leaves out what stands at its default."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return month_text(value, 0)
    if isinstance(value, tuple):
        return [written(item, first_month, is_short=is_short) for item in value]
    if is_dataclass(value):
        return _object(value, first_month, is_short)
    return value


def _object(value: Any, first_month: date, is_short: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    kind = type(value)
    for field in fields(value):
        item = getattr(value, field.name)
        if is_short and item == _default(field):
            continue
        names = ROWS.get((kind, field.name))
        if names is not None:
            found[field.name] = [
                _named(zip(names, row, strict=True), first_month, is_short) for row in item
            ]
        else:
            found |= _named([(field.name, item)], first_month, is_short)
    return found | {name: getattr(value, name) for name in EXTRAS.get(kind, ())}


def _named(parts: Any, first_month: date, is_short: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, item in parts:
        if name == "span":
            ends = (None, None) if item is None else (item.first, item.last)
            found |= _named(zip(("first", "last"), ends, strict=True), first_month, is_short)
        elif name in MONTHS and item is not None:
            found[file_name(name)] = month_text(first_month, item)
        else:
            found[file_name(name)] = written(item, first_month, is_short=is_short)
    return found


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


# ---- Reading ---------------------------------------------------------------------------------


def built(kind: type, row: Mapping[str, Any], first_month: date) -> Any:
    """The value of a dataclass from a row that a shape has read (months as their first days)."""
    return _maker(kind)(row, ordinal(first_month))


def built_parts(
    kind: type, names: Iterable[str], row: Mapping[str, Any], first_month: date
) -> dict[str, Any]:
    """Some fields of a dataclass, by name, from a row that holds these only."""
    makers = _part_makers(kind)
    return {name: makers[name](row, ordinal(first_month)) for name in names}


@cache
def _maker(hint: Any) -> Make:
    """How to make a value of this type."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        make = _maker(inner)
        return lambda value, base: None if value is None else make(value, base)
    if origin is tuple:
        each = _maker(get_args(hint)[0])
        return lambda value, base: tuple([each(item, base) for item in value])
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_maker(hint)
    if hint is float or (isinstance(hint, type) and issubclass(hint, Enum)):
        plain: Callable[[Any], Any] = hint
        return lambda value, base: plain(value)
    return lambda value, base: value


def _dataclass_maker(kind: Any) -> Make:
    parts = tuple(_part_makers(kind).items())

    def make(row: Mapping[str, Any], base: int) -> Any:
        return kind(**{name: part(row, base) for name, part in parts})

    return make


@cache
def _part_makers(kind: Any) -> dict[str, Make]:
    hints = get_type_hints(kind)
    return {field.name: _part_maker(kind, field.name, hints[field.name]) for field in fields(kind)}


def _part_maker(kind: Any, name: str, hint: Any) -> Make:
    """How to take one field out of its owner's row."""
    names = ROWS.get((kind, name))
    if names is not None:
        takers = [_taker(part, _part_hint(hint, number)) for number, part in enumerate(names)]
        return lambda row, base: tuple(
            [tuple([take(item, base) for take in takers]) for item in row[name]]
        )
    return _taker(name, hint)


def _part_hint(hint: Any, number: int) -> Any:
    return get_args(get_args(hint)[0])[number]


def _taker(name: str, hint: Any) -> Make:
    if name == "span":
        return _span
    key = file_name(name)
    if name in MONTHS:
        return lambda row, base: _month(row[key], base)
    make = _maker(hint)
    return lambda row, base: make(row[key], base)


def _span(row: Mapping[str, Any], base: int) -> Span | None:
    if row["from"] is None or row["to"] is None:
        return None
    return Span(ordinal(row["from"]) - base, ordinal(row["to"]) - base)


def _month(value: date | None, base: int) -> int | None:
    return None if value is None else ordinal(value) - base
