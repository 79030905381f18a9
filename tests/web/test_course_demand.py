"""Kursbehov: the headline, the table, the chosen course, filters, a new scan, what was promised."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import (
    AuditEvent,
    CourseOutlook,
    CourseRegistration,
    CourseSession,
    CourseStanding,
    Enrolment,
    JobRun,
    Organisation,
    Person,
)
from app.store import trainees
from app.store.trainees import ReachFilter
from pathways.types.courses import Outlook, RegistrationState
from tests.support.course_outlooks import (
    SCANNED,
    Standings,
    add_outlook,
    add_session,
    make_outlook,
    with_session,
)
from tests.support.people import INGRID, MARTE
from tests.web.test_query_counts import queries

SignIn = Callable[[FlaskClient, str], None]
LEADERSHIP = "all-administrasjon-og-ledelse"
REGION = "Helse Sør-Øst RHF"
"""Marte's region."""
SPRING, AUTUMN = date(2027, 3, 8), date(2027, 9, 6)
EXTRA_DAYS = [200, 180, 150, 120, 100, 80, 60, 40, 14]
"""The delays of nine doctors: 944 days."""


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        # The demo may hold sessions and results of a scan; these tests have their own.
        for table in (CourseStanding, CourseOutlook, CourseRegistration, CourseSession, JobRun):
            opened.execute(sa.delete(table))
        opened.commit()
        yield opened


