"""A promise is kept with the delays as they were, and set beside what the next scan finds."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.actors import Actor, Grant
from app.db.tables import AuditEvent, CourseOutlook, CourseStanding, JobRun, Organisation, Person
from app.i18n import speaking
from app.roles import Role, ScopeKind
from app.services import course_demand, course_demand_actions
from app.services.course_demand_actions import Kept
from app.store import audit, course_outlooks
from app.store.trainees import ReachFilter
from pathways.types.courses import Extra, MoreSeats, Outlook
from tests.support.course_outlooks import (
    SCANNED,
    Standings,
    add_outlook,
    add_session,
    make_outlook,
)
from tests.support.databases import NOW
from tests.support.doctors import add_doctor

LEADERSHIP = "all-administrasjon-og-ledelse"
BEFORE, AFTER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


@pytest.fixture
def person(session: Session) -> int:
    """Whoever acts."""
    row = Person(public_id="marte", given_name="Marte", family_name="Test")
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


@pytest.fixture
def doctors(session: Session) -> list[int]:
    """Three doctors delayed by 600, 300 and 44 days: the first two without a seat."""
    spring = add_session(session, LEADERSHIP, "spring", make_outlook().extras[2].starts_on)
    add_outlook(session, make_outlook(LEADERSHIP), BEFORE)
    standings = Standings(session, LEADERSHIP, spring)
    rows = [add_doctor(session, f"doctor-{number}").id or 0 for number in range(3)]
    for enrolment, days, seated in zip(rows, (600, 300, 44), (False, False, True), strict=True):
        standings.add(enrolment, days, seated=seated)
    session.commit()
    return rows


def promise(session: Session, by: int) -> Extra | None:
    """Go on to add the extra session."""
    return course_demand_actions.promise_extra(session, LEADERSHIP, by=by, now=NOW)


def promises(session: Session) -> list[AuditEvent]:
    """Every promise that is kept."""
    found = select(AuditEvent).where(AuditEvent.action == course_outlooks.PROMISED)
    return list(session.exec(found).all())


def scan_again(session: Session, moved: dict[int, tuple[int, bool]], held: int) -> None:
    """What the next scan writes: (days, whether seated) of those still delayed."""
    for row in session.exec(select(CourseStanding)).all():
        days, seated = moved.get(row.enrolment_id, (0, True))
        row.moved_days, row.session_id = days, held if seated else None
    outlook = session.get(CourseOutlook, LEADERSHIP)
    assert outlook is not None
    outlook.worked_out_at = AFTER
    session.commit()


def test_a_promise_holds_what_the_scan_said(
    session: Session, person: int, doctors: list[int]
) -> None:
    extra = promise(session, person)
    assert extra == make_outlook().best
    session.rollback()
    (event,) = promises(session)
    assert (event.actor_id, event.subject_key) == (person, LEADERSHIP)
    assert event.details["saved_days"] == 944
    assert event.details["sessions"] == ["spring"]
    assert event.details["delays"] == [
        [doctors[0], 600, False],
        [doctors[1], 300, False],
        [doctors[2], 44, True],
    ]


def test_without_a_session_that_saves_nothing_is_promised(session: Session, person: int) -> None:
    assert promise(session, person) is None
    add_outlook(session, Outlook(LEADERSHIP, 3, 10, 0, 0, 0))
    session.commit()
    assert promise(session, person) is None
    assert promises(session) == []


@pytest.mark.usefixtures("doctors")
def test_nothing_is_shown_before_the_session_is_added_and_seen_by_a_scan(
    session: Session, person: int
) -> None:
    assert course_demand_actions.load_kept(session, LEADERSHIP, AFTER) is None
    promise(session, person)
    assert course_demand_actions.load_kept(session, LEADERSHIP, AFTER) is None
    add_session(session, LEADERSHIP, "extra", make_outlook().extras[2].starts_on)
    added_at = NOW + timedelta(minutes=5)
    audit.add_event(
        session, at=added_at, by=person, action="added", subject=("course_session", "extra")
    )
    session.commit()
    waiting = Kept(944, None, "2027-03-01")
    for scanned in (BEFORE, NOW, added_at):
        assert course_demand_actions.load_kept(session, LEADERSHIP, scanned) == waiting
    later = course_demand_actions.load_kept(session, LEADERSHIP, AFTER)
    assert later is not None and later.saved_days is not None


@pytest.mark.parametrize(
    ("moved", "won"),
    [
        ({}, 944),
        ({0: (100, True)}, 844),
        ({0: (700, True)}, 344),  # a bound that turned out later costs nobody anything
        ({0: (650, False)}, 344),  # still without a seat: nothing won, nothing lost
        ({2: (60, True)}, 884),  # a seat that became later costs its days
    ],
)
def test_what_came_of_it_is_reckoned_as_the_promise_was(
    session: Session,
    person: int,
    doctors: list[int],
    moved: dict[int, tuple[int, bool]],
    won: int,
) -> None:
    promise(session, person)
    held = add_session(session, LEADERSHIP, "extra", make_outlook().extras[2].starts_on)
    scan_again(session, {doctors[number]: found for number, found in moved.items()}, held)
    kept = course_demand_actions.load_kept(session, LEADERSHIP, AFTER)
    assert kept == Kept(944, won, "2027-03-01")


def test_one_request_for_a_scan_is_open_at_a_time(session: Session, person: int) -> None:
    first = course_demand_actions.ask_for_scan(session, by=person, now=NOW)
    again = course_demand_actions.ask_for_scan(session, by=person, now=AFTER)
    assert first == again
    status = course_demand_actions.scan_status(session, NOW)
    assert status.is_open and status.worker_is_silent
    run = session.get(JobRun, first)
    assert run is not None
    run.started_at = run.finished_at = AFTER
    run.succeeded = True
    session.commit()
    assert course_demand_actions.scan_status(session, AFTER).run is None
    run.succeeded = False
    session.commit()
    stopped = course_demand_actions.scan_status(session, AFTER)
    assert stopped.run is not None and not stopped.is_open


def test_ten_more_seats_are_tried_where_they_save_most() -> None:
    few, many = MoreSeats("a", 10, 20, 2), MoreSeats("b", 10, 40, 1)
    outlook = Outlook("kurs", 0, 0, 0, 0, 0, more_seats=(few, many))
    assert course_demand_actions.best_more_seats(outlook) == many
    nothing = Outlook("kurs", 0, 0, 0, 0, 0, more_seats=(MoreSeats("a", 10, 0, 0),))
    assert course_demand_actions.best_more_seats(nothing) is None


def test_regions_are_those_that_a_coordinator_keeps(session: Session) -> None:
    trust = session.exec(
        select(Organisation).where(Organisation.name == "Sykehuset Østfold HF")
    ).one()

    def actor(scope: ScopeKind, organisation: int | None = None) -> Actor:
        grant = Grant(Role.COORDINATOR, scope, organisation)
        return Actor(1, "x", "X", Role.COORDINATOR, (grant,))

    kept = course_demand_actions.regions_kept
    assert kept(session, actor(ScopeKind.ALL)) is None
    assert kept(session, actor(ScopeKind.UNIT)) == frozenset()
    found = kept(session, actor(ScopeKind.ORGANISATION, trust.id))
    assert found is not None
    names = session.exec(select(Organisation.name).where(Organisation.id.in_(found))).all()  # type: ignore[union-attr]
    assert names == ["Helse Sør-Øst RHF"]


@pytest.mark.usefixtures("doctors")
def test_oversikt_opens_with_the_same_sentence(session: Session, spoken: None) -> None:
    opening = course_demand.opening_of(session, ReachFilter(everybody=True))
    assert opening.sentence.replace("\u00a0", " ") == (
        "Én ekstra samling av Administrasjon og ledelse i mars 2027 sparer *31 legemåneder*."
    )
    page = course_demand.load_page(
        session,
        ReachFilter(everybody=True),
        course_demand.Wanted(),
        today=SCANNED.date(),
        now=NOW,
    )
    assert page.opening == opening


@pytest.fixture
def spoken() -> Iterator[None]:
    """Texts in bokmål without a request."""
    with speaking("nb"):
        yield
