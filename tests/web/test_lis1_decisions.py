"""The pages of a LIS1 decision in the demo: proposed, approved, minutes, letters, conflicts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from seed.demo.values import public_id
from tests.support.lis1_demo import take_back_proposals
from tests.support.pdf_reader import read_pdf
from tests.support.people import SIGRID, TOR_ARNE

SignIn = Callable[[FlaskClient, str], None]
INTAKE = public_id("lis1-intake", "2027-03")
HERE = f"/inntak/{INTAKE}"


@pytest.fixture
def council(app: Flask, client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    with app.extensions["legelop"].database.session() as session:
        take_back_proposals(session)
    sign_in(client, TOR_ARNE)
    return client


def text_of(response: TestResponse) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return text_of(response)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, name
    return found[1]


def propose(client: FlaskClient) -> dict[str, str]:
    text = page(client, f"{HERE}/vedtak")
    form = {"kjoring": hidden(text, "kjoring"), "merknad": "Flest får førsteønsket."}
    assert client.post(f"{HERE}/vedtak/legg-fram", data=form).status_code == 303
    text = page(client, f"{HERE}/vedtak")
    return {"vedtak": hidden(text, "vedtak"), "version": hidden(text, "version")}


def test_two_sides_decide_and_the_minutes_can_be_taken(
    app: Flask, council: FlaskClient, sign_in: SignIn
) -> None:
    seen = propose(council)
    answer = f"{HERE}/vedtak/svar"
    council.post(answer, data={**seen, "svar": "godkjenn"})
    text = page(council, "/radets-bord")
    assert "Du har godkjent." in text and "Trekningen er etterprøvd" in text
    assert "Ingen for kommunene har godkjent." in text
    other = app.test_client()
    sign_in(other, SIGRID)
    done = other.post(answer, data={**seen, "svar": "godkjenn", "merknad": "Enig"})
    assert done.status_code == 303
    assert "Rådet har vedtatt" in page(other, f"{HERE}/vedtak")
    assert "Oppstart 1. mars 2027" in page(other, "/protokoller")
    pdf = read_pdf(other.get(f"{HERE}/protokoll/fil").data)
    assert "Enig" in pdf.text and "Flest får førsteønsket." in pdf.text
    assert other.get(f"{HERE}/protokoll/fil?som=xlsx&offentlig=1").data.startswith(b"PK")
    assert other.get(f"{HERE}/brev").status_code == 403
    for kind in ("pdf", "xlsx", "csv"):
        assert council.get(f"{HERE}/brev?som={kind}").status_code == 200
    assert "Brevlisten ble hentet som fil." in page(council, f"{HERE}/logg?hva=vedtak")


def test_an_answer_to_what_was_sent_back_is_a_conflict(
    app: Flask, council: FlaskClient, sign_in: SignIn
) -> None:
    seen = propose(council)
    answer = f"{HERE}/vedtak/svar"
    bare = council.post(answer, data={**seen, "svar": "tilbake"})
    assert bare.status_code == 422 and "Skriv hva som må endres." in text_of(bare)
    council.post(answer, data={**seen, "svar": "tilbake", "merknad": "Se på K-04"})
    other = app.test_client()
    sign_in(other, SIGRID)
    late = other.post(answer, data={**seen, "svar": "godkjenn"})
    assert late.status_code == 409 and "sendt tilbake" in text_of(late)
    assert "Se på K-04" in page(other, f"{HERE}/vedtak")


def test_stepping_back_closes_every_page_and_another_can_open_it(
    app: Flask, council: FlaskClient, sign_in: SignIn
) -> None:
    other = app.test_client()
    sign_in(other, SIGRID)
    form = {"gjelder": "alt", "hvorfor": "Datteren min søker."}
    assert other.post(f"{HERE}/inhabilitet", data=form).status_code == 303
    text = page(other, f"{HERE}/inhabilitet")
    assert "Du har meldt deg inhabil i" in text and "Tor Arne Hovind" in text
    assert "K-01" not in text
    sent = other.get(f"{HERE}/vedtak")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{HERE}/inhabilitet")
    assert other.post(f"{HERE}/inhabilitet/opphev", data={"inhabilitet": "1"}).status_code == 403
    assert "Inntak du har meldt deg inhabil i" in page(other, "/protokoller")
    row = hidden(page(council, f"{HERE}/inhabilitet"), "inhabilitet")
    council.post(f"{HERE}/inhabilitet/opphev", data={"inhabilitet": row, "grunn": "Søker ikke"})
    assert "Vedtak" in page(other, f"{HERE}/vedtak")


def test_a_form_that_names_nobody_is_kept_and_says_what_to_do(council: FlaskClient) -> None:
    wrong = council.post(
        f"{HERE}/inhabilitet", data={"gjelder": "kandidat", "hvorfor": "Naboen min"}
    )
    text = text_of(wrong)
    assert wrong.status_code == 422
    assert "Velg kandidaten det gjelder." in text and "Naboen min" in text


def test_a_comment_is_read_by_the_others(council: FlaskClient) -> None:
    council.post(f"{HERE}/kommentar", data={"kommentar": "Hva med K-04?"})
    assert "Hva med K-04?" in page(council, f"{HERE}/vedtak")
    assert "Kommentar til inntaket." in page(council, f"{HERE}/logg")
