"""An intake in words: its state, and the next of its dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.db.tables import IntakeState, Lis1Intake, Lis1OfferDates


@dataclass(frozen=True, slots=True)
class NextDate:
    """The next day on which something happens, or should have. `is_past`: it is behind us."""

    on: date
    what: str
    is_past: bool = False


def state_words(state: IntakeState) -> tuple[str, str]:
    """Mark and word of a state."""
    return {
        IntakeState.PREPARING: ("unknown", _("Forberedes")),
        IntakeState.OPEN: ("on_track", _("Åpent for ønsker")),
        IntakeState.CLOSED: ("on_track", _("Ønskene er inne")),
        IntakeState.DECIDED: ("done", _("Vedtatt")),
    }[state]


def next_date(intake: Lis1Intake, offers: Sequence[Lis1OfferDates], today: date) -> NextDate | None:
    """The next date of an intake; one that should have been comes first. None when none is set."""
    due = _due(intake)
    late = next((each for each in due if each.on < today), None)
    if late is not None:
        return NextDate(late.on, late.what, is_past=True)
    ahead = [*due, *_offer_days(offers), NextDate(intake.starts_on, _("oppstart"))]
    return min((each for each in ahead if each.on >= today), key=lambda each: each.on, default=None)


def _due(intake: Lis1Intake) -> list[NextDate]:
    """What a state waits for."""
    advertised = (intake.advertised_on, _("stillingene lyses ut"))
    deadline = (intake.deadline_on, _("siste dag for ønsker"))
    decide = (intake.decide_on, _("rådet vedtar"))
    waiting = {
        IntakeState.PREPARING: (advertised, deadline, decide),
        IntakeState.OPEN: (deadline, decide),
        IntakeState.CLOSED: (decide,),
        IntakeState.DECIDED: (),
    }[intake.state]
    return [NextDate(on, what) for on, what in waiting if on is not None]


def _offer_days(offers: Sequence[Lis1OfferDates]) -> list[NextDate]:
    found = []
    for each in offers:
        number = each.number
        found += [
            NextDate(each.sent_on, _("tilbudsrunde %(number)s sendes", number=number)),
            NextDate(each.reply_by, _("svar på tilbudsrunde %(number)s", number=number)),
            NextDate(each.marked_by, _("merking av tilbudsrunde %(number)s", number=number)),
        ]
    return found
