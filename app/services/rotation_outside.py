"""Doctors outside a plan who share its places: those of other plans, and those in none.

What other plans have published and what is booked by hand counts; drafts do not. A doctor of the
plan at hand is counted by the plan alone. A doctor counts once under a limit in a month. Service
booked in days fills a month when it covers at least half of it, and one without a last day goes on.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby

from sqlmodel import Session

from app.services.rotation_months import last_day, leave_spans, month_of, share_spans
from app.store import rotation_outside as store
from app.store import rotation_people as people
from app.store.agreements import above
from app.store.places import PlaceLimits
from app.store.rotation_outside import BookedService, OtherPlacement
from app.store.rotation_values import PlanHead
from rotations.outside import beside
from rotations.types.case import FULL_TIME, Limit, LimitPer, Span, TraineeGroup

PART1_STAGES = ("lis1_hospital", "lis1_municipality")
GENERAL_PRACTICE = "ALM"
SHORTEST_MONTH = 28
"""Days; a period of less than half of it fills no month."""


@dataclass(frozen=True, slots=True)
class OtherStay:
    """A doctor or a vacant post outside the plan at a unit in some months of the plan."""

    who: str
    """The same for one doctor, wherever it comes from."""
    is_vacancy: bool
    unit_id: int
    service: str | None
    group: TraineeGroup
    home_id: int
    months: frozenset[int]


@dataclass(frozen=True)
class OthersThere:
    """Everybody outside the plan at its units."""

    stays: tuple[OtherStay, ...] = ()
    shares: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Per cent of full time, by doctor and month, where it is less than full time."""
    above: Mapping[int, Collection[int]] = field(default_factory=dict)
    """Each home organisation with all above it."""

    def left_of(
        self, limit: Limit, unit_ids: Collection[int], home_id: int | None = None
    ) -> Iterable[Limit]:
        """The limit over these units with what the others leave; months with the same number of
        others are one limit. `home_id`: only those whose home the agreement is with.
        """
        amounts = self._amounts(limit, frozenset(unit_ids), home_id)
        if not amounts:
            return (limit,)
        if limit.per is LimitPer.SPAN:
            taken, filling = (sum(pair[n] for pair in amounts.values()) for n in (0, 1))
            return (beside(limit, taken, filling),)
        return _split(limit, amounts)

    def _amounts(
        self, limit: Limit, units: frozenset[int], home_id: int | None
    ) -> dict[int, tuple[int, int]]:
        """(taken, filling) in per cent, for each month in which anybody is there."""
        there: dict[int, dict[str, int]] = defaultdict(dict)
        span = frozenset(limit.span.months)
        for stay in (stay for unit in units for stay in self._at.get(unit, ())):
            if (
                (limit.services and stay.service not in limit.services)
                or (limit.groups and stay.group not in limit.groups)
                or (home_id is not None and home_id not in self.above[stay.home_id])
            ):
                continue
            for month in stay.months & span:
                there[month][stay.who] = self._share(limit, stay, month)
        return {
            month: (
                sum(found.values()),
                sum(share for who, share in found.items() if who not in self._vacant),
            )
            for month, found in there.items()
        }

    @cached_property
    def _at(self) -> Mapping[int, list[OtherStay]]:
        found: dict[int, list[OtherStay]] = defaultdict(list)
        for stay in self.stays:
            found[stay.unit_id].append(stay)
        return found

    @cached_property
    def _vacant(self) -> frozenset[str]:
        return frozenset(stay.who for stay in self.stays if stay.is_vacancy)

    def _share(self, limit: Limit, stay: OtherStay, month: int) -> int:
        if not limit.counts_share:
            return FULL_TIME
        return self.shares.get(stay.who, {}).get(month, FULL_TIME)


NOBODY = OthersThere()
"""Nobody else is there."""


