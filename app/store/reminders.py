"""Who is to be reminded of what: over everybody at once, a bounded number of queries."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    CourseRegistration,
    CourseRow,
    CourseSession,
    CourseStanding,
    DelayFlag,
    Enrolment,
    Organisation,
    Person,
    RoleGrant,
    RuleRow,
    ServiceRecord,
    StageRow,
)
from app.roles import Role, ScopeKind
from pathways.types.courses import RegistrationState, SeatOutcome
from pathways.types.delays import Action

ASKED = (
    RegistrationState.APPLIED,
    RegistrationState.CONFIRMED,
    RegistrationState.WAITING,
    RegistrationState.ATTENDED,
)
"""Whoever stands so in a session of the course has signed up. Interest alone binds nobody."""


@dataclass(frozen=True, slots=True)
class OpenSignup:
    """A session that a doctor can sign up for, of a course that the doctor still needs."""

    person_id: int
    enrolment_id: int
    course_key: str
    course: str
    public_id: str
    place: str
    starts_on: date
    ends_on: date
    closes_on: date
    version: int
    is_named: bool
    """The last scan says that this is the session the doctor would get."""
    lost_days: int | None
    """Days that the approval moves if the sign-up is missed, as the last scan found; None:
    nothing was found."""


def open_signups(
    session: Session, today: date, last: date, *, person_id: int | None = None
) -> tuple[OpenSignup, ...]:
    """Sign-ups that close from `today` to `last`, earliest first; one query.

    Whoever has signed up for a session of the course, ahead or under way, is left out.
    """
    rows = session.execute(
        sa.select(
            col(Enrolment.person_id),
            col(CourseStanding.enrolment_id),
            CourseSession,
            col(CourseRow.name_nb),
            col(CourseStanding.session_id) == col(CourseSession.id),
            col(DelayFlag.days_saveable),
        )
        .select_from(CourseStanding)
        .join(Enrolment, col(Enrolment.id) == col(CourseStanding.enrolment_id))
        .join(CourseSession, col(CourseSession.course_key) == col(CourseStanding.course_key))
        .join(CourseRow, col(CourseRow.key) == col(CourseStanding.course_key))
        .outerjoin(
            DelayFlag,
            sa.and_(
                col(DelayFlag.enrolment_id) == col(CourseStanding.enrolment_id),
                col(DelayFlag.course_key) == col(CourseStanding.course_key),
                col(DelayFlag.closed_on).is_(None),
                col(DelayFlag.action) == Action.SIGN_UP,
            ),
        )
        .where(
            col(Enrolment.ends_on).is_(None),
            col(CourseStanding.outcome) != SeatOutcome.CONFIRMED,
            col(CourseSession.cancelled_on).is_(None),
            col(CourseSession.signup_closes_on).between(today, last),
            sa.or_(
                col(CourseSession.signup_opens_on).is_(None),
                col(CourseSession.signup_opens_on) <= today,
            ),
            ~_has_asked(),
            *(() if person_id is None else (col(Enrolment.person_id) == person_id,)),
        )
        .order_by(col(CourseSession.signup_closes_on), col(CourseSession.id))
    ).all()
    return tuple(_signup(*row) for row in rows)


def _has_asked() -> sa.ColumnElement[bool]:
    """Whether the doctor of a standing has signed up in any session of its course."""
    return (
        sa.select(sa.literal(1))
        .select_from(CourseRegistration)
        .join(_other, _other.c.id == col(CourseRegistration.session_id))
        .where(
            col(CourseRegistration.enrolment_id) == col(CourseStanding.enrolment_id),
            _other.c.course_key == col(CourseStanding.course_key),
            _other.c.cancelled_on.is_(None),
            col(CourseRegistration.state).in_(ASKED),
        )
        .exists()
    )


def _signup(
    person_id: int,
    enrolment_id: int,
    held: CourseSession,
    course: str,
    is_named: bool | None,
    lost: int | None,
) -> OpenSignup:
    assert held.signup_closes_on is not None
    return OpenSignup(
        person_id=person_id,
        enrolment_id=enrolment_id,
        course_key=held.course_key,
        course=course,
        public_id=held.public_id,
        place=held.place,
        starts_on=held.starts_on,
        ends_on=held.ends_on,
        closes_on=held.signup_closes_on,
        version=held.version,
        is_named=bool(is_named),
        lost_days=lost or None,
    )


_other = CourseSession.__table__.alias("other_session")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class HospitalYear:
    """A doctor in LIS1 hospital service and when it ends."""

    person_id: int
    public_id: str
    name: str
    enrolment_id: int
    organisation_id: int | None
    ends_on: date


def hospital_years_without_municipality(
    session: Session, first: date, last: date
) -> tuple[HospitalYear, ...]:
    """LIS1 whose last hospital service ends from `first` to `last` and who have no service in a
    municipality, done, booked or planned; one query."""
    ends_on = sa.func.max(col(ServiceRecord.ends_on))
    who = (
        col(Person.id),
        col(Person.public_id),
        col(Person.given_name),
        col(Person.family_name),
        col(Enrolment.id),
        col(Enrolment.organisation_id),
    )
    municipal = (
        sa.select(col(ServiceRecord.enrolment_id))
        .join(StageRow, col(StageRow.key) == col(ServiceRecord.stage_key))
        .where(col(StageRow.template) == "lis1_municipality")
    )
    rows = session.execute(
        sa.select(*who, ends_on)
        .select_from(Enrolment)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .join(ServiceRecord, col(ServiceRecord.enrolment_id) == col(Enrolment.id))
        .join(StageRow, col(StageRow.key) == col(ServiceRecord.stage_key))
        .where(
            col(Enrolment.ends_on).is_(None),
            col(StageRow.template) == "lis1_hospital",
            col(Enrolment.id).not_in(municipal),
        )
        .group_by(*who)
        .having(ends_on.between(first, last))
        .order_by(ends_on, col(Enrolment.id))
    ).all()
    return tuple(
        HospitalYear(person_id, public_id, f"{given} {family}", enrolment_id, home, ends)
        for person_id, public_id, given, family, enrolment_id, home, ends in rows
    )


@dataclass(frozen=True, slots=True)
class Lis1Start:
    """A doctor who begins in LIS1, where and when."""

    person_id: int
    public_id: str
    name: str
    organisation_id: int
    place: str
    starts_on: date


def lis1_starts(session: Session, first: date, last: date) -> tuple[Lis1Start, ...]:
    """Doctors whose first LIS1 hospital service begins from `first` to `last`; one query."""
    earliest = (
        sa.select(
            col(ServiceRecord.enrolment_id).label("enrolment_id"),
            sa.func.min(col(ServiceRecord.starts_on)).label("starts_on"),
        )
        .join(StageRow, col(StageRow.key) == col(ServiceRecord.stage_key))
        .where(col(StageRow.template) == "lis1_hospital")
        .group_by(col(ServiceRecord.enrolment_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(Person, Organisation, earliest.c.starts_on)
        .select_from(earliest)
        .join(Enrolment, col(Enrolment.id) == earliest.c.enrolment_id)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .join(
            ServiceRecord,
            sa.and_(
                col(ServiceRecord.enrolment_id) == earliest.c.enrolment_id,
                col(ServiceRecord.starts_on) == earliest.c.starts_on,
            ),
        )
        .join(Organisation, col(Organisation.id) == col(ServiceRecord.organisation_id))
        .where(col(Enrolment.ends_on).is_(None), earliest.c.starts_on.between(first, last))
        .order_by(earliest.c.starts_on, col(Enrolment.id))
    ).all()
    return tuple(
        Lis1Start(person.id, person.public_id, person.name, place.id, place.name, starts_on)
        for person, place, starts_on in rows
    )


def coordinators_by_place(session: Session, today: date) -> dict[int, frozenset[int]]:
    """By organisation, the people who coordinate it from nearest; two queries.

    Nearest is the organisation itself, else what is above it, step by step; those who coordinate
    everything come last. An organisation that nobody coordinates is left out.
    """
    direct: dict[int, set[int]] = {}
    everywhere: set[int] = set()
    grants = session.execute(
        sa.select(
            col(RoleGrant.person_id), col(RoleGrant.scope), col(RoleGrant.organisation_id)
        ).where(
            col(RoleGrant.role) == Role.COORDINATOR,
            col(RoleGrant.valid_from) <= today,
            sa.or_(col(RoleGrant.valid_to).is_(None), col(RoleGrant.valid_to) >= today),
        )
    ).all()
    for person_id, scope, organisation_id in grants:
        if scope is ScopeKind.ALL:
            everywhere.add(person_id)
        elif organisation_id is not None:
            direct.setdefault(organisation_id, set()).add(person_id)
    parents: dict[int, int | None] = {
        row[0]: row[1]
        for row in session.execute(
            sa.select(col(Organisation.id), col(Organisation.parent_id))
        ).all()
    }
    found: dict[int, frozenset[int]] = {}
    for organisation_id in parents:
        place: int | None = organisation_id
        while place is not None and place not in direct:
            place = parents.get(place)
        people = everywhere if place is None else direct[place]
        if people:
            found[organisation_id] = frozenset(people)
    return found


def rule_value(session: Session, key: str) -> str | None:
    """The figure of a rule in the reference data; None when the rule is not there."""
    found: str | None = session.execute(
        sa.select(col(RuleRow.value)).where(col(RuleRow.key) == key)
    ).scalar_one_or_none()
    return found
