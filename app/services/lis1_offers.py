"""Offers of seats: made from the decision, sent in rounds, answered, taken back. One commit each.

Every step holds the intake first, so that two who act at the same moment wait for each other, and
the second sees what the first did. The database refuses a second open offer to one candidate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.clock import OSLO
from app.db.tables import Lis1Run, OfferState
from app.exchange.project_files import plain
from app.services import lis1_offers_standing as standing_service
from app.services import lis1_offers_tell as tell
from app.services import lis1_runs, lis1_starts
from app.services.lis1_case import municipality_starts_on
from app.services.lis1_offers_moment import Moment, remember
from app.services.lis1_offers_standing import Standing
from app.services.lis1_room import room_left
from app.services.lis1_words import Words
from app.services.rotation_life import Refused
from app.services.wording import day, listed
from app.store import lis1_offers as store
from app.store.lis1_candidates import lock_intake
from app.store.lis1_offers import OfferRow
from rotations.lis1.reasons import Reason
from rotations.lis1.words import reason_sentence

LONGEST_NOTE = 1000
NOON = time(12)


@dataclass(frozen=True, slots=True)
class NewOffer:
    """A seat for a candidate, with why."""

    key: str
    seat: str
    reason: dict[str, Any]


NAMES = "seat_names"
"""Beside a reason: what the seats in it are called, so that it can be told without the intake."""


def reason_document(reason: Reason) -> dict[str, Any]:
    """Why this seat, in the shape that a run's result has it in."""
    return {**plain(reason), "sentence": reason_sentence(reason), "what_ifs": None}


