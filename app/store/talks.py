"""Supervision talks: the last held and the next agreed of many doctors at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import Absence, Enrolment, Person, StageRow, SupervisionTalk
from app.store.trainees import IN_TRAINING, ReachFilter, within
from pathways.types.record import AbsenceKind, SignState

LEAVES_BACK = timedelta(days=800)
"""Leaves that ended longer ago than this move no day that a page shows."""


@dataclass(frozen=True, slots=True)
class AgreedTalk:
    """A talk that is agreed and not yet told as held."""

    id: int
    version: int
    on: date
    starts_at: time | None
    hours: float
    note: str | None = None
    """Why it came back, when it was told as held and sent back."""


@dataclass(frozen=True, slots=True)
class TalkHead:
    """What the talks of one doctor in training are judged by."""

    enrolment_id: int
    person_id: int
    public_id: str
    name: str
    begins_on: date
    organisation_id: int | None
    supervisor_id: int | None
    last_held: date | None
    agreed: tuple[AgreedTalk, ...] = ()
    leaves: tuple[tuple[date, date], ...] = ()


def heads_of_supervisor(session: Session, person_id: int, today: date) -> tuple[TalkHead, ...]:
    """The doctors in training whose personal supervisor this is, by name; three queries."""
    return _heads(session, col(Enrolment.personal_supervisor_id) == person_id, today)


def heads_within(session: Session, reach: ReachFilter, today: date) -> tuple[TalkHead, ...]:
    """The doctors in training within reach, by name; three queries."""
    return _heads(session, within(reach), today)


def head_of(session: Session, enrolment_id: int, today: date) -> TalkHead | None:
    """One doctor; None when the stage asks for no personal supervisor."""
    return next(iter(_heads(session, col(Enrolment.id) == enrolment_id, today)), None)


def _heads(session: Session, where: sa.ColumnElement[bool], today: date) -> tuple[TalkHead, ...]:
    last = (
        sa.select(
            col(SupervisionTalk.enrolment_id).label("enrolment_id"),
            sa.func.max(col(SupervisionTalk.held_on)).label("last_held"),
        )
        .where(
            col(SupervisionTalk.sign_state) != SignState.DRAFT,
            col(SupervisionTalk.held_on) <= today,
        )
        .group_by(col(SupervisionTalk.enrolment_id))
        .subquery()
    )
    found = session.execute(
        sa.select(Enrolment, Person, last.c.last_held)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .join(StageRow, col(StageRow.key) == col(Enrolment.stage_key))
        .outerjoin(last, last.c.enrolment_id == col(Enrolment.id))
        .where(
            where, col(Enrolment.ends_on).is_(None), col(StageRow.template).in_(sorted(IN_TRAINING))
        )
        .order_by(col(Person.sort_name), col(Person.id))
    ).all()
    agreed = _agreed(session, [row[0].id for row in found])
    leaves = _leaves(session, [row[1].id for row in found], today)
    return tuple(
        TalkHead(
            enrolment_id=enrolment.id,
            person_id=person.id,
            public_id=person.public_id,
            name=person.name,
            begins_on=enrolment.starts_on,
            organisation_id=enrolment.organisation_id,
            supervisor_id=enrolment.personal_supervisor_id,
            last_held=last_held,
            agreed=agreed[enrolment.id],
            leaves=leaves[person.id],
        )
        for enrolment, person, last_held in found
    )


def _agreed(session: Session, enrolments: list[int]) -> dict[int, tuple[AgreedTalk, ...]]:
    rows = session.exec(
        select(SupervisionTalk)
        .where(
            col(SupervisionTalk.enrolment_id).in_(enrolments),
            SupervisionTalk.sign_state == SignState.DRAFT,
        )
        .order_by(col(SupervisionTalk.held_on), col(SupervisionTalk.id))
    )
    found: dict[int, tuple[AgreedTalk, ...]] = defaultdict(tuple)
    for row in rows:
        assert row.id is not None
        talk = AgreedTalk(row.id, row.version, row.held_on, row.starts_at, row.hours, row.note)
        found[row.enrolment_id] += (talk,)
    return found


def _leaves(
    session: Session, people: Iterable[int], today: date
) -> dict[int, tuple[tuple[date, date], ...]]:
    rows = session.exec(
        select(Absence)
        .where(
            col(Absence.person_id).in_(list(people)),
            Absence.kind == AbsenceKind.LEAVE,
            col(Absence.ends_on) >= today - LEAVES_BACK,
        )
        .order_by(col(Absence.starts_on))
    )
    found: dict[int, tuple[tuple[date, date], ...]] = defaultdict(tuple)
    for row in rows:
        found[row.person_id] += ((row.starts_on, row.ends_on),)
    return found


def add_talk(
    session: Session,
    *,
    enrolment_id: int,
    supervisor_id: int | None,
    held_on: date,
    starts_at: time | None,
    hours: float,
) -> int:
    """Write a talk that nobody is asked to sign yet; returns its id."""
    row = SupervisionTalk(
        enrolment_id=enrolment_id,
        supervisor_id=supervisor_id,
        held_on=held_on,
        starts_at=starts_at,
        hours=hours,
        sign_state=SignState.DRAFT,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def delete_agreed(session: Session, talk_id: int, version: int) -> bool:
    """Remove a talk that is only agreed; False when somebody has changed it."""
    gone = session.execute(
        sa.delete(SupervisionTalk)
        .where(
            col(SupervisionTalk.id) == talk_id,
            col(SupervisionTalk.version) == version,
            col(SupervisionTalk.sign_state) == SignState.DRAFT,
        )
        .returning(col(SupervisionTalk.id))
    ).all()
    return len(gone) == 1
