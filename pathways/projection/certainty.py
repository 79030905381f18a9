"""How far the day can be trusted: what nobody has said, and what the plan says twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from pathways.credit_clock import CreditClock
from pathways.month_axis import DAY
from pathways.projection.layout import Layout
from pathways.projection.path import Path
from pathways.projection.values import (
    Certainty,
    Item,
    ItemKind,
    StintKind,
    Unknown,
    UnknownKind,
    WaitKind,
)
from pathways.requirement_state import Detail
from pathways.start_and_goal import Goal
from pathways.types.knowledge import RequirementKind
from pathways.types.plans import PublishedPlan
from pathways.worktime import PART23, TICKS, months_of

FIRM_TOTALS = frozenset({"exact", "minimum"})
SOFT_TOTALS = frozenset({"target", "expected"})
CONTRADICTING = frozenset({"exact", "target", "expected", "sum"})
"""A stated minimum below the sum of the services is no contradiction; these are."""
NOT_BEFORE = frozenset({UnknownKind.NO_PLAN, UnknownKind.PLAN_PARTIAL, UnknownKind.SERVICE_LENGTH})


def own_plan(path: Path) -> PublishedPlan | None:
    """The plan, when it is one for the doctor's own specialty."""
    plan = path.frame.plan
    return plan if plan is not None and plan.specialty == path.record.specialty else None


@dataclass(frozen=True, slots=True)
class PlanTotal:
    """The total length that the plan states, against its services and the least by law.

    `needed_end` is the day a firm total above 60 months is reached, `range_end` the same for a
    target; `contradicted_end` the day the stated total is reached when the plan's own services
    take longer. Months are credited months.
    """

    stated: Fraction | None = None
    services: Fraction | None = None
    served: Fraction | None = None
    needed_end: date | None = None
    range_end: date | None = None
    contradicted_end: date | None = None

    def low_end(self, layout: Layout) -> date:
        """The first day that the stretch can end on."""
        own_end = layout.ends[layout.stretch.ref]
        if self.contradicted_end is not None:
            return max(own_end, min(layout.end, self.contradicted_end))
        return max(layout.end, self.needed_end or layout.end)

    def high_end(self, layout: Layout) -> date:
        """The last day that the plan's total and services make likely."""
        return max(layout.end, self.range_end or layout.end, self.needed_end or layout.end)


NO_TOTAL = PlanTotal()


def plan_total_of(path: Path, layouts: Sequence[Layout]) -> PlanTotal:
    """What the plan's stated total does to the last stretch; nothing when none is stated."""
    plan, stated = own_plan(path), path.frame.plan_needs.total
    if plan is None or stated is None or not layouts or layouts[-1].stretch.key != PART23:
        return NO_TOTAL
    layout = layouts[-1]
    stretch = layout.stretch
    phase, served = path.ahead[-1].time.phase, path.ahead[-1].time.recorded
    services = Fraction(_least_sum(layout), CreditClock.unit)
    told = Fraction(stated, CreditClock.unit)
    end = stretch.clocks.months.reach(stretch.first, ceil(max(Fraction(0), told - served) * TICKS))
    kind = plan.total_stated_as
    total = PlanTotal(told, services, served)
    if services > told and kind in CONTRADICTING and plan.services_complete:
        return PlanTotal(told, services, served, contradicted_end=end)
    if told > phase.months and kind in FIRM_TOTALS:
        return PlanTotal(told, services, served, needed_end=end)
    if told > phase.months and kind in SOFT_TOTALS:
        return PlanTotal(told, services, served, range_end=end)
    return total


def _least_sum(layout: Layout) -> int:
    """Ticks of the plan's services that take time of their own, weeks left out."""
    return sum(
        served.amount or 0
        for served in layout.served.values()
        if served.need.service.counted_inside_seq is None and not served.need.in_days
    )


def unknowns_of(
    path: Path,
    layouts: Sequence[Layout],
    items: Iterable[Item],
    total: PlanTotal,
    end: date,
) -> tuple[Unknown, ...]:
    """Everything that nobody has said, with the room it has."""
    found: list[Unknown] = []
    for layout in layouts:
        found += _of_layout(path, layout, end)
    if total.contradicted_end is not None:
        found.append(Unknown(UnknownKind.PLAN_CONTRADICTS, low=total.stated, high=total.services))
    for item in items:
        if item.needs is None and not item.is_done:
            unknown = _of_item(item, end)
            if unknown is not None:
                found.append(unknown)
    return tuple(found)


