"""Who hears of what about offers, as messages; and what a seat is called."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from app.db.tables import Lis1Intake
from app.services.lis1_offers_standing import Standing
from app.services.message_words import MessageKind
from app.services.messages import new_message, tell_all
from app.store import lis1_offers as store
from app.store.lis1_offers import OfferRow

PATHWAY_PAGE = "/min-vei"


def seat_name(now: Standing, key: str) -> str:
    """Hospital and municipality of a seat, as a list names it."""
    seat = now.seat(key)
    if seat is None:
        return key
    places = now.stored.places
    return f"{places[seat.hospital_id]} – {places[seat.municipality_id]}"


def offered(
    session: Session, offers: Iterable[OfferRow], reply_by: date, today: date, now: datetime
) -> int:
    """Tell everybody with an account here of their offer; returns how many."""
    told = [
        new_message(
            each.person_id,
            MessageKind.LIS1_OFFER,
            _values(each),
            dedup_key=f"lis1-offer:{each.public_id}",
            told_on=today,
            link=PATHWAY_PAGE,
            act_by=reply_by,
        )
        for each in offers
        if each.person_id is not None
    ]
    return tell_all(session, told, now=now)


def seat_is_free(session: Session, offer: OfferRow, how: str, today: date, now: datetime) -> int:
    """Tell chair and secretary that a place is free again, without a name; returns how many."""
    intake = session.get_one(Lis1Intake, offer.intake_id)
    told = [
        new_message(
            person_id,
            MessageKind.LIS1_SEAT_FREE,
            {**_values(offer), "intake": offer.intake, "how": how},
            dedup_key=f"lis1-free:{offer.public_id}",
            told_on=today,
            link=f"/inntak/{offer.intake_key}/tilbud",
        )
        for person_id in store.council_keepers(session, intake.organisation_id, today)
    ]
    return tell_all(session, told, now=now)


def _values(offer: OfferRow) -> dict[str, object]:
    return {
        "hospital": offer.seat.hospital,
        "municipality": offer.seat.municipality,
        "starts_on": offer.seat.starts_on,
    }
