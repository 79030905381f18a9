"""An intake as it is stored: rows of seats, caps, candidates and what belongs to them.

Several rooms read it: the desk, the runs, the offers. Each list is one query.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    Lis1Candidate,
    Lis1Cap,
    Lis1Couple,
    Lis1Fact,
    Lis1Intake,
    Lis1OfferDates,
    Lis1Preplacement,
    Lis1Rules,
    Lis1Seat,
    Lis1Track,
    Lis1Wish,
    Organisation,
)

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class StoredIntake:
    """Everything of one intake, row by row. Candidates who have withdrawn are in it."""

    intake: Lis1Intake
    rules: Lis1Rules
    offer_dates: Sequence[Lis1OfferDates]
    tracks: Sequence[Lis1Track]
    seats: Sequence[Lis1Seat]
    caps: Sequence[Lis1Cap]
    candidates: Sequence[Lis1Candidate]
    wishes: Mapping[int, Sequence[int]]
    """Row ids of seats, best first, by row id of the candidate."""
    facts: Mapping[int, Sequence[Lis1Fact]]
    couples: Sequence[Lis1Couple]
    """Both those that hold and those that wait for the other's yes."""
    preplacements: Sequence[Lis1Preplacement]
    places: Mapping[int, str]
    """Name of every hospital and municipality that occurs, by row id."""


def find_intake(session: Session, public_id: str) -> Lis1Intake | None:
    """An intake by the id in its address."""
    return session.execute(
        sa.select(Lis1Intake).where(col(Lis1Intake.public_id) == public_id)
    ).scalar_one_or_none()


def load_intake(session: Session, intake_id: int) -> StoredIntake | None:
    """An intake with everything in it; ten queries, whatever its size."""
    intake = session.get(Lis1Intake, intake_id)
    if intake is None:
        return None
    rules = session.get_one(Lis1Rules, intake.rules_id)
    seats = _rows(session, Lis1Seat, col(Lis1Seat.intake_id) == intake_id, col(Lis1Seat.key))
    caps = _rows(session, Lis1Cap, col(Lis1Cap.intake_id) == intake_id, col(Lis1Cap.id))
    candidates = _rows(
        session,
        Lis1Candidate,
        col(Lis1Candidate.intake_id) == intake_id,
        col(Lis1Candidate.key),
    )
    mine = sa.select(col(Lis1Candidate.id)).where(col(Lis1Candidate.intake_id) == intake_id)
    facts = _rows(session, Lis1Fact, col(Lis1Fact.candidate_id).in_(mine), col(Lis1Fact.id))
    return StoredIntake(
        intake=intake,
        rules=rules,
        offer_dates=_rows(
            session,
            Lis1OfferDates,
            col(Lis1OfferDates.intake_id) == intake_id,
            col(Lis1OfferDates.number),
        ),
        tracks=_rows(
            session,
            Lis1Track,
            col(Lis1Track.organisation_id) == intake.organisation_id,
            col(Lis1Track.key),
        ),
        seats=seats,
        caps=caps,
        candidates=candidates,
        wishes=_wishes(session, mine),
        facts=_by_candidate(facts),
        couples=_rows(
            session, Lis1Couple, col(Lis1Couple.intake_id) == intake_id, col(Lis1Couple.id)
        ),
        preplacements=_rows(
            session,
            Lis1Preplacement,
            col(Lis1Preplacement.candidate_id).in_(mine),
            col(Lis1Preplacement.id),
        ),
        places=_names(session, intake, seats, caps, facts),
    )


def _rows(
    session: Session, table: type[Row], condition: sa.ColumnElement[bool], order: Any
) -> Sequence[Row]:
    query = sa.select(table).where(condition).order_by(order)
    return session.execute(query).scalars().all()


def _wishes(session: Session, candidates: sa.Select[int | None]) -> dict[int, tuple[int, ...]]:
    rows = session.execute(
        sa.select(col(Lis1Wish.candidate_id), col(Lis1Wish.seat_id))
        .where(col(Lis1Wish.candidate_id).in_(candidates))
        .order_by(col(Lis1Wish.candidate_id), col(Lis1Wish.rank))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for candidate, seat in rows:
        found[candidate].append(seat)
    return {candidate: tuple(seats) for candidate, seats in found.items()}


def _by_candidate(facts: Sequence[Lis1Fact]) -> dict[int, list[Lis1Fact]]:
    found: dict[int, list[Lis1Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.candidate_id].append(fact)
    return dict(found)


def _names(
    session: Session,
    intake: Lis1Intake,
    seats: Sequence[Lis1Seat],
    caps: Sequence[Lis1Cap],
    facts: Sequence[Lis1Fact],
) -> dict[int, str]:
    ids = {intake.organisation_id}
    ids.update(place for seat in seats for place in (seat.hospital_id, seat.municipality_id))
    ids.update(cap.place_id for cap in caps)
    ids.update(fact.place_id for fact in facts if fact.place_id is not None)
    ids.update(place for pair in intake.near for place in pair)
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name)).where(
            col(Organisation.id).in_(sorted(ids))
        )
    )
    return {row[0]: row[1] for row in rows}