@pytest.fixture
def coordinator(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def enrolments(session: Session, *, own: bool) -> list[int]:
    """Doctors within Marte's trust, or outside it."""
    trust = session.exec(
        select(Organisation.id).where(Organisation.name == "Sykehuset Østfold HF")
    ).one()
    within = trainees.within(ReachFilter(organisation_ids=frozenset({trust or 0})))
    rows = session.exec(
        select(Enrolment.id)
        .where(within if own else ~within, col(Enrolment.ends_on).is_(None))
        .order_by(col(Enrolment.id))
    ).all()
    return [row for row in rows if row is not None]


def scan(session: Session, *, own: int = 9, others: int = 0, course: str = LEADERSHIP) -> Outlook:
    """One course with nine delayed doctors, of whom `own` are Marte's; the rest are in time."""
    region = session.exec(select(Organisation.id).where(Organisation.name == REGION)).one()
    held = add_session(session, course, f"{course[:20]}-spring", SPRING, region)
    outlook = with_session(make_outlook(course), f"{course[:20]}-spring")
    add_outlook(session, outlook)
    standings = Standings(session, course, held)
    doctors = enrolments(session, own=True)[:own] + enrolments(session, own=False)[:others]
    for enrolment, days in zip(doctors, EXTRA_DAYS, strict=False):
        standings.add(enrolment, days, seated=False, saved=days)
    session.commit()
    return outlook


def words(page: str) -> str:
    """All text of a page, with single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).replace(" .", ".")


def test_before_the_first_scan_the_page_says_so(coordinator: FlaskClient, session: Session) -> None:
    page = coordinator.get("/kursbehov").text
    assert "Kursbehovet er ikke regnet ut ennå." in page
    assert "Regn ut nå" in page
    assert "<table" not in page


def test_the_headline_and_its_reason_come_from_the_numbers(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    page = words(coordinator.get("/kursbehov").text)
    assert (
        "Én ekstra samling av Administrasjon og ledelse i mars 2027 sparer 31 legemåneder." in page
    )
    assert (
        "Ni leger er forsinket fordi samlingene er fulle. En samling med 16 plasser i mars henter"
        " inn alle ni. I juni hjelper den sju."
    ) in page
    assert "Regnet ut i natt, 23.11.2026 kl. 04.05" in page


def test_the_chosen_course_shows_the_same_numbers_as_charts_and_tables(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    page = coordinator.get("/kursbehov").text
    assert page.count('role="img"') == 4
    for name in ("by-month-w", "by-month-n", "by-half-year-w", "by-half-year-n"):
        assert f'aria-labelledby="{name}-title {name}-description"' in page
    text = words(page)
    assert "Mest spares i mars 31, april 29 og mai 26. Tallene står i tabellen." in text
    assert "mars 2027 01.03.2027 31 md. 9 9" in text
    assert "juli 2027 01.07.2027 ferie – –" in text
    assert "Vår 2027 16 16 12 10" in text
    assert "10 venter" in text


def test_names_are_shown_within_reach_only(coordinator: FlaskClient, session: Session) -> None:
    scan(session, own=3, others=6)
    page = coordinator.get("/kursbehov").text
    names = re.findall(r'/leger/([^/"]+)/vei', page)
    own = {
        row.public_id
        for row in session.exec(
            select(Person)
            .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
            .where(col(Enrolment.id).in_(enrolments(session, own=True)))
        )
    }
    assert len(names) == 3 and set(names) <= own
    text = words(page)
    assert "6 leger utenfor ditt område er også forsinket." in text
    assert "Tallene gjelder alle leger som er registrert her" in text
    assert "9 3 hos dere" in text


def test_very_few_doctors_of_others_are_not_counted_out(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session, own=6, others=3)
    text = words(coordinator.get("/kursbehov").text)
    assert "Seks av dine leger og noen få andre er forsinket" in text
    assert "Noen få leger utenfor ditt område er også forsinket." in text
    assert "9 leger" not in text and "Ni leger" not in text and "alle ni" not in text
    assert "3 leger" not in text


def test_another_course_is_chosen_by_its_address_and_as_a_part(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    other = "all-kunnskapsbasert-praksis"
    add_outlook(session, Outlook(other, 4, 20, 0, 0, 0))
    session.commit()
    whole = coordinator.get(f"/kursbehov?kurs={other}").text
    assert re.search(r'<h2 id="valgt-tittel"[^>]*>Kunnskapsbasert praksis</h2>', whole)
    assert "Én ekstra samling av <" not in whole and "Administrasjon og ledelse i mars" in whole
    part = coordinator.get(
        f"/kursbehov?kurs={other}", headers={"HX-Request": "true", "HX-Target": "kurs"}
    ).text
    assert part.lstrip().startswith('<div id="kurs"') and "<html" not in part
    assert 'class="selected"' in part


def test_courses_that_own_doctors_need_come_first(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session, own=2, others=7)
    foreign = "all-kunnskapsbasert-praksis"
    big = make_outlook(foreign, tuple(days * 2 for days in (0, 730, 944, *[0] * 9)))
    add_outlook(session, big)
    Standings(session, foreign).add(enrolments(session, own=False)[0], 900)
    session.commit()
    page = coordinator.get("/kursbehov").text
    assert page.index("Administrasjon og ledelse</a>") < page.index("Kunnskapsbasert praksis</a>")
    assert "Én ekstra samling av Administrasjon og ledelse" in page


def test_everybody_in_time_is_the_answer_when_nothing_is_late(
    coordinator: FlaskClient, session: Session
) -> None:
    add_outlook(session, Outlook(LEADERSHIP, 46, 60, 0, 0, 0))
    session.commit()
    page = words(coordinator.get("/kursbehov").text)
    assert "Alle får kurset i tide." in page
    assert "Legg inn ekstra samling" not in page
    assert "Ingen er forsinket av dette kurset." in page
    assert "Ingen samling er kunngjort." in page


def test_filters_leave_only_what_is_chosen(coordinator: FlaskClient, session: Session) -> None:
    regions = session.exec(
        select(Organisation.id, Organisation.name).where(Organisation.kind == "health_region")
    ).all()
    scan(session)
    other = "all-kunnskapsbasert-praksis"
    add_outlook(session, Outlook(other, 4, 20, 0, 0, 0))
    add_session(session, other, "north", AUTUMN, regions[0][0])
    add_session(session, LEADERSHIP, "south", AUTUMN, regions[1][0])
    session.commit()
    page = coordinator.get("/kursbehov").text
    assert regions[0][1] in page and regions[1][1] in page
    narrowed = coordinator.get(f"/kursbehov?region={regions[0][0]}").text
    assert "Kunnskapsbasert praksis</a>" in narrowed
    assert "Administrasjon og ledelse</a>" not in narrowed
    nothing = coordinator.get("/kursbehov?region=999999").text
    assert "Ingen kurs passer til valgene" in nothing


def test_a_change_after_the_scan_is_told_and_a_new_scan_can_be_asked_for(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    held = add_session(session, LEADERSHIP, "autumn", AUTUMN)
    assert "er endret etterpå" not in coordinator.get("/kursbehov").text
    session.add(
        CourseRegistration(
            session_id=held,
            enrolment_id=enrolments(session, own=True)[0],
            state=RegistrationState.APPLIED,
            changed_at=SCANNED + timedelta(hours=4),
        )
    )
    session.commit()
    page = words(coordinator.get("/kursbehov").text)
    assert "Tallene er fra 23.11.2026 kl. 04.05. Påmeldinger er endret etterpå." in page
    response = coordinator.post("/kursbehov/regn")
    assert response.status_code == 303
    run = session.exec(select(JobRun).where(JobRun.job == "delay_scan")).one()
    page = coordinator.get("/kursbehov").text
    assert 'hx-trigger="every 2s"' in page and "Tallene regnes på nytt." in page
    run.started_at, run.done, run.total = datetime.now(UTC), 120, 340
    session.commit()
    part = coordinator.get("/kursbehov/regner").text
    assert "120 av 340 leger er ferdige." in part and "<progress" in part
    run.finished_at, run.succeeded = datetime.now(UTC), True
    session.commit()
    part = coordinator.get("/kursbehov/regner").text
    assert "Nye tall er klare." in part and "every 2s" not in part


def test_a_scan_that_failed_is_told(coordinator: FlaskClient, session: Session) -> None:
    scan(session)
    at = datetime.now(UTC)
    session.add(JobRun(job="delay_scan", due_at=at, started_at=at, finished_at=at, succeeded=False))
    session.commit()
    page = coordinator.get("/kursbehov").text
    assert "Utregningen stoppet." in page and "Regn på nytt" in page


def test_ten_more_seats_are_shown_before_the_seats_are_changed(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    page = coordinator.get("/kursbehov").text
    assert "Prøv ti plasser til" in page and "Ti plasser til i samlingen" not in page
    tried = words(coordinator.get(f"/kursbehov?kurs={LEADERSHIP}&prov=plasser").text)
    assert "Ti plasser til i samlingen 08.03.2027–10.03.2027 i Oslo sparer 13 legemåneder." in tried
    assert "Endre til 26 plasser" in tried
    assert "til 01.02.2027: 6,6 md." in tried, "the move that saves most"


def test_the_button_keeps_the_promise_and_opens_the_form_filled_in(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    response = coordinator.post("/kursbehov/ekstra", data={"kurs": LEADERSHIP})
    assert response.status_code == 303
    for part in (f"kurs={LEADERSHIP}", "fra=2027-03-01", "til=2027-03-03", "plasser=16"):
        assert part in response.location
    event = session.exec(
        select(AuditEvent).where(AuditEvent.action == "course.extra_promised")
    ).one()
    assert event.details["saved_days"] == 944
    assert sum(days for _key, days, _seated in event.details["delays"]) == 944
    assert "Lovet" not in coordinator.get("/kursbehov").text, "nothing was added yet"


def test_a_course_that_nothing_helps_has_no_promise_to_keep(
    coordinator: FlaskClient, session: Session
) -> None:
    add_outlook(session, Outlook(LEADERSHIP, 46, 60, 0, 0, 0))
    session.commit()
    response = coordinator.post("/kursbehov/ekstra", data={"kurs": LEADERSHIP})
    assert response.status_code == 303 and response.location.endswith("/kursbehov")
    assert "sparer noe nå" in coordinator.get("/kursbehov").text


def test_what_was_promised_stands_beside_what_came_of_it(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    coordinator.post("/kursbehov/ekstra", data={"kurs": LEADERSHIP})
    held = add_session(session, LEADERSHIP, "extra", date(2027, 3, 1))
    outlook = session.get(CourseOutlook, LEADERSHIP)
    assert outlook is not None
    outlook.worked_out_at = datetime.now(UTC) - timedelta(hours=1)
    session.commit()
    assert "Lovet 31 md.; resultatet kommer" in words(coordinator.get("/kursbehov").text)
    for row in session.exec(select(CourseStanding)).all():
        row.moved_days, row.session_id = 0, held
    outlook.worked_out_at = SCANNED
    session.commit()
    assert "lovet 31 md., ble 31 md." in words(coordinator.get("/kursbehov").text)


def test_details_of_another_version_do_not_stop_the_page(
    coordinator: FlaskClient, session: Session
) -> None:
    scan(session)
    row = session.get(CourseOutlook, LEADERSHIP)
    assert row is not None
    row.details = {"version": 99}
    session.commit()
    page = coordinator.get("/kursbehov")
    assert page.status_code == 200
    assert "Tallene for dette kurset kan ikke vises nå." in page.text


def test_the_page_is_in_the_coordinators_menu_and_closed_to_others(
    app: Flask, coordinator: FlaskClient, sign_in: SignIn
) -> None:
    assert ">Kursbehov</a>" in coordinator.get("/oversikt").text
    doctor = app.test_client()
    sign_in(doctor, INGRID)
    assert doctor.get("/kursbehov").status_code == 403


def test_more_doctors_and_courses_ask_no_more_queries(
    app: Flask, coordinator: FlaskClient, session: Session
) -> None:
    scan(session, own=2)
    few = queries(app, coordinator, "/kursbehov")
    standings = Standings(session, LEADERSHIP)
    for enrolment in enrolments(session, own=True)[20:120]:
        standings.add(enrolment, 10)
    scan(session, own=9, course="all-kunnskapsbasert-praksis")
    assert queries(app, coordinator, "/kursbehov") <= few


def test_the_page_speaks_english(coordinator: FlaskClient, session: Session) -> None:
    scan(session)
    coordinator.set_cookie("legelop_locale", "en")
    assert coordinator.get("/kursbehov").status_code == 200
