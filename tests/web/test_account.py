"""Signing in and out in the browser's eyes: forms, cookies, errors, languages."""

import re
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from app.db.tables import Account, RoleGrant
from app.factory import create_app
from app.roles import Role, ScopeKind
from app.services import sign_in as sign_in_service
from app.web.requests import SESSION_COOKIE
from tests.support.people import INGRID, MARTE, NORA

SignIn = Callable[[FlaskClient, str], None]
PASSWORD = "riktig hest batteri"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(sign_in_service, "_hasher", hasher)
    monkeypatch.setattr(sign_in_service, "_DUMMY_HASH", hasher.hash("nobody"))


@pytest.fixture
def with_password(app: Flask) -> str:
    """Ingrid with a password; returns her username."""
    with app.extensions["legelop"].database.session() as session:
        from sqlmodel import select

        from app.db.tables import Person

        account = session.exec(select(Account).join(Person).where(Person.public_id == INGRID)).one()
        account.password_hash = sign_in_service.hash_password(PASSWORD)
        session.commit()
        return account.username


def post_sign_in(
    client: FlaskClient, username: str, password: str, neste: str = ""
) -> TestResponse:
    return client.post(
        "/logg-inn", data={"username": username, "password": password, "neste": neste}
    )


def test_the_right_password_leads_to_where_one_was_going(
    client: FlaskClient, with_password: str
) -> None:
    response = post_sign_in(client, with_password, PASSWORD, "/om-dataene")
    assert (response.status_code, response.location) == (303, "/om-dataene")


@pytest.mark.parametrize(
    "neste",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(
    client: FlaskClient, with_password: str, neste: str
) -> None:
    assert post_sign_in(client, with_password, PASSWORD, neste).location == "/"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    settings: Settings, with_password: str
) -> None:
    secure = create_app(settings.model_copy(update={"cookie_secure": True}))
    secure.config["WTF_CSRF_ENABLED"] = False
    response = post_sign_in(secure.test_client(), with_password, PASSWORD)
    cookie = next(
        value for value in response.headers.getlist("Set-Cookie") if SESSION_COOKIE in value
    )
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))


def test_a_wrong_password_keeps_the_name_and_says_nothing_about_which(
    client: FlaskClient, with_password: str
) -> None:
    known = post_sign_in(client, with_password, "wrong")
    unknown = post_sign_in(client, "finnes.ikke", "wrong")
    assert known.status_code == unknown.status_code == 422
    assert f'value="{with_password}"' in known.text
    # The form token is new in every page; apart from it and the name they must be alike.
    token = r'csrf_token" value="[^"]*|"X-CSRFToken": "[^"]*'
    varying = "|".join((token, r"finnes\.ikke", re.escape(with_password)))
    assert re.sub(varying, "", known.text) == re.sub(varying, "", unknown.text)


def test_the_eleventh_try_is_told_to_wait(client: FlaskClient, with_password: str) -> None:
    codes = [post_sign_in(client, with_password, "wrong").status_code for _ in range(10)]
    assert codes == [422] * 10
    response = post_sign_in(client, with_password, PASSWORD)
    assert response.status_code == 429
    assert "Vent 15 minutter" in response.text


def test_an_empty_form_names_both_fields(client: FlaskClient) -> None:
    page = post_sign_in(client, "", "")
    assert page.status_code == 422
    assert "Skriv brukernavnet ditt." in page.text
    assert "Skriv passordet ditt." in page.text


def test_signing_out_ends_the_session_on_the_server(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    cookie = client.get_cookie(SESSION_COOKIE)
    client.post("/logg-ut")
    thief = app.test_client()
    assert cookie is not None
    thief.set_cookie(SESSION_COOKIE, cookie.value)
    assert thief.get("/min-vei").status_code == 302


def test_one_can_end_ones_other_sessions(app: Flask, sign_in: SignIn) -> None:
    here, there = app.test_client(), app.test_client()
    sign_in(here, INGRID)
    sign_in(there, INGRID)
    assert "2" in here.get("/konto").text
    here.post("/konto/avslutt")
    assert there.get("/min-vei").status_code == 302
    assert here.get("/min-vei").status_code == 200


def test_nobody_can_end_somebody_elses_session(app: Flask, sign_in: SignIn) -> None:
    mine, hers = app.test_client(), app.test_client()
    sign_in(mine, NORA)
    sign_in(hers, INGRID)
    for number in range(1, 10):
        mine.post("/konto/avslutt", data={"session": number})
    assert hers.get("/min-vei").status_code == 200


def test_a_person_with_two_roles_changes_side(app: Flask, sign_in: SignIn) -> None:
    client = app.test_client()
    with app.extensions["legelop"].database.session() as session:
        from sqlmodel import select

        from app.db.tables import Person

        person = session.exec(select(Person).where(Person.public_id == MARTE)).one()
        assert person.id is not None
        session.add(
            RoleGrant(
                person_id=person.id,
                role=Role.PLANNER,
                scope=ScopeKind.ALL,
                valid_from=app.extensions["legelop"].clock.today(),
            )
        )
        session.commit()
    sign_in(client, MARTE)
    assert client.get("/framskriving").status_code == 403
    assert client.post("/bytt-side", data={"role": "planner"}).location == "/framskriving"
    assert client.get("/framskriving").status_code == 200
    assert client.get("/oversikt").status_code == 403


def test_nobody_takes_a_role_they_do_not_hold(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    assert client.post("/bytt-side", data={"role": "admin"}).status_code == 403


def test_the_demo_picker_signs_in_as_the_chosen_person(client: FlaskClient) -> None:
    assert "Ingrid Solbakken" in client.get("/demo").text
    client.post(f"/demo/{INGRID}")
    assert client.get("/").location == "/min-vei"


def test_outside_demo_mode_there_is_no_picker(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"demo": False}))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.get("/demo").status_code == 404
    assert client.post(f"/demo/{INGRID}").status_code == 404
    assert client.get("/min-vei").status_code == 302


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [
        ("no,en;q=0.5", "nb"),
        ("nn-NO,nn;q=0.9,en;q=0.5", "nb"),
        ("en-GB,en", "en"),
        ("de,fr", "nb"),
        ("", "nb"),
    ],
)
def test_the_first_language_follows_the_browser(
    client: FlaskClient, accepts: str, expected: str
) -> None:
    page = client.get("/logg-inn", headers={"Accept-Language": accepts})
    assert f'<html lang="{expected}"' in page.text


def test_a_chosen_language_stays(client: FlaskClient) -> None:
    assert client.get("/sprak/en?neste=/logg-inn").location == "/logg-inn"
    page = client.get("/logg-inn", headers={"Accept-Language": "nb"})
    assert '<html lang="en"' in page.text
    assert client.get("/sprak/tlh").status_code == 404
