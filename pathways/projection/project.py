"""The projection of one doctor: see docs/projection.md for the method.

`project` puts the parts together: the layouts of the stretches ahead, what runs beside them,
the expected and the best day, the backward pass, one line for everything, and the chain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import is_

from pathways.projection.asked import PART1, Asked
from pathways.projection.assumptions import assumptions_of
from pathways.projection.backward import let_wait
from pathways.projection.beside import Beside, beside_of, courses_of, needs_of
from pathways.projection.certainty import certainty_of, plan_total_of, unknowns_of
from pathways.projection.chain import chain_of, say_waits
from pathways.projection.layout import Layout
from pathways.projection.lines import (
    Judged,
    Outcome,
    ends_of,
    line_by_stage,
    requirement_line,
    state_line,
)
from pathways.projection.other_lines import course_lines, plan_lines, plan_total_line
from pathways.projection.path import Path
from pathways.projection.slots import Slot, Variant
from pathways.projection.timeline import timeline_of
from pathways.projection.values import Certainty, Frame, Item, Projection
from pathways.requirement_state import Case
from pathways.requirements import is_by_stage
from pathways.routes import applies_on
from pathways.start_and_goal import Goal
from pathways.types.record import TraineeRecord


def project(record: TraineeRecord, frame: Frame, today: date) -> Projection:
    """When the doctor can be approved, what decides it, and how long the rest can wait.

    Raises ValueError when the plan has a service inside or after itself.
    """
    case = Case(record, frame.plan, today, frame.measures)
    path = Path(record, frame, today, case)
    if path.missing is not None:
        return _unknown(frame, today, case, path.missing)
    return _Work(path).projection()


def expected_day(record: TraineeRecord, frame: Frame, today: date) -> date | None:
    """The expected day of `project` alone, in about a third of the time.

    `today` when nothing is left that takes time, where `project` gives None.
    """
    path = Path(record, frame, today, Case(record, frame.plan, today, frame.measures))
    return None if path.missing is not None else _Work(path).expected()


@dataclass(slots=True)
class _Days:
    """The days that the lines are written from."""

    expected: date
    latest: date
    end: date
    """What the lines are held against: later than `expected` when the plan contradicts itself."""
    best: date


class _Work:
    """One projection while it is made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record = path.record
        self.frame = path.frame
        self.today = path.today
        self.low = path.layouts(Variant.LOW)
        self.plan_total = plan_total_of(path, self.low)
        self.needs = needs_of(self.frame, self.record)
        self.courses = courses_of(self.needs, self.frame, self.record, self.today, path.leaves)
        self.part1_end = max(
            [layout.end for layout in self.low if layout.stretch.key in PART1], default=None
        )
        self.shared = self.frame.lines_by_stage(self.record.stage)
        self.known: dict[int, Judged] = {}
        """What has been judged, by place in the frame: a state does not hang on the end."""

    @cached_property
    def best(self) -> list[Layout]:
        """The layouts when everything may move; the very same list when nothing can."""
        if not self.path.has_bookings:
            return self.low
        best = self.path.layouts(Variant.BEST)
        if all(map(is_, best, self.low)):
            return self.low
        return best

    def expected(self) -> date:
        """The forward pass alone."""
        service_end = self._service_end(self._total_end(self.low))
        judged = self._judged(service_end)
        return max([service_end, *_days(judged), *_course_days(self.courses.values())])

    def projection(self) -> Projection:
        """The whole answer."""
        total_end = self._total_end(self.low)
        service_end = self._service_end(total_end)
        judged = self._judged(service_end)
        expected = max([service_end, *_days(judged), *_course_days(self.courses.values())])
        if expected != service_end:
            judged = self._judged(expected)
        days = self._all_days(expected, total_end, judged)
        let_wait(self.low, days.end)
        say_waits(self.low)
        slots = _last_slots(self.low)
        items = self._items(days, total_end, judged, slots)
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
            chain=() if done else chain_of(days.end, items, self.low, slots),
            unknowns=unknowns,
            assumptions=assumptions_of(self.path, self.low, self.courses),
            lis1_start=self.path.start,
        )

    def _total_end(self, layouts: list[Layout]) -> date | None:
        if self.frame.total_ticks is None or self.frame.goal is not Goal.SPECIALIST:
            return None
        served = sum([time.ticks for time in self.path.times])
        return self.path.reach_in_all(layouts, self.frame.total_ticks - served)

    def _service_end(self, total_end: date | None) -> date:
        """The last day that service takes in the low reading; today when none is left."""
        ends = [layout.end for layout in self.low[:-1]]
        if self.low:
            ends.append(self.plan_total.low_end(self.low[-1]))
        if total_end is not None:
            ends.append(total_end)
        return max([*ends, self.today])

    def _judged(self, day: date) -> list[Judged]:
        """Every requirement in force on the day its stage ends, judged today."""
        part1_end, known = self.part1_end or day, self.known
        judged = []
        for number, asked in enumerate(self.frame.asked):
            if asked.has_dates and not applies_on(
                asked.requirement, part1_end if asked.is_part1 else day
            ):
                continue
            if number not in known:
                known[number] = self._judge(number, asked)
            judged.append(known[number])
        return judged

    def _judge(self, number: int, asked: Asked) -> Judged:
        """One requirement; what is the same for all doctors at the stage is judged once."""
        line = self.shared.get(number)
        if line is not None and line.state is not None:
            return Judged(asked, line.state, None, line)
        state = asked.judge(asked.requirement, self.path.case)
        beside = None
        if asked.runs_beside:
            beside = beside_of(asked, state, self.record, self.today, self.low)
        found = Judged(asked, state, beside)
        if asked.may_be_by_stage and is_by_stage(state):
            self.shared[number] = found.line = line_by_stage(found)
        return found

    def _all_days(self, expected: date, total_end: date | None, judged: list[Judged]) -> _Days:
        end = max([expected, *[layout.end for layout in self.low]])
        best = [self.today, *[layout.end for layout in self.best]]
        best_total = total_end if self.best is self.low else self._total_end(self.best)
        if best_total is not None:
            best.append(best_total)
        for each in judged:
            beside = each.beside
            if beside is None or beside.is_done:
                continue
            if each.asked.requirement.compulsory:
                if self.best is not self.low and beside.best != self.today:
                    beside = beside_of(each.asked, each.state, self.record, self.today, self.best)
                if beside.best is not None:
                    best.append(beside.best)
        for need in self.needs:
            found = self.courses[need.key].best
            if found is not None and not need.is_recommended:
                best.append(found)
        return _Days(expected, self._latest(end), end, min(max(best), expected))

    def _latest(self, end: date) -> date:
        """The other end of a range; the same day when there is none."""
        high = end
        if any(layout.differs for layout in self.low):
            high = max([high, *(layout.end for layout in self.path.layouts(Variant.HIGH))])
        if self.low:
            high = max(high, self.plan_total.high_end(self.low[-1]))
        return high

    def _items(
        self,
        days: _Days,
        total_end: date | None,
        judged: list[Judged],
        slots: dict[str, Slot],
    ) -> tuple[Item, ...]:
        outcome = Outcome(
            today=self.today,
            layouts=self.low,
            slots=slots,
            best_ends=ends_of(self.best),
            stage_ends=self._stage_ends(days),
            end=days.end,
            courses=self.courses,
            total_end=total_end,
        )
        return (
            *[requirement_line(each, outcome) for each in judged],
            *plan_lines(outcome),
            *plan_total_line(self.plan_total, outcome),
            *course_lines(self.needs, outcome),
        )

    def _stage_ends(self, days: _Days) -> dict[str, date]:
        """The last day of each stage of part 1; every other stage ends with the expected day."""
        ends = {
            layout.stretch.key: layout.end for layout in self.low if layout.stretch.key in PART1
        }
        if self.part1_end is not None:
            is_goal = self.frame.goal is Goal.PART1
            ends["part1_complete"] = days.end if is_goal else self.part1_end
        return ends


def _unknown(frame: Frame, today: date, case: Case, missing: str) -> Projection:
    """No first day can be named: the lines come with their states alone."""
    judged = [
        Judged(asked, asked.judge(asked.requirement, case), None)
        for asked in frame.asked
        if applies_on(asked.requirement, today)
    ]
    return Projection(
        goal=frame.goal,
        today=today,
        certainty=Certainty.UNKNOWN,
        expected=None,
        expected_latest=None,
        best=None,
        items=tuple(state_line(each, today) for each in judged),
        timeline=(),
        chain=(),
        unknowns=(),
        assumptions=(),
        missing=missing,
    )


def _days(judged: Iterable[Judged]) -> list[date]:
    return [
        each.beside.earliest
        for each in judged
        if each.beside is not None and each.beside.earliest is not None
    ]


def _course_days(courses: Iterable[Beside]) -> list[date]:
    return [course.earliest for course in courses if course.earliest is not None]


def _last_slots(layouts: Iterable[Layout]) -> dict[str, Slot]:
    """The slot that finishes each need."""
    slots = (slot for layout in layouts for slot in layout.needed)
    return {piece.ref: slot for slot in slots for piece in slot.pieces}
