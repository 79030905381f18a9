"""Headers, form tokens, errors and health: what holds for every page."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.factory import create_app
from tests.support.people import INGRID, NORA

SignIn = Callable[[FlaskClient, str], None]


def test_the_content_security_policy_allows_only_our_own_files(client: FlaskClient) -> None:
    policy = client.get("/logg-inn").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_personal_pages_stay_out_of_every_cache(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    response = client.get("/min-vei")
    assert response.headers["Cache-Control"] == "no-store"
    assert {"hx-request", "cookie"} <= {name.lower() for name in response.vary}


def test_a_post_without_the_form_token_is_refused(settings: Settings) -> None:
    client = create_app(settings).test_client()
    response = client.post("/logg-inn", data={"username": "a", "password": "b"})
    assert response.status_code == 400
    assert "<h1>" in response.text


def test_the_token_may_come_in_the_header_that_htmx_sends(settings: Settings) -> None:
    client = create_app(settings).test_client()
    page = client.get("/logg-inn").text
    start = page.index("hx-headers='") + len("hx-headers='")
    headers = json.loads(page[start : page.index("'", start)])
    response = client.post("/logg-inn", data={"username": "a", "password": "b"}, headers=headers)
    assert response.status_code == 422


@pytest.mark.parametrize("address", ["/finnes-ikke", "/planer/finnes-ikke"])
def test_a_missing_page_says_so_and_shows_a_way_on(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "Siden finnes ikke" in response.text
    assert 'href="/veier"' in response.text


def test_a_wrong_method_is_told_as_a_page(client: FlaskClient) -> None:
    assert client.post("/veier").status_code == 405


def test_another_doctors_record_and_no_such_doctor_are_the_same_answer(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    other = client.get(f"/leger/{NORA}/vei")
    nobody = client.get("/leger/finnesikke/vei")
    assert other.status_code == nobody.status_code == 403
    assert "Nora" not in other.text
    # The form token is new in every page.
    varying = rf'"X-CSRFToken": "[^"]*|csrf_token" value="[^"]*|{NORA}|finnesikke'
    assert re.sub(varying, "", other.text) == re.sub(varying, "", nobody.text)


def test_an_unexpected_error_is_told_without_its_details(settings: Settings) -> None:
    app = create_app(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> str:
        raise ValueError("a secret inside")

    from app.access import PUBLIC, access

    app.add_url_rule("/brekk", "broken", access(PUBLIC)(broken))
    response = app.test_client().get("/brekk")
    assert response.status_code == 500
    assert "secret inside" not in response.text


def test_a_part_asked_for_by_a_stranger_leads_to_the_sign_in_page(client: FlaskClient) -> None:
    response = client.get("/min-vei", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith("/logg-inn")


def test_health_tells_whether_everything_is_ready(client: FlaskClient) -> None:
    assert client.get("/helse/levende").json == {"status": "ok"}
    ready = client.get("/helse/klar")
    assert ready.status_code == 200
    assert ready.json["checks"] == {  # type: ignore[index]
        "database": True,
        "migrations": True,
        "reference_data": True,
    }


def test_health_says_not_ready_before_the_tables_are_made(
    settings: Settings, tmp_path: Path
) -> None:
    empty = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/empty.sqlite3"})
    response = create_app(empty).test_client().get("/helse/klar")
    assert response.status_code == 503


def test_a_short_secret_stops_the_start() -> None:
    with pytest.raises(ValueError, match="at least 32 characters"):
        Settings(secret_key="short")


def test_every_request_leaves_one_line_without_names(
    client: FlaskClient, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in(client, INGRID)
    capsys.readouterr()
    client.get("/min-vei?sok=hemmelig")
    lines = [line for line in capsys.readouterr().err.splitlines() if '"event": "request"' in line]
    assert len(lines) == 1
    logged = json.loads(lines[0])
    assert (logged["route"], logged["status"], logged["actor"]) == ("/min-vei", 200, INGRID)
    assert "hemmelig" not in lines[0]
    assert "Ingrid" not in lines[0]


def test_static_files_by_others_carry_their_hash(app: Flask, client: FlaskClient) -> None:
    page = client.get("/logg-inn").text
    assert page.count('integrity="sha384-') == 3
