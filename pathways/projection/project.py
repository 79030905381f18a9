"""The projection of one doctor: see docs/projection.md for the method.

`project` puts the parts together: the layouts of the stretches ahead, what runs beside them,
the expected and the best day, the backward pass, one line for everything, and the chain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pathways.earliest import Goal
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY
from pathways.projection.assumptions import assumptions_of
from pathways.projection.backward import let_wait
from pathways.projection.beside import Beside, course
from pathways.projection.certainty import (
    certainty_of,
    plan_total_of,
    unknowns_of,
)
from pathways.projection.chain import chain_of, say_waits
from pathways.projection.layout import Layout
from pathways.projection.lines import Outcome, beside_of, requirement_line
from pathways.projection.other_lines import course_lines, plan_lines, plan_total_line
from pathways.projection.path import Path
from pathways.projection.slots import Slot, Variant
from pathways.projection.timeline import timeline_of
from pathways.projection.values import Certainty, Frame, Item, Projection
from pathways.requirement_state import Case, RequirementState
from pathways.requirements import JUDGES
from pathways.routes import applies_on
from pathways.types.record import TraineeRecord
from pathways.worktime import template_of

PART1 = (LIS1_HOSPITAL, LIS1_MUNICIPALITY)
PART1_STAGES = frozenset({*PART1, "part1_complete"})


def project(record: TraineeRecord, frame: Frame, today: date) -> Projection:
    """When the doctor can be approved, what decides it, and how long the rest can wait.

    Raises ValueError when the plan has a service inside or after itself.
    """
    case = Case(record, frame.plan, today, frame.measures)
    path = Path(record, frame, today, case)
    if path.missing is not None:
        return _unknown(record, frame, today, case, path)
    return _Work(path).projection()


@dataclass(slots=True)
class _Days:
    """The days that the lines are written from."""

    service: date
    expected: date
    latest: date | None
    back: date
    """Where the backward pass starts: later than `expected` when the plan contradicts itself."""
    best: date


class _Work:
    """One projection while it is made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record = path.record
        self.frame = path.frame
        self.today = path.today
        self.low = path.layouts(Variant.LOW)
        self.best = path.layouts(Variant.BEST)
        self.plan_total = plan_total_of(path, self.low)
        self.courses = {
            need.key: course(need, self.record, self.today, path.leaves)
            for need in self.frame.courses
        }

    def projection(self) -> Projection:
        total_end = self._total_end()
        service_end = self._service_end(total_end)
        states, besides = self._judged(service_end)
        expected = max([service_end, *_days(besides.values()), *_days(self.courses.values())])
        if expected != service_end:
            states, besides = self._judged(expected)
        days = self._all_days(expected, service_end, total_end, besides, states)
        let_wait(self.low, days.back)
        say_waits(self.low)
        items = self._items(days, total_end, states, besides)
        unknowns = unknowns_of(self.path, self.low, items, self.plan_total, days.expected)
        certainty = certainty_of(self.path, items, unknowns, days.expected, days.latest)
        done = certainty is Certainty.DONE
        return Projection(
            goal=self.frame.goal,
            today=self.today,
            certainty=certainty,
            expected=None if done else days.expected,
            expected_latest=days.latest if certainty is Certainty.RANGE else None,
            best=None if done else days.best,
            items=items,
            timeline=timeline_of(self.low, days.expected),
            chain=() if done else chain_of(days.back, items, self.low),
            unknowns=unknowns,
            assumptions=assumptions_of(self.path, self.low, self.courses),
            lis1_start=self.path.start,
        )

    def _total_end(self) -> date | None:
        if self.frame.total_months is None or self.frame.goal is not Goal.SPECIALIST:
            return None
        served = sum(self.path.time_in(p).months for p in self.frame.measures.phases)
        return self.path.reach_in_all(self.frame.total_months - served)

    def _service_end(self, total_end: date | None) -> date:
        """The last day that service takes in the low reading; today when none is left."""
        ends = [layout.end for layout in self.low[:-1]]
        if self.low:
            ends.append(self.plan_total.low_end(self.low[-1]))
        if total_end is not None:
            ends.append(total_end)
        return max([*ends, self.today])

    def _judged(self, day: date) -> tuple[dict[str, RequirementState], dict[str, Beside]]:
        """Every requirement in force on the day its stage ends, judged today."""
        states: dict[str, RequirementState] = {}
        besides: dict[str, Beside] = {}
        part1_end = self._part1_end() or day
        layouts = tuple(self.low)
        for requirement in self.frame.requirements:
            stage = template_of(requirement.stage)
            if not applies_on(requirement, part1_end if stage in PART1_STAGES else day):
                continue
            state = JUDGES[requirement.kind](requirement, self.path.case)
            states[requirement.key] = state
            beside = beside_of(state, self.record, self.today, layouts)
            if beside is not None:
                besides[requirement.key] = beside
        return states, besides

    def _part1_end(self) -> date | None:
        ends = [layout.end for layout in self.low if layout.stretch.key in PART1]
        return max(ends, default=None)

    def _all_days(
        self,
        expected: date,
        service_end: date,
        total_end: date | None,
        besides: dict[str, Beside],
        states: dict[str, RequirementState],
    ) -> _Days:
        back = max([expected, *(layout.end for layout in self.low)])
        latest = self._latest(back, service_end)
        best = [layout.end for layout in self.best] + [self.today]
        best += [total_end] if total_end is not None else []
        layouts = tuple(self.best)
        for key, state in states.items():
            beside = beside_of(state, self.record, self.today, layouts) if key in besides else None
            if beside is not None and beside.best is not None and state.requirement.compulsory:
                best.append(beside.best)
        for need in self.frame.courses:
            found = self.courses[need.key].best
            if found is not None and not need.is_recommended:
                best.append(found)
        return _Days(service_end, expected, latest, back, min(max(best), expected))

    def _latest(self, back: date, service_end: date) -> date | None:
        """The other end of a range; None when there is none."""
        high = back
        if any(layout.differs for layout in self.low):
            high = max([high, *(layout.end for layout in self.path.layouts(Variant.HIGH))])
        if self.low:
            high = max(high, self.plan_total.high_end(self.low[-1]))
        return high

    def _items(
        self,
        days: _Days,
        total_end: date | None,
        states: dict[str, RequirementState],
        besides: dict[str, Beside],
    ) -> tuple[Item, ...]:
        outcome = Outcome(
            record=self.record,
            today=self.today,
            layouts=tuple(self.low),
            best_layouts=tuple(self.best),
            stage_ends=self._stage_ends(days),
            end=days.back,
            courses=self.courses,
            total_end=total_end,
        )
        slots = _last_slots(self.low)
        lines = [
            requirement_line(state, besides.get(key), outcome, slots)
            for key, state in states.items()
        ]
        lines += plan_lines(outcome, slots)
        lines += plan_total_line(self.plan_total, outcome)
        lines += course_lines(self.frame.courses, outcome)
        return tuple(lines)

    def _stage_ends(self, days: _Days) -> dict[str, date]:
        """The last day of each stage of part 1; every other stage ends with the expected day."""
        ends = {
            layout.stretch.key: layout.end for layout in self.low if layout.stretch.key in PART1
        }
        part1_end = self._part1_end()
        if part1_end is not None:
            ends["part1_complete"] = days.back if self.frame.goal is Goal.PART1 else part1_end
        return ends


