"""Offers of a LIS1 intake: read with all they are about, written one state at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    CouncilMember,
    CouncilTask,
    Lis1Candidate,
    Lis1Intake,
    Lis1Offer,
    Lis1Seat,
    Lis1Track,
    OfferState,
    Organisation,
)

OPEN = (OfferState.READY, OfferState.SENT, OfferState.ACCEPTED)
"""Whoever has an offer in one of these states holds a place. At most one each."""
TOLD = (OfferState.SENT, OfferState.ACCEPTED)
"""Whoever has such an offer has been told of a seat and not lost it."""

_hospital = Organisation.__table__.alias("hospital")  # type: ignore[attr-defined]
_municipality = Organisation.__table__.alias("municipality")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat by the names of its places."""

    id: int
    key: str
    hospital_id: int
    hospital: str
    municipality_id: int
    municipality: str
    track: str
    starts_on: date
    contact_name: str
    contact_email: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer: to whom, which seat, how far."""

    id: int
    public_id: str
    intake_id: int
    intake_key: str
    """Public id of the intake."""
    intake: str
    decision_id: int | None
    round: int
    state: OfferState
    candidate_id: int
    key: str
    """The candidate's, as on every list."""
    name: str
    email: str
    person_id: int | None
    withdrawn_on: date | None
    """The candidate takes part no more."""
    seat: SeatRow
    municipality_starts_on: date | None
    sent_at: datetime | None
    reply_by: date | None
    answered_at: datetime | None
    answer_note: str
    reason: dict[str, Any]
    limit_months: int
    target_months: int
    version: int

    @property
    def is_open(self) -> bool:
        """Whether the offer holds a place."""
        return self.state in OPEN


def list_offers(session: Session, intake_id: int) -> tuple[OfferRow, ...]:
    """Every offer of an intake, by candidate and then in the order they were made; one query."""
    query = _query().where(col(Lis1Offer.intake_id) == intake_id)
    return _rows(session, query.order_by(col(Lis1Candidate.key), col(Lis1Offer.id)))


def offers_of_candidate(session: Session, candidate_id: int) -> tuple[OfferRow, ...]:
    """Every offer of one candidate, newest first."""
    query = _query().where(col(Lis1Offer.candidate_id) == candidate_id)
    return _rows(session, query.order_by(col(Lis1Offer.id).desc()))


def offers_of_key(session: Session, intake: str, key: str) -> tuple[OfferRow, ...]:
    """The same by the words of an address: the intake's public id and the candidate's key."""
    query = _query().where(col(Lis1Intake.public_id) == intake, col(Lis1Candidate.key) == key)
    return _rows(session, query.order_by(col(Lis1Offer.id).desc()))


def offer_of_person(
    session: Session, person_id: int, states: Collection[OfferState]
) -> OfferRow | None:
    """The newest offer of a person in one of the states; one query."""
    query = _query().where(
        col(Lis1Candidate.person_id) == person_id, col(Lis1Offer.state).in_(states)
    )
    rows = _rows(session, query.order_by(col(Lis1Offer.id).desc()).limit(1))
    return rows[0] if rows else None


def find_offer(session: Session, public_id: str) -> OfferRow | None:
    """One offer by its public id."""
    rows = _rows(session, _query().where(col(Lis1Offer.public_id) == public_id))
    return rows[0] if rows else None


def overdue(session: Session, today: date) -> tuple[OfferRow, ...]:
    """Offers that nobody has answered by the last day, in any intake."""
    query = _query().where(col(Lis1Offer.state) == OfferState.SENT, col(Lis1Offer.reply_by) < today)
    return _rows(session, query.order_by(col(Lis1Offer.intake_id), col(Lis1Offer.id)))


def accepted(session: Session, first: date) -> tuple[OfferRow, ...]:
    """Seats accepted whose municipal service, or start, is on `first` or later; one query."""
    ends = sa.func.coalesce(col(Lis1Offer.municipality_starts_on), col(Lis1Seat.starts_on))
    query = _query().where(col(Lis1Offer.state) == OfferState.ACCEPTED, ends >= first)
    return _rows(session, query.order_by(col(Lis1Offer.intake_id), col(Lis1Offer.id)))


