"""Services that nobody has booked in time, and booked ones that could come earlier."""

from collections.abc import Iterable
from datetime import date

from pathways.delays.days import days_before, figure, first_left, months_before
from pathways.delays.values import DelayCase, DelayLimits, Lines
from pathways.month_axis import DAY
from pathways.projection.asked import PART1
from pathways.projection.values import Item, ItemKind, Link, Projection, StintKind, WaitKind
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner
from pathways.types.knowledge import RequirementKind

_FIXED = frozenset({RequirementKind.GROUP_GUIDANCE, RequirementKind.COMMON_OBJECTIVES})
"""Requirements with a day of their own that no booking moves."""
_TO_PLAN = StintKind.TO_PLAN
_RECORDED = frozenset({StintKind.NOW, StintKind.BOOKED})
_FOLLOWING = frozenset({RequirementKind.APPROVAL, RequirementKind.COURSES})
"""Lines that only repeat the days of others."""


def rotation_findings(case: DelayCase, lines: Lines, limits: DelayLimits) -> Iterable[Finding]:
    """Needed services that are not booked within the horizon, and what the bookings cost."""
    found = {each.ref: each for each in _unbooked(case, lines, limits)}
    late = _late_by_bookings(case, lines, limits)
    if late is not None:
        found[late.ref] = late
    return found.values()


# ---- Not booked --------------------------------------------------------------------------


def _unbooked(case: DelayCase, lines: Lines, limits: DelayLimits) -> list[Finding]:
    """Needed services without a place, by the last day on which each can begin.

    Once the first of them holds up the day, the others are pushed on with it, day by day: no
    last day can then be named for them.
    """
    refs = {s.ref for s in case.projection.timeline if s.kind is _TO_PLAN}
    starts = sorted(
        (line.latest_start, line.key)
        for line in (lines.get(ref) for ref in refs if ref is not None)
        if line is not None and line.latest_start is not None
    )
    is_pushed = bool(starts) and starts[0][0] - DAY <= case.today
    found = (_without_place(lines[key], day, case, limits, is_pushed) for day, key in starts)
    return [each for each in found if each is not None]


def _without_place(
    line: Item, latest_start: date, case: DelayCase, limits: DelayLimits, is_pushed: bool
) -> Finding | None:
    """One such service, from a little before the planning horizon on.

    The last day that helps is the day before its latest start; when that day has come, each day
    moves the approval, by how many in all nobody can say.
    """
    today = case.today
    planned_by = months_before(latest_start, limits.horizon_months)
    if today < days_before(planned_by, limits.near_days):
        return None
    last = latest_start - DAY
    is_late = last <= today
    return Finding(
        ref=line.key,
        cause=Cause.ROTATION_SLOT,
        state=DelayState.LATE if is_late else DelayState.AT_RISK,
        days_moved=None if is_late else 0,
        days_saveable=0,
        action=Action.PLAN_SERVICE,
        owner=Owner.COORDINATOR,
        act_by=None if is_pushed else first_left(today, planned_by, last),
        evidence=_evidence(line, case.projection, case.projection.expected),
    )


# ---- Booked too late ---------------------------------------------------------------------


def _late_by_bookings(case: DelayCase, lines: Lines, limits: DelayLimits) -> Finding | None:
    """The days that the booked order costs: expected against the best that bookings allow.

    A service that is not booked and comes after everything that is, is to be planned earlier.
    """
    projection = case.projection
    if projection.expected is None or projection.best is None:
        return None
    if (projection.expected - projection.best).days <= limits.small_booking_days:
        return None
    without = _without_bookings(projection, projection.best)
    moved = (projection.expected - without).days
    if moved <= limits.small_booking_days:
        return None
    link = _movable(projection, lines)
    if link is None:
        return None
    is_unbooked = _is_unbooked(link, projection)
    if is_unbooked and _may_be_served_already(link, case):
        return None
    return Finding(
        ref=link.ref,
        cause=Cause.ROTATION_SLOT,
        state=DelayState.LATE,
        days_moved=moved,
        days_saveable=moved,
        action=Action.PLAN_SERVICE if is_unbooked else Action.TRY_SWAP,
        owner=Owner.COORDINATOR,
        act_by=_swap_by(link, moved, projection, limits),
        evidence=_evidence(lines[link.ref], projection, without),
    )


def _is_unbooked(link: Link, projection: Projection) -> bool:
    return any(
        stint.kind is StintKind.TO_PLAN
        and stint.ref == link.ref
        and stint.starts_on == link.starts_on
        for stint in projection.timeline
    )


def _may_be_served_already(link: Link, case: DelayCase) -> bool:
    """Whether some period before it is not said to belong to any service of the plan.

    It may be this very service, so that the days are not known.
    """
    if not link.ref.startswith("service:"):
        return False
    unnamed = {service.key for service in case.record.services if service.plan_seq is None}
    return any(
        stint.service in unnamed
        for stint in case.projection.timeline
        if stint.kind in _RECORDED and stint.starts_on < link.starts_on
    )


def _without_bookings(projection: Projection, best: date) -> date:
    """The expected day when services may come in any order and everything else stays.

    Services, and the objectives that follow them, at their best day; courses and guidance
    where they are. The least total in all is kept where it is: it can only be earlier.
    """
    days = [best]
    for item in projection.items:
        if item.is_done or item.earliest is None:
            continue
        kind = None if item.state is None else item.state.requirement.kind
        if kind in _FOLLOWING:
            continue
        is_fixed = item.kind is ItemKind.COURSE or kind in _FIXED
        days.append(item.earliest if is_fixed else item.best or item.earliest)
    return max(days)


def _movable(projection: Projection, lines: Lines) -> Link | None:
    """The first link of the chain that waits for a booked start, else that could end earlier."""
    links = [
        link for link in projection.chain if link.ref in lines and not _is_lis1(lines[link.ref])
    ]
    for link in links:
        if link.wait.kind is WaitKind.BOOKED_START:
            return link
    for link in links:
        line = lines[link.ref]
        if line.best is not None and line.earliest is not None and line.best < line.earliest:
            return link
    return None


def _is_lis1(line: Item) -> bool:
    """Whether it is one of the two parts of LIS1, whose starts have a cause of their own."""
    return line.state is not None and line.state.requirement.stage in PART1


def _swap_by(link: Link, moved: int, projection: Projection, limits: DelayLimits) -> date | None:
    """The last day on which all the days can be won, six months before the service would begin.

    All are won when it begins so many days earlier. When that is too late, what is left is won
    day by day until the start. Where the link has begun, the next start of the chain is meant.
    """
    today = projection.today
    starts = [each.starts_on for each in projection.chain if each.starts_on >= link.starts_on]
    start = min((day for day in starts if day > today), default=None)
    if start is None:
        return None
    first = days_before(start, moved)
    if first - DAY <= today:
        first = start
    return first_left(today, months_before(first, limits.horizon_months), first - DAY)


def _evidence(line: Item, projection: Projection, without: date | None) -> Evidence:
    return Evidence(
        expected=projection.expected,
        without=without,
        earliest=line.earliest,
        latest=line.latest,
        has=figure(line.has),
        needs=figure(line.needs),
        unit=line.unit,
    )
