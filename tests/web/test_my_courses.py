"""Kurs in the browser: the doctor's own page, one session, signing up and what is refused."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import AccessLog, CourseRegistration, CourseSession, Enrolment, Person
from pathways.types.courses import RegistrationState
from seed.demo.courses import ADMINISTRATION, PSYCHIATRY_3, session_id
from tests.support.people import ELIN, INGRID, KJERSTI, MARTE, NORA, SIVERT, THEA

SignIn = Callable[[FlaskClient, str], None]
TODAY = date(2026, 11, 23)
PAGE = "/min-vei/kurs"
REGSIM = session_id("demo-vop-regsim-akutt-uro", date(2027, 3, 15))
FULL = session_id(PSYCHIATRY_3, date(2027, 1, 25))
LATER = session_id(PSYCHIATRY_3, date(2027, 9, 20))
SEATED = session_id(ADMINISTRATION, date(2027, 3, 8))
AIRWAY = session_id("demo-ane-luftvei", date(2027, 2, 8))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def ingrid(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, INGRID)
    return client


def mine(session: Session, held: str) -> CourseRegistration | None:
    """Ingrid's row in a session, read afresh."""
    session.expire_all()
    return session.exec(
        select(CourseRegistration)
        .join(CourseSession, col(CourseSession.id) == col(CourseRegistration.session_id))
        .join(Enrolment, col(Enrolment.id) == col(CourseRegistration.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(CourseSession.public_id == held, Person.public_id == INGRID)
    ).first()


def change(session: Session, held: str, **columns: object) -> None:
    row = session.exec(select(CourseSession).where(CourseSession.public_id == held)).one()
    for name, value in columns.items():
        setattr(row, name, value)
    session.commit()


def post(client: FlaskClient, held: str, deed: str, version: int = 0) -> tuple[int, str]:
    answer = client.post(f"{PAGE}/{held}/{deed}", data={"version": version})
    return answer.status_code, answer.text


def test_the_page_says_what_is_left_and_links_to_each_session(ingrid: FlaskClient) -> None:
    page = ingrid.get(PAGE)
    assert page.status_code == 200
    assert "Du trenger to kurs til." in page.text
    for name in ("Administrasjon og ledelse", "Grunnkurs i psykiatri, samling 3"):
        assert name in page.text
    assert f'href="{PAGE}/{REGSIM}"' in page.text
    assert "Grunnkurs i psykiatri, samling 1" in page.text.partition("Kurs som er tatt")[2]


def test_the_menu_leads_to_it(ingrid: FlaskClient) -> None:
    assert re.search(rf'href="{PAGE}"[^>]*aria-current="page"', ingrid.get(PAGE).text)


@pytest.mark.parametrize("who", [NORA, THEA, SIVERT])
def test_every_doctor_has_the_page(client: FlaskClient, sign_in: SignIn, who: str) -> None:
    sign_in(client, who)
    assert client.get(PAGE).status_code == 200


def test_the_consequence_stands_above_the_button(ingrid: FlaskClient) -> None:
    text = ingrid.get(f"{PAGE}/{REGSIM}").text
    assert text.index("Får du plass, er kurset tatt 15. mars 2027.") < text.index("Meld meg på")
    assert 'name="version" value="0"' in text


def test_signing_up_says_what_happens_next_and_can_be_taken_back(
    ingrid: FlaskClient, session: Session
) -> None:
    answer = ingrid.post(f"{PAGE}/{REGSIM}/meld-paa", data={"version": 0}, follow_redirects=True)
    assert "Plassene deles ut etter fristen 14.12.2026." in answer.text
    row = mine(session, REGSIM)
    assert row is not None and row.state is RegistrationState.APPLIED
    page = ingrid.get(f"{PAGE}/{REGSIM}").text
    assert "Meld meg av" in page and 'name="version" value="1"' in page
    answer = ingrid.post(f"{PAGE}/{REGSIM}/meld-av", data={"version": 1}, follow_redirects=True)
    assert "Du er ikke lenger påmeldt." in answer.text


def test_interest_before_the_opening(ingrid: FlaskClient, session: Session) -> None:
    assert "Interesse binder deg ikke." in ingrid.get(f"{PAGE}/{LATER}").text
    assert post(ingrid, LATER, "interesse")[0] == 303
    row = mine(session, LATER)
    assert row is not None and row.state is RegistrationState.INTERESTED


def test_signing_up_after_the_deadline_is_refused(ingrid: FlaskClient, session: Session) -> None:
    assert "Påmeldingen er stengt." in ingrid.get(f"{PAGE}/{FULL}").text
    status, text = post(ingrid, FULL, "meld-paa")
    assert status == 422
    assert "Påmeldingen stengte 26. oktober 2026." in text
    assert "Ingenting er endret." in text
    assert mine(session, FULL) is None


def test_signing_up_before_the_opening_is_refused(ingrid: FlaskClient, session: Session) -> None:
    status, text = post(ingrid, LATER, "meld-paa")
    assert status == 422 and "Påmeldingen åpner 22. mars 2027." in text
    assert mine(session, LATER) is None


def test_a_cancelled_session_takes_nobody(ingrid: FlaskClient, session: Session) -> None:
    change(session, REGSIM, cancelled_on=TODAY, cancel_reason="Lokalet er *stengt*.")
    page = ingrid.get(f"{PAGE}/{REGSIM}").text
    assert "avlyst" in page and "Meld meg på" not in page
    status, text = post(ingrid, REGSIM, "meld-paa")
    assert status == 422 and "Samlingen er avlyst." in text
    assert mine(session, REGSIM) is None


def test_signing_up_twice_is_refused(ingrid: FlaskClient, session: Session) -> None:
    post(ingrid, REGSIM, "meld-paa")
    status, text = post(ingrid, REGSIM, "meld-paa", version=1)
    assert status == 422 and "denne samlingen" in text
    assert mine(session, REGSIM) is not None


def test_a_form_that_was_open_too_long_shows_how_it_is_now(
    ingrid: FlaskClient, session: Session
) -> None:
    post(ingrid, REGSIM, "meld-paa")
    status, text = post(ingrid, REGSIM, "meld-av", version=0)
    assert status == 409
    assert "Påmeldingen er endret etter at du åpnet siden." in text
    assert 'name="version" value="1"' in text
    row = mine(session, REGSIM)
    assert row is not None and row.state is RegistrationState.APPLIED


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 12])
def test_a_version_that_is_no_number_changes_nothing(
    ingrid: FlaskClient, session: Session, version: str
) -> None:
    before = mine(session, SEATED)
    assert before is not None
    answer = ingrid.post(f"{PAGE}/{SEATED}/meld-av", data={"version": version})
    assert answer.status_code == 409
    after = mine(session, SEATED)
    assert after is not None and after.state is RegistrationState.CONFIRMED


