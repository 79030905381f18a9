"""Values of the engines from plain JSON values, as the types of their fields say.

Every field keeps its name, so that a mistake found in the value has the same place in the file.
`project_files.plain` is the way back.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def made(hint: Any, value: Any) -> Any:
    """The value of this type from plain values that are known to fit it."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return None if value is None else made(inner, value)
    if origin is tuple:
        return tuple([made(get_args(hint)[0], each) for each in value])
    if is_dataclass(hint):
        return made_of(hint, value)
    if hint is float or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint(value)
    return value


def made_of(kind: Any, row: Mapping[str, Any]) -> Any:
    """The dataclass from a row with all its fields; what else stands in the row is left out."""
    return kind(**{name: made(hint, row[name]) for name, hint in _hints(kind)})


def tidy(value: Any, places: int | None = None) -> Any:
    """Plain values with one way to write a number: 5.0 is 5; rounded if `places` says so."""
    if isinstance(value, dict):
        return {key: tidy(each, places) for key, each in value.items()}
    if isinstance(value, list):
        return [tidy(each, places) for each in value]
    if isinstance(value, float):
        number = value if places is None else round(value, places)
        return int(number) if number.is_integer() else number
    return value


@cache
def _hints(kind: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))
