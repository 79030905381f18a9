"""Reads and writes rotation cases (JSON, schema 1.0) and tells every mistake in them.

Nothing is repaired and nothing is guessed: a case with a mistake is not planned with. Demands
that contradict each other are told apart from mistakes, because `explain` answers them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.exchange.json_text import Notes, read_text
from app.exchange.rotation_codec import built, built_parts, written
from app.exchange.rotation_shape import PLACEMENTS, ROTATION_CASE, ROTATION_CASE_VERSION
from rotations.types.case import Lock, Placement, RotationCase
from rotations.types.results import WorkLimits
from rotations.validation import CaseProblem, edit_problems, plan_problems, problems, sorted_out
from seed.csv_rows import ReferenceFileError

MOST_BYTES = 20_000_000
"""A case of 300 doctors and 60 months is a megabyte or two."""


@dataclass(frozen=True, slots=True)
class RotationFile:
    """A case with what a file may say beside it: how to run, a plan, and edits to repair."""

    case: RotationCase
    limits: WorkLimits = field(default_factory=WorkLimits)
    seed: int = 0
    placements: tuple[Placement, ...] = ()
    edits: tuple[Lock, ...] = ()


def read_rotation_file(data: bytes, file: str, *, may_clash: bool = False) -> RotationFile:
    """What is in the bytes of a file; raises ReferenceFileError with every mistake.

    With `may_clash`, demands that contradict each other are let through.
    """
    document, notes = read_text(data, file, MOST_BYTES)
    return _read(document, notes, may_clash)


def read_rotation_document(document: Mapping[str, Any], *, may_clash: bool = True) -> RotationFile:
    """The same from a document that is kept; raises ReferenceFileError with every mistake."""
    return _read(dict(document), Notes("case"), may_clash)


def read_case(document: Mapping[str, Any]) -> RotationCase:
    """The case in a document; contradicting demands are let through.

    Raises ReferenceFileError with every mistake.
    """
    return read_rotation_document(document).case


def read_plan(data: bytes, file: str, case: RotationCase) -> tuple[Placement, ...]:
    """The placements of a result, or of anything that has some; the rest of it is not looked at.

    Raises ReferenceFileError with every mistake.
    """
    document, notes = read_text(data, file, MOST_BYTES)
    rows = document.get("placements") if isinstance(document, dict) else None
    read = PLACEMENTS.read(rows, ("placements",), notes)
    if not notes.problems:
        parts = built_parts(RotationFile, ("placements",), {"placements": read}, case.first_month)
        plan: tuple[Placement, ...] = parts["placements"]
        _note(plan_problems(case, plan), notes)
        if not notes.problems:
            return plan
    raise ReferenceFileError(dict.fromkeys(notes.problems))


def case_to_document(case: RotationCase) -> dict[str, Any]:
    """The document of a case; `read_case` gives it back. What stands at its default is left out."""
    body = written(case, case.first_month, is_short=True)
    return {"schema_version": ROTATION_CASE_VERSION, **body}


def file_to_document(file: RotationFile) -> dict[str, Any]:
    """The document of a whole file; `read_rotation_document` gives it back."""
    first = file.case.first_month
    options = written(file.limits, first, is_short=True)
    options |= {"seed": file.seed} if file.seed else {}
    others = {
        "options": options,
        "placements": written(file.placements, first, is_short=True),
        "edits": written(file.edits, first, is_short=True),
    }
    return case_to_document(file.case) | {name: part for name, part in others.items() if part}


def _read(document: Any, notes: Notes, may_clash: bool) -> RotationFile:
    """What the values mean is looked at when each of them fits its description."""
    row = ROTATION_CASE.read(document, (), notes)
    if not notes.problems:
        file = file_of(row)
        found = sorted_out(
            [
                *problems(file.case),
                *plan_problems(file.case, file.placements),
                *edit_problems(file.case, file.edits),
            ]
        )
        _note((each for each in found if not (may_clash and each.is_clash)), notes)
        if not notes.problems:
            return file
    raise ReferenceFileError(dict.fromkeys(notes.problems))


def _note(found: Iterable[CaseProblem], notes: Notes) -> None:
    for problem in found:
        notes.add(problem.place, problem.found, problem.expected)


def file_of(row: dict[str, Any]) -> RotationFile:
    """The values of a document that fits its description; what they mean is not looked at."""
    first = row["first_month"]
    for doctor in row["doctors"]:
        doctor["start"] = doctor["start"] or first
    case = built(RotationCase, row, first)
    parts = built_parts(RotationFile, ("placements", "edits"), row, first)
    limits = built(WorkLimits, row["options"], first)
    return RotationFile(case, limits, row["options"]["seed"], **parts)