def test_a_session_that_has_begun_is_not_left(ingrid: FlaskClient, session: Session) -> None:
    change(
        session, SEATED, starts_on=TODAY - timedelta(days=1), signup_opens_on=None,
        signup_closes_on=None,
    )  # fmt: skip
    row = mine(session, SEATED)
    assert row is not None
    status, text = post(ingrid, SEATED, "meld-av", version=row.version)
    assert status == 422 and "Samlingen begynte" in text


def test_a_course_of_another_specialty_is_not_for_her(
    ingrid: FlaskClient, session: Session
) -> None:
    status, text = post(ingrid, AIRWAY, "meld-paa")
    assert status == 422 and "Kurset er ikke for deg." in text
    assert mine(session, AIRWAY) is None


def test_a_session_that_is_not_there(ingrid: FlaskClient) -> None:
    assert ingrid.get(f"{PAGE}/finnes-ikke").status_code == 404
    assert post(ingrid, "finnes-ikke", "meld-paa")[0] == 404
    assert post(ingrid, REGSIM, "noe-annet")[0] == 404
    assert ingrid.get(f"{PAGE}/{REGSIM}/meld-paa").status_code == 405


@pytest.mark.parametrize("who", [KJERSTI, MARTE])
def test_others_with_scope_read_and_the_look_is_remembered(
    client: FlaskClient, sign_in: SignIn, session: Session, who: str
) -> None:
    sign_in(client, who)
    page = client.get(f"/leger/{INGRID}/kurs")
    assert page.status_code == 200
    assert "Ingrid Solbakken trenger to kurs til." in page.text
    assert f"{PAGE}/" not in page.text
    looks = session.exec(select(AccessLog.page)).all()
    assert list(looks) == ["courses"]
    assert post(client, REGSIM, "meld-paa")[0] == 403
    assert client.get(f"{PAGE}/{REGSIM}").status_code == 403


def test_without_scope_nothing_is_shown(client: FlaskClient, sign_in: SignIn) -> None:
    for who in (THEA, ELIN):
        sign_in(client, who)
        assert client.get(f"/leger/{INGRID}/kurs").status_code == 403
        assert client.get("/leger/finnes-ikke/kurs").status_code == 403


def test_markup_in_names_is_shown_as_text(ingrid: FlaskClient, session: Session) -> None:
    change(session, REGSIM, place="<b>*Oslo*</b>", note="<script>1</script>")
    for address in (PAGE, f"{PAGE}/{REGSIM}"):
        text = ingrid.get(address).text
        assert "&lt;b&gt;Oslo&lt;/b&gt;" in text
        assert "<script>1" not in text
