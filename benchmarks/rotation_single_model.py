"""A rotation case as one integer programme, independent of the planner: a second opinion.

A binary column is one block of one doctor at one site from one month to another, with everything
that only concerns itself in its points. Rows hold the rest. Moving is a position in every month
(site, and town by its sites); idle and late months are "not done yet" in every month.
What one programme cannot say in few rows is refused: `NotExpressible`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rotations.doctor_months import DoctorMonths
from rotations.plan_facts import PlanFacts, soonest_change
from rotations.types.case import (
    FULL_TIME,
    Block,
    Doctor,
    Limit,
    LimitPer,
    Lock,
    Placement,
    RotationCase,
    Site,
    Wish,
)

Terms = list[tuple[int, int]]
"""(column, coefficient)."""


MOST_POINTS = 1_000_000


class NotExpressible(ValueError):
    """The case asks for something that this model has no rows for."""


@dataclass
class Model:
    """Columns and rows; the points are to be made as great as possible."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    rows: list[tuple[int | None, int | None, list[int], list[int]]] = field(default_factory=list)
    constant: int = 0

    def column(self, upper: int = 1, *, is_whole: bool = True, lower: int = 0) -> int:
        """A new column."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.points.append(0)
        self.is_whole.append(is_whole)
        return len(self.lower) - 1

    def row(self, least: int | None, most: int | None, terms: Iterable[tuple[int, int]]) -> None:
        """A new row, unless it says nothing."""
        sums: dict[int, int] = defaultdict(int)
        for column, coefficient in terms:
            sums[column] += coefficient
        kept = {column: number for column, number in sums.items() if number}
        if kept or (least or 0) > 0 or (most is not None and most < 0):
            self.rows.append((least, most, list(kept), list(kept.values())))

    def document(self) -> dict[str, Any]:
        """As plain values, for another process."""
        return {
            "lower": self.lower,
            "upper": self.upper,
            "points": self.points,
            "is_whole": self.is_whole,
            "rows": self.rows,
            "constant": self.constant,
        }

    @property
    def size(self) -> str:
        """Columns and rows."""
        return f"{len(self.lower)} columns, {len(self.rows)} rows"


@dataclass(frozen=True)
class SingleModel:
    """The programme of a case, and what its columns mean."""

    model: Model
    starts: dict[int, Placement]

    def plan(self, chosen: Iterable[int]) -> tuple[Placement, ...]:
        """The placements of a solution: the columns that are one."""
        return tuple(sorted(self.starts[column] for column in chosen if column in self.starts))


def single_model(case: RotationCase) -> SingleModel:
    """The whole case as one programme; raises NotExpressible."""
    _refuse(case)
    model = Model()
    facts = PlanFacts(case, ())
    parts = [_DoctorPart(model, case, facts, doctor) for doctor in case.doctors]
    for part in parts:
        part.add()
    for limit in case.limits:
        _add_limit(model, case, limit, parts)
    _add_worst_off(model, case, parts)
    starts = {column: start for part in parts for column, start in part.starts}
    return SingleModel(model, starts)


def _refuse(case: RotationCase) -> None:
    if case.pairs:
        raise NotExpressible("pairs of doctors")
    for doctor in case.doctors:
        if not doctor.must_finish:
            raise NotExpressible(f"{doctor.key} need not finish")
        if any(block.inner is not None for block in doctor.blocks):
            raise NotExpressible(f"{doctor.key} has a service inside another")


class _DoctorPart:
    """The columns and rows of one doctor."""

    def __init__(self, model: Model, case: RotationCase, facts: PlanFacts, doctor: Doctor) -> None:
        self.model, self.case, self.facts, self.doctor = model, case, facts, doctor
        self.months = DoctorMonths(doctor, 0, case.months - 1)
        self.first = max(0, doctor.start)
        last = case.months - 1
        self.last = last if doctor.available_to is None else min(last, doctor.available_to)
        self.published = facts.published.get(doctor.key, ())
        self.starts: list[tuple[int, Placement]] = []
        self.score: Terms = []
        """Columns with their points for this doctor."""
        self.constant = 0

    def add(self) -> None:
        """All of it."""
        self.locks = [lock for lock in self.case.locks if lock.doctor == self.doctor.key]
        for block in self.doctor.blocks:
            for start in self._starts_of(block):
                self.starts.append((self.model.column(), start))
        self._needs()
        self._one_at_a_time()
        for block in self.doctor.blocks:
            self._order(block)
        self._frozen()
        self._bounds_on_places()
        self._length_and_changes()
        for wish in () if self.doctor.is_vacancy else self.doctor.wishes:
            self._wish(wish)
        self._idle_and_late()
        self._moves()
        for column, points in self.score:
            self.model.points[column] += points
        self.model.constant += self.constant

    # ---- What may be chosen -------------------------------------------------------------------

    def _starts_of(self, block: Block) -> Iterator[Placement]:
        for first, last in self._runs(block):
            for key in block.sites:
                start = Placement(self.doctor.key, first, last, block.key, key)
                if self._may(start, self.facts.sites[key]):
                    yield start

    def _runs(self, block: Block) -> Iterator[tuple[int, int]]:
        """First and last months that give the block's length."""
        for first in range(self.first, self.last + 1):
            outside = block.window is not None and first not in block.window
            if outside or self.months.is_leave(first):
                continue
            for last in range(first, self.last + 1):
                if self.months.is_leave(last):
                    if not block.leave_may_interrupt:
                        break
                    continue
                credit = self.months.credited(first, last)
                if credit - self.months.credited(last, last) >= FULL_TIME * block.max_months:
                    break
                if credit >= FULL_TIME * block.min_months:
                    yield first, last

    def _may(self, start: Placement, site: Site) -> bool:
        worked = [month for month in start.span.months if not self.months.is_leave(month)]
        if site.open and not all(any(m in span for span in site.open) for m in worked):
            return False
        away = [span for key, span in self.doctor.away if key == site.key]
        if any(month in span for span in away for month in worked):
            return False
        if any(lock.block == start.block and not _keeps(start, lock) for lock in self.locks):
            return False
        return all(
            self._published_in(month) == {(start.block, start.site)}
            for month in start.span.months
            if self._is_frozen(month)
        )

    def _is_frozen(self, month: int) -> bool:
        return (
            bool(self.published) and not self.doctor.is_thawed and month < self.case.frozen_months
        )

    def _published_in(self, month: int) -> set[tuple[str, str]]:
        return {(each.block, each.site) for each in self.published if month in each.span}

    # ---- Rows ---------------------------------------------------------------------------------

    def _where(self, **wanted: Any) -> Iterator[tuple[int, Placement]]:
        for column, start in self.starts:
            if all(getattr(start, name) == value for name, value in wanted.items()):
                yield column, start

    def _columns(self, **wanted: Any) -> Terms:
        return [(column, 1) for column, _ in self._where(**wanted)]

    def _needs(self) -> None:
        locked = {lock.block for lock in self.locks}
        for block in self.doctor.blocks:
            is_needed = block.choice is None or block.key in locked
            self.model.row(1 if is_needed else None, 1, self._columns(block=block.key))
        for choice in self.doctor.choices:
            keys = {block.key for block in self.doctor.blocks if block.choice == choice.key}
            terms = [(column, 1) for column, start in self.starts if start.block in keys]
            self.model.row(choice.take, choice.take, terms)

    def _one_at_a_time(self) -> None:
        self.covering: dict[int, Terms] = defaultdict(list)
        self.covering_at: dict[tuple[str, int], Terms] = defaultdict(list)
        for column, start in self.starts:
            for month in start.span.months:
                self.covering[month].append((column, 1))
                self.covering_at[start.site, month].append((column, 1))
        for terms in self.covering.values():
            self.model.row(None, 1, terms)

    def _order(self, block: Block) -> None:
        """Before each month in which the block can begin, what must come first has come."""
        months = sorted({start.first for _, start in self._where(block=block.key)})
        for key in block.after:
            earlier = list(self._where(block=key))
            for month in months:
                begun = [(c, 1) for c, s in self._where(block=block.key) if s.first <= month]
                going_on = [(c, 1) for c, s in earlier if s.last >= month]
                self.model.row(None, 1, begun + going_on)
        for month in months:
            begins = self._columns(block=block.key, first=month)
            for demand in block.months_before:
                done = [
                    (column, self.months.credited(start.first, min(start.last, month - 1)))
                    for column, start in self.starts
                    if start.block in demand.blocks and start.first < month
                ]
                least = FULL_TIME * demand.months
                self.model.row(0, None, done + [(column, -least) for column, _ in begins])
            for objective in set(block.needs_objectives) - set(self.doctor.objectives_met):
                met = [
                    (c, 1) for c, s in self.starts if s.last < month and self._meets(s, objective)
                ]
                self.model.row(0, None, met + [(column, -1) for column, _ in begins])

    def _meets(self, start: Placement, objective: str) -> bool:
        service = self.facts.service(start.doctor, start.block)
        return any(
            place.objective == objective
            and place.site == start.site
            and place.service in (None, service)
            for place in self.case.objective_places
        )

    def _frozen(self) -> None:
        for month in range(self.case.months):
            if self._is_frozen(month):
                for block, site in self._published_in(month):
                    there = [
                        (column, 1)
                        for column, start in self._where(block=block, site=site)
                        if month in start.span
                    ]
                    self.model.row(1, 1, there)

    def _bounds_on_places(self) -> None:
        for site, most in self.doctor.at_most:
            self.model.row(None, most, self._columns(site=site))
        for group in self.doctor.same_town:
            towns: dict[str, Terms] = defaultdict(list)
            for column, start in self.starts:
                if start.block in group:
                    towns[self.facts.town(start.site)].append((column, 1))
            chosen = {town: self.model.column() for town in towns}
            self.model.row(None, 1, [(column, 1) for column in chosen.values()])
            for town, terms in towns.items():
                for term in terms:
                    self.model.row(None, 0, [term, (chosen[town], -1)])

    # ---- Points -------------------------------------------------------------------------------

    def _length_and_changes(self) -> None:
        blocks = {block.key: block for block in self.doctor.blocks}
        for column, start in self.starts:
            block = blocks[start.block]
            credited = self.months.credited(start.first, start.last) // FULL_TIME
            above = max(0, min(credited, block.max_months) - block.min_months)
            if block.points_per_month and above:
                self.score.append((column, block.points_per_month * above))
        for before in self.published:
            none = self._price(before, None)
            self.constant -= none
            for column, start in self._where(block=before.block):
                is_kept = (start.site, start.span) == (before.site, before.span)
                price = 0 if is_kept else self._price(before, start)
                if price != none:
                    self.score.append((column, none - price))

    def _price(self, before: Placement, after: Placement | None) -> int:
        weights, horizon = self.case.weights, min(self.case.notice_months, self.case.months)
        now = () if after is None else (after,)
        is_near = soonest_change(self.doctor, (before,), now, horizon) is not None
        return weights.changed_near if is_near else weights.changed_placement

    def _wish(self, wish: Wish) -> None:
        met = [(column, start) for column, start in self.starts if self._matches(wish, start)]
        if not met or not wish.points:
            return
        if len({start.block for _, start in met}) == 1:
            self.score += [(column, wish.points) for column, _ in met]
            return
        is_met = self.model.column()
        self.score.append((is_met, wish.points))
        if wish.points > 0:
            self.model.row(0, None, [*((column, 1) for column, _ in met), (is_met, -1)])
        else:
            for column, _ in met:
                self.model.row(0, None, [(is_met, 1), (column, -1)])

    def _matches(self, wish: Wish, start: Placement) -> bool:
        return (
            wish.service in (None, self.facts.service(start.doctor, start.block))
            and wish.site in (None, start.site)
            and (wish.starts is None or start.first in wish.starts)
        )

    def _idle_and_late(self) -> None:
        """A month counts while some block ends in it or later: idle without one, late after."""
        weights, deadline = self.case.weights, self.doctor.deadline
        later: int | None = None
        for month in range(self.last, self.first - 1, -1):
            going_on = self.model.column(is_whole=False)
            for block in self.doctor.blocks:
                ends = [(c, -1) for c, s in self._where(block=block.key) if s.last >= month]
                if ends:
                    self.model.row(0, None, [(going_on, 1), *ends])
            # Follows for whole solutions; without it fractions of many blocks cost next to nothing.
            placed = [(column, -1) for column, _ in self.covering[month]]
            self.model.row(0, None, [(going_on, 1), *placed])
            if later is not None:
                self.model.row(0, None, [(going_on, 1), (later, -1)])
            later = going_on
            if self.months.is_leave(month):
                continue
            is_late = deadline is not None and month > deadline
            self.score.append((going_on, -weights.idle_month - weights.late_month * is_late))
            self.score += [(column, weights.idle_month) for column, _ in self.covering[month]]

    def _moves(self) -> None:
        """Where the doctor is in each month; in between, wherever it costs least."""
        keys = {start.site for _, start in self.starts} | {self.doctor.site} - {None}
        sites = sorted(key for key in keys if key is not None)
        towns = sorted({self.facts.town(site) for site in sites})
        before: dict[str, int] | None = None
        for month in range(self.first, self.last + 1):
            at = {site: self.model.column(is_whole=False) for site in sites}
            self.model.row(1, 1, [(column, 1) for column in at.values()])
            for site, column in at.items():
                there = [(each, -1) for each, _ in self.covering_at[site, month]]
                self.model.row(0, None, [(column, 1), *there])
            for site in sites:
                known = before is not None or self.doctor.site is not None
                self._move(
                    self.case.weights.site_change,
                    [at[site]],
                    None if before is None else [before[site]],
                    is_known=known,
                    was_here=site == self.doctor.site,
                )
            for town in towns:
                inside = [site for site in sites if self.facts.town(site) == town]
                known = before is not None or self.doctor.town is not None
                self._move(
                    self.case.weights.town_change,
                    [at[site] for site in inside],
                    None if before is None else [before[site] for site in inside],
                    is_known=known,
                    was_here=town == self.doctor.town,
                )
            before = at

    def _move(
        self,
        price: int,
        now: Sequence[int],
        before: Sequence[int] | None,
        *,
        is_known: bool,
        was_here: bool,
    ) -> None:
        """One move for coming to a place where one was not the month before."""
        if not price or not is_known or (before is None and was_here):
            return
        moved = self.model.column(is_whole=False)
        self.score.append((moved, -price))
        terms = [(moved, 1), *((column, -1) for column in now)]
        self.model.row(0, None, [*terms, *((column, 1) for column in before or ())])


