"""What a coordinator asks of a draft, and what the draft would be: values without a session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.db.tables import EditKind
from app.services.rotation_dates_record import DayPair
from app.store.rotation_copies import Snapshot
from rotations.types.case import Placement, RotationCase

PlacementKey = tuple[str, str]
"""Member and block."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One edit as a person asks for it. Months count from the plan's first one."""

    kind: EditKind
    member: str
    block: str = ""
    site: str | None = None
    first: int | None = None
    """First month; for a split the first month of its second part."""
    months: int | None = None
    """Length in months that count, for a move; None: as it is."""
    pushes: bool = False
    """The placements that follow move as far; else they stay."""
    unlocks: bool = False
    """What is locked in the way is unlocked as well."""
    other: PlacementKey | None = None
    """The placement to swap with."""
    leave: DayPair | None = None
    removes: bool = False
    """Take leave away instead of adding it."""


@dataclass(frozen=True, slots=True)
class After:
    """The draft after an edit, before anything is saved."""

    kind: EditKind
    members: tuple[str, ...]
    """Keys of the rows that it touches."""
    case: RotationCase
    placements: tuple[Placement, ...]
    rows: Mapping[str, Snapshot]
    """The touched rows as they would be stored."""
    leave: Mapping[str, tuple[DayPair, ...]] = field(default_factory=dict)
    """The touched rows' leave on the draft."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """Values for the sentence that tells it."""


class Problem(Exception):
    """What cannot be done: the form's field that is wrong, and what to do about it."""

    def __init__(self, field: str, message: str) -> None:
        """Remember both."""
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Author:
    """Who edits, and when."""

    person_id: int
    name: str
    today: date