def others_there(
    session: Session,
    plan: PlanHead,
    unit_ids: Collection[int],
    members: Collection[int],
    found: PlaceLimits,
) -> OthersThere:
    """Who is at the units beside the plan's own members (row ids of people), for the limits that
    were found there; five queries at most, and two when nobody else is there. Room may be shared
    with units that the case does not know: who is there takes of it too.
    """
    shared = {unit for row in found.capacities for unit in row.unit_ids}
    wanted = shared.union(unit_ids)
    last = last_day(plan.first_month, plan.months - 1)
    placed = [
        row
        for row in store.other_placements(session, wanted, plan.id, plan.first_month, last)
        if row.person_id not in members
    ]
    booked = store.booked_services(session, wanted, members, plan.first_month, last)
    ids = {row.person_id for row in placed if row.person_id is not None}
    ids |= {row.person_id for row in booked}
    if not placed and not booked:
        return NOBODY
    leave = people.leave_of(session, ids, plan.first_month, last)
    away = {_person(who): _leave(plan, periods) for who, periods in leave.items()}
    stays = [
        replace(stay, months=stay.months - away.get(stay.who, frozenset()))
        for stay in (*_placed_stays(placed, plan), *_booked_stays(booked, plan))
        if stay.unit_id in wanted
    ]
    return OthersThere(
        tuple(stay for stay in stays if stay.months),
        _shares(session, ids, plan) if any(row.counts_share for row in found.capacities) else {},
        above(session, {stay.home_id for stay in stays}) if found.agreements else {},
    )


def _split(limit: Limit, amounts: Mapping[int, tuple[int, int]]) -> Iterable[Limit]:
    nobody = (0, 0)
    runs = groupby(limit.span.months, key=lambda month: amounts.get(month, nobody))
    for (taken, filling), run in runs:
        months = list(run)
        part = replace(limit, key=f"{limit.key}:{months[0]}", span=Span(months[0], months[-1]))
        yield beside(part, taken, filling)


def _person(person_id: int) -> str:
    return f"person {person_id}"


def _leave(plan: PlanHead, periods: Sequence[tuple[date, date]]) -> frozenset[int]:
    spans = leave_spans(plan.first_month, plan.months, periods)
    return frozenset(month for span in spans for month in span.months)


def _shares(session: Session, ids: Collection[int], plan: PlanHead) -> dict[str, dict[int, int]]:
    return {
        _person(who): {
            month: share.percent
            for share in share_spans(plan.first_month, plan.months, periods)
            for month in share.span.months
        }
        for who, periods in people.shares_of(session, ids).items()
    }


def _placed_stays(rows: Iterable[OtherPlacement], plan: PlanHead) -> Iterable[OtherStay]:
    """A doctor in an inner service is there and not where the rest of the block is served."""
    inside = _within(plan)
    for row in rows:
        who = row.key if row.person_id is None else _person(row.person_id)
        months = inside(row.starts_on, row.ends_on)
        stay = OtherStay(
            who, row.person_id is None, row.unit_id, row.service_nb, row.group, row.home_id, months
        )
        if row.inner_unit_id is not None and row.inner_starts_on is not None:
            inner = inside(row.inner_starts_on, row.inner_ends_on) & months
            yield replace(stay, unit_id=row.inner_unit_id, service=row.inner_service, months=inner)
            stay = replace(stay, months=months - inner)
        yield stay


def _booked_stays(rows: Iterable[BookedService], plan: PlanHead) -> Iterable[OtherStay]:
    inside = _within(plan)
    for _key, group in groupby(rows, key=lambda row: row.id):
        periods = list(group)
        row = periods[0]
        gone = [inside(*each.away) for each in periods if each.away is not None]
        yield OtherStay(
            _person(row.person_id),
            False,
            row.unit_id,
            row.name_nb,
            _group(row),
            row.home_id,
            inside(row.starts_on, row.ends_on).difference(*gone),
        )


def _group(row: BookedService) -> TraineeGroup:
    if row.stage_key in PART1_STAGES:
        return TraineeGroup.LIS1
    return TraineeGroup.ALIS if row.specialty_code == GENERAL_PRACTICE else TraineeGroup.LIS23


def _within(plan: PlanHead) -> Callable[[date, date | None], frozenset[int]]:
    """Which months of the plan a period fills."""

    def months(start: date, end: date | None) -> frozenset[int]:
        first = month_of(plan.first_month, start)
        if 2 * (start.day - 1) > last_day(plan.first_month, first).day:
            first += 1
        last = plan.months - 1
        if end is not None:
            last = month_of(plan.first_month, end)
            last -= 2 * end.day < last_day(plan.first_month, last).day
            if 2 * ((end - start).days + 1) < SHORTEST_MONTH:
                return frozenset()
        return frozenset(range(max(first, 0), min(last, plan.months - 1) + 1))

    return months
