"""What the store hands out about rotation plans: plain frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.db.tables import VersionState
from pathways.types.record import PlaceKind
from rotations.types.case import TraineeGroup


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan: whose doctors, which months, which settings."""

    id: int
    public_id: str
    organisation_id: int
    organisation: str
    name: str
    specialty_code: str | None
    first_month: date
    months: int
    frozen_until: date | None
    notice_months: int
    weights: dict[str, Any]
    is_demo: bool
    version: int


@dataclass(frozen=True, slots=True)
class VersionHead:
    """A version with its plan; the dates are of its life."""

    id: int
    public_id: str
    plan: PlanHead
    number: int
    state: VersionState
    based_on_id: int | None
    made_at: datetime
    made_by: str | None
    proposed_on: date | None
    comments_close_on: date | None
    published_on: date | None
    superseded_on: date | None
    last_edit: int
    version: int

    @property
    def is_draft(self) -> bool:
        """Whether it can be edited."""
        return self.state is VersionState.DRAFT


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row of the board: a doctor (by public id) or a vacant post."""

    id: int
    key: str
    person_id: int | None
    public_id: str | None
    name: str
    group: TraineeGroup
    position: int
    starts_on: date
    available_to: date | None
    deadline: date | None
    must_finish: bool
    needs: dict[str, Any]
    planned_leave: tuple[tuple[date, date], ...]

    @property
    def is_vacancy(self) -> bool:
        """Whether nobody holds the post."""
        return self.person_id is None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the board names it."""

    id: int
    key: str
    name: str
    short: str
    place_kind: PlaceKind
    organisation_id: int
    organisation: str
    town: str
    """The municipality it lies in; the organisation's key where none is known."""


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A member's block at a unit, from the first to the last day."""

    id: int
    member_key: str
    block_key: str
    service_nb: str
    service_en: str
    unit: UnitRow
    starts_on: date
    ends_on: date
    continues: bool
    inner_unit_id: int | None
    inner_starts_on: date | None
    inner_ends_on: date | None
    is_locked: bool
    locked_by_id: int | None
    locked_by: str | None
    locked_on: date | None


@dataclass(frozen=True, slots=True)
class BoardRows:
    """A whole version: members in the order of the board, placements in order of time."""

    version: VersionHead
    members: tuple[MemberRow, ...]
    placements: tuple[PlacementRow, ...]

    def member(self, key: str) -> MemberRow | None:
        """The member with this key."""
        return next((each for each in self.members if each.key == key), None)

    def placement(self, member_key: str, block_key: str) -> PlacementRow | None:
        """A member's placement of a block."""
        for each in self.placements:
            if each.member_key == member_key and each.block_key == block_key:
                return each
        return None
