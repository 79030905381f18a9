"""A stored plan version as a planning case: what the rules, the board and the planner judge.

Doctors go by their member's key, sites by their unit's key, services by their Norwegian name.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlmodel import Session

from app.exchange.rotation_needs import Needs, read_needs
from app.services.rotation_limits import limits, open_months
from app.services.rotation_months import first_in_time, leave_spans, month_of, share_spans
from app.services.rotation_outside import others_there
from app.services.rotation_settings import weights_of
from app.store import access as access_store
from app.store import places as place_store
from app.store import rotation_people as people
from app.store import rotations as store
from app.store.rotation_people import WishRow
from app.store.rotation_values import BoardRows, MemberRow, PlacementRow, PlanHead, UnitRow
from pathways.types.record import PlaceKind
from rotations.types.case import (
    Doctor,
    InnerPlacement,
    Lock,
    ObjectivePlace,
    Placement,
    RotationCase,
    Site,
    SiteKind,
    Span,
    Wish,
    WishKind,
)
from seed.csv_rows import ReferenceFileError

SITE_KINDS = {
    PlaceKind.HOSPITAL: SiteKind.HOSPITAL,
    PlaceKind.DPS: SiteKind.DPS,
    PlaceKind.CONTRACT_SPECIALIST: SiteKind.CONTRACT_SPECIALIST,
    PlaceKind.OTHER_TRUST: SiteKind.OTHER_TRUST,
}
"""Every other kind of place is municipal."""
IN_HOSPITAL = (SiteKind.HOSPITAL, SiteKind.DPS)


@dataclass(frozen=True)
class PlanCase:
    """A version as a case, its placements, and the stored rows behind them."""

    case: RotationCase
    placements: tuple[Placement, ...]
    board: BoardRows
    units: dict[str, UnitRow]
    """By key: every unit that the case knows."""
    needs: dict[str, Needs]
    """By member key."""
    published_number: int | None
    """The number of the version that `case.published` is; None when none is published."""

    @property
    def plan(self) -> PlanHead:
        """The plan."""
        return self.board.version.plan

    @cached_property
    def units_by_id(self) -> dict[int, UnitRow]:
        """The units by row id."""
        return {unit.id: unit for unit in self.units.values()}


@dataclass(frozen=True, slots=True)
class BrokenNeeds:
    """A member whose stored needs no case can hold, with everything that is wrong with them."""

    key: str
    name: str
    problems: tuple[str, ...]


class NeedsError(Exception):
    """Some of a board's needs cannot be read, so that there is no case to judge."""

    def __init__(self, plan: PlanHead, broken: tuple[BrokenNeeds, ...]) -> None:
        """Remember whose plan it is, and who is concerned."""
        super().__init__(f"plan {plan.public_id}: needs of {[each.key for each in broken]}")
        self.plan = plan
        self.broken = broken


def load_case(session: Session, version_id: int, *, today: date) -> PlanCase:
    """The case of a version; LookupError when there is none, NeedsError for needs that no case
    can hold. The number of queries does not depend on how many doctors there are.

    `today` is the day notice is counted from.
    """
    return case_of_board(session, store.load_board(session, version_id), today=today)


def case_of_board(session: Session, board: BoardRows, *, today: date) -> PlanCase:
    """The case of a board that is read, or of one as it would be."""
    published = _published(session, board)
    plan = board.version.plan
    needs = _needs(board)
    units = _units(session, board, published, needs)
    by_id = {unit.id: unit for unit in units.values()}
    last = plan_end(plan)
    found = place_store.limits_of(session, tuple(by_id), plan.first_month, last)
    own = access_store.with_children(session, {plan.organisation_id})
    doctors = _Doctors(session, board, needs, by_id, units)
    kept = _placements(published, by_id) if published else ()
    members = {each.person_id for each in board.members if each.person_id is not None}
    others = others_there(session, plan, tuple(by_id), members, found)
    case = RotationCase(
        name=plan.name,
        first_month=plan.first_month,
        months=plan.months,
        sites=tuple(
            _site(unit, own, found.agreements, plan)
            for unit in sorted(units.values(), key=lambda each: each.id)
        ),
        doctors=doctors.all(),
        limits=doctors.weights.priced(
            limits(found, by_id, own, plan.first_month, plan.months, others)
        ),
        locks=_locks(board),
        objective_places=_objective_places(session, needs, by_id, today),
        weights=doctors.weights.weights,
        published=tuple(each for each in kept if each.doctor in needs),
        frozen_months=_frozen(plan),
        # Notice is counted from today in whole months, the case from its first month.
        notice_months=max(0, first_in_time(plan.first_month, today, plan.notice_months)),
    )
    return PlanCase(
        case,
        _placements(board, by_id),
        board,
        units,
        needs,
        published.version.number if published else None,
    )