def _of_layout(path: Path, layout: Layout, end: date) -> list[Unknown]:
    if layout.stretch.key != PART23 and not layout.unknown:
        return [Unknown(UnknownKind.CHOICE_OPEN, group, end) for group in layout.open_choices]
    room = _room(layout, end)
    found = [Unknown(UnknownKind.SERVICE_LENGTH, need.ref, end, room) for need in layout.unknown]
    if layout.open_choices:
        found += [Unknown(UnknownKind.CHOICE_OPEN, group, end) for group in layout.open_choices]
    if layout.stretch.key != PART23:
        return found
    plan = own_plan(path)
    if plan is None:
        found.append(Unknown(UnknownKind.NO_PLAN, by=end, room_months=room))
    elif not plan.services_complete:
        found.append(Unknown(UnknownKind.PLAN_PARTIAL, plan.plan_id, end, room))
    if layout.stretch.asks.own_before_external and any(
        slot.kind is StintKind.TO_PLAN and _is_external(layout, slot.pieces[0].ref)
        for slot in layout.slots
        if slot.pieces
    ):
        found.append(Unknown(UnknownKind.ORDER_BEFORE_EXTERNAL, by=end))
    return found


def _is_external(layout: Layout, ref: str) -> bool:
    served = layout.served.get(ref)
    return served is not None and served.need.is_external


def _room(layout: Layout, end: date) -> Fraction:
    """Months that something unknown may take after the known services without moving the end."""
    clock = layout.stretch.clocks.months
    first = max(layout.packed_end + DAY, layout.stretch.first)
    return months_of(clock.between(first, min(end, layout.end)))


def _of_item(item: Item, end: date) -> Unknown | None:
    """What nobody has said about a line that is open and has no figure."""
    state = item.state
    if state is None:
        if item.wait.kind is WaitKind.SESSION_UNKNOWN and item.kind is ItemKind.COURSE:
            return Unknown(UnknownKind.COURSE_SESSION, item.key, end)
        return None
    unknown = _NO_FIGURE.get(state.requirement.kind)
    if unknown is None or state.detail is Detail.STAGE_AHEAD:
        return None
    return Unknown(unknown, item.key, end)


_NO_FIGURE = {
    RequirementKind.OBJECTIVES: UnknownKind.OBJECTIVE_COUNT,
    RequirementKind.COMMON_OBJECTIVES: UnknownKind.OBJECTIVE_COUNT,
    RequirementKind.SERVICE: UnknownKind.REQUIREMENT_AMOUNT,
}


def certainty_of(
    path: Path,
    items: Sequence[Item],
    unknowns: Iterable[Unknown],
    expected: date,
    latest: date | None,
) -> Certainty:
    """The one word for how far the day can be trusted."""
    kinds = {unknown.kind for unknown in unknowns}
    open_lines = [item for item in items if not item.is_done and item.wait.kind in _OPEN]
    if expected <= path.today and not open_lines:
        undone = UnknownKind.OBJECTIVE_COUNT in kinds or UnknownKind.COURSE_SESSION in kinds
        return Certainty.NOT_BEFORE if undone or kinds & NOT_BEFORE else Certainty.DONE
    if kinds & NOT_BEFORE and path.frame.goal is Goal.SPECIALIST:
        return Certainty.NOT_BEFORE
    if any(item.decides and item.wait.kind is WaitKind.SESSION_UNKNOWN for item in items):
        return Certainty.NOT_BEFORE
    if UnknownKind.SERVICE_LENGTH in kinds:
        return Certainty.NOT_BEFORE
    if path.start is not None and not path.start.is_booked:
        return Certainty.NOT_BEFORE
    if latest is not None and latest > expected:
        return Certainty.RANGE
    return Certainty.EXACT


_OPEN = frozenset(
    {
        WaitKind.TIME,
        WaitKind.BOOKED_START,
        WaitKind.EARLIER_SERVICE,
        WaitKind.SESSION,
        WaitKind.PERSON,
        WaitKind.SERVICE_OF_IT,
    }
)
"""What a line waits for when it still takes time or somebody's hand."""
