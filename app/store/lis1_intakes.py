"""Intakes of the LIS1 councils: listed with their counts, and written row by row.

A writer touches a row only in the version it read. Nothing here commits or decides.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.db.tables import (
    DecisionState,
    IntakeState,
    Lis1Candidate,
    Lis1Cap,
    Lis1Conflict,
    Lis1Decision,
    Lis1Intake,
    Lis1Offer,
    Lis1OfferDates,
    Lis1Preplacement,
    Lis1Rules,
    Lis1Run,
    Lis1Seat,
    Lis1Track,
    Lis1Wish,
    OfferState,
    Organisation,
    RulesState,
)

HOSPITAL_KINDS = ("hospital", "health_trust", "private_nonprofit")
MUNICIPALITY_KINDS = ("municipality",)
Versioned = TypeVar("Versioned", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Counts:
    """What an intake holds. `placed` is None until the council has decided."""

    seats: int = 0
    places: int = 0
    municipalities: int = 0
    candidates: int = 0
    """Those who have not withdrawn."""
    handed_in: int = 0
    placed: int | None = None
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class ListedIntake:
    """An intake of a list, with its dates and counts."""

    intake: Lis1Intake
    council: str
    """Name of the organisation whose council it is."""
    offers: tuple[Lis1OfferDates, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A hospital or municipality that a seat can be at."""

    id: int
    name: str
    is_used: bool
    """The council has or had a seat there."""


# ---- Reading ---------------------------------------------------------------------------------


def list_intakes(
    session: Session, owners: Collection[int] | None, person_id: int
) -> tuple[ListedIntake, ...]:
    """The intakes of these councils (None: all), latest start first; seven queries.

    Those that the person has stepped back from are listed without counts and dates of offers.
    """
    query = sa.select(Lis1Intake, col(Organisation.name)).join(
        Organisation, col(Organisation.id) == col(Lis1Intake.organisation_id)
    )
    if owners is not None:
        query = query.where(col(Lis1Intake.organisation_id).in_(sorted(owners)))
    found = session.execute(
        query.order_by(col(Lis1Intake.starts_on).desc(), col(Lis1Intake.id).desc())
    ).all()
    closed_to = stepped_back_from(session, person_id)
    ids = [row[0].id for row in found if row[0].id not in closed_to]
    offers = _offer_dates(session, ids)
    counts = _counts(session, ids)
    return tuple(
        ListedIntake(row, council, offers.get(row.id, ()), counts.get(row.id, Counts()))
        for row, council in found
    )


def stepped_back_from(session: Session, person_id: int) -> frozenset[int]:
    """Row ids of the intakes that a person has a conflict of interest over as a whole."""
    rows = session.execute(
        sa.select(col(Lis1Conflict.intake_id)).where(
            col(Lis1Conflict.person_id) == person_id,
            col(Lis1Conflict.candidate_id).is_(None),
            col(Lis1Conflict.place_id).is_(None),
            col(Lis1Conflict.lifted_at).is_(None),
        )
    )
    return frozenset(rows.scalars())


def _offer_dates(
    session: Session, ids: Sequence[int | None]
) -> dict[int, tuple[Lis1OfferDates, ...]]:
    found: dict[int, list[Lis1OfferDates]] = defaultdict(list)
    query = (
        sa.select(Lis1OfferDates)
        .where(col(Lis1OfferDates.intake_id).in_(ids))
        .order_by(col(Lis1OfferDates.intake_id), col(Lis1OfferDates.number))
    )
    for row in session.execute(query).scalars():
        found[row.intake_id].append(row)
    return {intake: tuple(rows) for intake, rows in found.items()}


def _counts(session: Session, ids: Sequence[int | None]) -> dict[int, Counts]:
    seats = session.execute(
        sa.select(
            col(Lis1Seat.intake_id),
            sa.func.count(),
            sa.func.sum(col(Lis1Seat.places)),
            sa.func.count(sa.distinct(col(Lis1Seat.municipality_id))),
        )
        .where(col(Lis1Seat.intake_id).in_(ids))
        .group_by(col(Lis1Seat.intake_id))
    ).all()
    people = session.execute(
        sa.select(
            col(Lis1Candidate.intake_id), sa.func.count(), sa.func.count(col(Lis1Candidate.sent_at))
        )
        .where(col(Lis1Candidate.intake_id).in_(ids), col(Lis1Candidate.withdrawn_on).is_(None))
        .group_by(col(Lis1Candidate.intake_id))
    ).all()
    by_seat = {row[0]: row for row in seats}
    by_people = {row[0]: row for row in people}
    placed, accepted = _placed(session, ids), _accepted(session, ids)
    found = {}
    for each in (one for one in ids if one is not None):
        _seat, groups, places, municipalities = by_seat.get(each, (each, 0, 0, 0))
        _person, candidates, handed_in = by_people.get(each, (each, 0, 0))
        found[each] = Counts(
            groups,
            int(places or 0),
            municipalities,
            candidates,
            handed_in,
            placed.get(each),
            accepted.get(each, 0),
        )
    return found