def _needs(board: BoardRows) -> dict[str, Needs]:
    first_month = board.version.plan.first_month
    found: dict[str, Needs] = {}
    broken: list[BrokenNeeds] = []
    for member in board.members:
        try:
            found[member.key] = read_needs(member.needs, first_month)
        except ReferenceFileError as wrong:
            problems = tuple(map(str, wrong.problems))
            broken.append(BrokenNeeds(member.key, member.name, problems))
    if broken:
        raise NeedsError(board.version.plan, tuple(broken))
    return found


def plan_end(plan: PlanHead) -> date:
    """The last day of the plan's last month."""
    year, month = divmod(plan.first_month.month - 1 + plan.months, 12)
    return date(plan.first_month.year + year, month + 1, 1) - timedelta(days=1)


def _published(session: Session, board: BoardRows) -> BoardRows | None:
    """The published version; of another than the board's own only the placements are wanted."""
    head = store.published_version(session, board.version.plan.id)
    if head is None or head.id == board.version.id:
        return board if head else None
    return BoardRows(head, (), store.load_placements(session, head.id))


def _units(
    session: Session, board: BoardRows, published: BoardRows | None, needs: dict[str, Needs]
) -> dict[str, UnitRow]:
    keys = {site for each in needs.values() for block in each.blocks for site in block.sites}
    for block in (block for each in needs.values() for block in each.blocks):
        keys |= set(block.inner.sites) if block.inner else set()
    rows = (*board.placements, *(published.placements if published else ()))
    return {**{row.unit.key: row.unit for row in rows}, **store.load_units(session, keys)}


def _site(
    unit: UnitRow,
    own: frozenset[int],
    agreements: tuple[place_store.AgreementRow, ...],
    plan: PlanHead,
) -> Site:
    kind = SITE_KINDS.get(unit.place_kind, SiteKind.MUNICIPALITY)
    if unit.organisation_id not in own and kind in IN_HOSPITAL:
        kind = SiteKind.OTHER_TRUST
    return Site(
        key=unit.key,
        name=unit.name,
        short=unit.short,
        kind=kind,
        town=unit.town,
        employer=unit.organisation,
        open=open_months(unit, own, agreements, plan.first_month, plan.months),
    )


