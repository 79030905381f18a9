"""Any value of the rotation dataclasses, sound or not, for round trips through files."""

import random
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Draw = Callable[[random.Random], Any]

BOUNDED: dict[str, Draw] = {
    "percent": lambda rng: rng.randint(1, 100),
    "rank": lambda rng: rng.choice((None, rng.randint(1, 9))),
    "first_month": lambda rng: date(rng.randint(1990, 2080), rng.randint(1, 12), 1),
    "points": lambda rng: rng.randint(-50, 50),
    "points_per_month": lambda rng: rng.randint(-50, 50),
    "start": lambda rng: rng.choice((0, rng.randint(-30, 130))),
    "first": lambda rng: rng.randint(-30, 130),
    "last": lambda rng: rng.randint(-30, 130),
    "months": lambda rng: rng.randint(1, 120),
    "min_months": lambda rng: rng.randint(1, 120),
    "max_months": lambda rng: rng.randint(1, 120),
    "notice_months": lambda rng: rng.randint(0, 60),
    "count": lambda rng: rng.choice((None, rng.randint(-9, 99))),
    "name": lambda rng: _text(rng, 1),
    "reason": lambda rng: _text(rng, 0),
    "bound_source": lambda rng: _text(rng, 0),
}
"""Fields whose values are bounded more, or less, than their type says."""


def any_value(rng: random.Random, kind: Any) -> Any:
    """A value of a dataclass, by the types of its fields."""
    return _any(rng, kind, "")


def _text(rng: random.Random, least: int) -> str:
    return "".join(rng.choice("abøæ1-✓") for _ in range(rng.randint(least, 4)))


def _any(rng: random.Random, hint: Any, name: str) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (part for part in parts if part is not NoneType)
        return None if rng.random() < 0.4 else _any(rng, inner, name)
    if origin is tuple and parts[-1] is Ellipsis:
        least = 1 if name in ("sites", "blocks") else 0
        return tuple(_any(rng, parts[0], "") for _ in range(rng.randint(least, 2)))
    if origin is tuple:
        return tuple(_any(rng, part, "") for part in parts)
    if is_dataclass(hint):
        return hint(**_parts(rng, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return rng.choice(list(hint))
    return {
        str: lambda: _text(rng, 1),
        int: lambda: rng.choice((0, rng.randint(0, 90))),
        float: lambda: rng.choice((0.0, rng.random() * 1_000, rng.random() / 1e7)),
        bool: lambda: rng.random() < 0.5,
    }[hint]()


def _parts(rng: random.Random, kind: Any) -> dict[str, Any]:
    """Every field; one in three stands at its default where it has one."""
    hints = get_type_hints(kind)
    return {
        field.name: BOUNDED[field.name](rng)
        if field.name in BOUNDED
        else _any(rng, hints[field.name], field.name)
        for field in fields(kind)
        if not (_has_default(field) and rng.random() < 1 / 3)
    }


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
