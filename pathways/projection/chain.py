"""Why each slot starts when it does, and the chain of lines that gives the expected day."""

from collections.abc import Mapping, Sequence
from datetime import date

from pathways.month_axis import DAY
from pathways.projection.layout import Layout
from pathways.projection.slots import Piece, Slot
from pathways.projection.values import Item, ItemKind, Link, StintKind, Wait, WaitKind

_TIME = Wait(WaitKind.TIME)


def say_waits(layouts: Sequence[Layout]) -> None:
    """Write into every slot what its start waits for."""
    full: Layout | None = None
    for layout in layouts:
        before: Slot | None = None
        for slot in layout.slots:
            slot.wait = _wait(slot, before, full)
            if slot.pieces:
                before = slot
        full = layout


def _wait(slot: Slot, before: Slot | None, full: Layout | None) -> Wait:
    """`before` is the needed slot before it, `full` the stretch before its own."""
    if slot.kind is StintKind.NOW:
        return _TIME
    if before is None and full is not None and full.end + DAY == slot.start:
        return Wait(WaitKind.STAGE, ref=full.stretch.ref, day=slot.start)
    follows = before is not None and before.needed_until == slot.start - DAY
    if slot.kind is StintKind.BOOKED and not follows:
        return Wait(WaitKind.BOOKED_START, day=slot.start)
    if before is not None and follows:
        return Wait(WaitKind.EARLIER_SERVICE, ref=_main(before).ref)
    if before is not None and before.ends_on is not None and before.ends_on == slot.start - DAY:
        return Wait(WaitKind.EARLIER_SERVICE, ref=_main(before).ref, day=slot.start)
    return _TIME


def chain_of(
    end: date, items: Sequence[Item], layouts: Sequence[Layout], slots: Mapping[str, Slot]
) -> tuple[Link, ...]:
    """From the line that gives the day back to the first that starts for a reason of its own.

    `slots` are the slots that finish each need.
    """
    deciding = [item for item in items if item.decides and item.earliest == end]
    if not deciding:
        return ()
    wholes = {layout.stretch.ref: layout for layout in layouts}
    last = deciding[0]
    if len(deciding) > 1:
        last = min(deciding, key=lambda item: (_rank(item, wholes, slots), item.key))
    slot = slots.get(last.key)
    if slot is not None:
        layout = next((each for each in layouts if slot in each.needed), None)
        assert layout is not None
        links = _back_from(slot, layout, last.key)
    else:
        links = [Link(last.key, min(last.starts_on or end, end), end, last.wait)]
        layout = wholes.get(last.key)
    if layout is not None and links[0].starts_on <= layout.stretch.first:
        links = _stages_before(layout, layouts) + links
    return tuple(links)


def _rank(item: Item, wholes: Mapping[str, Layout], slots: Mapping[str, Slot]) -> int:
    """Which line is told first when several give the day: what can be acted on before the rest."""
    if item.key in slots:
        return 0 if item.kind is ItemKind.PLAN_SERVICE else 1
    if item.kind is ItemKind.COURSE:
        return 2
    if item.kind is ItemKind.PLAN_TOTAL:
        return 4
    if item.key in wholes:
        return 5
    is_total = item.state is not None and item.state.requirement.kind == "minimum_total"
    return 6 if is_total else 3


def _back_from(slot: Slot, layout: Layout, ref: str) -> list[Link]:
    links = [_link(slot, ref)]
    needed = layout.needed
    place = needed.index(slot)
    while place > 0 and needed[place].wait.kind is WaitKind.EARLIER_SERVICE:
        following, place = needed[place], place - 1
        link = _link(needed[place], _main(needed[place]).ref)
        # A booked period is waited for to its own last day, also when its need is full before.
        links.insert(0, Link(link.ref, link.starts_on, following.start - DAY, link.wait))
    return links


def _link(slot: Slot, ref: str) -> Link:
    piece = next((p for p in slot.pieces if p.ref == ref), _main(slot))
    start = slot.start if slot.service is None else slot.service.starts_on
    return Link(ref, start, piece.end, slot.wait)


def _stages_before(layout: Layout, layouts: Sequence[Layout]) -> list[Link]:
    """The stretches that had to be full first, as long as one follows on the other."""
    links: list[Link] = []
    place = list(layouts).index(layout)
    while place > 0:
        before, after = layouts[place - 1], layouts[place]
        if before.end + DAY != after.stretch.first or before.end < before.stretch.first:
            break
        links.insert(
            0,
            Link(before.stretch.ref, before.stretch.first, before.end, _TIME),
        )
        place -= 1
    return links


def _main(slot: Slot) -> Piece:
    """The piece that takes the slot longest; a service of the plan before a requirement."""
    if len(slot.pieces) == 1:
        return slot.pieces[0]
    return max(slot.pieces, key=lambda p: (p.end, p.ref.startswith("service:"), p.ref))
