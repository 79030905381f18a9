"""Changes as text in an address and as JSON in a wish, and back.

An address must be readable and last: `share~80~2027-02-01~2027-07-31`. What cannot be read is
refused with ValueError; whether a change makes sense is not decided here.
"""

from dataclasses import fields
from datetime import date
from typing import Any
from urllib.parse import quote, unquote

from pathways.projection.values import Session
from pathways.projection.what_if_values import (
    CHANGE_KINDS,
    Change,
    CourseChange,
)

BETWEEN = "~"


def kind_of(change: Change) -> str:
    """The name of a kind of change, in addresses and in wishes."""
    return next(name for name, kind in CHANGE_KINDS.items() if isinstance(change, kind))


def change_to_json(change: Change) -> dict[str, Any]:
    """The change as plain JSON, with its kind."""
    values = {field.name: _to_json(getattr(change, field.name)) for field in fields(change)}
    return {"kind": kind_of(change), **values}


def change_from_json(document: dict[str, Any]) -> Change:
    """The change that was stored. Raises ValueError for anything else."""
    kind = CHANGE_KINDS.get(str(document.get("kind")))
    if kind is None:
        raise ValueError(f"unknown kind of change: {document.get('kind')}")
    try:
        values = {
            field.name: _from_json(field.name, document[field.name]) for field in fields(kind)
        }
    except (KeyError, TypeError) as problem:
        raise ValueError(f"no such change: {document}") from problem
    return kind(**values)


def change_to_token(change: Change) -> str:
    """The change for an address: kind and values with a tilde between."""
    document = change_to_json(change)
    session = document.pop("session", None)
    if session is not None:
        document |= {"starts_on": session["starts_on"], "ends_on": session["ends_on"]}
    return BETWEEN.join(_quoted(value) for value in document.values())


def change_from_token(token: str) -> Change:
    """The change that an address names. Raises ValueError when it names none."""
    name, *values = (unquote(part) for part in token.split(BETWEEN))
    kind = CHANGE_KINDS.get(name)
    if kind is None:
        raise ValueError(f"unknown kind of change: {name}")
    if kind is CourseChange:
        course_key, starts_on, ends_on = values
        return CourseChange(
            course_key, Session(date.fromisoformat(starts_on), date.fromisoformat(ends_on))
        )
    names = [field.name for field in fields(kind)]
    if len(names) != len(values):
        raise ValueError(f"a change of kind {name} has {len(names)} values")
    return change_from_json({"kind": name, **dict(zip(names, values, strict=True))})


def _quoted(value: Any) -> str:
    return "" if value is None else quote(str(value), safe="").replace(BETWEEN, "%7E")


def _to_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Session):
        return {"starts_on": value.starts_on.isoformat(), "ends_on": value.ends_on.isoformat()}
    return value


def _from_json(name: str, value: Any) -> Any:
    if name == "session":
        return Session(date.fromisoformat(value["starts_on"]), date.fromisoformat(value["ends_on"]))
    if name == "percent":
        return int(value)
    if name.endswith("_on"):
        return None if value in (None, "") else date.fromisoformat(value)
    return str(value)
