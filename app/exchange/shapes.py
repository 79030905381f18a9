"""Describing a JSON document once: read it strictly, and derive its JSON Schema.

A kind reads one value. What does not fit is noted with its place, what was found and what is
expected, and `BAD` is returned, so that the rest of the document is looked at too. `BAD` never
leaves the readers of this package.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from math import isfinite
from typing import Any, Final, Protocol

from app.exchange.json_text import Notes, Place, shown
from pathways.checks.record import FIRST_DAY, LAST_DAY

BAD: Final = object()
"""Stands for a value that was noted as a mistake."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_RATIO = re.compile(r"\d{1,9}/[1-9]\d{0,8}", re.ASCII)


class Kind(Protocol):
    """What a value may be."""

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The value as the code uses it, or BAD when it was noted as a mistake."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema (draft 2020-12)."""

    def __str__(self) -> str:
        """The type in a word or two, for the tables of the documentation."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not empty."""

    longest: int = 200

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The text."""
        if isinstance(value, str) and value.strip() and len(value) <= self.longest:
            return value
        notes.add(at, shown(value), f"a text of 1\u2013{self.longest} letters")
        return BAD

    def schema(self) -> dict[str, Any]:
        """A string with its lengths."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}

    def __str__(self) -> str:
        return "text"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two, both included."""

    least: int = 0
    most: int = 100_000

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The number as int."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, float) and value.is_integer():
            is_whole = True
        if is_whole and self.least <= value <= self.most:
            return int(value)
        notes.add(at, shown(value), f"a whole number {self.least}\u2013{self.most}")
        return BAD

    def schema(self) -> dict[str, Any]:
        """An integer with its ends."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def __str__(self) -> str:
        return f"whole number {self.least}\u2013{self.most}"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of zero or more: a decimal number, or a text `n/d` where decimals are not exact."""

    most: int = 1_000

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The amount as an exact Fraction: 10.5 is 21/2."""
        amount = None
        if isinstance(value, str) and _RATIO.fullmatch(value):
            amount = Fraction(value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            amount = Fraction(str(value))
        if amount is not None and 0 <= amount <= self.most:
            return amount
        notes.add(at, shown(value), f'a number 0\u2013{self.most}, or a text such as "7/3"')
        return BAD

    def schema(self) -> dict[str, Any]:
        """A number, or a text of two whole numbers."""
        return {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": self.most},
                {"type": "string", "pattern": "^[0-9]{1,9}/[1-9][0-9]{0,8}$"},
            ]
        }

    def __str__(self) -> str:
        return "amount"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; within the years that anybody plans for, unless `is_any`."""

    is_any: bool = False

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The day as a date."""
        expected = "a day of the calendar as YYYY-MM-DD"
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                notes.add(at, f"{shown(value)}, which no calendar has", expected)
                return BAD
            if self.is_any or FIRST_DAY <= day <= LAST_DAY:
                return day
            expected = f"a day from {FIRST_DAY} to {LAST_DAY}"
        notes.add(at, shown(value), expected)
        return BAD

    def schema(self) -> dict[str, Any]:
        """A string with the format of a date."""
        if self.is_any:
            return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        pattern = r"^(19[5-9][0-9]|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
        return {"type": "string", "format": "date", "pattern": pattern}

    def __str__(self) -> str:
        return "date"


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The flag as bool."""
        if isinstance(value, bool):
            return value
        notes.add(at, shown(value), "true or false")
        return BAD

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}

    def __str__(self) -> str:
        return "true or false"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some texts."""

    values: tuple[str, ...]

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The text."""
        if isinstance(value, str) and value in self.values:
            return value
        notes.add(at, shown(value), "one of " + ", ".join(self.values) + _near(value, self.values))
        return BAD

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.values)}

    def __str__(self) -> str:
        return ", ".join(f"`{value}`" for value in self.values)


@dataclass(frozen=True, slots=True)
class OrNull:
    """A value that is always there and may be null: "not known", or "none"."""

    kind: Kind

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """None for null, else what the kind makes of it."""
        return None if value is None else self.kind.read(value, at, notes)

    def schema(self) -> dict[str, Any]:
        """The kind, or null."""
        return {"anyOf": [self.kind.schema(), {"type": "null"}]}

    def __str__(self) -> str:
        return f"{self.kind}, or null"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an object: what it holds and what that means.

    A key that is not `required` may be left out, or be null; both give `default`.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str | None = None
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with the given keys and no others."""

    title: str
    fields: tuple[Field, ...]

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """A dict with every key of the shape; BAD when the value is no object."""
        if not isinstance(value, dict):
            notes.add(at, shown(value), f"an object with the keys {', '.join(self.names)}")
            return BAD
        for key in value:
            if key not in self.names:
                near = _near(key, self.names) or ": " + ", ".join(self.names)
                notes.add((*at, key), "an unknown key", f"a key of {self.title}{near}")
        return {field.name: _field(field, value, at, notes) for field in self.fields}

    @property
    def names(self) -> tuple[str, ...]:
        """The keys, in the order described."""
        return tuple(field.name for field in self.fields)

    def schema(self) -> dict[str, Any]:
        """An object that takes no other keys."""
        return {
            "title": self.title,
            "type": "object",
            "additionalProperties": False,
            "required": [field.name for field in self.fields if field.required],
            "properties": {field.name: _property(field) for field in self.fields},
        }

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Items:
    """A list with at most so many rows."""

    kind: Kind
    most: int
    least: int = 0

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """A list as long as in the file, BAD for rows that do not fit; BAD when it is no list."""
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            found = f"{len(value)} rows" if isinstance(value, list) else shown(value)
            notes.add(at, found, f"a list of {self.least}\u2013{self.most} rows: {self.kind}")
            return BAD
        return [self.kind.read(item, (*at, index), notes) for index, item in enumerate(value)]

    def schema(self) -> dict[str, Any]:
        """An array."""
        schema = {"type": "array", "maxItems": self.most, "items": self.kind.schema()}
        return schema | ({"minItems": self.least} if self.least else {})

    def __str__(self) -> str:
        return f"list of {self.kind}"


