"""Makes the pure LIS1 intake of what is stored. The one joint between tables and engine.

Hospitals and municipalities go by their names, seats and candidates by their keys. Candidates who
have withdrawn, couples the other has not confirmed, and unconfirmed facts count for nothing: the
first two are left out, the last is in it as unconfirmed. The key of who has withdrawn stays in the
draw: the list that was committed to is every key that was given, and no number changes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from app.db.tables import Lis1Candidate, Lis1Fact, Lis1Rules, Lis1Seat, Lis1Track
from app.exchange.lis1_parts import read_criteria, read_phases, read_qualifications
from app.services.lis1_draw_state import draw_of
from app.store import lis1 as store
from app.store.lis1 import StoredIntake
from rotations.lis1.types import (
    Belongs,
    Candidate,
    Cap,
    Couple,
    Draw,
    Fact,
    Intake,
    Near,
    OfferRound,
    Preplacement,
    Rules,
    Seat,
    Track,
)


def load_case(session: Session, intake_id: int) -> tuple[StoredIntake, Intake]:
    """The rows of an intake and the pure intake made of them. LookupError when there is none."""
    stored = store.load_intake(session, intake_id)
    if stored is None:
        raise LookupError(f"no LIS1 intake {intake_id}")
    return stored, intake_of(stored)


def intake_of(stored: StoredIntake) -> Intake:
    """The pure intake of stored rows; the seed is in it once it has been revealed."""
    row = stored.intake
    active = [each for each in stored.candidates if each.withdrawn_on is None]
    keys = {each.id: each.key for each in active}
    seats = {each.id: each.key for each in stored.seats}
    used = {each.track_id for each in stored.seats}
    tracks = {each.id: each for each in stored.tracks}
    return Intake(
        round=row.public_id,
        name=row.name,
        advertised_on=row.advertised_on,
        deadline_on=row.deadline_on,
        offer_rounds=tuple(
            OfferRound(each.number, each.sent_on, each.reply_by, each.marked_by)
            for each in stored.offer_dates
        ),
        qualifications=read_qualifications(row.qualifications),
        tracks=tuple(track_of(tracks[each]) for each in sorted(used)),
        seats=tuple(_seat(each, stored, tracks[each.track_id]) for each in stored.seats),
        caps=tuple(
            Cap(each.kind, stored.places[each.place_id], each.places, each.starts_on)
            for each in stored.caps
        ),
        near=_near(stored),
        rules=rules_of(stored.rules),
        draw=_draw(stored),
        candidates=tuple(_candidate(each, stored, seats) for each in active),
        couples=tuple(
            Couple(keys[each.one_id], keys[each.other_id], each.wish, each.or_apart)
            for each in stored.couples
            if each.is_confirmed and each.one_id in keys and each.other_id in keys
        ),
        preplacements=tuple(
            Preplacement(keys[each.candidate_id], seats[each.seat_id], each.reason)
            for each in stored.preplacements
            if each.candidate_id in keys
        ),
        fewest_shown=row.fewest_shown,
    )


def rules_of(row: Lis1Rules) -> Rules:
    """A stored version of the rules as the engine takes it; a proposal is dated when written."""
    return Rules(
        version=str(row.number),
        decided_on=row.decided_on or row.made_at.date(),
        text=row.text,
        source=row.source,
        status=row.status,
        criteria=read_criteria(row.criteria),
        any_remaining=row.any_remaining,
    )


def track_of(row: Lis1Track) -> Track:
    """A stored template of a track as the engine takes it."""
    return Track(row.key, row.name, read_phases(row.phases), row.coupled_to, row.source, row.status)


def municipality_starts_on(seat: Lis1Seat, track: Lis1Track) -> date | None:
    """First day of the last municipal service of a seat; None when its track has none."""
    months = track_of(track).months_to_municipality
    if months is None:
        return None
    after = seat.starts_on.month - 1 + months
    return seat.starts_on.replace(year=seat.starts_on.year + after // 12, month=after % 12 + 1)


def _near(stored: StoredIntake) -> tuple[Near, ...]:
    """Pairs where both have a seat: who is near whom is written down once for many intakes."""
    here = {each.municipality_id for each in stored.seats}
    return tuple(
        Near(stored.places[one], stored.places[other])
        for one, other in stored.intake.near
        if one in here and other in here
    )


def _seat(row: Lis1Seat, stored: StoredIntake, track: Lis1Track) -> Seat:
    return Seat(
        key=row.key,
        hospital=stored.places[row.hospital_id],
        municipality=stored.places[row.municipality_id],
        track=track.key,
        starts_on=row.starts_on,
        places=row.places,
        needs=tuple(row.needs),
        is_closed=row.is_closed,
        is_own_post=row.is_own_post,
    )


def _candidate(row: Lis1Candidate, stored: StoredIntake, seats: dict[int | None, str]) -> Candidate:
    assert row.id is not None
    facts: Sequence[Lis1Fact] = stored.facts.get(row.id, ())
    return Candidate(
        key=row.key,
        wishes=tuple(seats[each] for each in stored.wishes.get(row.id, ())),
        qualifications=tuple(row.qualifications),
        facts=tuple(_fact(each, stored) for each in facts if each.refused_on is None),
        groups=tuple(Belongs(kind, str(value)) for kind, value in sorted(row.groups.items())),
    )


def _fact(row: Lis1Fact, stored: StoredIntake) -> Fact:
    place = None if row.place_id is None else stored.places[row.place_id]
    return Fact(row.subject, place, row.amount, row.is_confirmed)


def _draw(stored: StoredIntake) -> Draw:
    gone = tuple(each.key for each in stored.candidates if each.withdrawn_on is not None)
    return replace(draw_of(stored.intake), withdrawn=gone)
