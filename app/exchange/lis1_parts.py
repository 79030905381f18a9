"""Parts of a LIS1 case that are kept by themselves: criteria, phases of a track, qualifications.

They are stored in the documented format, written by us: what cannot be read is a fault of ours.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from app.exchange.json_text import Notes
from app.exchange.lis1_shape import CRITERION, PHASE, QUALIFICATION
from app.exchange.project_files import plain
from app.exchange.rotation_codec import built
from app.exchange.shapes import Shape
from rotations.lis1.types import Criterion, Phase, Qualification

ANY_DAY = date(2000, 1, 1)
Part = TypeVar("Part")


def read_criteria(rows: Sequence[dict[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria as stored. ValueError when a row is not in the format."""
    return _read(Criterion, CRITERION, rows)


def read_phases(rows: Sequence[dict[str, Any]]) -> tuple[Phase, ...]:
    """Phases of a track as stored. ValueError when a row is not in the format."""
    return _read(Phase, PHASE, rows)


def read_qualifications(rows: Sequence[dict[str, Any]]) -> tuple[Qualification, ...]:
    """Qualifications as stored. ValueError when a row is not in the format."""
    return _read(Qualification, QUALIFICATION, rows)


def write_parts(parts: Iterable[Criterion | Phase | Qualification]) -> list[dict[str, Any]]:
    """The same as rows to store."""
    return [plain(each) for each in parts]


def _read(kind: type[Part], shape: Shape, rows: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    notes = Notes("stored")
    read = [shape.read(row, (index,), notes) for index, row in enumerate(rows)]
    if notes.problems:
        raise ValueError("; ".join(str(each) for each in notes.problems))
    return tuple(built(kind, row, ANY_DAY) for row in read)
