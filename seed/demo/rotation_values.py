"""A demo rotation plan as plain rows: plan, versions, members, placements, wishes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.db.tables import VersionState
from rotations.types.case import TraineeGroup


@dataclass(frozen=True, slots=True)
class DemoPlacement:
    """A block at a unit, first and last day; `locked_by` is a public id."""

    block: str
    service_nb: str
    service_en: str
    unit: str
    starts_on: date
    ends_on: date
    continues: bool = False
    locked_by: str | None = None
    locked_on: date | None = None


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A doctor (`person`) or a vacant post (`vacancy`) in one version. `needs` is JSON text."""

    key: str
    person: str | None
    vacancy: str | None
    group: TraineeGroup
    starts_on: date
    must_finish: bool
    needs: str
    placements: tuple[DemoPlacement, ...]


@dataclass(frozen=True, slots=True)
class DemoVersion:
    """One version of a plan."""

    number: int
    state: VersionState
    made_by: str
    made_on: date
    published_on: date | None
    members: tuple[DemoMember, ...]


@dataclass(frozen=True, slots=True)
class DemoRotationWish:
    """One line of a doctor's list."""

    person: str
    rank: int
    unit: str | None = None
    service: str | None = None
    from_month: date | None = None
    to_month: date | None = None


@dataclass(frozen=True, slots=True)
class DemoSwap:
    """An open request between two members of the published version, for the same block of each.

    `moves` is what both see that would move: plain values with days as text.
    """

    from_member: str
    to_member: str
    block: str
    note: str
    asked_on: date
    moves: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class DemoRotationPlan:
    """A plan with its versions, oldest first."""

    public_id: str
    organisation: str
    name: str
    specialty: str | None
    first_month: date
    months: int
    frozen_until: date
    versions: tuple[DemoVersion, ...]
    wishes: tuple[DemoRotationWish, ...]
    swaps: tuple[DemoSwap, ...]
