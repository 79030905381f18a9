"""The handover meeting of one LIS1, as the two supervisors who meet see it."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.services.lis1_starts_words import handover_words
from app.services.wording import day, long_day
from app.store import lis1_offers as offer_store
from app.store import lis1_starts as store
from app.store.lis1_offers import OfferRow
from app.store.lis1_starts import StartRow
from pathways.delays.days import days_before


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """One meeting: about whom, between whom, and until when."""

    offer: OfferRow
    start: StartRow
    sentence: str
    reason: str
    last_day: str | None


def load(session: Session, public_id: str, today: date) -> HandoverPage | None:
    """The meeting of an offer; None when there is no such offer."""
    offer = offer_store.find_offer(session, public_id)
    if offer is None:
        return None
    start = store.list_starts(session, (offer.id,)).get(offer.id, StartRow(offer.id))
    there = offer.municipality_starts_on
    last = days_before(there, 1) if there else None
    return HandoverPage(
        offer,
        start,
        _sentence(start, last, today),
        _(
            "Sykehuset og kommunen møtes om %(name)s før tjenesten i kommunen begynner. Møtet er"
            " et krav, og det holdes med referat.",
            name=offer.name,
        ),
        day(last) if last else None,
    )


def _sentence(start: StartRow, last: date | None, today: date) -> str:
    if start.handover_held_on is not None:
        return _("Møtet er holdt *%(day)s*.", day=long_day(start.handover_held_on))
    if start.handover_on is not None and start.handover_on >= today:
        return _("Møtet er avtalt *%(day)s*.", day=long_day(start.handover_on))
    if last is None:
        return handover_words(start)
    return _("Møtet er ikke holdt. Siste dag er *%(day)s*.", day=long_day(last))
