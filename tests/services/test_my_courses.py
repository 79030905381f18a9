"""A doctor's courses: which are left, the session within reach, the chance, and what it does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from sqlmodel import Session, col, select

from app.db.tables import (
    AuditEvent,
    CourseAttendance,
    CourseRegistration,
    CourseSession,
    CourseStanding,
    DelayFlag,
    DelayScan,
    Enrolment,
    ScanState,
)
from app.services import my_courses as service
from app.services import my_courses_session as sessions
from app.services.course_registrations import Refusal, Refused, Registered
from app.services.my_courses import CoursesPage
from app.services.my_courses_session import Deed, SessionPage
from pathways.types.courses import RegistrationState as State
from pathways.types.courses import SeatOutcome
from pathways.types.delays import Action, Cause, DelayState, Owner
from pathways.types.record import AttendanceState
from tests.support.session_world import NOW, TODAY, WHEN, SessionWorld, make_session_world

KARI = "course-kari"
SCANNED = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
EXPECTED = date(2027, 6, 30)
NAME = "Administrasjon og ledelse"


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


@pytest.fixture
def world(session: Session) -> SessionWorld:
    """Kari in psychiatry, who needs one course that is held."""
    found = make_session_world(session)
    found.doctor("Kari")
    return found


def page_of(world: SessionWorld, who: str = KARI, *, is_own: bool = True) -> CoursesPage:
    page = service.load_page(world.session, who, today=TODAY, is_own=is_own)
    assert page is not None
    return page


def session_page(world: SessionWorld, held: str, who: str = KARI) -> SessionPage:
    page = sessions.load_session_page(world.session, who, held, today=TODAY)
    assert page is not None
    return page


def standing(world: SessionWorld, held: str | None, **columns: Any) -> None:
    """What the scan gave Kari, with the day it expects and the scan itself."""
    found = world.session.exec(
        select(CourseSession).where(CourseSession.public_id == (held or ""))
    ).first()
    values: dict[str, Any] = {
        "outcome": SeatOutcome.LIKELY,
        "moved_days": 0,
        "position": 9,
        "applicants": 14,
        "seats": 16,
        "starts_on": found.starts_on if found else None,
        "done_on": found.ends_on if found else None,
    }
    enrolment = world.doctors["Kari"].id or 0
    world.session.add_all(
        [
            CourseStanding(
                enrolment_id=enrolment,
                course_key=world.course,
                session_id=found.id if found else None,
                as_of=TODAY,
                **{**values, **columns},
            ),
            ScanState(
                enrolment_id=enrolment, as_of=TODAY, record_digest="0", expected=EXPECTED
            ),
            DelayScan(
                as_of=TODAY, finished_at=SCANNED, content_hash="0", sessions={},
                doctors=1, opened=0, updated=0, closed=0,
            ),
        ]
    )  # fmt: skip
    world.session.commit()


def flag(world: SessionWorld, **columns: Any) -> None:
    values: dict[str, Any] = {
        "state": DelayState.AT_RISK,
        "days_moved": 0,
        "days_saveable": 91,
        "action": Action.SIGN_UP,
        "owner": Owner.TRAINEE,
        "act_by": date(2026, 12, 8),
    }
    world.session.add(
        DelayFlag(
            public_id="flag",
            enrolment_id=world.doctors["Kari"].id or 0,
            ref=f"course:{world.course}",
            cause=Cause.COURSE,
            course_key=world.course,
            evidence={},
            opened_on=TODAY,
            changed_on=TODAY,
            **{**values, **columns},
        )
    )
    world.session.commit()


def attended(world: SessionWorld, **columns: Any) -> None:
    values: dict[str, Any] = {"state": AttendanceState.ATTENDED, "starts_on": date(2026, 3, 2)}
    world.session.add(
        CourseAttendance(
            enrolment_id=world.doctors["Kari"].id or 0,
            course_key=world.course,
            **{**values, **columns},
        )
    )
    world.session.commit()


def do(world: SessionWorld, deed: Deed, held: str, version: int = 0, who: str = KARI) -> object:
    return sessions.do(world.session, deed, who, held, by=1, version=version, **WHEN)


# ---- The sentence ------------------------------------------------------------------------


def test_a_missed_deadline_that_moves_the_date_is_the_headline(world: SessionWorld) -> None:
    standing(world, world.held())
    flag(world)
    opening = page_of(world).opening
    assert opening.sentence == (
        f"Du trenger ett kurs til. Meld deg på {NAME} innen *8. desember 2026*,"
        " ellers flytter datoen seg *91 dager*."
    )


def test_whoever_has_signed_up_is_not_told_to(world: SessionWorld) -> None:
    held = world.held()
    world.registered(held, "Kari", State.APPLIED)
    standing(world, held)
    flag(world)
    assert "Meld deg på" not in page_of(world).opening.sentence


def test_a_course_that_moves_the_date_says_how_much(world: SessionWorld) -> None:
    standing(world, world.held(), moved_days=91)
    assert page_of(world).opening.sentence == (
        f"Du trenger ett kurs til. {NAME} flytter datoen *91 dager*."
    )
    assert page_of(world).needed[0].mark == "late"


def test_days_that_are_a_bound_are_said_as_at_least(world: SessionWorld) -> None:
    world.held()
    standing(world, None, outcome=SeatOutcome.NO_SEAT, moved_days=91, is_bound=True)
    assert "*minst 91 dager*" in page_of(world).opening.sentence


def test_without_danger_the_next_deadline_is_the_headline(world: SessionWorld) -> None:
    standing(world, world.held(signup_closes_on=date(2026, 12, 14)))
    opening = page_of(world).opening
    assert opening.sentence == (
        f"Du trenger ett kurs til. Påmeldingen til {NAME} stenger *14. desember 2026*."
    )
    assert opening.reason == "Slik det er nå, flytter ingen av dem datoen din."


def test_a_seat_for_everything_that_is_left(world: SessionWorld) -> None:
    held = world.held()
    world.registered(held, "Kari", State.CONFIRMED)
    assert page_of(world).opening.sentence == "Du har plass på *det ene kurset* du mangler."


def test_everything_taken(world: SessionWorld) -> None:
    world.held()
    attended(world)
    page = page_of(world)
    assert page.opening.sentence == "Alle kursene du trenger, er *tatt*."
    assert page.needed == ()
    assert [row.name for row in page.taken] == [NAME]


def test_an_equivalent_activity_counts_and_says_so(world: SessionWorld) -> None:
    world.held()
    attended(world, is_equivalent=True, equivalent_text="Kurs i utlandet")
    [row] = page_of(world).taken
    assert row.tags == ("tilsvarende aktivitet",)


def test_nothing_held_is_unknown_and_not_all_done(world: SessionWorld) -> None:
    page = page_of(world)
    assert page.opening.sentence == "Ingen samlinger er lagt inn for faget *ennå*."
    assert NAME in {row.name for row in page.unheld}


def test_somebody_else_reads_the_name_and_gets_no_links(world: SessionWorld) -> None:
    standing(world, world.held())
    page = page_of(world, is_own=False)
    assert page.opening.sentence.startswith("Kari Test trenger ett kurs til.")
    [course] = page.needed
    assert course.session is not None and course.session.link is None
    assert service.opening_of(
        world.session, KARI, today=TODAY, is_own=False
    ) == page.opening  # fmt: skip


def test_a_doctor_without_a_specialty_is_told_what_comes(world: SessionWorld) -> None:
    world.held()
    row = world.session.exec(select(Enrolment)).one()
    row.specialty_code, row.stage_key = None, "lis1_hospital"
    world.session.commit()
    page = page_of(world)
    assert page.needed == () and page.unheld == ()
    assert page.opening.sentence == "Du trenger ingen kurs til spesialiteten *ennå*."
    assert NAME in {row.name for row in page.coming}
    assert {row.name for row in page.elsewhere} >= {"Obligatoriske introduksjonsdager"}


def test_nobody_in_training_has_no_page(world: SessionWorld) -> None:
    assert service.load_page(world.session, "nobody", today=TODAY, is_own=True) is None
    assert service.opening_of(world.session, "nobody", today=TODAY) is None


# ---- One course --------------------------------------------------------------------------


def test_the_place_in_the_queue_is_told_with_the_rule(world: SessionWorld) -> None:
    standing(world, world.held(seats=16))
    [course] = page_of(world).needed
    assert course.lines[0].startswith("Du er nr. 9 av 14 i køen til 16 plasser.")
    assert course.rule.startswith("Plassene deles ut etter lengst tjeneste")
    assert course.session is not None and course.session.link == "Meld deg på"


def test_no_scan_is_said_and_nothing_is_guessed(world: SessionWorld) -> None:
    world.held()
    page = page_of(world)
    assert page.checked == "Sjansene er ikke regnet ut ennå. Det skjer hver natt."
    assert "Sjansen for plass er ikke regnet ut ennå." in page.needed[0].lines
    assert "Hva kurset gjør med datoen din, er ukjent." in page.needed[0].lines


@pytest.mark.parametrize(
    ("state", "mark", "word"),
    [
        (State.CONFIRMED, "on_track", "Har plass"),
        (State.APPLIED, "on_track", "Påmeldt, ikke avgjort"),
        (State.WAITING, "at_risk", "På venteliste"),
    ],
)
def test_the_state_is_the_live_registration(
    world: SessionWorld, state: State, mark: str, word: str
) -> None:
    held = world.held()
    world.registered(held, "Kari", state)
    standing(world, held)
    [course] = page_of(world).needed
    assert (course.mark, course.word) == (mark, word)


def test_a_cancelled_session_is_told_and_gives_no_seat(world: SessionWorld) -> None:
    held = world.held()
    world.registered(held, "Kari", State.CONFIRMED)
    world.session.execute(
        CourseSession.__table__.update().values(cancelled_on=TODAY)  # type: ignore[attr-defined]
    )
    world.session.commit()
    [course] = page_of(world).needed
    assert course.word == "Ikke utlyst"
    assert course.lines[0].endswith("er avlyst.")


def test_a_session_that_opens_later_takes_interest(world: SessionWorld) -> None:
    opens = TODAY + timedelta(days=10)
    standing(world, world.held(signup_opens_on=opens))
    [course] = page_of(world).needed
    assert course.word == "Åpner 03.12.2026"
    assert course.session is not None
    assert course.session.link == "Si fra at du er interessert"


def test_a_line_in_the_log_that_is_only_planned_is_no_registration(world: SessionWorld) -> None:
    standing(world, world.held())
    attended(world, state=AttendanceState.PLANNED, starts_on=date(2027, 4, 1))
    assert any("I loggen står kurset" in line for line in page_of(world).needed[0].lines)


def test_changes_after_the_scan_are_told(world: SessionWorld) -> None:
    held = world.held()
    standing(world, held)
    assert page_of(world).stale is None
    assert page_of(world).checked == "Regnet ut i natt, 23.11.2026 kl. 04.05"
    world.registered(held, "Kari", State.APPLIED)
    assert page_of(world).stale == (
        "Påmeldinger er endret etterpå. Sjansene regnes ut på nytt i natt."
    )
    world.session.add(
        AuditEvent(
            at=NOW, action="course.session_changed", subject_kind="course_session",
            subject_key=held,
        )
    )  # fmt: skip
    world.session.commit()
    assert (page_of(world).stale or "").startswith("Samlinger og påmeldinger er endret")


# ---- One session -------------------------------------------------------------------------


def test_what_signing_up_does_is_told_before_it_is_done(world: SessionWorld) -> None:
    held = world.held(seats=16)
    standing(world, held)
    page = session_page(world, held)
    assert (page.deed, page.version) == (Deed.APPLY, 0)
    assert page.consequences[0].startswith("Du er nr. 9 av 14")
    assert page.consequences[1:] == (
        "Får du plass, er kurset tatt 25. mars 2027.",
        "Det flytter ikke datoen din.",
    )


def test_a_late_session_moves_the_date_by_the_days_beyond_it(world: SessionWorld) -> None:
    first = world.held()
    late = world.held(starts_on=EXPECTED + timedelta(days=8))
    standing(world, first)
    assert session_page(world, late).consequences[-1] == (
        "Da flytter datoen seg *10 dager*, til 10. juli 2027."
    )


def test_an_earlier_session_wins_no_more_than_the_course_costs(world: SessionWorld) -> None:
    early = world.held()
    late = world.held(starts_on=EXPECTED - timedelta(days=2))
    standing(world, late, moved_days=30)
    assert session_page(world, early).consequences[-1] == (
        "Da kommer datoen *30 dager* tidligere, 31. mai 2027."
    )


def test_the_place_on_the_waiting_list_is_the_rules(world: SessionWorld) -> None:
    held = world.held(seats=1, signup_closes_on=TODAY - timedelta(days=1))
    world.doctor("Ola", date(2022, 3, 1))
    world.registered(held, "Kari", State.WAITING)
    world.registered(held, "Ola", State.WAITING)
    page = session_page(world, held)
    assert page.opening.sentence == "Du er nr. *2 av 2* på ventelisten."
    assert page.deed is Deed.WITHDRAW


def test_giving_up_a_seat_says_who_gets_it_and_what_comes_next(world: SessionWorld) -> None:
    held, later = world.held(), world.held(in_days=300, signup_closes_on=None)
    world.registered(held, "Kari", State.CONFIRMED)
    standing(world, held)
    page = session_page(world, held)
    assert page.consequences[0] == "Plassen din blir ledig. Ingen står på venteliste."
    assert "19.09.2027–21.09.2027" in page.consequences[1]
    assert page.consequences[2].startswith("Da flytter datoen seg *83 dager*")
    assert session_page(world, later).closed is not None


def test_a_session_that_is_not_there_has_no_page(world: SessionWorld) -> None:
    assert sessions.load_session_page(world.session, KARI, "nothing", today=TODAY) is None


def test_every_state_of_a_registration_has_its_sentence(world: SessionWorld) -> None:
    held = world.held()
    world.registered(held, "Kari", State.APPLIED)
    for state in State:
        world.session.execute(
            CourseRegistration.__table__.update().values(state=state)  # type: ignore[attr-defined]
        )
        world.session.commit()
        assert session_page(world, held).opening.sentence.count("*") == 2, state


# ---- Doing it ----------------------------------------------------------------------------


def test_signing_up_and_withdrawing(world: SessionWorld) -> None:
    held = world.held()
    done = do(world, Deed.APPLY, held)
    assert isinstance(done, Registered)
    assert sessions.done_words(done) == (
        "Du er meldt på samlingen 23.03.2027. Plassene deles ut etter fristen 23.12.2026."
    )
    assert isinstance(do(world, Deed.WITHDRAW, held, version=1), Registered)
    assert world.state(held, "Kari") == "withdrawn"


def test_a_form_of_an_older_version_is_a_conflict(world: SessionWorld) -> None:
    held = world.held()
    do(world, Deed.APPLY, held)
    answer = do(world, Deed.WITHDRAW, held, version=0)
    assert isinstance(answer, Refused) and sessions.is_conflict(answer)
    assert world.state(held, "Kari") == "applied"


def test_a_course_for_others_is_not_signed_up_for(world: SessionWorld) -> None:
    held = world.held(course_key="alm-kurs-i-akuttmedisin")
    assert do(world, Deed.APPLY, held) is None
    assert do(world, Deed.INTEREST, held) is None
    assert session_page(world, held).closed == "Kurset er ikke blant dem du trenger."
    assert world.state(held, "Kari") is None


def test_a_course_that_is_taken_is_refused_in_words(world: SessionWorld) -> None:
    held = world.held()
    attended(world)
    answer = do(world, Deed.APPLY, held)
    assert isinstance(answer, Refused) and answer.reason is Refusal.ALREADY_TAKEN
    assert session_page(world, held).closed == "Du har tatt kurset."


def test_nobody_signs_up_for_nobody(world: SessionWorld) -> None:
    held = world.held()
    assert do(world, Deed.APPLY, held, who="nobody") is None
    assert do(world, Deed.APPLY, "nothing") is None
    count = world.session.exec(select(col(CourseRegistration.id))).all()
    assert count == []
