"""How many doctors each limit has in each month of its span.

Doctors on leave are not there. The months of an inner service count at the inner site and in the
inner service. A doctor counts once, also when two placements overlap.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rotations.plan_facts import DoctorPlan, PlanFacts, Stay, stays
from rotations.types.case import (
    FULL_TIME,
    Limit,
    LimitPer,
    Placement,
    RotationCase,
    Span,
    TraineeGroup,
)


@dataclass(frozen=True, slots=True)
class LimitLoad:
    """The load under one limit.

    Per month: index = month of the case, 0 outside the limit's span. Per span: one number,
    doctor-months. In per cent where the limit counts shares (`unit` is then 100).
    """

    limit: Limit
    everybody: list[int]
    """With vacant posts, which take room: what a maximum bounds."""
    people: list[int]
    """Without vacant posts: what a minimum asks for."""

    @property
    def unit(self) -> int:
        """What one full-time doctor (or doctor-month) counts."""
        return FULL_TIME if self.limit.counts_share else 1

    @property
    def is_per_month(self) -> bool:
        """Whether there is a number for each month."""
        return self.limit.per is LimitPer.MONTH

    def over(self) -> Iterator[tuple[int, int]]:
        """(index, amount above the maximum) where there is too much."""
        if self.limit.maximum is not None:
            most = self.limit.maximum * self.unit
            yield from ((i, n - most) for i, n in self._bounded(self.everybody) if n > most)

    def under(self) -> Iterator[tuple[int, int]]:
        """(index, amount below the minimum) where there is too little."""
        if self.limit.minimum is not None:
            least = self.limit.minimum * self.unit
            yield from ((i, least - n) for i, n in self._bounded(self.people) if n < least)

    def _bounded(self, amounts: list[int]) -> Iterator[tuple[int, int]]:
        if not self.is_per_month:
            return enumerate(amounts)
        span = self.limit.span
        indexes = range(max(0, span.first), min(len(amounts) - 1, span.last) + 1)
        return ((index, amounts[index]) for index in indexes)


def loads(case: RotationCase, placements: Sequence[Placement]) -> Mapping[str, tuple[int, ...]]:
    """Doctors and vacant posts under every limit, by the limit's key.

    Per month: one number for each month of the case (0 outside the limit's span). Per span:
    doctor-months in [0]. In per cent where the limit counts shares.
    """
    plan = LoadedPlan(case, placements)
    return {key: tuple(load.everybody) for key, load in plan.loads.items()}


def staffing(case: RotationCase, placements: Sequence[Placement]) -> Mapping[str, tuple[int, ...]]:
    """The same as `loads` without vacant posts: what the minimum is held against."""
    plan = LoadedPlan(case, placements)
    return {key: tuple(load.people) for key, load in plan.loads.items()}


class LoadedPlan(PlanFacts):
    """A plan with what every limit has in it, counted when first asked for."""

    @cached_property
    def loads(self) -> Mapping[str, LimitLoad]:
        """Both counts for every limit, by its key."""
        case = self.case
        found = {limit.key: _empty(limit, case.months) for limit in case.limits}
        lookup = _lookup(found.values())
        for plan in self.plans.values():
            _add(plan, lookup, case.months, seen=set() if _overlaps(plan) else None)
        return found

    def doctors_under(self, limit: Limit, span: Span) -> tuple[str, ...]:
        """Keys of doctors and vacant posts counted in any month of the span, in case order."""
        there = {
            plan.doctor.key
            for site in limit.sites
            for plan, stay in self._stays_at.get(site, ())
            if is_counted(limit, stay, plan.doctor.group)
            and stay.first <= span.last
            and span.first <= stay.last
            and plan.months.worked(max(stay.first, span.first), min(stay.last, span.last))
        }
        return tuple(key for key in self.plans if key in there) if there else ()

    @cached_property
    def _stays_at(self) -> Mapping[str, list[tuple[DoctorPlan, Stay]]]:
        found: dict[str, list[tuple[DoctorPlan, Stay]]] = {}
        for plan in self.plans.values():
            for placed in plan.placed:
                for stay in stays(placed):
                    found.setdefault(stay.site, []).append((plan, stay))
        return found


def is_counted(limit: Limit, stay: Stay, group: TraineeGroup) -> bool:
    """Whether a doctor of this group at this stay counts under the limit (months apart)."""
    return (
        stay.site in limit.sites
        and (not limit.services or stay.service in limit.services)
        and (not limit.groups or group in limit.groups)
    )


_Lookup = Callable[[Stay, TraineeGroup], Sequence[LimitLoad]]
_Seen = set[tuple[str, int]]


def _empty(limit: Limit, months: int) -> LimitLoad:
    size = months if limit.per is LimitPer.MONTH else 1
    return LimitLoad(limit, [0] * size, [0] * size)


def _lookup(found: Iterable[LimitLoad]) -> _Lookup:
    by_site: dict[str, list[LimitLoad]] = {}
    for load in found:
        for site in dict.fromkeys(load.limit.sites):
            by_site.setdefault(site, []).append(load)
    known: dict[tuple[str, str, TraineeGroup], list[LimitLoad]] = {}

    def look(stay: Stay, group: TraineeGroup) -> Sequence[LimitLoad]:
        key = (stay.site, stay.service, group)
        if key not in known:
            known[key] = [
                load for load in by_site.get(stay.site, ()) if is_counted(load.limit, stay, group)
            ]
        return known[key]

    return look


def _overlaps(plan: DoctorPlan) -> bool:
    reached = -1
    for placement, _block in plan.placed:
        if placement.first <= reached:
            return True
        reached = max(reached, placement.last)
    return False


def _add(plan: DoctorPlan, look: _Lookup, months: int, *, seen: _Seen | None) -> None:
    is_person = not plan.doctor.is_vacancy
    for placed in plan.placed:
        for stay in stays(placed):
            for load in look(stay, plan.doctor.group):
                for month in _there(plan, load.limit, stay, months):
                    if seen is not None:
                        if (load.limit.key, month) in seen:
                            continue
                        seen.add((load.limit.key, month))
                    amount = plan.months.share(month) if load.limit.counts_share else 1
                    index = month if load.is_per_month else 0
                    load.everybody[index] += amount
                    if is_person:
                        load.people[index] += amount


def _there(plan: DoctorPlan, limit: Limit, stay: Stay, months: int) -> Sequence[int]:
    """The months of the stay in which the doctor is counted."""
    first = max(stay.first, limit.span.first, 0)
    last = min(stay.last, limit.span.last, months - 1)
    if first > last:
        return ()
    if plan.months.worked(first, last) == last - first + 1:
        return range(first, last + 1)
    return [month for month in range(first, last + 1) if not plan.months.is_leave(month)]