def _keeps(start: Placement, lock: Lock) -> bool:
    return (
        lock.site in (None, start.site)
        and lock.first in (None, start.first)
        and lock.last in (None, start.last)
    )


# ---- Rows over several doctors ---------------------------------------------------------------


def _add_limit(
    model: Model, case: RotationCase, limit: Limit, parts: Sequence[_DoctorPart]
) -> None:
    months = [month for month in limit.span.months if 0 <= month < case.months]
    groups = [[month] for month in months] if limit.per is LimitPer.MONTH else [months]
    unit = FULL_TIME if limit.counts_share else 1
    counted = [part for part in parts if not limit.groups or part.doctor.group in limit.groups]
    loads: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
    for part in counted:
        for column, start in part.starts:
            service = part.facts.service(start.doctor, start.block)
            if start.site not in limit.sites or (limit.services and service not in limit.services):
                continue
            for month in start.span.months:
                if not part.months.is_leave(month):
                    amount = part.months.share(month) if limit.counts_share else 1
                    loads[month].append((column, amount, part.doctor.is_vacancy))
    for group in groups:
        terms = [each for month in group for each in loads[month]]
        if limit.maximum is not None:
            all_terms = [(column, amount) for column, amount, _ in terms]
            slack = _slack(model, limit, limit.over_price, -unit)
            model.row(None, limit.maximum * unit, [*all_terms, *slack])
        if limit.minimum:
            people = [(column, amount) for column, amount, is_vacancy in terms if not is_vacancy]
            slack = _slack(model, limit, limit.under_price, unit)
            model.row(limit.minimum * unit, None, [*people, *slack])


def _slack(model: Model, limit: Limit, price: int, coefficient: int) -> Terms:
    if limit.is_hard:
        return []
    column = model.column(100_000)
    model.points[column] = -price
    return [(column, coefficient)]


def _add_worst_off(model: Model, case: RotationCase, parts: Sequence[_DoctorPart]) -> None:
    people = [part for part in parts if not part.doctor.is_vacancy]
    if not people or not case.weights.worst_off:
        return
    floor = min(part.constant + sum(min(0, p) for _, p in part.score) for part in people)
    lowest = model.column(MOST_POINTS, is_whole=False, lower=floor)
    model.points[lowest] = case.weights.worst_off
    for part in people:
        scored = [(column, points) for column, points in part.score]
        model.row(-part.constant, None, [*scored, (lowest, -1)])