@dataclass(frozen=True, slots=True)
class Tagged:
    """An object of one of several shapes; the key `kind` says which."""

    title: str
    shapes: Mapping[str, Shape]

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The dict of the shape that `kind` names, with `kind` in it; BAD when there is none."""
        kinds = OneOf(tuple(self.shapes))
        if not isinstance(value, dict) or "kind" not in value:
            notes.add(at, shown(value), f"an object with the key kind: {kinds}".replace("`", ""))
            return BAD
        if (tag := kinds.read(value["kind"], (*at, "kind"), notes)) is BAD:
            return BAD
        rest = {key: item for key, item in value.items() if key != "kind"}
        return {"kind": tag, **self.shapes[tag].read(rest, at, notes)}

    def schema(self) -> dict[str, Any]:
        """One of the shapes."""
        return {"oneOf": [_tagged(tag, shape.schema()) for tag, shape in self.shapes.items()]}

    def __str__(self) -> str:
        return self.title


def is_whole(value: Any) -> bool:
    """Whether nothing in the value was noted as a mistake."""
    if isinstance(value, dict):
        return all(is_whole(item) for item in value.values())
    if isinstance(value, list):
        return all(is_whole(item) for item in value)
    return value is not BAD


def whole_rows(rows: Any) -> list[tuple[int, dict[str, Any]]]:
    """The rows without mistakes, each with its number in the file."""
    if rows is BAD:
        return []
    return [(index, row) for index, row in enumerate(rows or ()) if is_whole(row)]


def _field(field: Field, value: dict[str, Any], at: Place, notes: Notes) -> Any:
    found = value.get(field.name)
    if field.name not in value or (found is None and not field.required):
        if not field.required:
            return field.default
        notes.add((*at, field.name), "no such key", f"the key: {field.kind}".replace("`", ""))
        return BAD
    return field.kind.read(found, (*at, field.name), notes)


def _property(field: Field) -> dict[str, Any]:
    schema = field.kind.schema()
    if not field.required:
        schema = {"anyOf": [schema, {"type": "null"}]}
    unit = f" Unit: {field.unit}." if field.unit else ""
    return schema | {"description": field.meaning + unit}


def _tagged(tag: str, schema: dict[str, Any]) -> dict[str, Any]:
    return schema | {
        "required": ["kind", *schema["required"]],
        "properties": {"kind": {"const": tag}, **schema["properties"]},
    }


def _near(value: Any, names: Sequence[str]) -> str:
    if not isinstance(value, str):
        return ""
    near = get_close_matches(value[:100], names, n=1)
    return f"; perhaps {near[0]}" if near else ""