def _placed(session: Session, ids: Sequence[int | None]) -> dict[int, int]:
    """How many the decision of each decided intake placed."""
    rows = session.execute(
        sa.select(col(Lis1Decision.intake_id), col(Lis1Decision.allocation)).where(
            col(Lis1Decision.intake_id).in_(ids),
            col(Lis1Decision.state) == DecisionState.DECIDED,
        )
    )
    return {intake: len(allocation.get("placed", ())) for intake, allocation in rows}


def _accepted(session: Session, ids: Sequence[int | None]) -> dict[int, int]:
    rows = session.execute(
        sa.select(col(Lis1Offer.intake_id), sa.func.count())
        .where(
            col(Lis1Offer.intake_id).in_(ids),
            col(Lis1Offer.state) == OfferState.ACCEPTED,
        )
        .group_by(col(Lis1Offer.intake_id))
    )
    return {row[0]: row[1] for row in rows}


def list_owners(session: Session, owners: Collection[int] | None) -> tuple[tuple[int, str], ...]:
    """The organisations (row id and name) that have a council: rules, among these (None: all)."""
    query = (
        sa.select(col(Organisation.id), col(Organisation.name))
        .where(col(Organisation.id).in_(sa.select(col(Lis1Rules.organisation_id))))
        .order_by(col(Organisation.name))
    )
    if owners is not None:
        query = query.where(col(Organisation.id).in_(sorted(owners)))
    return tuple((row[0], row[1]) for row in session.execute(query))


def list_rules(session: Session, owner: int) -> tuple[Lis1Rules, ...]:
    """The versions of a council's rules that have been adopted, latest first."""
    query = (
        sa.select(Lis1Rules)
        .where(
            col(Lis1Rules.organisation_id) == owner,
            col(Lis1Rules.state).in_((RulesState.ADOPTED, RulesState.SUPERSEDED)),
        )
        .order_by(col(Lis1Rules.number).desc())
    )
    return tuple(session.execute(query).scalars())


def list_places(
    session: Session, owner: int, kinds: Collection[str], within: Collection[int] | None = None
) -> tuple[PlaceName, ...]:
    """Organisations of these kinds by name; `within` limits those the council never used."""
    mine = sa.select(col(Lis1Intake.id)).where(col(Lis1Intake.organisation_id) == owner)
    used = set(
        session.execute(
            sa.union(
                *(
                    sa.select(column).where(col(Lis1Seat.intake_id).in_(mine))
                    for column in (col(Lis1Seat.hospital_id), col(Lis1Seat.municipality_id))
                )
            )
        ).scalars()
    )
    query = sa.select(col(Organisation.id), col(Organisation.name)).where(
        col(Organisation.kind).in_(kinds), col(Organisation.valid_to).is_(None)
    )
    if within is not None:
        query = query.where(col(Organisation.id).in_(sorted(used | set(within))))
    rows = session.execute(query.order_by(col(Organisation.name), col(Organisation.id)))
    return tuple(PlaceName(row[0], row[1], row[0] in used) for row in rows)


def uses_of_seats(session: Session, intake_id: int) -> dict[int, int]:
    """How many wishes, places given beforehand and offers each seat of an intake has."""
    mine = sa.select(col(Lis1Seat.id)).where(col(Lis1Seat.intake_id) == intake_id)
    columns: tuple[Any, ...] = (
        col(Lis1Wish.seat_id),
        col(Lis1Preplacement.seat_id),
        col(Lis1Offer.seat_id),
    )
    parts = [sa.select(column.label("seat_id")).where(column.in_(mine)) for column in columns]
    every = sa.union_all(*parts).subquery()
    rows = session.execute(sa.select(every.c.seat_id, sa.func.count()).group_by(every.c.seat_id))
    return {row[0]: row[1] for row in rows}


def count_handed_in(session: Session, intake_id: int) -> tuple[int, int]:
    """(how many have handed in their wishes, how many candidates there are)."""
    found = _counts(session, [intake_id])[intake_id]
    return found.handed_in, found.candidates


