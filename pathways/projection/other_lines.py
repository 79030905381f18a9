"""The lines that are no requirement: services of the plan, the plan's total, courses."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache

from pathways.credit_clock import DayClock
from pathways.projection.certainty import PlanTotal
from pathways.projection.layout import Served
from pathways.projection.lines import Days, Outcome, days_of_slot
from pathways.projection.plan_needs import DAYS_A_WEEK
from pathways.projection.values import CourseNeed, Item, ItemKind, Wait, WaitKind
from pathways.worktime import months_of

_COURSE = ItemKind.COURSE
_DONE = Days(is_done=True)
_UNKNOWN = Days(Wait(WaitKind.LENGTH_UNKNOWN))


def plan_lines(outcome: Outcome) -> list[Item]:
    """One line for each service of the plan that the doctor needs, in the plan's order."""
    lines = []
    for layout in outcome.layouts:
        unknown = {need.ref for need in layout.unknown}
        for ref, served in layout.served.items():
            days = _UNKNOWN if ref in unknown else _days(ref, served, layout.ends.get(ref), outcome)
            lines.append((served.need.seq, _plan_line(ref, served, days)))
    lines.sort(key=_by_seq)
    return [line for _seq, line in lines]


def _by_seq(pair: tuple[int, Item]) -> int:
    return pair[0]


def _days(ref: str, served: Served, end: date | None, outcome: Outcome) -> Days:
    """The days of one service of the plan, which is done when nothing ahead serves it."""
    if end is None:
        return _DONE
    best, slot = outcome.best_ends.get(ref), outcome.slots.get(ref)
    if slot is not None:
        return days_of_slot(end, slot, best, outcome)
    if end <= outcome.today:
        return _DONE
    # It rides inside another service and is done when that one is.
    host = f"service:{served.need.service.counted_inside_seq}"
    outer = outcome.slots.get(host)
    latest = end if outer is None else outer.latest_end or end
    wait = Wait(WaitKind.EARLIER_SERVICE, ref=host)
    return Days(wait, earliest=end, latest=max(end, latest), best=best)


def _plan_line(ref: str, served: Served, days: Days) -> Item:
    length = weeks_of if served.need.in_days else months_of
    return Item(
        ref,
        ItemKind.PLAN_SERVICE,
        days.is_done,
        days.wait,
        days.starts_on,
        days.earliest,
        days.latest,
        days.best,
        days.latest_start,
        days.decides,
        False,
        None,
        length(served.done),
        None if served.amount is None else length(served.amount),
        "weeks" if served.need.in_days else "months",
        length(served.booked),
    )


@lru_cache(maxsize=4096)
def weeks_of(ticks: int) -> Fraction:
    """Ticks of the day clock as weeks."""
    return Fraction(ticks, DayClock.unit * DAYS_A_WEEK)


def plan_total_line(total: PlanTotal, outcome: Outcome) -> list[Item]:
    """The length that the plan states, when it asks for more than everything else."""
    if total.needed_end is None:
        return []
    end = total.needed_end
    return [
        Item(
            key="plan-total",
            kind=ItemKind.PLAN_TOTAL,
            is_done=end <= outcome.today,
            wait=Wait(WaitKind.TIME),
            earliest=end,
            latest=max(end, outcome.end),
            decides=end == outcome.end,
            has=total.served,
            needs=total.stated,
            unit="months",
        )
    ]


def course_lines(needs: Iterable[CourseNeed], outcome: Outcome) -> list[Item]:
    """One line for each course that the plan or the specialty lists."""
    lines = []
    end = outcome.end
    for need in needs:
        found = outcome.courses[need.key]
        latest = None
        if not found.is_done:
            latest = end if found.earliest is None else max(end, found.earliest)
        lines.append(
            Item(
                f"course:{need.key}",
                _COURSE,
                found.is_done,
                found.wait,
                found.starts_on,
                found.earliest,
                latest,
                found.best,
                None,
                found.earliest == end and not found.is_done,
                need.is_recommended,
            )
        )
    return lines
