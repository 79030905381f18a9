"""One line for every requirement, every service of the plan and every course.

No requirement that goes in is lost: each comes out as one line, with days where it takes time
of its own and with its state alone where it does not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pathways.projection.asked import PART1_STAGES, Asked
from pathways.projection.beside import Beside
from pathways.projection.layout import Layout
from pathways.projection.slots import Slot
from pathways.projection.values import NO_WAIT, Item, ItemKind, Wait, WaitKind
from pathways.requirement_state import RequirementState, State
from pathways.types.knowledge import RequirementKind

# Looked up once: members of an enumeration are slow to find, and there are thousands of lines.
_REQUIREMENT, _IS_DONE = ItemKind.REQUIREMENT, State.DONE
_TIME = Wait(WaitKind.TIME)
_EVERYTHING = Wait(WaitKind.EVERYTHING)
_LENGTH_UNKNOWN = Wait(WaitKind.LENGTH_UNKNOWN)
_SESSION_UNKNOWN = Wait(WaitKind.SESSION_UNKNOWN)


@dataclass(slots=True)
class Judged:
    """One requirement that is in force: its state, and when it is done beside the services."""

    asked: Asked
    state: RequirementState
    beside: Beside | None
    line: Item | None = None
    """Its line, where that does not hang on the doctor's days."""


@dataclass(slots=True)
class Outcome:
    """All days of one doctor, by line: what the lines are written from.

    `slots` are the slots that finish each need, `best_ends` the best day of each, `stage_ends`
    the last day of each stretch and of part 1, `end` the day everything is held against: the
    expected one, or the last day of the plan's own services when its total contradicts them.
    """

    today: date
    layouts: Sequence[Layout]
    slots: Mapping[str, Slot]
    best_ends: Mapping[str, date]
    stage_ends: Mapping[str, date]
    end: date
    courses: Mapping[str, Beside]
    total_end: date | None

    def stage_end(self, stage: str) -> date:
        """The day the stage ends, by its template."""
        return self.stage_ends.get(stage, self.end)


@dataclass(slots=True)
class Days:
    """What a line says about time; nothing of it for what takes none."""

    wait: Wait = NO_WAIT
    starts_on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    best: date | None = None
    latest_start: date | None = None
    decides: bool = False
    is_done: bool = False


_NONE = Days()
_DONE = Days(is_done=True)


def ends_of(layouts: Sequence[Layout]) -> dict[str, date]:
    """The day each need is reached, by line."""
    return {ref: end for layout in layouts for ref, end in layout.ends.items()}


def requirement_line(judged: Judged, outcome: Outcome) -> Item:
    """The line of one requirement."""
    if judged.line is not None:
        return judged.line
    return _line(judged, _days(judged, outcome))


def line_by_stage(judged: Judged) -> Item:
    """The line of a requirement that stands the same for all doctors at the stage."""
    wait = NO_WAIT if judged.beside is None else judged.beside.wait
    return _line(judged, Days(wait, is_done=judged.state.is_done))


def state_line(judged: Judged, today: date) -> Item:
    """The line of one requirement when no day can be named."""
    days = _days(judged, Outcome(today, (), {}, {}, {}, today, {}, None))
    return _line(judged, Days(days.wait, is_done=days.is_done))


def _days(judged: Judged, outcome: Outcome) -> Days:
    if judged.state.state is _IS_DONE:
        return _DONE
    if judged.beside is not None:
        return _beside(judged.asked, judged.beside, outcome)
    timed = _TIMED.get(judged.asked.kind)
    return _NONE if timed is None else timed(judged, outcome)


def _line(judged: Judged, days: Days) -> Item:
    """A line with its state and its days."""
    asked, state = judged.asked, judged.state
    return Item(
        asked.line,
        _REQUIREMENT,
        days.is_done,
        days.wait,
        days.starts_on,
        days.earliest,
        days.latest,
        days.best,
        days.latest_start,
        days.decides,
        not asked.requirement.compulsory,
        state,
        state.has,
        state.needs,
        state.unit,
        state.booked,
    )


def _beside(asked: Asked, beside: Beside, outcome: Outcome) -> Days:
    if beside.earliest is None:
        return Days(beside.wait, is_done=beside.is_done)
    return Days(
        beside.wait,
        beside.starts_on,
        beside.earliest,
        max(outcome.stage_end(asked.stage), beside.earliest),
        beside.best,
        None,
        beside.is_own_day and beside.earliest == outcome.end,
    )


def _service(judged: Judged, outcome: Outcome) -> Days:
    """Service of a whole stretch or at a kind of place."""
    line = judged.asked.line
    for layout in outcome.layouts:
        end = layout.ends.get(line)
        if end is None:
            continue
        best = outcome.best_ends.get(line)
        slot = outcome.slots.get(line)
        if slot is not None and line != layout.stretch.ref:
            return days_of_slot(end, slot, best, outcome)
        return Days(
            _TIME,
            layout.stretch.first,
            end,
            _at_least(layout.latest_end, end),
            best,
            decides=end == outcome.end,
        )
    return _NONE if judged.state.needs is not None else Days(_LENGTH_UNKNOWN)


def days_of_slot(end: date, slot: Slot, best: date | None, outcome: Outcome) -> Days:
    """A line that one slot finishes: it starts with its first day, and waits as the slot does."""
    return Days(
        slot.wait,
        slot.start if slot.service is None else slot.service.starts_on,
        end,
        _at_least(slot.latest_end, end),
        best,
        slot.latest_start,
        end == outcome.end,
    )


def _minimum_total(judged: Judged, outcome: Outcome) -> Days:
    """Part 1 as a whole ends with its last stretch; the 6.5 years have a day of their own."""
    stage = judged.asked.stage
    end = outcome.stage_ends.get("part1_complete") if stage in PART1_STAGES else outcome.total_end
    if end is None:
        return _NONE
    return Days(
        _TIME,
        min([layout.stretch.first for layout in outcome.layouts], default=end),
        end,
        _at_least(outcome.stage_end(stage), end),
        min(end, outcome.end),
        decides=end == outcome.end,
    )


def _courses(judged: Judged, outcome: Outcome) -> Days:
    """The whole list of courses: the last of them, unknown as long as one of them is."""
    open_ones = [each for each in outcome.courses.values() if not each.is_done]
    if not open_ones:
        return Days(is_done=bool(outcome.courses))
    dated = [(each.earliest, each) for each in open_ones if each.earliest is not None]
    if len(dated) < len(open_ones):
        return Days(_SESSION_UNKNOWN)
    earliest, last = max(dated, key=lambda pair: pair[0])
    return Days(
        last.wait,
        last.starts_on,
        earliest,
        max(outcome.end, earliest),
        max([each.best for each in open_ones if each.best is not None], default=None),
    )


def _approval(judged: Judged, outcome: Outcome) -> Days:
    """An approval comes when the rest of its stage is done."""
    end = outcome.stage_end(judged.asked.stage)
    return Days(_EVERYTHING, earliest=end, latest=end)


def _at_least(latest: date | None, earliest: date) -> date:
    return earliest if latest is None else max(latest, earliest)


_TIMED: dict[RequirementKind, Callable[[Judged, Outcome], Days]] = {
    RequirementKind.SERVICE: _service,
    RequirementKind.MINIMUM_TOTAL: _minimum_total,
    RequirementKind.COURSES: _courses,
    RequirementKind.APPROVAL: _approval,
}
"""Posts, licence, order, supervision and procedures are states and have no days of their own."""
