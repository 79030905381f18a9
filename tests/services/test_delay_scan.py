"""The nightly scan against a small world worked out by hand, and against the demo world."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from app.clock import Clock
from app.config import Settings
from app.db.session import Database
from app.db.tables import (
    Acknowledgement,
    CourseOutlook,
    CourseSession,
    CourseStanding,
    DelayEvent,
    DelayFlag,
    DelayScan,
    Enrolment,
    JobRun,
    Message,
    Organisation,
    Person,
    RoleGrant,
    ScanState,
)
from app.extensions import Installation
from app.jobs import tasks
from app.jobs.registry import find
from app.jobs.runner import Ending, run_job
from app.jobs.work import Work
from app.roles import Role, ScopeKind
from app.services import delay_scan_run, knowledge
from app.services.my_pathway_reckoning import reckon
from app.store import jobs
from app.store.record_batches import load_named
from pathways.types.delays import Cause, DelayState, EventKind, Reason
from tests.support.course_world import COURSE, NOW, TODAY, add_course_world, add_session

DAY = timedelta(days=1)


def on(_done: int, _total: int) -> bool:
    return True


def scan(session: Session, today: date = TODAY) -> str:
    return delay_scan_run.run(session, today, NOW + (today - TODAY), on)


@pytest.fixture
def enrolments(session: Session) -> dict[str, int]:
    found = add_course_world(session)
    session.commit()
    return found


def cancel_first(session: Session) -> None:
    row = session.exec(select(CourseSession).where(CourseSession.public_id == "first")).one()
    row.cancelled_on = TODAY
    session.commit()


def moved_days(session: Session, enrolments: dict[str, int]) -> dict[str, int | None]:
    rows = {row.enrolment_id: row.moved_days for row in session.exec(select(CourseStanding))}
    return {name: rows[number] for name, number in enrolments.items()}


def course_flags(session: Session) -> dict[int, DelayFlag]:
    rows = session.exec(
        select(DelayFlag).where(DelayFlag.cause == Cause.COURSE, col(DelayFlag.closed_on).is_(None))
    )
    return {row.enrolment_id: row for row in rows}


def late(session: Session, enrolments: dict[str, int]) -> dict[str, int | None]:
    flags = course_flags(session)
    return {
        name: flags[number].days_moved
        for name, number in enrolments.items()
        if number in flags and flags[number].state is not DelayState.AT_RISK
    }


def reasons(session: Session, day: date) -> set[tuple[EventKind, Reason | None]]:
    rows = session.exec(
        select(DelayEvent)
        .join(DelayFlag, col(DelayFlag.id) == col(DelayEvent.flag_id))
        .where(DelayEvent.on == day, DelayFlag.cause == Cause.COURSE)
    )
    return {(row.kind, row.reason) for row in rows}


def approvals(session: Session) -> int:
    """The sum of the approvals as day numbers."""
    days = session.exec(select(ScanState.expected)).all()
    return sum(day.toordinal() for day in days if day is not None)


def test_every_doctor_is_moved_by_as_many_days_as_worked_out_by_hand(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    assert moved_days(session, enrolments) == {
        "anna": 34,
        "bjarne": 0,
        "cecilie": 70,
        "david": 9,
        "eva": 64,
        "fredrik": 0,
    }
    assert late(session, enrolments) == {"anna": 34, "cecilie": 70, "david": 9, "eva": 64}
    outlook = session.get(CourseOutlook, COURSE)
    assert outlook is not None
    assert (outlook.demand, outlook.delayed, outlook.delay_days) == (6, 4, 34 + 70 + 9 + 64)


def test_a_second_scan_on_the_same_day_changes_nothing(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    flags = {number: row.model_dump() for number, row in course_flags(session).items()}
    before = len(session.exec(select(DelayEvent)).all())
    scan(session)
    assert len(session.exec(select(DelayEvent)).all()) == before
    assert {number: row.model_dump() for number, row in course_flags(session).items()} == flags


def test_what_an_extra_session_promises_is_what_it_does(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    cancelled = session.exec(select(CourseSession).where(CourseSession.public_id == "first")).one()
    cancelled.cancelled_on = TODAY
    session.commit()

    scan(session, TODAY + DAY)
    assert late(session, enrolments) == {
        "anna": 160,
        "bjarne": 101,
        "cecilie": 217,
        "david": 156,
        "eva": 64,
    }
    told = reasons(session, TODAY + DAY)
    assert (EventKind.UPDATED, Reason.SESSION_CANCELLED) in told, "anna and bjarne had it"
    assert (EventKind.UPDATED, Reason.SEAT_LOST) in told, "those whose seats they now take"

    outlook = session.get(CourseOutlook, COURSE)
    assert outlook is not None and outlook.best_starts_on is not None
    promised, before = outlook.best_saved_days, approvals(session)
    moved_before = sum(days or 0 for days in late(session, enrolments).values())
    starts_on = outlook.best_starts_on
    add_session(session, "extra", starts_on, starts_on + 2 * DAY, seats=2)
    session.commit()

    scan(session, TODAY + 2 * DAY)
    assert before - approvals(session) == promised > 0
    assert moved_before - sum(days or 0 for days in late(session, enrolments).values()) == promised
    told = reasons(session, TODAY + 2 * DAY)
    assert told and {reason for _kind, reason in told} == {Reason.SESSION_ADDED}


def test_doctors_are_told_once_of_what_opened_and_closed(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    assert session.exec(select(Message)).all() == [], "a first scan tells nobody"
    cancel_first(session)
    scan(session, TODAY + DAY)
    told = session.exec(select(Message)).all()
    assert {message.kind for message in told} == {"your_delays"}
    assert sorted(message.values["days"] for message in told) == [101, 156, 160, 217]
    scan(session, TODAY + DAY)
    assert len(session.exec(select(Message)).all()) == len(told)


def test_a_delay_that_grows_no_longer_rests_with_a_plan(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    person = session.exec(select(Person.id)).first()
    assert person is not None
    flags = course_flags(session)
    for name in ("anna", "eva"):
        flag_id = flags[enrolments[name]].id
        assert flag_id is not None
        session.add(
            Acknowledgement(
                flag_id=flag_id, by_id=person, at=NOW, plan="Ringer", follow_up_on=TODAY + 30 * DAY
            )
        )
    session.commit()
    cancel_first(session)
    scan(session, TODAY + DAY)
    resting = session.exec(
        select(Acknowledgement.flag_id).where(col(Acknowledgement.withdrawn_at).is_(None))
    ).all()
    assert list(resting) == [flags[enrolments["eva"]].id], "anna's grew, eva's did not"


def test_a_coordinator_is_told_of_all_doctors_of_the_place_in_one_message(
    session: Session, enrolments: dict[str, int]
) -> None:
    place = session.exec(select(Organisation.id).order_by(col(Organisation.id))).first()
    person = Person(public_id="koordinator", given_name="Kari", family_name="Li")
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(
        RoleGrant(
            person_id=person.id,
            role=Role.COORDINATOR,
            scope=ScopeKind.ORGANISATION,
            organisation_id=place,
            valid_from=TODAY,
        )
    )
    for row in session.exec(select(Enrolment)):
        row.organisation_id = place
    session.commit()
    scan(session)
    cancel_first(session)
    scan(session, TODAY + DAY)
    told = session.exec(select(Message).where(Message.person_id == person.id)).all()
    saveable = sum(flag.days_saveable for flag in course_flags(session).values())
    assert [(message.kind, message.values["opened"]) for message in told] == [("delays_summary", 4)]
    eva = course_flags(session)[enrolments["eva"]]
    assert told[0].values["days"] == saveable - eva.days_saveable, "hers has not changed"


def test_a_stopped_scan_leaves_the_last_one_as_it_was(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    calls = []

    def stop(done: int, total: int) -> bool:
        calls.append((done, total))
        return False

    with pytest.raises(delay_scan_run.ScanStoppedError):
        delay_scan_run.run(session, TODAY + DAY, NOW, stop)
    session.rollback()
    assert len(session.exec(select(DelayScan)).all()) == 1
    assert calls


def test_a_run_that_is_stopped_has_not_failed(
    database: Database, session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    session.close()
    home = Installation(Settings(secret_key="x" * 40), Clock(TODAY + DAY), database)

    def asked_to_stop(work: Work) -> str:
        with database.session() as other:
            run = other.exec(select(JobRun).where(col(JobRun.finished_at).is_(None))).one()
            assert run.id is not None
            assert jobs.request_stop(other, run.id, home.clock.now())
            other.commit()
        return tasks.scan_delays(work)

    outcome = run_job(home, replace(find("delay_scan"), task=asked_to_stop), NOW)
    assert outcome.ending is Ending.STOPPED
    with database.session() as after:
        assert len(after.exec(select(DelayScan)).all()) == 1


def test_a_doctor_who_leaves_has_no_open_flags(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    row = session.get(Enrolment, enrolments["cecilie"])
    assert row is not None
    row.ends_on = TODAY
    session.commit()
    scan(session, TODAY + DAY)
    assert enrolments["cecilie"] not in course_flags(session)
    events = session.exec(
        select(DelayEvent)
        .join(DelayFlag, col(DelayFlag.id) == col(DelayEvent.flag_id))
        .where(DelayFlag.enrolment_id == enrolments["cecilie"], DelayEvent.kind == EventKind.CLOSED)
    ).all()
    assert {event.reason for event in events} == {Reason.LEFT_TRAINING}


def test_the_doctors_own_page_says_the_same_day_as_the_scan(
    session: Session, enrolments: dict[str, int]
) -> None:
    scan(session)
    bundle = knowledge.load_bundle(session)
    stated = {row.enrolment_id: row.expected for row in session.exec(select(ScanState))}
    for filed in load_named(session, list(enrolments)):
        reckoning = reckon(filed.record, bundle, TODAY)
        assert reckoning.projection.expected == stated[filed.enrolment_id]
        assert f"course:{COURSE}" in reckoning.items
