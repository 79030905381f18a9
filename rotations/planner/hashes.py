"""What a run was given and what it made, as hashes, so that two runs can be compared."""

import dataclasses
import hashlib
import json
import platform
from collections.abc import Sequence
from enum import Enum
from typing import Any

import highspy
import numpy as np

from rotations.types.case import Placement, RotationCase

PLANNER_VERSION = "2"
"""Raised when the same case, seed and work may give another plan than before."""


def input_hash(case: RotationCase) -> str:
    """SHA-256 of everything in the case, fields in their order."""
    return _hash(case)


def plan_hash(placements: Sequence[Placement]) -> str:
    """SHA-256 of the placements, whatever their order."""
    return _hash(tuple(sorted(placements, key=_order)))


def _order(placement: Placement) -> tuple[str, int, str, str]:
    return placement.doctor, placement.first, placement.block, placement.site


def versions() -> tuple[tuple[str, str], ...]:
    """Versions of what the plan depends on."""
    solver = highspy.Highs()
    return (
        ("planner", PLANNER_VERSION),
        ("highs", str(solver.version())),
        ("numpy", np.__version__),
        ("python", platform.python_version()),
    )


def _hash(value: object) -> str:
    text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
