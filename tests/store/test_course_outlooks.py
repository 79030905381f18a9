"""What pages ask about courses after a scan: counts by reach, names, changes, promises."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.db.tables import CourseRegistration, DelayScan, Enrolment, Organisation, Person
from app.store import audit, course_outlooks
from app.store.trainees import ReachFilter
from pathways.types.courses import Outlook, RegistrationState
from tests.support.course_outlooks import (
    AS_OF,
    SCANNED,
    Standings,
    add_outlook,
    add_session,
    make_outlook,
)
from tests.support.databases import NOW

LEADERSHIP, PRACTICE = "all-administrasjon-og-ledelse", "all-kunnskapsbasert-praksis"
EVERYBODY = ReachFilter(everybody=True)


@pytest.fixture
def trusts(session: Session) -> tuple[int, int]:
    """Two organisations."""
    found = session.exec(
        select(Organisation.id).where(Organisation.kind == "health_trust").limit(2)
    ).all()
    first, second = (key for key in found if key is not None)
    return first, second


def add_doctors(session: Session, organisation_id: int, count: int, prefix: str) -> list[int]:
    """Doctors whose training lies at one organisation; their enrolments."""
    rows = []
    for number in range(count):
        person = Person(
            public_id=f"{prefix}{number}", given_name=f"{prefix}{number}", family_name="Test"
        )
        session.add(person)
        session.flush()
        assert person.id is not None
        row = Enrolment(
            person_id=person.id,
            specialty_code="VOP",
            stage_key="part3:VOP",
            organisation_id=organisation_id,
            starts_on=date(2024, 3, 1),
        )
        session.add(row)
        rows.append(row)
    session.flush()
    return [row.id or 0 for row in rows]


def test_courses_come_by_what_an_extra_session_saves(session: Session) -> None:
    add_outlook(session, Outlook(PRACTICE, 4, 20, 2, 60, 0))
    add_outlook(session, make_outlook(LEADERSHIP))
    rows = course_outlooks.list_outlooks(session)
    assert [row.course_key for row in rows] == [LEADERSHIP, PRACTICE]
    first = rows[0]
    assert (first.name_nb, first.specialty) == ("Administrasjon og ledelse", None)
    assert (first.demand, first.seats_ahead, first.delayed, first.delay_days) == (46, 32, 9, 944)
    assert (first.best_starts_on, first.best_saved_days) == (date(2027, 3, 1), 944)
    assert (first.as_of, first.worked_out_at) == (AS_OF, SCANNED)


def test_details_are_found_for_the_course_alone(session: Session) -> None:
    add_outlook(session, make_outlook(LEADERSHIP))
    details = course_outlooks.find_details(session, LEADERSHIP)
    assert details is not None and details["needing"] == 46
    assert course_outlooks.find_details(session, PRACTICE) is None


def test_doctors_are_counted_for_all_and_within_a_reach(
    session: Session, trusts: tuple[int, int]
) -> None:
    held = add_session(session, LEADERSHIP, "autumn", date(2027, 9, 6))
    standings = Standings(session, LEADERSHIP, held)
    own, others = (
        add_doctors(session, trusts[0], 3, "own"),
        add_doctors(session, trusts[1], 4, "other"),
    )
    for enrolment, moved, seated in zip(own, (10, 0, None), (True, True, False), strict=True):
        standings.add(enrolment, moved, seated=seated)
    for enrolment, moved in zip(others, (30, 40, 0, None), strict=True):
        standings.add(enrolment, moved, seated=False)
    reach = ReachFilter(organisation_ids=frozenset({trusts[0]}))
    found = course_outlooks.tally(session, reach)[LEADERSHIP]
    assert (found.needing, found.own_needing) == (7, 3)
    assert (found.delayed, found.own_delayed) == (3, 1)
    assert (found.no_seat, found.late_seat, found.unknown) == (2, 1, 2)
    everybody = course_outlooks.tally(session, EVERYBODY)[LEADERSHIP]
    assert everybody.own_needing == 7
    nobody = course_outlooks.tally(session, ReachFilter())[LEADERSHIP]
    assert (nobody.own_needing, nobody.needing) == (0, 7)
    assert course_outlooks.load_delays(session, LEADERSHIP) == {
        own[0]: (10, True),
        others[0]: (30, False),
        others[1]: (40, False),
    }


def test_only_delayed_doctors_within_reach_are_named_most_days_first(
    session: Session, trusts: tuple[int, int]
) -> None:
    standings = Standings(session, LEADERSHIP)
    own, others = add_doctors(session, trusts[0], 3, "own"), add_doctors(session, trusts[1], 1, "x")
    for enrolment, moved in zip([*own, *others], (5, 50, 0, 500), strict=True):
        standings.add(enrolment, moved, saved=moved)
    reach = ReachFilter(organisation_ids=frozenset({trusts[0]}))
    found = course_outlooks.list_delayed(session, reach, LEADERSHIP, 10)
    assert [(one.public_id, one.moved_days) for one in found] == [("own1", 50), ("own0", 5)]
    assert (found[0].is_bound, found[0].saved_by_extra) == (True, 50)
    assert len(course_outlooks.list_delayed(session, reach, LEADERSHIP, 1)) == 1
    assert course_outlooks.list_delayed(session, reach, PRACTICE, 10) == ()


def test_regions_are_those_of_sessions_ahead(session: Session) -> None:
    regions = session.exec(
        select(Organisation.id).where(Organisation.kind == "health_region").limit(2)
    ).all()
    add_session(session, LEADERSHIP, "past", date(2026, 9, 7), regions[0])
    add_session(session, LEADERSHIP, "ahead", date(2027, 9, 6), regions[1])
    add_session(session, LEADERSHIP, "again", date(2027, 10, 4), regions[1])
    add_session(session, PRACTICE, "nobody", date(2027, 9, 6))
    found = course_outlooks.list_regions_ahead(session, AS_OF)
    assert [(course, region) for course, region, _name in found] == [(LEADERSHIP, regions[1])]


def test_changes_are_the_newest_of_each_kind(session: Session, trusts: tuple[int, int]) -> None:
    nothing = course_outlooks.load_changes(session)
    assert (nothing.sessions, nothing.registrations, nothing.content_hash) == (None, None, None)
    held = add_session(session, LEADERSHIP, "autumn", date(2027, 9, 6))
    (doctor,) = add_doctors(session, trusts[0], 1, "own")
    registered, changed = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    session.add(
        CourseRegistration(
            session_id=held,
            enrolment_id=doctor,
            state=RegistrationState.APPLIED,
            changed_at=registered,
        )
    )
    audit.add_event(
        session, at=changed, by=None, action="course_session.x", subject=("course_session", "a")
    )
    for hours, subject in ((5, ("person", "1")), (6, ("course", LEADERSHIP))):
        action = course_outlooks.PROMISED if hours == 6 else "signed_in"
        at = NOW + timedelta(hours=hours)
        audit.add_event(session, at=at, by=None, action=action, subject=subject)
    for content_hash in ("old", "new"):
        session.add(
            DelayScan(
                as_of=AS_OF,
                finished_at=NOW,
                content_hash=content_hash,
                sessions={},
                doctors=1,
                opened=0,
                updated=0,
                closed=0,
            )
        )
        session.flush()
    found = course_outlooks.load_changes(session)
    assert (found.sessions, found.registrations) == (changed, registered)
    assert found.content_hash == "new"


def test_the_newest_promise_of_a_course_is_found(session: Session) -> None:
    assert course_outlooks.newest_promise(session, LEADERSHIP) is None
    for days in (10, 20):
        audit.add_event(
            session,
            at=NOW,
            by=None,
            action=course_outlooks.PROMISED,
            subject=(course_outlooks.COURSE, LEADERSHIP),
            details={"saved_days": days},
        )
        session.flush()
    found = course_outlooks.newest_promise(session, LEADERSHIP)
    assert found is not None and (found.at, found.details) == (NOW, {"saved_days": 20})
    assert course_outlooks.newest_promise(session, PRACTICE) is None
