"""Reads and writes LIS1 cases (JSON, schema 1.0) and tells every mistake in them.

Nothing is repaired and nothing is guessed: with a mistake nothing is shared out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any

from app.exchange.json_text import Notes, read_text
from app.exchange.lis1_shape import LIS1_CASE, LIS1_CASE_VERSION, PUBLISHED_DRAW
from app.exchange.project_files import plain
from app.exchange.rotation_codec import built
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Draw, Intake
from rotations.lis1.validation import problems
from rotations.validation_values import repeated
from seed.csv_rows import Problem, ReferenceFileError

MOST_BYTES = 20_000_000
"""A national round is a megabyte or two."""
ANY_DAY = date(2000, 1, 1)
"""The codec counts months from a day; a LIS1 case has none."""


@dataclass(frozen=True, slots=True)
class Lis1File:
    """An intake and the ways to share it out."""

    intake: Intake
    mechanisms: tuple[Mechanism, ...] = tuple(Mechanism)


def read_lis1_file(data: bytes, file: str) -> Lis1File:
    """What is in the bytes of a file; raises ReferenceFileError with every mistake."""
    document, notes = read_text(data, file, MOST_BYTES)
    return _read(document, notes)


def read_lis1_document(document: dict[str, Any]) -> Lis1File:
    """The same from a document that is kept; raises ReferenceFileError with every mistake."""
    return _read(document, Notes("case"))


@dataclass(frozen=True, slots=True)
class DrawFile:
    """A draw with the list it was made on: published by itself, or taken out of a case."""

    round: str
    name: str
    draw: Draw
    keys: tuple[str, ...]
    """Keys in the list, but for those in `draw.withdrawn`."""
    order: tuple[str, ...]
    """As published; empty: compare with none."""
    input_hash: str


def read_draw_file(data: bytes, file: str) -> DrawFile:
    """The draw in a published draw or in a LIS1 case.

    Raises ReferenceFileError with every mistake.
    """
    document, notes = read_text(data, file, MOST_BYTES)
    if not (isinstance(document, dict) and "keys" in document):
        intake = _read(document, notes).intake
        keys = tuple(each.key for each in intake.candidates)
        return DrawFile(intake.round, intake.name, intake.draw, keys, (), input_hash(intake))
    row = PUBLISHED_DRAW.read(document, (), notes)
    if notes.problems:
        raise ReferenceFileError(dict.fromkeys(notes.problems))
    for each in repeated(row["keys"], ("keys",), "each key once"):
        notes.add(each.place, each.found, each.expected)
    if notes.problems:
        raise ReferenceFileError(dict.fromkeys(notes.problems))
    draw: Draw = built(Draw, row["draw"], ANY_DAY)
    keys = tuple(key for key in row["keys"] if key not in draw.withdrawn)
    text = dumps(plain(document), ensure_ascii=False, sort_keys=True)
    return DrawFile(
        row["round"],
        row["name"],
        draw,
        keys,
        tuple(row["order"]),
        sha256(text.encode()).hexdigest(),
    )


def draw_file_document(file: DrawFile) -> dict[str, Any]:
    """The document of a published draw; `read_draw_file` gives it back."""
    return {
        "schema_version": LIS1_CASE_VERSION,
        "round": file.round,
        "name": file.name,
        "draw": plain(file.draw),
        "keys": list(file.keys),
        "order": list(file.order),
    }


def lis1_document(file: Lis1File) -> dict[str, Any]:
    """The document of a case; `read_lis1_document` gives it back."""
    return {
        "schema_version": LIS1_CASE_VERSION,
        **plain(file.intake),
        "mechanisms": plain(file.mechanisms),
    }


def input_hash(intake: Intake) -> str:
    """A hash of everything in the intake; the order of its rows makes no difference."""
    sorted_rows = replace(
        intake,
        seats=tuple(sorted(intake.seats, key=lambda each: each.key)),
        candidates=tuple(sorted(intake.candidates, key=lambda each: each.key)),
        caps=tuple(sorted(intake.caps, key=repr)),
        couples=tuple(sorted(intake.couples, key=repr)),
        preplacements=tuple(sorted(intake.preplacements, key=repr)),
    )
    text = dumps(plain(sorted_rows), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def same_round(files: Iterable[tuple[str, Lis1File]]) -> tuple[Problem, ...]:
    """A mistake for each file whose round an earlier file has."""
    seen: dict[str, str] = {}
    found = []
    for name, each in files:
        round_name = each.intake.round
        if round_name in seen:
            said = f"{round_name}, which {seen[round_name]} has too"
            found.append(Problem(name, None, "round", said, "each round in one file"))
        seen.setdefault(round_name, name)
    return tuple(found)


def must_be_drawn(file: Lis1File, name: str) -> None:
    """Raises ReferenceFileError when nobody has drawn yet."""
    draw = file.intake.draw
    if draw.seed is None and not draw.order:
        expected = "a seed, or an order drawn by hand: nothing can be shared out before the draw"
        raise ReferenceFileError([Problem(name, None, "draw.seed", "no seed", expected)])


def _read(document: Any, notes: Notes) -> Lis1File:
    row = LIS1_CASE.read(document, (), notes)
    if not notes.problems:
        intake: Intake = built(Intake, row, ANY_DAY)
        for each in problems(intake):
            notes.add(each.place, each.found, each.expected)
        if not notes.problems:
            return Lis1File(intake, tuple(Mechanism(each) for each in row["mechanisms"]))
    raise ReferenceFileError(dict.fromkeys(notes.problems))
