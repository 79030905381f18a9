"""The backward pass: how long each service can wait without moving a later day."""

from collections.abc import Iterable
from datetime import date

from pathways.month_axis import DAY
from pathways.projection.layout import Layout


def let_wait(layouts: Iterable[Layout], end: date) -> None:
    """Write into every needed slot the last days it can end and begin on, given the `end`.

    `layouts` are the stretches in time order. The last needed slot may end on the last day; the
    one before it on the day before the next must begin; and the stretch before must be full
    when the next must begin.
    """
    latest = end
    for layout in reversed(list(layouts)):
        layout.latest_end = latest
        latest = _backwards(layout, latest) - DAY


def _backwards(layout: Layout, latest: date) -> date:
    """The last day that the stretch can begin on when it has to be full by `latest`."""
    clocks = layout.stretch.clocks
    begins = [clocks.months.back(latest, layout.stretch.left)]
    for slot in reversed(layout.needed):
        slot.latest_end = latest
        slot.latest_start = min(
            [clocks.of(piece.in_days).back(latest, piece.ticks) for piece in slot.pieces]
        )
        begins.append(slot.latest_start)
        latest = slot.latest_start - DAY
    return min(begins)
