"""How far the draw of an intake has come, what it gave, and what may not change because of it.

The list of the draw is every key that was given in the intake, also of those who have withdrawn:
a withdrawal changes neither the list's fingerprint nor anybody's number.
"""

from collections.abc import Iterable
from enum import StrEnum

from flask_babel import gettext as _

from app.db.tables import IntakeState, Lis1Intake
from app.services.wording import long_day
from rotations.lis1.draw import order_of
from rotations.lis1.types import Draw


class Stage(StrEnum):
    """The steps of a draw, as far as they have come."""

    LIST_OPEN = "list_open"
    """Candidates may still come."""
    LIST_CLOSED = "list_closed"
    COMMITTED = "committed"
    """Seed and list are fixed; their fingerprints are published."""
    DRAWN = "drawn"
    BY_HAND = "by_hand"


def stage_of(intake: Lis1Intake) -> Stage:
    """How far an intake has come."""
    if intake.drawn_by_hand:
        return Stage.BY_HAND
    if intake.revealed_on is not None:
        return Stage.DRAWN
    if intake.commitment is not None:
        return Stage.COMMITTED
    if intake.state in (IntakeState.PREPARING, IntakeState.OPEN):
        return Stage.LIST_OPEN
    return Stage.LIST_CLOSED


def is_drawn(intake: Lis1Intake) -> bool:
    """Whether there is an order."""
    return stage_of(intake) in (Stage.DRAWN, Stage.BY_HAND)


def draw_of(intake: Lis1Intake) -> Draw:
    """What may be shown of the draw: the seed and the public text once they are revealed."""
    is_revealed = intake.revealed_on is not None
    return Draw(
        seed=intake.seed if is_revealed else None,
        public=intake.public_text if is_revealed else "",
        public_source=intake.public_source,
        commitment=intake.commitment,
        list_hash=intake.list_hash,
        committed_on=intake.committed_on,
        revealed_on=intake.revealed_on,
        order=tuple(intake.drawn_by_hand),
    )


def order_in(intake: Lis1Intake, keys: Iterable[str]) -> tuple[str, ...]:
    """The keys in drawn order; empty before the draw. `keys`: all of the intake."""
    draw = draw_of(intake)
    return order_of(draw, keys) if draw.order or draw.seed is not None else ()


def numbers_of(intake: Lis1Intake, keys: Iterable[str]) -> dict[str, int]:
    """Everybody's number by key, 1 is first; empty before the draw."""
    return {key: number for number, key in enumerate(order_in(intake, keys), start=1)}


def list_is_closed(intake: Lis1Intake) -> str | None:
    """Why no candidate may come or go now, in words; None when the draw does not forbid it."""
    stage = stage_of(intake)
    if stage is Stage.COMMITTED and intake.committed_on is not None:
        return _(
            "Fingeravtrykket av listen er offentliggjort %(day)s. Ingen kan legges til eller tas "
            "bort. Den som trekker seg, beholder nøkkelen sin.",
            day=long_day(intake.committed_on),
        )
    return fixed_by_draw(intake)


def fixed_by_draw(intake: Lis1Intake) -> str | None:
    """Why the draw itself can no longer be changed, in words; None before it is made."""
    if not is_drawn(intake):
        return None
    if intake.revealed_on is None:
        return _("Trekningen er gjort. Den kan ikke endres.")
    return _(
        "Trekningen ble gjort %(day)s. Verken listen, frøet eller rekkefølgen kan endres.",
        day=long_day(intake.revealed_on),
    )


def was_not_drawn(intake: Lis1Intake, key: str) -> str | None:
    """Why a candidate who withdrew before a draw by hand cannot come back; None for all others."""
    if not intake.drawn_by_hand or key in intake.drawn_by_hand:
        return None
    return _(
        "%(key)s var ikke med da det ble trukket for hånd, og kan ikke tas inn igjen.", key=key
    )
