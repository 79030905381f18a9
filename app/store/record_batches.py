"""Doctors' records as the engines read them: eleven queries, whatever the number of doctors.

Which doctors is a condition on their open enrolment; each part of the records is read once for
all of them, so that one doctor and ten thousand are the same code and the same number of queries.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.tables import (
    Absence,
    Enrolment,
    GroupGuidance,
    ObjectiveProgress,
    Organisation,
    Person,
    PlanServiceRow,
    PlanVersion,
    ProcedureCount,
    ServiceRecord,
    SharePeriod,
    SupervisionTalk,
    TrainingPlan,
    Unit,
)
from app.store.record_courses import expected_courses, taken_courses
from app.store.trainees import ReachFilter, within
from pathways.types.record import (
    AbsencePeriod,
    CourseTaken,
    ExpectedCourse,
    GroupPeriod,
    ObjectiveState,
    ObjectiveTally,
    ProcedureTally,
    Service,
    Share,
    SignState,
    Talk,
    TraineeRecord,
)

Condition = sa.ColumnElement[bool]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FiledRecord:
    """A doctor's record with the row ids of the enrolment and of the plan version that applies."""

    record: TraineeRecord
    plan_version_id: int | None
    enrolment_id: int


def load_within(session: Session, reach: ReachFilter) -> tuple[FiledRecord, ...]:
    """The records of every doctor in training within a reach, by row id."""
    return _load(session, within(reach))


def load_named(session: Session, public_ids: Collection[str]) -> tuple[FiledRecord, ...]:
    """The records of the doctors with these public ids; whoever is not in training is left out."""
    people = sa.select(col(Person.id)).where(col(Person.public_id).in_(sorted(public_ids)))
    return _load(session, col(Enrolment.person_id).in_(people))


