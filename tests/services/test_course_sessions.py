"""Keeping sessions and own courses: what follows from a change, and what a reload leaves alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.actors import Actor, Grant
from app.db.tables import (
    AuditEvent,
    CourseAttendance,
    CourseSession,
    Organisation,
    Person,
    ReferenceBatch,
)
from app.roles import Role, ScopeKind
from app.services import course_catalogue, course_registrations, course_sessions, knowledge
from app.services import course_sessions_import as lists
from app.services.course_catalogue import CourseDraft
from app.services.course_sessions import NotDone, SavedSession, SessionDraft
from app.services.list_check import ListCheck, ListKept
from app.store import access as access_store
from app.store import courses as store
from pathways.types.courses import RegistrationState as State
from pathways.types.knowledge import CourseOrigin, FactStatus
from seed.load import load_reference
from tests.support.session_world import NOW, TODAY, WHEN, SessionWorld, make_session_world

YESTERDAY = TODAY - timedelta(days=1)
LATER = TODAY + timedelta(days=40)


@pytest.fixture
def world(session: Session) -> SessionWorld:
    return make_session_world(session)


@pytest.fixture
def keeper(world: SessionWorld) -> Actor:
    person = Person(public_id="keeper", given_name="Keeper", family_name="Test")
    world.session.add(person)
    world.session.commit()
    grant = Grant(Role.COORDINATOR, ScopeKind.ORGANISATION, world.trust_id)
    return Actor(person.id or 0, "keeper", "Keeper Test", Role.COORDINATOR, (grant,))


def raw(world: SessionWorld, **changes: str) -> dict[str, str]:
    first = TODAY + timedelta(days=120)
    return {
        "course_key": world.course,
        "region_id": str(world.region_id),
        "place": "Oslo",
        "starts_on": first.strftime("%d.%m.%Y"),
        "ends_on": (first + timedelta(days=2)).strftime("%d.%m.%Y"),
        "seats": "2",
        "signup_closes_on": (TODAY + timedelta(days=30)).strftime("%d.%m.%Y"),
        "version": "1",
        **changes,
    }


def test_more_seats_go_to_those_who_wait_by_the_rule(world: SessionWorld, keeper: Actor) -> None:
    for name, years in (("Short", 1), ("Long", 4), ("Middle", 2)):
        world.doctor(name, TODAY - timedelta(days=365 * years))
    held = world.held(1, signup_closes_on=YESTERDAY, seats_given_on=YESTERDAY)
    for name in ("Short", "Long", "Middle"):
        world.registered(held, name, State.WAITING)
    closes = YESTERDAY.strftime("%d.%m.%Y")
    done = course_sessions.save(
        world.session,
        keeper,
        raw(world, seats="2", signup_closes_on=closes),
        public_id=held,
        **WHEN,
    )
    assert isinstance(done, SavedSession)
    assert [row.name for row in done.offered] == ["Long Test", "Middle Test"]
    assert world.state(held, "Short") == "waiting"


def test_a_deadline_moved_ahead_opens_sign_up_again(world: SessionWorld, keeper: Actor) -> None:
    held = world.held(1, signup_closes_on=YESTERDAY, seats_given_on=YESTERDAY)
    course_sessions.save(world.session, keeper, raw(world), public_id=held, **WHEN)
    found = store.find_session(world.session, held)
    assert found is not None and found.seats_given_on is None


def test_nothing_changed_writes_nothing(world: SessionWorld, keeper: Actor) -> None:
    held = world.held()
    course_sessions.save(world.session, keeper, raw(world), public_id=held, **WHEN)
    found = store.find_session(world.session, held)
    assert found is not None and found.version == 1
    trail = select(AuditEvent).where(AuditEvent.subject_kind == store.SESSION)
    assert world.session.exec(trail).first() is None


def test_an_older_form_changes_nothing(world: SessionWorld, keeper: Actor) -> None:
    held = world.held()
    course_sessions.save(world.session, keeper, raw(world, seats="3"), public_id=held, **WHEN)
    answer = course_sessions.save(
        world.session, keeper, raw(world, seats="9"), public_id=held, **WHEN
    )
    assert isinstance(answer, SessionDraft) and answer.is_stale
    assert answer.last is not None and answer.last.person_id == keeper.person_id
    found = store.find_session(world.session, held)
    assert found is not None and found.seats == 3


def test_a_cancelled_session_frees_everybody_and_takes_nobody(
    world: SessionWorld, keeper: Actor
) -> None:
    kari, held = world.doctor("Kari"), world.held()
    world.registered(held, "Kari", State.CONFIRMED)
    told = course_sessions.cancel(world.session, held, "Syk", 1, by=keeper.person_id, **WHEN)
    assert told == 1
    assert (world.state(held, "Kari"), world.told("Kari")) == ("withdrawn", ["session_cancelled"])
    answer = course_registrations.apply(world.session, kari, held, by=keeper.person_id, **WHEN)
    assert isinstance(answer, course_registrations.Refused)
    again = course_sessions.cancel(world.session, held, "Igjen", 2, by=keeper.person_id, **WHEN)
    assert isinstance(again, NotDone)
    assert world.told("Kari") == ["session_cancelled"]


def test_a_trust_reaches_the_sessions_of_its_region_alone(world: SessionWorld) -> None:
    assert access_store.regions_of(world.session, frozenset({world.trust_id})) == {world.region_id}
    assert access_store.regions_of(world.session, frozenset({world.region_id})) == {world.region_id}
    assert access_store.regions_of(world.session, frozenset()) == frozenset()
    north = world.session.exec(
        select(Organisation.id).where(Organisation.key == "helse-nord")
    ).one()
    assert north not in access_store.regions_of(world.session, frozenset({world.trust_id}))


# Own courses and the reference data


def own_course(world: SessionWorld, keeper: Actor) -> str:
    key = course_catalogue.add_course(
        world.session,
        {"name": "Lokalt akuttkurs", "specialty": "VOP", "requirement": "mandatory", "days": "2"},
        by=keeper.person_id,
        now=NOW,
    )
    assert isinstance(key, str)
    return key


def test_an_own_course_is_marked_and_read_at_once(world: SessionWorld, keeper: Actor) -> None:
    knowledge.load_bundle(world.session)
    key = own_course(world, keeper)
    found = {each.key: each for each in knowledge.load_bundle(world.session).courses}[key]
    assert (found.origin, found.status, found.source_key) == (
        CourseOrigin.OWN,
        FactStatus.UNVERIFIED,
        "own",
    )
    assert found.scope == found.specialty == "VOP"


def test_loading_the_same_files_still_finds_nothing_new(world: SessionWorld, keeper: Actor) -> None:
    own_course(world, keeper)
    before = len(world.session.exec(select(ReferenceBatch)).all())
    assert not load_reference(world.session, now=NOW).changed
    assert len(world.session.exec(select(ReferenceBatch)).all()) == before == 2


def test_an_own_course_survives_a_reload_of_changed_files(
    world: SessionWorld, keeper: Actor, tmp_path: Path
) -> None:
    import shutil

    from seed.reference_files import REFERENCE_FOLDER

    key = own_course(world, keeper)
    world.doctor("Kari")
    world.session.add(
        CourseAttendance(
            enrolment_id=world.doctors["Kari"].id or 0, course_key=key, state="attended"
        )
    )
    world.session.commit()
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE_FOLDER, folder)
    courses = folder / "courses.csv"
    courses.write_text(courses.read_text("utf-8") + "\n", "utf-8")
    assert load_reference(world.session, now=NOW, folder=folder).changed
    assert key in {each.key for each in knowledge.load_bundle(world.session).courses}


def test_the_same_own_course_twice_is_refused(world: SessionWorld, keeper: Actor) -> None:
    own_course(world, keeper)
    answer = course_catalogue.add_course(
        world.session,
        {"name": "lokalt akuttkurs", "specialty": "VOP", "requirement": "mandatory"},
        by=keeper.person_id,
        now=NOW,
    )
    assert isinstance(answer, CourseDraft)
    assert [each.field for each in answer.problems] == ["name"]


# The arranger's list


def row(world: SessionWorld, *cells: str) -> str:
    return ";".join(cells)


HEAD = "Nøkkel;Versjon;Kurskode;Sted;Første dag;Siste dag;Plasser"


def test_a_list_is_kept_whole_with_all_that_follows(world: SessionWorld, keeper: Actor) -> None:
    world.doctor("Kari")
    held = world.held(1, signup_closes_on=YESTERDAY, seats_given_on=YESTERDAY)
    world.registered(held, "Kari", State.WAITING)
    first = store.find_session(world.session, held)
    assert first is not None
    days = [day.strftime("%d.%m.%Y") for day in (first.starts_on, first.ends_on)]
    text = "\r\n".join(
        [
            HEAD,
            row(world, held, "1", world.course, "Oslo", *days, "3"),
            row(world, "", "", world.course, "Bergen", "05.04.2027", "07.04.2027", "20"),
        ]
    )
    done = lists.save_list(world.session, keeper, text.encode(), **WHEN)
    assert done == ListKept(added=1, changed=1)
    assert world.state(held, "Kari") == "confirmed"
    added = world.session.exec(select(CourseSession).where(CourseSession.place == "Bergen")).one()
    assert added.region_id == world.region_id


def test_one_mistake_in_a_list_keeps_nothing(world: SessionWorld, keeper: Actor) -> None:
    text = "\r\n".join(
        [
            HEAD,
            row(world, "", "", world.course, "Bergen", "05.04.2027", "07.04.2027", "20"),
            row(world, "", "", world.course, "Bergen", "05.05.2027", "04.05.2027", "20"),
            row(world, "", "", "ukjent", "", "05.05.2027", "06.05.2027", "x"),
        ]
    )
    done = lists.save_list(world.session, keeper, text.encode(), **WHEN)
    assert isinstance(done, ListCheck)
    assert [(each.row, each.column) for each in done.mistakes] == [
        (3, "Siste dag"),
        (4, "Kurskode"),
        (4, "Sted"),
        (4, "Plasser"),
    ]
    assert world.session.exec(select(CourseSession)).first() is None


def test_a_list_reaches_no_session_of_another_region(world: SessionWorld, keeper: Actor) -> None:
    north = world.session.exec(
        select(Organisation.id).where(Organisation.key == "helse-nord")
    ).one()
    held = world.held(region_id=north)
    text = f"{HEAD}\r\n" + row(world, held, "1", world.course, "X", "05.04.2027", "07.04.2027", "9")
    check = lists.check_list(world.session, keeper, text.encode(), TODAY)
    assert [each.column for each in check.mistakes] == ["Nøkkel"]
    assert held not in lists.export_list(world.session, keeper, TODAY)
