"""The lines that are no requirement: services of the plan, the plan's total, courses."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from pathways.credit_clock import CreditClock, DayClock
from pathways.projection.certainty import PlanTotal
from pathways.projection.layout import Served
from pathways.projection.lines import Outcome, ends_of, of_slot
from pathways.projection.plan_needs import DAYS_A_WEEK
from pathways.projection.slots import Slot
from pathways.projection.values import NO_WAIT, CourseNeed, Item, ItemKind, Wait, WaitKind


def plan_lines(outcome: Outcome, slots: Mapping[str, Slot]) -> list[Item]:
    """One line for each service of the plan that the doctor needs, in the plan's order."""
    best = ends_of(outcome.best_layouts)
    lines = []
    for layout in outcome.layouts:
        for ref, served in layout.served.items():
            line = _plan_line(ref, served)
            end, slot = layout.ends.get(ref), slots.get(ref)
            if served.need in layout.unknown:
                line = replace(line, is_done=False, wait=Wait(WaitKind.LENGTH_UNKNOWN))
            elif end is not None and slot is not None:
                line = of_slot(replace(line, is_done=False), end, slot, best.get(ref), outcome)
            elif end is not None and end > outcome.today:
                # It rides inside another service and is done when that one is.
                host = f"service:{served.need.service.counted_inside_seq}"
                wait = Wait(WaitKind.EARLIER_SERVICE, ref=host)
                latest = slots[host].latest_end if host in slots else end
                line = replace(
                    line,
                    is_done=False,
                    wait=wait,
                    earliest=end,
                    latest=max(end, latest or end),
                    best=best.get(ref),
                )
            lines.append((served.need.seq, line))
    return [line for _seq, line in sorted(lines, key=lambda pair: pair[0])]


def _plan_line(ref: str, served: Served) -> Item:
    unit = DayClock.unit * DAYS_A_WEEK if served.need.in_days else CreditClock.unit
    return Item(
        key=ref,
        kind=ItemKind.PLAN_SERVICE,
        is_done=True,
        wait=NO_WAIT,
        has=Fraction(served.done, unit),
        needs=None if served.amount is None else Fraction(served.amount, unit),
        unit="weeks" if served.need.in_days else "months",
        has_booked=Fraction(served.booked, unit),
    )


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
    for need in needs:
        found = outcome.courses[need.key]
        latest = None
        if not found.is_done:
            latest = max(outcome.end, found.earliest or outcome.end)
        lines.append(
            Item(
                key=f"course:{need.key}",
                kind=ItemKind.COURSE,
                is_done=found.is_done,
                wait=found.wait,
                starts_on=found.starts_on,
                earliest=found.earliest,
                latest=latest,
                best=found.best,
                decides=found.earliest == outcome.end and not found.is_done,
                is_recommended=need.is_recommended,
            )
        )
    return lines
