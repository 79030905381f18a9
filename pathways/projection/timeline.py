"""The expected timeline as periods without holes: booked, to plan, and service that fills."""

from collections.abc import Sequence
from datetime import date

from pathways.month_axis import DAY
from pathways.projection.layout import Layout
from pathways.projection.slots import Slot
from pathways.projection.values import Stint, StintKind


def timeline_of(layouts: Sequence[Layout], end: date) -> tuple[Stint, ...]:
    """Every period ahead in order, to the expected day; what is booked beyond it is kept."""
    stints: list[Stint] = []
    for number, layout in enumerate(layouts):
        is_last = number == len(layouts) - 1
        stints += _of_layout(layout, max(end, layout.end) if is_last else layout.end)
    return tuple(stints)


def _of_layout(layout: Layout, end: date) -> list[Stint]:
    stints: list[Stint] = []
    day = layout.stretch.first
    going_on: Slot | None = None
    slots = layout.slots
    for number, slot in enumerate(slots):
        if slot.start > day:
            stints.append(_fill(day, slot.start - DAY, going_on, layout))
        following = slots[number + 1].start if number + 1 < len(slots) else None
        ends_on = slot.ends_on or _open_end(slot, following, end)
        if slot.service is not None and slot.ends_on is None:
            going_on = slot
        if ends_on < slot.start:
            continue
        ref = slot.pieces[0].ref if slot.pieces else None
        key = None if slot.service is None else slot.service.key
        stints.append(Stint(slot.kind, slot.start, ends_on, ref, key))
        day = max(day, ends_on + DAY)
    if day <= end:
        stints.append(_fill(day, end, going_on, layout))
    return stints


def _open_end(slot: Slot, following: date | None, end: date) -> date:
    """Where a period without a booked end makes way: for the next one, or at the end of it all."""
    needed = slot.needed_until
    if slot.kind is StintKind.TO_PLAN and needed is not None:
        return needed
    return end if following is None else following - DAY


def _fill(first: date, last: date, going_on: Slot | None, layout: Layout) -> Stint:
    """Service with no named place of its own; today's open period goes on when there is one."""
    key = going_on.service.key if going_on and going_on.service else None
    return Stint(StintKind.FILL, first, last, layout.stretch.ref, key)