def _with_names(reason: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A reason with the names of its seats; one that nobody has stays empty."""
    if not reason:
        return {}
    keys = [reason["seat"], *(each["seat"] for each in reason["missed"])]
    return {**reason, NAMES: {key: names.get(key, key) for key in keys}}


# ---- Making and sending ----------------------------------------------------------------------


def prepare(session: Session, intake_id: int, moment: Moment) -> int | Refused:
    """Make the offers of the latest decision, to be looked at and then sent; commits.

    Returns how many. Whoever has an offer already, or takes part no more, gets none.
    """
    lock_intake(session, intake_id)
    now = standing_service.load(session, intake_id)
    if now.decided is None:
        return _refuse(session, _("Rådet har ikke vedtatt noe ennå."))
    if any(each.decision_id == now.decided.id for each in now.rows):
        return _refuse(session, _("Tilbudene etter vedtaket er alt laget."), is_stale=True)
    why = _reasons_of(session, now.run)
    active = {each.key for each in now.case.candidates}
    wanted = [
        NewOffer(each["candidate"], each["seat"], why.get(each["candidate"], {}))
        for each in now.decided.allocation.get("placed", ())
        if each["candidate"] in active and each["candidate"] not in now.latest
    ]
    if not wanted:
        return _refuse(session, _("Alle i vedtaket har fått tilbud."), is_stale=True)
    return make(session, now, wanted, "lis1.offers_made", moment, decision_id=now.decided.id)


def _reasons_of(session: Session, run: Lis1Run | None) -> dict[str, dict[str, Any]]:
    """Why each has their seat in a decision, the changes by hand counted in."""
    if run is None:
        return {}
    try:
        judged = lis1_runs.judge(session, run)
    except LookupError:
        return {}
    return {each.candidate: reason_document(each) for each in judged.reasons}


def make(
    session: Session,
    now: Standing,
    wanted: Sequence[NewOffer],
    action: str,
    moment: Moment,
    *,
    decision_id: int | None = None,
) -> int | Refused:
    """Write offers for the next round, all or none; commits. The caller holds the intake."""
    taken = [each.seat.key for each in now.held.values()]
    room = room_left(now.case, [*taken, *(each.seat for each in wanted)])
    full = sorted({each.seat for each in wanted if room[each.seat] < 0})
    if full:
        seats = listed([tell.seat_name(now, key) for key in full])
        text = _("Det er ikke plass til alle: %(seats)s er fullt.", seats=seats)
        return _refuse(session, text, is_stale=True)
    tracks = {each.id: each for each in now.stored.tracks}
    names = Words(now.case).names
    try:
        for each in wanted:
            candidate, seat = now.candidate(each.key), now.seat(each.seat)
            assert candidate is not None and seat is not None
            store.add_offer(
                session,
                intake_id=now.stored.intake.id,
                decision_id=decision_id,
                round=now.next_round,
                candidate_id=candidate.id,
                seat_id=seat.id,
                state=OfferState.READY,
                reason=_with_names(each.reason, names),
                made_by_id=moment.by,
                made_at=moment.now,
                municipality_starts_on=municipality_starts_on(seat, tracks[seat.track_id]),
            )
    except IntegrityError:
        # Somebody else has given one of them an offer meanwhile: the index of open offers.
        return _refuse(session, _("En av kandidatene har alt et tilbud."), is_stale=True)
    details = {
        "round": now.next_round,
        "offers": [{"candidate": each.key, "seat": each.seat} for each in wanted],
    }
    remember(session, now.stored.intake.public_id, action, details, moment)
    session.commit()
    return len(wanted)


def send(
    session: Session, intake_id: int, number: int, count: int, moment: Moment
) -> int | Refused:
    """Send the offers of the next round; commits. `number` and `count` are what was shown.

    Whoever has an account here is told at once; the notice of the municipality runs from now.
    """
    lock_intake(session, intake_id)
    now = standing_service.load(session, intake_id)
    if now.next_round != number or len(now.ready) != count:
        return _refuse(session, _("Tilbudene er endret etter at du åpnet siden."), is_stale=True)
    problem = why_not_sent(now, moment.today)
    if problem is not None:
        return _refuse(session, problem)
    dates = now.dates
    assert dates is not None
    values = {"state": OfferState.SENT, "sent_at": moment.told_at, "reply_by": dates.reply_by}
    sent = now.ready
    for each in sent:
        moved = store.change_offer(
            session, each, each.version, (OfferState.READY,), {**values, "round": number}
        )
        assert moved, "the intake is held"
    tell.offered(session, sent, dates.reply_by, moment.today, moment.now)
    details = {
        "round": number,
        "reply_by": dates.reply_by.isoformat(),
        "candidates": [each.key for each in sent],
    }
    remember(session, now.stored.intake.public_id, "lis1.offers_sent", details, moment)
    session.commit()
    return len(sent)


def why_not_sent(now: Standing, today: date) -> str | None:
    """What stands in the way of sending the next round; None when nothing does."""
    if not now.ready:
        return _("Ingen tilbud er klare.")
    if now.dates is None:
        return _(
            "Runde %(number)s har ingen datoer. Sett dem under Plasser.", number=now.next_round
        )
    if now.dates.reply_by < today:
        return _(
            "Svarfristen i runde %(number)s var %(day)s. Sett en ny under Plasser.",
            number=now.next_round,
            day=day(now.dates.reply_by),
        )
    gone = [each.key for each in now.ready if each.withdrawn_on is not None]
    if gone:
        return ngettext(
            "%(keys)s har trukket seg. Trekk tilbudet først.",
            "%(keys)s har trukket seg. Trekk tilbudene først.",
            len(gone),
            keys=listed(gone),
        )
    return None


# ---- Answers ---------------------------------------------------------------------------------


def answer(
    session: Session, offer: OfferRow, seen: int, *, yes: bool, moment: Moment
) -> OfferState | Refused:
    """The candidate says yes or no to an offer, until its last day; commits."""
    if offer.reply_by is not None and offer.reply_by < moment.today:
        return Refused(
            _("Svarfristen var %(day)s. Kontakt rådet.", day=day(offer.reply_by)), is_stale=True
        )
    return _answered(session, offer, seen, yes, moment.told_at, "", "candidate", moment)


def register(
    session: Session,
    offer: OfferRow,
    seen: int,
    *,
    yes: bool,
    said_on: date | None,
    note: str,
    moment: Moment,
) -> OfferState | Refused:
    """The council writes down an answer that came another way, such as by phone; commits."""
    if said_on is None:
        return Refused(_("Skriv hvilken dag svaret kom."), "dag")
    if not note.strip():
        return Refused(_("Skriv hvem som tok imot svaret, og hvordan det kom."), "merknad")
    if len(note) > LONGEST_NOTE:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST_NOTE), "merknad")
    if said_on > moment.today:
        return Refused(_("Dagen er ikke kommet ennå."), "dag")
    if offer.sent_at is not None and said_on < offer.sent_at.astimezone(OSLO).date():
        return Refused(_("Det er før tilbudet ble sendt."), "dag")
    if offer.reply_by is not None and said_on > offer.reply_by:
        text = _("Svarfristen var %(day)s. Trekk tilbudet, og gi et nytt.", day=day(offer.reply_by))
        return Refused(text, "dag")
    at = datetime.combine(said_on, NOON, OSLO)
    return _answered(
        session, offer, seen, yes, min(at, moment.told_at), note.strip(), "council", moment
    )


def _answered(
    session: Session,
    offer: OfferRow,
    seen: int,
    yes: bool,
    at: datetime,
    note: str,
    way: str,
    moment: Moment,
) -> OfferState | Refused:
    lock_intake(session, offer.intake_id)
    state = OfferState.ACCEPTED if yes else OfferState.DECLINED
    values = {"state": state, "answered_at": at, "answer_note": note}
    if offer.withdrawn_on is not None or not store.change_offer(
        session, offer, seen, (OfferState.SENT,), values
    ):
        session.rollback()
        return changed()
    if yes:
        lis1_starts.begin(session, offer)
    else:
        tell.seat_is_free(session, offer, "declined", moment.today, moment.now)
    details = {"candidate": offer.key, "seat": offer.seat.key, "way": way}
    if way == "council":
        details["on"] = at.astimezone(OSLO).date().isoformat()
    action = "lis1.offer_accepted" if yes else "lis1.offer_declined"
    remember(session, offer.intake_key, action, details, moment)
    session.commit()
    return state


def withdraw(
    session: Session, offer: OfferRow, seen: int, note: str, moment: Moment
) -> Refused | None:
    """Take an offer back, with a reason; the place is free again. Commits.

    One who has said yes keeps the seat, unless they take part no more.
    """
    if not note.strip():
        return Refused(_("Skriv hvorfor tilbudet trekkes."), "grunn")
    if len(note) > LONGEST_NOTE:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST_NOTE), "grunn")
    if offer.state is OfferState.ACCEPTED and offer.withdrawn_on is None:
        return Refused(_("Kandidaten har takket ja. Da står plassen fast."))
    lock_intake(session, offer.intake_id)
    if not take_back(session, offer, seen, note.strip()):
        session.rollback()
        return changed()
    details = {"candidate": offer.key, "seat": offer.seat.key, "reason": note.strip()}
    remember(session, offer.intake_key, "lis1.offer_withdrawn", details, moment)
    session.commit()
    return None


def take_back(session: Session, offer: OfferRow, seen: int, note: str) -> bool:
    """Free the place of an open offer; never commits. False when it has changed since."""
    values = {"state": OfferState.WITHDRAWN, "answer_note": note}
    return store.change_offer(session, offer, seen, store.OPEN, values)


def expire(session: Session, today: date, now: datetime) -> str:
    """Close offers whose last day has passed without an answer; the nightly job. Commits."""
    late = store.overdue(session, today)
    for intake_id in sorted({each.intake_id for each in late}):
        lock_intake(session, intake_id)
    # Read again: an answer may have been written down while we waited for the intake.
    closed = 0
    for each in store.overdue(session, today) if late else ():
        values = {"state": OfferState.EXPIRED}
        if store.change_offer(session, each, each.version, (OfferState.SENT,), values):
            closed += 1
            tell.seat_is_free(session, each, "expired", today, now)
            details = {"candidate": each.key, "seat": each.seat.key}
            moment = Moment(None, today, now)
            remember(session, each.intake_key, "lis1.offer_expired", details, moment)
    session.commit()
    return f"{closed} offers closed without an answer."


# ---- Shared ----------------------------------------------------------------------------------


def changed() -> Refused:
    """What to say when an offer is no longer what the page showed."""
    return Refused(_("Tilbudet er endret etter at du åpnet siden."), is_stale=True)


def _refuse(session: Session, text: str, *, is_stale: bool = False) -> Refused:
    session.rollback()
    return Refused(text, is_stale=is_stale)
