"""What one doctor needs, as it is kept on a plan: blocks, choices and where they may be served.

The same keys as a doctor of a rotation case, with a block's service in English beside it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.exchange.json_text import Notes
from app.exchange.rotation_codec import built_parts, written
from app.exchange.rotation_needs_shape import NEEDS
from rotations.types.case import Block, Choice, Doctor, Span, TraineeGroup
from seed.csv_rows import ReferenceFileError


@dataclass(frozen=True, slots=True)
class Needs:
    """What of a `Doctor` is kept with the plan; months count from the plan's first month."""

    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    same_town: tuple[tuple[str, ...], ...] = ()
    at_most: tuple[tuple[str, int], ...] = ()
    away: tuple[tuple[str, Span], ...] = ()
    service_en: Mapping[str, str] = field(default_factory=dict)
    """English names of the services, by the Norwegian ones."""


PARTS = ("blocks", "choices", "same_town", "at_most", "away")


def read_needs(document: Mapping[str, Any], first_month: date) -> Needs:
    """The needs in a document; raises ReferenceFileError with every mistake.

    A page reads those of every doctor of a plan each time, and they hardly change: kept by text.
    """
    return _read(json.dumps(document), first_month)


@lru_cache(maxsize=2_000)
def _read(text: str, first_month: date) -> Needs:
    notes = Notes("needs")
    row = NEEDS.read(json.loads(text), (), notes)
    if notes.problems:
        raise ReferenceFileError(notes.problems)
    english = {each["service"]: each["service_en"] for each in row["blocks"] if each["service_en"]}
    return Needs(
        **built_parts(Doctor, PARTS, row, first_month), service_en=MappingProxyType(english)
    )


def write_needs(needs: Needs, first_month: date) -> dict[str, Any]:
    """The document of the needs; `read_needs` gives them back. Empty parts are left out."""
    doctor = Doctor("", "", TraineeGroup.LIS23, **{part: getattr(needs, part) for part in PARTS})
    document = written(doctor, first_month, is_short=True)
    for block in document["blocks"]:
        if block["service"] in needs.service_en:
            block["service_en"] = needs.service_en[block["service"]]
    return {part: document[part] for part in PARTS if document.get(part)}
