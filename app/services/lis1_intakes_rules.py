"""What of an intake may be changed in which state. This is the one place that says so.

While it is prepared everything may. Once candidates rank seats, a seat stays the seat they have
ranked: hospital, municipality, track, start and what it needs are fixed, its number of places is
not. When the wishes are in, nobody can wish for something new. When the council has decided,
nothing moves.
"""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import gettext as _

from app.db.tables import IntakeState, Lis1Intake


class Part(StrEnum):
    """A part of an intake that is changed by itself."""

    WISH_DATES = "wish_dates"
    """Name, start, advertised, the day until which wishes are taken, and the rules in force."""
    LATER_DATES = "later_dates"
    """When the council decides, and the offer rounds."""
    SETTINGS = "settings"
    """Limits of notice, and the smallest group shown."""
    NEW_SEAT = "new_seat"
    NEW_CLOSED_SEAT = "new_closed_seat"
    """A seat that nobody wishes for: only for those placed beforehand."""
    WHAT_A_SEAT_IS = "what_a_seat_is"
    """Hospital, municipality, track, start, what it needs, whether it is an own post; whether it
    is in the intake at all."""
    CLOSING_A_SEAT = "closing_a_seat"
    PLACES = "places"
    """Places and contact of a seat."""
    CAPS = "caps"
    QUALIFICATIONS = "qualifications"
    NEAR = "near"


_WHILE_CLOSED = frozenset(
    {
        Part.LATER_DATES,
        Part.SETTINGS,
        Part.NEW_CLOSED_SEAT,
        Part.PLACES,
        Part.CAPS,
        Part.QUALIFICATIONS,
        Part.NEAR,
    }
)
_WHILE_OPEN = _WHILE_CLOSED | {Part.WISH_DATES, Part.NEW_SEAT, Part.CLOSING_A_SEAT}
MAY_CHANGE: Mapping[IntakeState, frozenset[Part]] = {
    IntakeState.PREPARING: frozenset(Part),
    IntakeState.OPEN: _WHILE_OPEN,
    IntakeState.CLOSED: _WHILE_CLOSED,
    IntakeState.DECIDED: frozenset(),
}


def may(intake: Lis1Intake, part: Part) -> bool:
    """Whether a part of an intake may be changed now."""
    return part in MAY_CHANGE[intake.state]


def is_drawn(intake: Lis1Intake) -> bool:
    """Whether the list of candidates is bound by a draw, or by the commitment to one."""
    return bool(
        intake.commitment or intake.committed_on or intake.revealed_on or intake.drawn_by_hand
    )


def fixed_words(intake: Lis1Intake) -> str:
    """Why something of an intake is fixed now, in words."""
    return {
        IntakeState.PREPARING: "",
        IntakeState.OPEN: _(
            "Søkerne rangerer plassene nå. Antall plasser og kontakt kan endres. Sykehus, kommune, "
            "løp, oppstart og krav står fast."
        ),
        IntakeState.CLOSED: _(
            "Ønskene er inne. Antall plasser, kontakt, tak og senere datoer kan endres fram til "
            "vedtaket."
        ),
        IntakeState.DECIDED: _("Rådet har vedtatt fordelingen. Ingenting i inntaket kan endres."),
    }[intake.state]