def has_runs(session: Session, intake_id: int) -> bool:
    """Whether anything has been run on an intake."""
    query = sa.select(col(Lis1Run.id)).where(col(Lis1Run.intake_id) == intake_id).limit(1)
    return session.execute(query).first() is not None


def has_proposal(session: Session, intake_id: int) -> bool:
    """Whether a proposal to decide waits for approval."""
    query = sa.select(col(Lis1Decision.id)).where(
        col(Lis1Decision.intake_id) == intake_id,
        col(Lis1Decision.state) == DecisionState.PROPOSED,
    )
    return session.execute(query).first() is not None


def is_track_shown(session: Session, track_id: int) -> bool:
    """Whether candidates have seen a track: a seat has it in an intake that is or was open."""
    query = (
        sa.select(col(Lis1Seat.id))
        .join(Lis1Intake, col(Lis1Intake.id) == col(Lis1Seat.intake_id))
        .where(
            col(Lis1Seat.track_id) == track_id,
            col(Lis1Intake.state) != IntakeState.PREPARING,
        )
        .limit(1)
    )
    return session.execute(query).first() is not None


# ---- Writing ---------------------------------------------------------------------------------


def hold_state(session: Session, intake_id: int, state: IntakeState) -> bool:
    """Keep an intake in its state until this transaction ends; False when it is in another."""
    result: Any = session.execute(
        sa.update(Lis1Intake)
        .where(col(Lis1Intake.id) == intake_id, col(Lis1Intake.state) == state)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def new_intake(session: Session, fields: Mapping[str, Any]) -> Lis1Intake:
    """Add an intake; it has its row id and public id."""
    row = Lis1Intake(public_id=uuid4().hex, **fields)
    session.add(row)
    session.flush()
    return row


def change(
    session: Session,
    table: type[Lis1Intake | Lis1Seat | Lis1Track],
    row_id: int,
    version: int,
    fields: Mapping[str, Any],
) -> bool:
    """Change columns of a row; False when somebody has changed it since `version`."""
    kind: Any = table
    result: Any = session.execute(
        sa.update(table)
        .where(kind.id == row_id, kind.version == version)
        .values({**fields, "version": version + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def remove_seat(session: Session, row_id: int, version: int) -> bool:
    """Remove a seat that nothing points at; False when somebody has changed it."""
    result: Any = session.execute(
        sa.delete(Lis1Seat).where(col(Lis1Seat.id) == row_id, col(Lis1Seat.version) == version)
    )
    return bool(result.rowcount == 1)


def set_offer_dates(
    session: Session, intake_id: int, rounds: Sequence[tuple[date, date, date]]
) -> None:
    """Make these the offer rounds of an intake, numbered from 1: sent, reply by, marked by."""
    session.execute(sa.delete(Lis1OfferDates).where(col(Lis1OfferDates.intake_id) == intake_id))
    session.add_all(
        Lis1OfferDates(
            intake_id=intake_id, number=number, sent_on=sent, reply_by=reply, marked_by=marked
        )
        for number, (sent, reply, marked) in enumerate(rounds, start=1)
    )
    session.flush()


def change_cap(session: Session, before: Lis1Cap, fields: Mapping[str, Any] | None) -> bool:
    """Change a cap, or (None) remove it; False when it is not as it was read."""
    same = (
        col(Lis1Cap.id) == before.id,
        col(Lis1Cap.intake_id) == before.intake_id,
        col(Lis1Cap.kind) == before.kind,
        col(Lis1Cap.place_id) == before.place_id,
        col(Lis1Cap.places) == before.places,
        # Also where both are empty.
        col(Lis1Cap.starts_on).is_not_distinct_from(before.starts_on),
    )
    statement: Any = (
        sa.delete(Lis1Cap).where(*same)
        if fields is None
        else sa.update(Lis1Cap).where(*same).values(**fields)
    )
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount == 1)


def move_start(session: Session, intake_id: int, before: date, after: date) -> None:
    """Seats and caps from the day `before` follow the intake to the day `after`."""
    moved: dict[str, Any] = {"starts_on": after}
    for table, more in ((Lis1Seat, {"version": col(Lis1Seat.version) + 1}), (Lis1Cap, {})):
        kind: Any = table
        session.execute(
            sa.update(kind)
            .where(kind.intake_id == intake_id, kind.starts_on == before)
            .values(**moved, **more)
            .execution_options(synchronize_session=False)
        )
