"""What the pages about LIS1 offers and starts share of a request."""

from flask import g
from wtforms import IntegerField, StringField

from app.extensions import installation
from app.services import lis1_starts
from app.services.lis1_offers_moment import Moment
from app.services.rotation_life import Refused
from app.store.lis1 import find_intake
from app.store.lis1_offers import OfferRow
from app.web.forms import DayField, MessageForm


class HandoverForm(MessageForm):
    """When the two supervisors meet, and what they agreed on."""

    avtalt = DayField()
    holdt = DayField()
    referat = StringField()
    versjon = IntegerField()


def row_id(intake_id: str) -> int:
    """Row id of the intake in the address; access has found it already."""
    found = find_intake(g.session, intake_id)
    assert found is not None and found.id is not None
    return found.id


def moment() -> Moment:
    """Who does it, and when; nobody for a personal address."""
    clock = installation().clock
    by = g.actor.person_id if g.actor is not None else None
    return Moment(by, clock.today(), clock.now())


def status_of(refused: Refused | None) -> int:
    """200, or 409 for what has changed meanwhile, or 422 for what must be written otherwise."""
    if refused is None:
        return 200
    return 409 if refused.is_stale else 422


def save_handover(offer: OfferRow, form: HandoverForm) -> Refused | None:
    """Keep what a form says of the meeting, or what is wrong with it."""
    if not form.validate():
        field, message = form.problems()[0]
        return Refused(message, field)
    return lis1_starts.set_handover(
        g.session,
        offer,
        form.versjon.data or 0,
        form.avtalt.read,
        form.holdt.read,
        str(form.referat.data or ""),
        moment(),
    )
