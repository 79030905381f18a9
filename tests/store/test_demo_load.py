"""The demo world goes into the database once, and comes out again without a trace."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import migrate
from app.db import tables as db
from app.db.base import metadata
from app.db.session import Database
from app.roles import Role, ScopeKind
from app.store.records import load_record
from pathways.types.courses import SeatOutcome
from pathways.types.delays import Action, Cause, DelayState, EventKind, Owner
from pathways.types.record import ObjectiveState
from seed.demo.cast import CAST, INGRID, KJERSTI, PER_OLAV
from seed.demo.courses import PSYCHIATRY_3
from seed.demo.load import MissingReferenceError, load_world, reset_demo
from seed.demo.reset import HASH_SETTING
from seed.demo.values import World
from seed.demo.world import build_world, read_demo_reference

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = MOMENT.date()

TABLES = {
    "people": "person",
    "accounts": "account",
    "employments": "employment",
    "grants": "role_grant",
    "enrolments": "enrolment",
    "services": "service_record",
    "absences": "absence",
    "shares": "share_period",
    "objectives": "objective_progress",
    "courses": "course_attendance",
    "talks": "supervision_talk",
    "group_guidance": "group_guidance",
    "procedures": "procedure_count",
    "activities": "learning_activity",
    "setups": "course_setup",
    "sessions": "course_session",
    "registrations": "course_registration",
    "units": "unit",
    "capacities": "capacity",
    "unit_supervisors": "unit_supervisor",
    "agreements": "agreement",
    "objective_places": "objective_place",
    "guides": "unit_guide",
}
"""Kind of demo row to its table, for the tables that reference data leaves empty."""


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(read_demo_reference())


@pytest.fixture(scope="module")
def small(world: World) -> World:
    """The same people with the progress of the cast alone: quick to load."""
    cast = {member.public_id for member in CAST}
    return replace(
        world,
        objectives=tuple(each for each in world.objectives if each.person in cast),
        signatures=tuple(each for each in world.signatures if each.person in cast),
        talks=tuple(each for each in world.talks if each.person in cast),
        activities=tuple(each for each in world.activities if each.person in cast),
    )


def row_counts(session: Session) -> dict[str, int]:
    """Rows of every table."""
    return {
        table.name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def broken_foreign_keys(session: Session) -> list[str]:
    """References that lead nowhere; checked here because SQLite can be told not to."""
    broken = []
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.alias()
            lost = sa.select(sa.func.count()).where(
                key.parent.is_not(None),
                ~sa.exists().where(target.c[key.column.name] == key.parent),
            )
            if session.execute(lost).scalar_one():
                broken.append(f"{table.name}.{key.parent.name}")
    return broken


def test_every_row_arrives_and_a_second_loading_writes_nothing(
    session: Session, world: World
) -> None:
    before = row_counts(session)
    assert load_world(session, world) == world.counts()
    loaded = row_counts(session)
    for kind, table in TABLES.items():
        assert loaded[table] == world.counts()[kind], table
    signed = sum(each.signed_by is not None for each in (*world.procedures, *world.activities))
    assert signed > 0
    assert loaded["signature"] == world.counts()["signatures"] + signed
    assert loaded["organisation"] == before["organisation"] + len(world.organisations)
    assert loaded["training_plan"] == before["training_plan"] + len(world.plans)
    assert broken_foreign_keys(session) == []
    people = session.execute(sa.text("select max(id) from person")).scalar_one()
    assert load_world(session, world) == world.counts()
    assert row_counts(session) == loaded
    assert session.execute(sa.text("select max(id) from person")).scalar_one() == people


def test_loading_does_not_commit(session: Session, small: World) -> None:
    before = row_counts(session)
    load_world(session, small)
    session.rollback()
    assert row_counts(session) == before


def test_what_is_loaded_reads_back_as_a_record(session: Session, small: World) -> None:
    load_world(session, small, now=MOMENT)
    record = load_record(session, INGRID.public_id)
    assert record is not None
    assert record.stage == "part3:VOP"
    assert (record.plan_id, record.plan_version) == ("VOP-sykehuset-ostfold-demo", 6)
    assert (record.personal_supervisor, record.approver) == (KJERSTI.name, PER_OLAV.name)
    assert [each.plan_seq for each in record.services] == [None, None, 1, 2, 2, 3, 4]
    assert record.services[4].place == "DPS Halden"
    tallies = {each.objective_set: each for each in record.objectives}
    assert (tallies["VOP"].approved, tallies["VOP"].sent) == (56, 4)
    assert (tallies["FKM"].approved, tallies["FKM"].sent) == (15, 4)
    inside = session.exec(
        select(db.ServiceRecord).where(col(db.ServiceRecord.counted_inside_id).is_not(None))
    ).all()
    assert inside
    people = session.exec(select(db.Person)).all()
    assert all(person.is_demo for person in people)
    assert {member.public_id for member in CAST} <= {person.public_id for person in people}
    accounts = session.exec(select(db.Account)).all()
    assert all(account.password_hash is None for account in accounts)


def add_real_doctor(session: Session) -> int:
    """A doctor who is not invented, tied to the demo world in every way we know."""
    doctor = db.Person(public_id="0123456789ab", given_name="Kari", family_name="Testlege")
    session.add(doctor)
    session.flush()
    assert doctor.id is not None
    guide = session.exec(select(db.Person).where(db.Person.public_id == KJERSTI.public_id)).one()
    unit = session.exec(select(db.Unit).where(db.Unit.key == "demo-ostfold-dps-halden")).one()
    plan = session.exec(
        select(db.PlanVersion)
        .join(db.TrainingPlan, col(db.TrainingPlan.id) == col(db.PlanVersion.training_plan_id))
        .where(db.TrainingPlan.plan_id == "VOP-sykehuset-ostfold-demo")
    ).one()
    assert unit.id is not None and guide.id is not None
    enrolment = db.Enrolment(
        person_id=doctor.id,
        specialty_code="VOP",
        stage_key="part3:VOP",
        plan_version_id=plan.id,
        personal_supervisor_id=guide.id,
        starts_on=date(2025, 3, 1),
    )
    grant = db.RoleGrant(
        person_id=doctor.id,
        role=Role.SUPERVISOR,
        scope=ScopeKind.UNIT,
        unit_id=unit.id,
        valid_from=date(2025, 3, 1),
    )
    session.add_all([enrolment, grant])
    session.flush()
    assert enrolment.id is not None
    session.add(
        db.ObjectiveProgress(
            enrolment_id=enrolment.id,
            objective_set="VOP",
            identifier="VOP-001",
            state=ObjectiveState.SENT,
            held_by_id=guide.id,
            sent_on=date(2026, 11, 1),
        )
    )
    session.add(
        db.Setting(key="real.setting", value="1", changed_at=MOMENT, changed_by_id=guide.id)
    )
    session.add(
        db.AuditEvent(
            at=MOMENT, actor_id=guide.id, action="test", subject_kind="person", subject_key="x"
        )
    )
    session.flush()
    return doctor.id


def test_reset_leaves_the_reference_data_as_it_was(session: Session, small: World) -> None:
    before = row_counts(session)
    load_world(session, small)
    deleted = reset_demo(session)
    assert deleted["person"] == len(small.people)
    assert row_counts(session) == before
    assert session.get(db.Setting, HASH_SETTING) is None


def test_reset_takes_what_the_jobs_wrote_about_demo_people(session: Session, small: World) -> None:
    before = row_counts(session)
    load_world(session, small)
    write_as_the_jobs_do(session)
    reset_demo(session)
    assert row_counts(session) == before
    load_world(session, small)
    assert broken_foreign_keys(session) == []


def write_as_the_jobs_do(session: Session) -> None:
    """A row of every kind that hangs on a demo doctor or a demo course."""
    enrolment = session.exec(
        select(db.Enrolment)
        .join(db.Person, col(db.Person.id) == col(db.Enrolment.person_id))
        .where(db.Person.public_id == INGRID.public_id)
    ).one()
    held = session.exec(
        select(db.CourseSession).where(db.CourseSession.course_key == PSYCHIATRY_3).limit(1)
    ).one()
    assert enrolment.id is not None and held.id is not None
    mail = db.Outbox(
        person_id=enrolment.person_id, dedup_key="d", message_id="m", address="a@example.org",
        subject="s", body="b", state=db.MailState.SENT, created_at=MOMENT, not_before=MOMENT,
        changed_at=MOMENT,
    )  # fmt: skip
    flag = db.DelayFlag(
        public_id="f", enrolment_id=enrolment.id, ref=f"course:{PSYCHIATRY_3}",
        cause=Cause.COURSE, state=DelayState.LATE, action=Action.SIGN_UP, owner=Owner.TRAINEE,
        course_key=PSYCHIATRY_3, evidence={}, opened_on=TODAY, changed_on=TODAY,
    )  # fmt: skip
    session.add_all([mail, flag])
    session.flush()
    assert flag.id is not None
    session.add_all(
        [
            db.Message(
                public_id="x", person_id=enrolment.person_id, kind="k", values={},
                dedup_key="k", told_on=TODAY, created_at=MOMENT, outbox_id=mail.id,
            ),
            db.DelayEvent(flag_id=flag.id, at=MOMENT, on=TODAY, kind=EventKind.OPENED),
            db.Acknowledgement(
                flag_id=flag.id, by_id=enrolment.person_id, at=MOMENT, plan="p"
            ),
            db.CourseStanding(
                enrolment_id=enrolment.id, course_key=PSYCHIATRY_3, session_id=held.id,
                outcome=SeatOutcome.LIKELY, as_of=TODAY,
            ),
            db.CourseOutlook(
                course_key=PSYCHIATRY_3, as_of=TODAY, worked_out_at=MOMENT, demand=1,
                seats_ahead=1, delayed=0, delay_days=0, details={},
            ),
            db.ScanState(enrolment_id=enrolment.id, as_of=TODAY, record_digest="0"),
        ]
    )  # fmt: skip
    session.flush()


def test_reset_never_touches_a_real_doctor(session: Session, small: World) -> None:
    load_world(session, small)
    doctor = add_real_doctor(session)
    reset_demo(session)
    assert [person.id for person in session.exec(select(db.Person))] == [doctor]
    enrolment = session.exec(select(db.Enrolment)).one()
    assert enrolment.person_id == doctor
    assert enrolment.personal_supervisor_id is None
    assert enrolment.plan_version_id is not None
    [unit] = session.exec(select(db.Unit)).all()
    assert unit.key == "demo-ostfold-dps-halden"
    assert session.exec(select(db.ObjectiveProgress)).one().held_by_id is None
    setting = session.get(db.Setting, "real.setting")
    assert setting is not None and setting.changed_by_id is None
    assert broken_foreign_keys(session) == []
    load_world(session, small)
    assert len(session.exec(select(db.Person)).all()) == len(small.people) + 1
    assert broken_foreign_keys(session) == []


def test_another_world_takes_the_place_of_the_one_that_is_there(
    session: Session, small: World
) -> None:
    load_world(session, small)
    other = replace(small, services=small.services[:-1])
    load_world(session, other)
    assert row_counts(session)["service_record"] == len(other.services)
    stored = session.get(db.Setting, HASH_SETTING)
    assert stored is not None and stored.value == other.content_hash()


def test_without_reference_data_the_missing_row_is_named(tmp_path: Path, small: World) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    migrate.upgrade(empty.engine)
    with empty.session() as session, pytest.raises(MissingReferenceError, match="helse-sor-ost"):
        load_world(session, small)
    empty.engine.dispose()
