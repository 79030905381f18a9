"""One doctor's record as the engines read it, in a bounded number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.tables import (
    Absence,
    CourseAttendance,
    CourseRow,
    Enrolment,
    GroupGuidance,
    ObjectiveProgress,
    Organisation,
    Person,
    PlanServiceRow,
    PlanVersion,
    ServiceRecord,
    SharePeriod,
    SupervisionTalk,
    TrainingPlan,
    Unit,
)
from pathways.types.record import (
    AbsencePeriod,
    CourseTaken,
    GroupPeriod,
    ObjectiveState,
    ObjectiveTally,
    Service,
    Share,
    Talk,
    TraineeRecord,
)


@dataclass(frozen=True, slots=True)
class _Head:
    """The enrolment with the names around it."""

    person: Person
    enrolment: Enrolment
    organisation: str | None
    plan_id: str | None
    plan_version: int | None
    supervisor: str | None
    approver: str | None


def load_record(session: Session, public_id: str) -> TraineeRecord | None:
    """The record of the doctor with this public id; None when not in training.

    Ten queries, however many people there are.
    """
    head = _load_head(session, public_id)
    if head is None:
        return None
    person, enrolment = head.person, head.enrolment
    assert person.id is not None and enrolment.id is not None
    return TraineeRecord(
        person=person.public_id,
        name=person.name,
        stage=enrolment.stage_key,
        specialty=enrolment.specialty_code,
        organisation=head.organisation,
        authorised_on=person.authorised_on,
        student_licence_on=person.student_licence_on,
        degree_expected_on=person.degree_expected_on,
        started_on=enrolment.starts_on,
        plan_id=head.plan_id,
        plan_version=head.plan_version,
        personal_supervisor=head.supervisor,
        approver=head.approver,
        services=_services(session, person.id),
        absences=_absences(session, person.id),
        shares=_shares(session, person.id),
        objectives=_objectives(session, enrolment.id),
        courses=_courses(session, enrolment.id),
        talks=_talks(session, enrolment.id),
        group_guidance=_group_guidance(session, enrolment.id),
    )


def plan_version_of(session: Session, public_id: str) -> int | None:
    """The row id of the plan version that applies to this doctor."""
    return session.exec(
        select(Enrolment.plan_version_id)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(Person.public_id == public_id, col(Enrolment.ends_on).is_(None))
    ).first()


def _load_head(session: Session, public_id: str) -> _Head | None:
    supervisor, approver = aliased(Person), aliased(Person)
    row = session.execute(
        sa.select(
            Person,
            Enrolment,
            col(Organisation.name),
            col(TrainingPlan.plan_id),
            col(PlanVersion.version),
            supervisor,
            approver,
        )
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .outerjoin(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .outerjoin(PlanVersion, col(PlanVersion.id) == col(Enrolment.plan_version_id))
        .outerjoin(TrainingPlan, col(TrainingPlan.id) == col(PlanVersion.training_plan_id))
        .outerjoin(supervisor, col(supervisor.id) == col(Enrolment.personal_supervisor_id))
        .outerjoin(approver, col(approver.id) == col(Enrolment.approver_id))
        .where(col(Person.public_id) == public_id, col(Enrolment.ends_on).is_(None))
    ).first()
    if row is None:
        return None
    person, enrolment, organisation, plan_id, version, guide, leader = row
    return _Head(
        person,
        enrolment,
        organisation,
        plan_id,
        version,
        guide.name if guide else None,
        leader.name if leader else None,
    )


def _services(session: Session, person_id: int) -> tuple[Service, ...]:
    rows = session.execute(
        sa.select(ServiceRecord, col(Organisation.name), col(Unit.name), col(PlanServiceRow.seq))
        .join(Organisation, col(Organisation.id) == col(ServiceRecord.organisation_id))
        .outerjoin(Unit, col(Unit.id) == col(ServiceRecord.unit_id))
        .outerjoin(PlanServiceRow, col(PlanServiceRow.id) == col(ServiceRecord.plan_service_id))
        .where(col(ServiceRecord.person_id) == person_id)
        .order_by(col(ServiceRecord.starts_on), col(ServiceRecord.id))
    )
    return tuple(_service(*row) for row in rows)


def _service(
    row: ServiceRecord, organisation: str, unit: str | None, plan_seq: int | None
) -> Service:
    inside = row.counted_inside_id
    return Service(
        key=str(row.id),
        stage=row.stage_key,
        name_nb=row.name_nb,
        name_en=row.name_en,
        place=unit or organisation,
        organisation=organisation,
        place_kind=row.place_kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        is_planned=row.is_planned,
        counted_inside=None if inside is None else str(inside),
        plan_seq=plan_seq,
    )


def _absences(session: Session, person_id: int) -> tuple[AbsencePeriod, ...]:
    rows = session.exec(
        select(Absence)
        .where(Absence.person_id == person_id)
        .order_by(col(Absence.starts_on), col(Absence.id))
    )
    return tuple(AbsencePeriod(row.kind, row.starts_on, row.ends_on) for row in rows)


def _shares(session: Session, person_id: int) -> tuple[Share, ...]:
    rows = session.exec(
        select(SharePeriod)
        .where(SharePeriod.person_id == person_id)
        .order_by(col(SharePeriod.starts_on), col(SharePeriod.id))
    )
    return tuple(Share(row.share_percent, row.starts_on, row.ends_on) for row in rows)


def _objectives(session: Session, enrolment_id: int) -> tuple[ObjectiveTally, ...]:
    rows = session.execute(
        sa.select(
            col(ObjectiveProgress.objective_set),
            col(ObjectiveProgress.state),
            col(Person.given_name),
            col(Person.family_name),
            sa.func.count(),
            sa.func.min(col(ObjectiveProgress.sent_on)),
        )
        .outerjoin(Person, col(Person.id) == col(ObjectiveProgress.held_by_id))
        .where(col(ObjectiveProgress.enrolment_id) == enrolment_id)
        .group_by(
            col(ObjectiveProgress.objective_set),
            col(ObjectiveProgress.state),
            col(Person.id),
            col(Person.given_name),
            col(Person.family_name),
        )
        .order_by(col(ObjectiveProgress.objective_set), col(Person.family_name))
    )
    counts: dict[str, dict[ObjectiveState, int]] = defaultdict(lambda: defaultdict(int))
    holders: dict[str, list[tuple[str, int]]] = defaultdict(list)
    oldest: dict[str, date] = {}
    for objective_set, state, given, family, count, sent_on in rows:
        counts[objective_set][state] += count
        if state is ObjectiveState.SENT and given:
            holders[objective_set].append((f"{given} {family}", count))
        if state is ObjectiveState.SENT and sent_on:
            oldest[objective_set] = min(sent_on, oldest.get(objective_set, sent_on))
    return tuple(
        ObjectiveTally(
            objective_set=name,
            approved=states[ObjectiveState.APPROVED],
            sent=states[ObjectiveState.SENT],
            in_progress=states[ObjectiveState.IN_PROGRESS],
            held_by=tuple(holders[name]),
            oldest_sent_on=oldest.get(name),
        )
        for name, states in sorted(counts.items())
    )


def _courses(session: Session, enrolment_id: int) -> tuple[CourseTaken, ...]:
    rows = session.execute(
        sa.select(CourseAttendance, col(CourseRow.name_nb))
        .join(CourseRow, col(CourseRow.key) == col(CourseAttendance.course_key))
        .where(col(CourseAttendance.enrolment_id) == enrolment_id)
        .order_by(col(CourseAttendance.starts_on), col(CourseAttendance.id))
    )
    return tuple(
        CourseTaken(row.course_key, name, row.state, row.starts_on, row.ends_on)
        for row, name in rows
    )


def _talks(session: Session, enrolment_id: int) -> tuple[Talk, ...]:
    rows = session.exec(
        select(SupervisionTalk)
        .where(SupervisionTalk.enrolment_id == enrolment_id)
        .order_by(col(SupervisionTalk.held_on), col(SupervisionTalk.id))
    )
    return tuple(Talk(row.held_on, row.hours) for row in rows)


def _group_guidance(session: Session, enrolment_id: int) -> tuple[GroupPeriod, ...]:
    rows = session.exec(
        select(GroupGuidance)
        .where(GroupGuidance.enrolment_id == enrolment_id)
        .order_by(col(GroupGuidance.starts_on), col(GroupGuidance.id))
    )
    return tuple(
        GroupPeriod(row.starts_on, row.ends_on, row.hours, row.in_open_practice) for row in rows
    )
