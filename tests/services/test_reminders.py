"""Reminders follow each person's own dates, come once, and name what can be done."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import Session, select

from app.clock import OSLO
from app.db.tables import (
    CalendarLink,
    CourseRow,
    CourseSession,
    CourseStanding,
    DelayFlag,
    Enrolment,
    Message,
    Organisation,
    Person,
    RoleGrant,
    ServiceRecord,
    SupervisionTalk,
)
from app.roles import Role, ScopeKind
from app.services import calendar_feed, person_settings, reminders
from app.services.person_settings import PersonSettings
from app.store.reminders import coordinators_by_place
from pathways.types.courses import RegistrationState, SeatOutcome
from pathways.types.delays import Action, Cause, DelayState, Owner
from pathways.types.record import PlaceKind, SignState
from tests.support.session_world import NOW, TODAY, SessionWorld, make_session_world

SIGNED_UP = [
    RegistrationState.APPLIED,
    RegistrationState.CONFIRMED,
    RegistrationState.WAITING,
]


@pytest.fixture
def world(session: Session) -> SessionWorld:
    made = make_session_world(session)
    made.doctor("Kari")
    return made


def stand(world: SessionWorld, outcome: SeatOutcome, held: str | None = None) -> None:
    """What the last scan found for Kari."""
    found = world.session.exec(
        select(CourseSession.id).where(CourseSession.public_id == held)
    ).first()
    world.session.add(
        CourseStanding(
            enrolment_id=world.doctors["Kari"].id or 0,
            course_key=world.course,
            session_id=found,
            outcome=outcome,
            as_of=TODAY,
        )
    )
    world.session.commit()


def told(session: Session, kind: str) -> list[Message]:
    return list(session.exec(select(Message).where(Message.kind == kind).order_by(Message.id)))  # type: ignore[arg-type]


def remind(world: SessionWorld, today: date = TODAY) -> list[Message]:
    reminders.signups(world.session, today, NOW)
    return told(world.session, "signup_closes")


def closing(days: int) -> dict[str, Any]:
    return {"signup_closes_on": TODAY + timedelta(days=days)}


def test_a_sign_up_that_closes_soon_is_told_once(world: SessionWorld) -> None:
    held = world.held(**closing(14))
    stand(world, SeatOutcome.LIKELY, held)
    (message,) = remind(world)
    assert message.act_by == TODAY + timedelta(days=14)
    assert message.values["course"] == world.session.get(CourseRow, world.course).name_nb  # type: ignore[union-attr]
    assert len(remind(world)) == 1
    assert len(remind(world, TODAY + timedelta(days=3))) == 1


def test_lead_days_are_the_persons_own(world: SessionWorld) -> None:
    stand(world, SeatOutcome.LIKELY, world.held(**closing(20)))
    assert remind(world) == []
    kari = world.doctors["Kari"].person_id
    person_settings.save(world.session, kari, PersonSettings(reminder_days=20), now=NOW)
    assert len(remind(world)) == 1


def test_the_days_lost_come_from_the_last_scan(world: SessionWorld) -> None:
    stand(world, SeatOutcome.LIKELY, world.held(**closing(5)))
    world.session.add(
        DelayFlag(
            public_id="flag",
            enrolment_id=world.doctors["Kari"].id or 0,
            ref=f"course:{world.course}",
            cause=Cause.COURSE,
            state=DelayState.AT_RISK,
            days_moved=0,
            days_saveable=91,
            action=Action.SIGN_UP,
            owner=Owner.TRAINEE,
            course_key=world.course,
            evidence={},
            opened_on=TODAY,
            changed_on=TODAY,
        )
    )
    world.session.commit()
    assert remind(world)[0].values["moved_days"] == 91


@pytest.mark.parametrize("state", SIGNED_UP)
def test_whoever_has_signed_up_is_not_reminded(
    world: SessionWorld, state: RegistrationState
) -> None:
    world.held(**closing(5))
    later = world.held(in_days=200, **closing(30))
    world.registered(later, "Kari", state)
    stand(world, SeatOutcome.LIKELY, later)
    assert remind(world) == []


@pytest.mark.parametrize("state", [RegistrationState.INTERESTED, RegistrationState.WITHDRAWN])
def test_interest_and_withdrawal_are_no_sign_up(
    world: SessionWorld, state: RegistrationState
) -> None:
    held = world.held(**closing(5))
    world.registered(held, "Kari", state)
    stand(world, SeatOutcome.LIKELY, held)
    assert len(remind(world)) == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"cancelled_on": TODAY, **closing(5)},
        closing(-1),
        {"signup_opens_on": TODAY + timedelta(days=2), **closing(5)},
        {"signup_closes_on": None},
    ],
)
def test_what_cannot_be_signed_up_for_now_is_not_told(
    world: SessionWorld, columns: dict[str, Any]
) -> None:
    stand(world, SeatOutcome.NO_SEAT, world.held(**columns))
    assert remind(world) == []


def test_one_reminder_per_course_the_session_the_doctor_would_get(world: SessionWorld) -> None:
    world.held(**closing(3))
    named = world.held(in_days=150, **closing(10))
    stand(world, SeatOutcome.LIKELY, named)
    (message,) = remind(world)
    assert message.act_by == TODAY + timedelta(days=10)


def test_a_course_with_a_seat_needs_no_reminder(world: SessionWorld) -> None:
    stand(world, SeatOutcome.CONFIRMED, world.held(**closing(3)))
    assert remind(world) == []


def test_a_missing_talk_is_told_to_doctor_and_supervisor_once(world: SessionWorld) -> None:
    session = world.session
    guide = Person(public_id="guide", given_name="Guide", family_name="Test")
    session.add(guide)
    session.flush()
    world.doctors["Kari"].personal_supervisor_id = guide.id
    session.commit()
    assert (
        reminders.missing_talks(session, TODAY, NOW) == "2 reminders of missing supervision talks."
    )
    assert reminders.missing_talks(session, TODAY, NOW).startswith("0 ")
    by_reader = {row.person_id: row for row in told(session, "talk_missing")}
    assert "doctor" not in by_reader[world.doctors["Kari"].person_id].values
    assert by_reader[guide.id or 0].values["doctor"] == "Kari Test"
    # A talk is held, and the next one is missing in its turn.
    session.add(
        SupervisionTalk(
            enrolment_id=world.doctors["Kari"].id or 0,
            held_on=TODAY,
            hours=1,
            supervisor_id=guide.id,
        )
    )
    session.commit()
    assert reminders.missing_talks(session, TODAY, NOW).startswith("0 ")
    assert reminders.missing_talks(session, TODAY + timedelta(days=60), NOW).startswith("2 ")


@pytest.fixture
def lis1(world: SessionWorld) -> Callable[..., Enrolment]:
    """Makes Kari a LIS1 with hospital service on those days."""

    def make(first: date, last: date, stage: str = "lis1_hospital") -> Enrolment:
        kari = world.doctors["Kari"]
        for row in world.session.exec(select(ServiceRecord)):
            if row.enrolment_id == kari.id and row.stage_key == "part3:VOP":
                world.session.delete(row)
        world.session.flush()
        kari.stage_key, kari.specialty_code = "lis1_hospital", None
        world.session.add(
            ServiceRecord(
                enrolment_id=kari.id or 0,
                person_id=kari.person_id,
                stage_key=stage,
                name_nb="LIS1",
                name_en="LIS1",
                organisation_id=world.trust_id,
                place_kind=PlaceKind.HOSPITAL,
                starts_on=first,
                ends_on=last,
            )
        )
        world.session.commit()
        return kari

    return make


def coordinator(session: Session, name: str, organisation_id: int) -> int:
    person = Person(public_id=name, given_name=name, family_name="Test")
    session.add(person)
    session.flush()
    session.add(
        RoleGrant(
            person_id=person.id or 0,
            role=Role.COORDINATOR,
            scope=ScopeKind.ORGANISATION,
            organisation_id=organisation_id,
            valid_from=date(2020, 1, 1),
        )
    )
    session.commit()
    return person.id or 0


def notices(session: Session, today: date) -> list[Message]:
    reminders.notice_dates(session, today, NOW)
    return told(session, "municipality_notice")


def test_a_missing_municipality_is_told_six_and_four_months_before_to_the_nearest_coordinator(
    world: SessionWorld, lis1: Callable[..., Enrolment]
) -> None:
    session = world.session
    near = coordinator(session, "near", world.trust_id)
    coordinator(session, "far", world.region_id)
    lis1(date(2026, 9, 1), date(2027, 8, 31))
    assert notices(session, date(2027, 2, 28)) == []
    (first,) = notices(session, date(2027, 3, 1))
    assert (first.person_id, first.values["is_late"]) == (near, False)
    assert first.act_by == date(2027, 5, 1)
    assert len(notices(session, date(2027, 4, 30))) == 1
    assert [row.values["is_late"] for row in notices(session, date(2027, 5, 1))] == [
        False,
        True,
    ]
    assert len(notices(session, date(2027, 8, 31))) == 2


def test_a_booked_municipality_ends_the_notices(
    world: SessionWorld, lis1: Callable[..., Enrolment]
) -> None:
    coordinator(world.session, "near", world.trust_id)
    lis1(date(2026, 9, 1), date(2027, 8, 31))
    lis1(date(2027, 9, 1), date(2028, 2, 28), "lis1_municipality")
    assert notices(world.session, date(2027, 7, 1)) == []


def test_a_doctor_whom_nobody_coordinates_is_seen_on_the_run(
    world: SessionWorld, lis1: Callable[..., Enrolment]
) -> None:
    lis1(date(2026, 9, 1), date(2027, 8, 31))
    assert "Nobody coordinates 1" in reminders.notice_dates(world.session, date(2027, 7, 1), NOW)


def test_a_start_in_lis1_is_told_to_the_doctor_and_the_place(
    world: SessionWorld, lis1: Callable[..., Enrolment]
) -> None:
    near = coordinator(world.session, "near", world.trust_id)
    kari = lis1(date(2027, 1, 15), date(2028, 1, 14))
    for _ in range(2):
        reminders.notice_dates(world.session, TODAY, NOW)
    found = {row.person_id: row.values for row in told(world.session, "lis1_start")}
    assert set(found) == {near, kari.person_id}
    assert "doctor" not in found[kari.person_id]
    assert len(told(world.session, "lis1_start")) == 2


def test_the_nearest_coordinator_is_found_step_by_step_upwards(world: SessionWorld) -> None:
    session = world.session
    region = coordinator(session, "region", world.region_id)
    assert coordinators_by_place(session, TODAY)[world.trust_id] == {region}
    trust = coordinator(session, "trust", world.trust_id)
    below = session.exec(
        select(Organisation.id).where(Organisation.parent_id == world.trust_id)
    ).first()
    found = coordinators_by_place(session, TODAY)
    assert found[world.trust_id] == {trust}
    assert below is None or found[below] == {trust}
    grant = session.exec(select(RoleGrant).where(RoleGrant.person_id == trust)).one()
    grant.valid_to = TODAY - timedelta(days=1)
    session.commit()
    assert coordinators_by_place(session, TODAY)[world.trust_id] == {region}


# The calendar


def feed(world: SessionWorld, token: str) -> dict[str, Any]:
    text = calendar_feed.read_feed(
        world.session, token, public_url="https://legelop.example", today=TODAY, now=NOW
    )
    assert text is not None
    return {str(event["UID"]): event for event in Calendar.from_ical(text).walk("VEVENT")}


def test_the_calendar_has_seats_deadlines_placements_and_talks(world: SessionWorld) -> None:
    session, kari = world.session, world.doctors["Kari"]
    held = world.held(starts_on=date(2027, 3, 1))
    world.registered(held, "Kari", RegistrationState.CONFIRMED)
    session.add(
        SupervisionTalk(
            enrolment_id=kari.id or 0,
            held_on=date(2027, 7, 1),
            starts_at=time(14, 0),
            hours=1.5,
            sign_state=SignState.DRAFT,
        )
    )
    session.commit()
    token = calendar_feed.make_link(session, kari.person_id, now=NOW)
    events = feed(world, token)
    course = events[f"course-{held}@legelop"]
    assert course["DTSTART"].dt == date(2027, 3, 1)
    # Three days: the end of an all-day entry is the day after.
    assert course["DTEND"].dt == date(2027, 3, 4)
    (talk,) = (event for uid, event in events.items() if uid.startswith("talk-"))
    assert talk["DTSTART"].dt.astimezone(OSLO).isoformat() == "2027-07-01T14:00:00+02:00"
    assert talk["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert (talk["DTEND"].dt - talk["DTSTART"].dt) == timedelta(hours=1.5)


def test_a_deadline_is_there_until_the_doctor_has_signed_up(world: SessionWorld) -> None:
    held = world.held(**closing(40))
    stand(world, SeatOutcome.LIKELY, held)
    token = calendar_feed.make_link(world.session, world.doctors["Kari"].person_id, now=NOW)
    assert f"signup-{held}@legelop" in feed(world, token)
    world.registered(held, "Kari", RegistrationState.APPLIED)
    events = feed(world, token)
    assert f"signup-{held}@legelop" not in events
    assert "(søkt)" in events[f"course-{held}@legelop"]["SUMMARY"]


def test_a_change_keeps_the_uid_and_raises_the_sequence(world: SessionWorld) -> None:
    held = world.held()
    world.registered(held, "Kari", RegistrationState.CONFIRMED)
    token = calendar_feed.make_link(world.session, world.doctors["Kari"].person_id, now=NOW)
    before = feed(world, token)[f"course-{held}@legelop"]
    row = world.session.exec(select(CourseSession).where(CourseSession.public_id == held)).one()
    row.cancelled_on, row.version = TODAY, row.version + 1
    world.session.commit()
    after = feed(world, token)[f"course-{held}@legelop"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_reading_a_calendar_is_a_write_once_a_day(world: SessionWorld) -> None:
    token = calendar_feed.make_link(world.session, world.doctors["Kari"].person_id, now=NOW)

    def used_after(hours: int) -> object:
        calendar_feed.read_feed(
            world.session, token, public_url="", today=TODAY, now=NOW + timedelta(hours=hours)
        )
        world.session.expire_all()
        return world.session.exec(select(CalendarLink)).one().last_used_at

    assert used_after(0) == used_after(23) == NOW
    assert used_after(24) == NOW + timedelta(hours=24)
