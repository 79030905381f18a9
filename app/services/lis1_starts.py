"""Before the start: supervisors, buddy, the handover meeting and the checklist. One commit each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Intake, OfferState
from app.services import lis1_checklist
from app.services.lis1_offers_moment import Moment, remember
from app.services.rotation_life import Refused
from app.store import lis1_starts as store
from app.store.lis1_offers import OfferRow
from app.store.lis1_starts import Named, StartRow

LONGEST_MINUTES = 4000


@dataclass(frozen=True, slots=True)
class Choices:
    """Who can be chosen for one start, by name."""

    hospital: tuple[Named, ...]
    municipality: tuple[Named, ...]
    buddies: tuple[Named, ...]


def begin(session: Session, offer: OfferRow) -> None:
    """What an accepted offer begins with: an empty row and the council's checklist; no commit.

    One who was offered the seat before and has them already keeps them.
    """
    if store.list_starts(session, (offer.id,)):
        return
    intake = session.get_one(Lis1Intake, offer.intake_id)
    store.change_start(session, offer.id, 0, {})
    template = lis1_checklist.load(session, intake.organisation_id)
    lis1_checklist.add_points(session, offer.id, template, offer.seat.starts_on)


def choices(session: Session, offer: OfferRow, today: date) -> Choices:
    """Supervisors at both places, and doctors in training at the hospital; three queries."""
    return Choices(
        store.supervisors_at(session, offer.seat.hospital_id, today),
        store.supervisors_at(session, offer.seat.municipality_id, today),
        tuple(
            each
            for each in store.doctors_at(session, offer.seat.hospital_id, today)
            if each.id != offer.person_id
        ),
    )


def set_people(
    session: Session,
    offer: OfferRow,
    seen: int,
    chosen: tuple[int | None, int | None, int | None],
    moment: Moment,
) -> Refused | None:
    """Choose hospital supervisor, municipality supervisor and buddy; None: nobody yet. Commits."""
    hospital, municipality, buddy = chosen
    allowed = choices(session, offer, moment.today)
    now = store.list_starts(session, (offer.id,)).get(offer.id, StartRow(offer.id))
    sides = (
        (hospital, allowed.hospital, now.hospital_supervisor, "sykehus"),
        (municipality, allowed.municipality, now.municipality_supervisor, "kommune"),
        (buddy, allowed.buddies, now.buddy, "fadder"),
    )
    for person, there, present, field in sides:
        may_be = {each.id for each in there} | ({present.id} if present else set())
        if person is not None and person not in may_be:
            return Refused(_("Velg en av dem som står i listen."), field)
    fields = {
        "hospital_supervisor_id": hospital,
        "municipality_supervisor_id": municipality,
        "buddy_id": buddy,
    }
    details = {key.removesuffix("_id"): value is not None for key, value in fields.items()}
    return _write(session, offer, seen, fields, "lis1.start_people", details, moment)


def set_handover(
    session: Session,
    offer: OfferRow,
    seen: int,
    planned: date | None,
    held: date | None,
    minutes: str,
    moment: Moment,
) -> Refused | None:
    """Write down when the two supervisors meet, that they have met, and the minutes; commits.

    A meeting that was held needs minutes: what they agreed on.
    """
    if held is not None and held > moment.today:
        return Refused(_("Dagen er ikke kommet ennå. Skriv den som avtalt dag."), "holdt")
    if held is not None and not minutes.strip():
        return Refused(_("Skriv et kort referat: hva de to ble enige om."), "referat")
    if held is None and minutes.strip():
        return Refused(_("Skriv hvilken dag møtet ble holdt."), "holdt")
    if len(minutes) > LONGEST_MINUTES:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST_MINUTES), "referat")
    fields: dict[str, Any] = {
        "handover_on": planned,
        "handover_held_on": held,
        "handover_minutes": minutes.strip(),
        "handover_by_id": moment.by if held is not None else None,
    }
    details = {
        "planned": planned.isoformat() if planned else None,
        "held": held.isoformat() if held else None,
    }
    return _write(session, offer, seen, fields, "lis1.handover", details, moment)


def _write(
    session: Session,
    offer: OfferRow,
    seen: int,
    fields: dict[str, Any],
    action: str,
    details: dict[str, Any],
    moment: Moment,
) -> Refused | None:
    refused = _not_accepted(offer)
    if refused is not None:
        return refused
    if not store.change_start(session, offer.id, seen, fields):
        session.rollback()
        return Refused(_("Dette er endret av en annen etter at du åpnet siden."), is_stale=True)
    remember(session, offer.intake_key, action, {"candidate": offer.key, **details}, moment)
    session.commit()
    return None


def tick(
    session: Session, offer: OfferRow, point_id: int, seen: int, *, is_done: bool, moment: Moment
) -> Refused | None:
    """Tick a point of the checklist off, or take the tick away; commits."""
    refused = _not_accepted(offer)
    if refused is not None:
        return refused
    points = {each.id: each for each in store.list_points(session, (offer.id,)).get(offer.id, ())}
    fields = {
        "done_on": moment.today if is_done else None,
        "done_by_id": moment.by if is_done else None,
    }
    if point_id not in points or not store.change_point(session, offer.id, point_id, seen, fields):
        session.rollback()
        return Refused(_("Punktet er endret av en annen etter at du åpnet siden."), is_stale=True)
    details = {"candidate": offer.key, "point": points[point_id].text, "is_done": is_done}
    remember(session, offer.intake_key, "lis1.checklist_point", details, moment)
    session.commit()
    return None


def _not_accepted(offer: OfferRow) -> Refused | None:
    if offer.state is OfferState.ACCEPTED:
        return None
    return Refused(_("Kandidaten har ikke takket ja."), is_stale=True)