def _unknown(
    record: TraineeRecord, frame: Frame, today: date, case: Case, path: Path
) -> Projection:
    """No first day can be named: the lines come with their states alone."""
    outcome = Outcome(record, today, (), (), {}, today, {}, None)
    states = [
        JUDGES[requirement.kind](requirement, case)
        for requirement in frame.requirements
        if applies_on(requirement, today)
    ]
    lines = tuple(_without_days(requirement_line(s, None, outcome, {})) for s in states)
    return Projection(
        goal=frame.goal,
        today=today,
        certainty=Certainty.UNKNOWN,
        expected=None,
        expected_latest=None,
        best=None,
        items=lines,
        timeline=(),
        chain=(),
        unknowns=(),
        assumptions=(),
        missing=path.missing,
    )


def _without_days(item: Item) -> Item:
    return Item(
        key=item.key,
        kind=item.kind,
        is_done=item.is_done,
        wait=item.wait,
        is_recommended=item.is_recommended,
        state=item.state,
        has=item.has,
        needs=item.needs,
        unit=item.unit,
        has_booked=item.has_booked,
    )


def _days(besides: Iterable[Beside]) -> list[date]:
    return [beside.earliest for beside in besides if beside.earliest is not None]


def _last_slots(layouts: Iterable[Layout]) -> dict[str, Slot]:
    """The slot that finishes each need."""
    return {
        piece.ref: slot
        for layout in layouts
        for slot in sorted(layout.needed, key=lambda each: each.start)
        for piece in slot.pieces
    }
