"""A LIS1 doctor's own seat: the offer to answer, why that one, and what waits before the start.

Three queries at most, one for whoever has no offer; nothing of anybody else's is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.clock import OSLO
from app.db.tables import OfferState
from app.exchange.lis1_files import ANY_DAY
from app.exchange.rotation_codec import built
from app.services import lis1_offers_words as words
from app.services.lis1_notice import notice_of
from app.services.lis1_offers import NAMES
from app.services.lis1_starts_words import PointLine, handover_words, point_lines
from app.services.lis1_words import Words
from app.services.wording import day, long_day
from app.store import lis1_offers as store
from app.store import lis1_starts as start_store
from app.store.lis1_offers import OfferRow
from app.store.lis1_starts import StartRow
from rotations.lis1.reasons import Reason

SHOWN = (OfferState.SENT, OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED)


@dataclass(frozen=True, slots=True)
class BeforeStart:
    """What is in place once the offer is accepted."""

    buddy: str
    hospital_supervisor: str
    municipality_supervisor: str
    handover: str | None
    """None for a track without a municipal service."""
    points: tuple[PointLine, ...]


@dataclass(frozen=True, slots=True)
class MyOffer:
    """One's own seat, in words."""

    public_id: str
    version: int
    sentence: str
    """The first thing to know: the seat, and what to do."""
    can_answer: bool
    """An answer is still asked for."""
    last_day: str | None
    state: str
    mark: str
    intake: str
    hospital: str
    municipality: str
    track: str
    starts_on: str
    municipality_starts_on: str | None
    why: tuple[str, ...]
    contact: str
    contact_email: str
    told: str
    notice: str
    notice_mark: str
    before: BeforeStart | None


def offer_for(session: Session, candidate_id: int, today: date) -> MyOffer | None:
    """The seat of a candidate: the newest offer that has gone out; None before that."""
    rows = store.offers_of_candidate(session, candidate_id)
    return _my_offer(session, next((each for each in rows if each.state in SHOWN), None), today)


def offer_for_person(session: Session, person_id: int, today: date) -> MyOffer | None:
    """The seat of somebody with an account here: offered or accepted; None when there is none.

    Shown until the last service of the seat has begun: from then on it is in the doctor's log.
    """
    found = store.offer_of_person(session, person_id, store.TOLD)
    if found is not None and (found.municipality_starts_on or found.seat.starts_on) < today:
        return None
    return _my_offer(session, found, today)


def _my_offer(session: Session, offer: OfferRow | None, today: date) -> MyOffer | None:
    if offer is None or offer.sent_at is None:
        return None
    is_late = offer.reply_by is not None and offer.reply_by < today
    can_answer = offer.state is OfferState.SENT and not is_late and offer.withdrawn_on is None
    mark, state = words.state_words(offer, today)
    told_on = offer.sent_at.astimezone(OSLO).date()
    notice_mark, notice = words.notice_words(
        notice_of(
            offer.municipality_starts_on,
            told_on,
            limit_months=offer.limit_months,
            target_months=offer.target_months,
            today=today,
        )
    )
    there = offer.municipality_starts_on
    return MyOffer(
        public_id=offer.public_id,
        version=offer.version,
        sentence=_sentence(offer, can_answer),
        can_answer=can_answer,
        last_day=long_day(offer.reply_by) if offer.reply_by else None,
        state=state,
        mark=mark,
        intake=offer.intake,
        hospital=offer.seat.hospital,
        municipality=offer.seat.municipality,
        track=offer.seat.track,
        starts_on=day(offer.seat.starts_on),
        municipality_starts_on=day(there) if there else None,
        why=why_of(offer.reason),
        contact=offer.seat.contact_name,
        contact_email=offer.seat.contact_email,
        told=day(told_on),
        notice=notice,
        notice_mark=notice_mark,
        before=_before(session, offer, today) if offer.state is OfferState.ACCEPTED else None,
    )


def _sentence(offer: OfferRow, can_answer: bool) -> str:
    values = {"hospital": offer.seat.hospital, "municipality": offer.seat.municipality}
    if can_answer and offer.reply_by is not None:
        return _(
            "Du har tilbud om LIS1 ved %(hospital)s og i %(municipality)s. Svar innen *%(day)s*.",
            day=long_day(offer.reply_by),
            **values,
        )
    if offer.state is OfferState.ACCEPTED:
        return _(
            "Du begynner i LIS1 *%(day)s* ved %(hospital)s, og så i %(municipality)s.",
            day=long_day(offer.seat.starts_on),
            **values,
        )
    if offer.state is OfferState.DECLINED:
        return _("Du har takket nei til %(hospital)s og %(municipality)s.", **values)
    return _("Svarfristen for %(hospital)s og %(municipality)s har gått ut.", **values)


def why_of(reason: Mapping[str, Any]) -> tuple[str, ...]:
    """Why this seat, sentence by sentence; empty when no reason was kept with the offer."""
    if not reason:
        return ()
    kept: Reason = built(Reason, reason, ANY_DAY)
    said = _Named(reason.get(NAMES, {}))
    return (*said.full_reason(kept), *(said.missed(each) for each in kept.missed))


class _Named(Words):
    """The sentences of a reason with the names kept beside it: the intake is not read for them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names


def _before(session: Session, offer: OfferRow, today: date) -> BeforeStart:
    start = start_store.list_starts(session, (offer.id,)).get(offer.id, StartRow(offer.id))
    points = start_store.list_points(session, (offer.id,)).get(offer.id, ())
    nobody = _("ikke valgt ennå")
    return BeforeStart(
        buddy=start.buddy.name if start.buddy else nobody,
        hospital_supervisor=start.hospital_supervisor.name if start.hospital_supervisor else nobody,
        municipality_supervisor=start.municipality_supervisor.name
        if start.municipality_supervisor
        else nobody,
        handover=handover_words(start) if offer.municipality_starts_on else None,
        points=point_lines(points, today),
    )