def add_offer(session: Session, **fields: Any) -> Lis1Offer:
    """Write a new offer and flush it, so that the database refuses a second open one."""
    row = Lis1Offer(public_id=uuid4().hex, **fields)
    session.add(row)
    session.flush()
    return row


def change_offer(
    session: Session,
    offer: OfferRow,
    seen: int,
    before: Collection[OfferState],
    values: dict[str, Any],
) -> bool:
    """Write to an offer that is still in one of the states and in the version that was seen."""
    result: Any = session.execute(
        sa.update(Lis1Offer)
        .where(
            col(Lis1Offer.id) == offer.id,
            col(Lis1Offer.version) == seen,
            col(Lis1Offer.state).in_(before),
        )
        .values(version=seen + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def council_keepers(session: Session, organisation_id: int, today: date) -> tuple[int, ...]:
    """Chair and secretary of a council: those who are told what the council must do."""
    rows = session.execute(
        sa.select(col(CouncilMember.person_id))
        .where(
            col(CouncilMember.organisation_id) == organisation_id,
            col(CouncilMember.task).in_((CouncilTask.CHAIR, CouncilTask.SECRETARY)),
            col(CouncilMember.valid_from) <= today,
            sa.or_(col(CouncilMember.valid_to).is_(None), col(CouncilMember.valid_to) >= today),
        )
        .distinct()
        .order_by(col(CouncilMember.person_id))
    )
    return tuple(row[0] for row in rows)


def _query() -> Any:
    return (
        sa.select(
            Lis1Offer,
            Lis1Candidate,
            Lis1Seat,
            Lis1Intake,
            col(Lis1Track.name),
            _hospital.c.name,
            _municipality.c.name,
        )
        .join(Lis1Candidate, col(Lis1Candidate.id) == col(Lis1Offer.candidate_id))
        .join(Lis1Seat, col(Lis1Seat.id) == col(Lis1Offer.seat_id))
        .join(Lis1Intake, col(Lis1Intake.id) == col(Lis1Offer.intake_id))
        .join(Lis1Track, col(Lis1Track.id) == col(Lis1Seat.track_id))
        .join(_hospital, _hospital.c.id == col(Lis1Seat.hospital_id))
        .join(_municipality, _municipality.c.id == col(Lis1Seat.municipality_id))
        # What a use case has just written past the session must be seen by the next reader.
        .execution_options(populate_existing=True)
    )


def _rows(session: Session, query: Any) -> tuple[OfferRow, ...]:
    return tuple(_row(*each) for each in session.execute(query).all())


def _row(
    offer: Lis1Offer,
    candidate: Lis1Candidate,
    seat: Lis1Seat,
    intake: Lis1Intake,
    track: str,
    hospital: str,
    municipality: str,
) -> OfferRow:
    assert offer.id is not None and seat.id is not None
    return OfferRow(
        id=offer.id,
        public_id=offer.public_id,
        intake_id=offer.intake_id,
        intake_key=intake.public_id,
        intake=intake.name,
        decision_id=offer.decision_id,
        round=offer.round,
        state=offer.state,
        candidate_id=offer.candidate_id,
        key=candidate.key,
        name=candidate.name,
        email=candidate.email,
        person_id=candidate.person_id,
        withdrawn_on=candidate.withdrawn_on,
        seat=SeatRow(
            seat.id,
            seat.key,
            seat.hospital_id,
            hospital,
            seat.municipality_id,
            municipality,
            track,
            seat.starts_on,
            seat.contact_name,
            seat.contact_email,
        ),
        municipality_starts_on=offer.municipality_starts_on,
        sent_at=offer.sent_at,
        reply_by=offer.reply_by,
        answered_at=offer.answered_at,
        answer_note=offer.answer_note,
        reason=offer.reason,
        limit_months=intake.notice_limit_months,
        target_months=intake.notice_target_months,
        version=offer.version,
    )