def _load(session: Session, which: Condition) -> tuple[FiledRecord, ...]:
    which = sa.and_(which, col(Enrolment.ends_on).is_(None))
    people = sa.select(col(Enrolment.person_id)).where(which).scalar_subquery()
    enrolments = sa.select(col(Enrolment.id)).where(which).scalar_subquery()
    parts = _Parts(
        services=_services(session, col(ServiceRecord.person_id).in_(people)),
        absences=_absences(session, col(Absence.person_id).in_(people)),
        shares=_shares(session, col(SharePeriod.person_id).in_(people)),
        objectives=_objectives(session, col(ObjectiveProgress.enrolment_id).in_(enrolments)),
        courses=_grouped(taken_courses(session, enrolments)),
        expected=_grouped(expected_courses(session, enrolments)),
        talks=_talks(session, col(SupervisionTalk.enrolment_id).in_(enrolments)),
        groups=_group_guidance(session, col(GroupGuidance.enrolment_id).in_(enrolments)),
        procedures=_procedures(session, col(ProcedureCount.enrolment_id).in_(enrolments)),
    )
    return tuple(_record(head, parts) for head in _heads(session, which))


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


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything around the enrolments, by person id for the first three, else by enrolment id."""

    services: dict[int, tuple[Service, ...]]
    absences: dict[int, tuple[AbsencePeriod, ...]]
    shares: dict[int, tuple[Share, ...]]
    objectives: dict[int, tuple[ObjectiveTally, ...]]
    courses: dict[int, tuple[CourseTaken, ...]]
    expected: dict[int, tuple[ExpectedCourse, ...]]
    talks: dict[int, tuple[Talk, ...]]
    groups: dict[int, tuple[GroupPeriod, ...]]
    procedures: dict[int, tuple[ProcedureTally, ...]]


def _record(head: _Head, parts: _Parts) -> FiledRecord:
    person, enrolment = head.person, head.enrolment
    assert person.id is not None and enrolment.id is not None
    record = TraineeRecord(
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
        services=parts.services.get(person.id, ()),
        absences=parts.absences.get(person.id, ()),
        shares=parts.shares.get(person.id, ()),
        objectives=parts.objectives.get(enrolment.id, ()),
        courses=parts.courses.get(enrolment.id, ()),
        talks=parts.talks.get(enrolment.id, ()),
        group_guidance=parts.groups.get(enrolment.id, ()),
        procedures=parts.procedures.get(enrolment.id, ()),
        expected_courses=parts.expected.get(enrolment.id, ()),
    )
    return FiledRecord(record, enrolment.plan_version_id, enrolment.id)


def _heads(session: Session, which: Condition) -> list[_Head]:
    supervisor, approver = aliased(Person), aliased(Person)
    rows = session.execute(
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
        .where(which)
        .order_by(col(Person.id), col(Enrolment.id))
    )
    return [
        _Head(
            person,
            enrolment,
            organisation,
            plan_id,
            version,
            guide.name if guide else None,
            leader.name if leader else None,
        )
        for person, enrolment, organisation, plan_id, version, guide, leader in rows
    ]


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    """Values by the id they belong to, in the order they came."""
    found: dict[int, list[T]] = defaultdict(list)
    for owner, value in pairs:
        found[owner].append(value)
    return {owner: tuple(values) for owner, values in found.items()}


def _services(session: Session, which: Condition) -> dict[int, tuple[Service, ...]]:
    rows = session.execute(
        sa.select(ServiceRecord, col(Organisation.name), col(Unit.name), col(PlanServiceRow.seq))
        .join(Organisation, col(Organisation.id) == col(ServiceRecord.organisation_id))
        .outerjoin(Unit, col(Unit.id) == col(ServiceRecord.unit_id))
        .outerjoin(PlanServiceRow, col(PlanServiceRow.id) == col(ServiceRecord.plan_service_id))
        .where(which)
        .order_by(col(ServiceRecord.starts_on), col(ServiceRecord.id))
    )
    return _grouped((row.person_id, _service(row, *rest)) for row, *rest in rows)


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


def _absences(session: Session, which: Condition) -> dict[int, tuple[AbsencePeriod, ...]]:
    rows = session.exec(
        select(Absence).where(which).order_by(col(Absence.starts_on), col(Absence.id))
    )
    return _grouped(
        (row.person_id, AbsencePeriod(row.kind, row.starts_on, row.ends_on)) for row in rows
    )


def _shares(session: Session, which: Condition) -> dict[int, tuple[Share, ...]]:
    rows = session.exec(
        select(SharePeriod).where(which).order_by(col(SharePeriod.starts_on), col(SharePeriod.id))
    )
    return _grouped(
        (row.person_id, Share(row.share_percent, row.starts_on, row.ends_on)) for row in rows
    )


def _objectives(session: Session, which: Condition) -> dict[int, tuple[ObjectiveTally, ...]]:
    rows = session.execute(
        sa.select(
            col(ObjectiveProgress.enrolment_id),
            col(ObjectiveProgress.objective_set),
            col(ObjectiveProgress.state),
            col(Person.given_name),
            col(Person.family_name),
            sa.func.count(),
            sa.func.min(col(ObjectiveProgress.sent_on)),
        )
        .outerjoin(Person, col(Person.id) == col(ObjectiveProgress.held_by_id))
        .where(which)
        .group_by(
            col(ObjectiveProgress.enrolment_id),
            col(ObjectiveProgress.objective_set),
            col(ObjectiveProgress.state),
            col(Person.id),
            col(Person.given_name),
            col(Person.family_name),
        )
        .order_by(col(ObjectiveProgress.objective_set), col(Person.family_name), col(Person.id))
    )
    tallies: dict[tuple[int, str], _Tally] = {}
    for enrolment_id, objective_set, state, given, family, count, sent_on in rows:
        tally = tallies.setdefault((enrolment_id, objective_set), _Tally())
        tally.add(state, f"{given} {family}" if given else None, count, sent_on)
    return _grouped((owner, tallies[owner, name].value(name)) for owner, name in sorted(tallies))


class _Tally:
    """One set of objectives while it is counted."""

    def __init__(self) -> None:
        self.counts: dict[ObjectiveState, int] = defaultdict(int)
        self.holders: list[tuple[str, int]] = []
        self.oldest: date | None = None

    def add(
        self, state: ObjectiveState, holder: str | None, count: int, sent_on: date | None
    ) -> None:
        self.counts[state] += count
        if state is not ObjectiveState.SENT:
            return
        if holder is not None:
            self.holders.append((holder, count))
        if sent_on is not None:
            self.oldest = min(sent_on, self.oldest or sent_on)

    def value(self, name: str) -> ObjectiveTally:
        return ObjectiveTally(
            objective_set=name,
            approved=self.counts[ObjectiveState.APPROVED],
            sent=self.counts[ObjectiveState.SENT],
            in_progress=self.counts[ObjectiveState.IN_PROGRESS],
            held_by=tuple(self.holders),
            oldest_sent_on=self.oldest,
        )


def _talks(session: Session, which: Condition) -> dict[int, tuple[Talk, ...]]:
    # Columns, not rows: there are more talks than anything else.
    rows = session.execute(
        sa.select(
            col(SupervisionTalk.enrolment_id),
            col(SupervisionTalk.held_on),
            col(SupervisionTalk.hours),
            col(SupervisionTalk.sign_state),
        )
        .where(which)
        .order_by(col(SupervisionTalk.held_on), col(SupervisionTalk.id))
    )
    return _grouped(
        (owner, Talk(held_on, hours, is_agreed=state is SignState.DRAFT))
        for owner, held_on, hours, state in rows
    )


def _group_guidance(session: Session, which: Condition) -> dict[int, tuple[GroupPeriod, ...]]:
    rows = session.exec(
        select(GroupGuidance)
        .where(which)
        .order_by(col(GroupGuidance.starts_on), col(GroupGuidance.id))
    )
    return _grouped(
        (
            row.enrolment_id,
            GroupPeriod(row.starts_on, row.ends_on, row.hours, row.in_open_practice),
        )
        for row in rows
    )


def _procedures(session: Session, which: Condition) -> dict[int, tuple[ProcedureTally, ...]]:
    signed = sa.case(
        (col(ProcedureCount.state) == SignState.SIGNED, col(ProcedureCount.count)), else_=0
    )
    rows = session.execute(
        sa.select(
            col(ProcedureCount.enrolment_id),
            col(ProcedureCount.procedure_key),
            sa.func.sum(col(ProcedureCount.count)),
            sa.func.sum(signed),
        )
        .where(which)
        .group_by(col(ProcedureCount.enrolment_id), col(ProcedureCount.procedure_key))
        .order_by(col(ProcedureCount.procedure_key))
    )
    return _grouped(
        (owner, ProcedureTally(key, int(total), int(done))) for owner, key, total, done in rows
    )