class _Doctors:
    """The members as doctors of a case, with what their records say."""

    def __init__(
        self,
        session: Session,
        board: BoardRows,
        needs: dict[str, Needs],
        by_id: dict[int, UnitRow],
        units: dict[str, UnitRow],
    ) -> None:
        self.board, self.plan, self.needs = board, board.version.plan, needs
        self.units, self.weights = units, weights_of(self.plan)
        ids = [each.person_id for each in board.members if each.person_id is not None]
        self.leave = people.leave_of(session, ids, self.plan.first_month, plan_end(self.plan))
        self.shares = people.shares_of(session, ids)
        before = self.plan.first_month - timedelta(days=1)
        self.before = people.units_on(session, ids, before)
        self.wishes = people.wishes_of(session, self.plan.id)
        asks = any(block.needs_objectives for each in needs.values() for block in each.blocks)
        self.met = people.objectives_met(session, ids) if asks else {}

    def all(self) -> tuple[Doctor, ...]:
        """In the order of the board."""
        return tuple(self._doctor(each) for each in self.board.members)

    def _doctor(self, member: MemberRow) -> Doctor:
        plan, needs = self.plan, self.needs[member.key]
        who = member.person_id or 0
        before = self.before.get(who)
        town = self.units[before].town if before in self.units else None
        return Doctor(
            key=member.key,
            name=member.name,
            group=member.group,
            blocks=needs.blocks,
            start=max(0, month_of(plan.first_month, member.starts_on)),
            available_to=self._month(member.available_to),
            deadline=self._month(member.deadline),
            must_finish=member.must_finish,
            choices=needs.choices,
            shares=share_spans(plan.first_month, plan.months, self.shares.get(who, ())),
            leave=leave_spans(
                plan.first_month,
                plan.months,
                (*self.leave.get(who, ()), *member.planned_leave),
            ),
            away=needs.away,
            town=town,
            site=before if before in self.units else None,
            same_town=needs.same_town,
            at_most=needs.at_most,
            objectives_met=tuple(sorted(self.met.get(who, ()))),
            wishes=tuple(self._wish(row) for row in self.wishes if row.person_id == who),
            is_vacancy=member.is_vacancy,
        )

    def _month(self, day: date | None) -> int | None:
        return None if day is None else month_of(self.plan.first_month, day)

    def _wish(self, row: WishRow) -> Wish:
        kind = WishKind.TIME
        if row.unit_key is not None:
            kind = WishKind.SITE
        elif row.service is not None:
            kind = WishKind.SERVICE
        starts = None
        if row.from_month is not None or row.to_month is not None:
            starts = Span(
                self._month(row.from_month) or 0,
                self.plan.months if row.to_month is None else self._month(row.to_month) or 0,
            )
        return Wish(
            key=str(row.id),
            kind=kind,
            points=self.weights.of_wish(row.rank),
            service=row.service,
            site=row.unit_key,
            starts=starts,
            rank=row.rank,
        )


def _placements(board: BoardRows, units: dict[int, UnitRow]) -> tuple[Placement, ...]:
    first = board.version.plan.first_month
    return tuple(placement_of(row, first, units) for row in board.placements)


def placement_of(row: PlacementRow, first_month: date, units: dict[int, UnitRow]) -> Placement:
    """A stored placement in months of the plan."""
    inner = None
    if row.inner_unit_id is not None and row.inner_starts_on and row.inner_ends_on:
        inner = InnerPlacement(
            units[row.inner_unit_id].key,
            month_of(first_month, row.inner_starts_on),
            month_of(first_month, row.inner_ends_on),
        )
    return Placement(
        doctor=row.member_key,
        first=month_of(first_month, row.starts_on),
        last=month_of(first_month, row.ends_on),
        block=row.block_key,
        site=row.unit.key,
        inner=inner,
        continues=row.continues,
    )


def _locks(board: BoardRows) -> tuple[Lock, ...]:
    first = board.version.plan.first_month
    return tuple(
        Lock(
            doctor=row.member_key,
            block=row.block_key,
            site=row.unit.key,
            first=month_of(first, row.starts_on),
            last=month_of(first, row.ends_on),
            reason=_lock_reason(row),
        )
        for row in board.placements
        if row.is_locked
    )


def _lock_reason(row: PlacementRow) -> str:
    """Who locked it and when, as far as known; pages have their own words for it."""
    day = f"{row.locked_on:%d.%m.%Y}" if row.locked_on else ""
    return f"{row.locked_by or ''} {day}".strip()


def _objective_places(
    session: Session, needs: dict[str, Needs], units: dict[int, UnitRow], today: date
) -> tuple[ObjectivePlace, ...]:
    wanted: set[Any] = {
        objective
        for each in needs.values()
        for block in each.blocks
        for objective in block.needs_objectives
    }
    if not wanted:
        return ()
    return tuple(
        ObjectivePlace(objective, site)
        for objective, site in people.objectives_at(session, tuple(units), on=today)
        if objective in wanted
    )


def _frozen(plan: PlanHead) -> int:
    """How many whole months from the first one are set."""
    if plan.frozen_until is None:
        return 0
    is_whole = (plan.frozen_until + timedelta(days=1)).day == 1
    month = month_of(plan.first_month, plan.frozen_until)
    return min(plan.months, max(0, month + 1 if is_whole else month))
