"""A link that belongs to another of one's own sides offers that side, and tells nothing else."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db.session import Database
from seed.demo.departments import AKUTT
from tests.support.people import INGRID, MARTE
from tests.web.test_places import coordinator_of

SignIn = Callable[[FlaskClient, str], None]
OWN, FAR = "/steder/demo-legekontor-halden-1", "/steder/demo-unn-vop"


@pytest.fixture
def halden(app: Flask, sign_in: SignIn) -> FlaskClient:
    """She supervises and coordinates in Halden, and comes in as a supervisor."""
    home: Database = app.extensions["legelop"].database
    with home.session() as session:
        who = coordinator_of(session, "halden-kommune")
    client = app.test_client()
    sign_in(client, who)
    return client


def main_of(page: str) -> str:
    """What the page says, without its frame and without its own address."""
    part = page.split("<main")[1].split("</main>")[0]
    part = re.sub(r'name="csrf_token"[^>]*', "", part)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", part))).strip()


@pytest.mark.parametrize("address", ["/steder", OWN, f"/steder/{AKUTT}", "/steder?slag=dps"])
def test_the_page_names_the_side_and_a_button_goes_there(halden: FlaskClient, address: str) -> None:
    page = halden.get(address)
    assert page.status_code == 403
    assert "Siden hører til rollen Koordinator" in main_of(page.text)
    assert "Bytt til Koordinator" in main_of(page.text)
    (kept,) = re.findall(r'name="neste" value="([^"]+)"', page.text)
    data = {"role": "coordinator", "neste": html.unescape(kept)}
    done = halden.post("/bytt-side", data=data)
    assert (done.status_code, done.headers["Location"]) == (303, address)
    assert halden.get(address).status_code == 200


def test_what_no_side_of_hers_may_see_is_the_same_page_whether_it_exists_or_not(
    halden: FlaskClient,
) -> None:
    there, nowhere = halden.get(FAR), halden.get("/steder/finnes-ikke")
    assert there.status_code == nowhere.status_code == 403
    assert main_of(there.text) == main_of(nowhere.text)
    assert "Bytt til" not in main_of(there.text)


def test_those_with_one_side_and_forms_that_were_sent_get_the_plain_page(
    app: Flask, halden: FlaskClient, sign_in: SignIn
) -> None:
    for who, address in ((INGRID, "/steder"), (MARTE, "/veiledning")):
        client = app.test_client()
        sign_in(client, who)
        page = client.get(address)
        assert page.status_code == 403 and "Bytt til" not in main_of(page.text)
    sent = halden.post(f"{OWN}/plasser", data={})
    assert sent.status_code == 403 and "Bytt til" not in main_of(sent.text)


def test_the_button_leads_nowhere_else_and_to_no_side_one_does_not_have(
    halden: FlaskClient,
) -> None:
    away = halden.post("/bytt-side", data={"role": "coordinator", "neste": "//other.example"})
    assert away.status_code == 303 and away.headers["Location"] == "/"
    assert halden.post("/bytt-side", data={"role": "admin", "neste": "/"}).status_code == 403
