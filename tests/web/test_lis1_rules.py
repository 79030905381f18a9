"""The pages of a council's rules: from a proposal through its effect to a decision."""

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col

from app.db.tables import Lis1Rules, RulesState
from app.services.lis1_run_worker import run as work
from seed.demo.values import public_id
from tests.support.databases import NOW
from tests.support.people import MARTE, TOR_ARNE

SignIn = Callable[[FlaskClient, str], None]
PROPOSAL = f"/lis1-regler/{public_id('lis1-rules', '3')}"
ADOPTED = f"/lis1-regler/{public_id('lis1-rules', '2')}"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def council(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, TOR_ARNE)
    return client


def fields(page: str) -> dict[str, str]:
    """What a form holds as it is shown: text, areas and what is chosen."""
    form = page[page.index("rules-form") :]
    found = dict(re.findall(r'<input[^>]* name="(\w+)" type="text" value="([^"]*)"', form))
    found |= dict(re.findall(r'<input type="hidden" name="(version)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</textarea>', form))
    for name, body in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', body)[1]
    return found


def test_the_page_says_what_counts_since_when_and_from_where(council: FlaskClient) -> None:
    page = council.get("/lis1-regler").text
    for text in ("Tre kriterier", "3. september 2025", "Kilde:", "ubekreftet", "Versjon 1"):
        assert text in page
    assert "2 poeng for plasser i en kommune når" in page


def test_a_proposal_is_made_changed_tried_and_adopted(
    council: FlaskClient, session: Session
) -> None:
    made = council.post("/lis1-regler/ny", data={"start": "gjeldende"})
    assert made.status_code == 303
    edit = made.location
    one = edit.removesuffix("/endre")
    raw = fields(council.get(edit).text)
    assert raw["c0_key"] == "tilhorighet" and raw["c0_scope"] == "municipality"
    wrong = council.post(edit, data={**raw, "c0_weight": "mange", "text": "Ny tekst"})
    assert wrong.status_code == 422
    assert "Skriv et helt tall fra 0 til 1000" in wrong.text and "mange" in wrong.text
    assert council.post(edit, data={**raw, "c0_drop": "1", "text": "Ny tekst"}).status_code == 303
    late = council.post(edit, data={**raw, "text": "En annens tekst"})
    assert late.status_code == 409 and "Ny tekst" in late.text and "En annens tekst" in late.text
    page = council.get(one).text
    assert "Tatt ut: Har bodd eller arbeidet" in page and "Vis virkningen" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    adopt = {"version": version, "decided_on": "20.11.2026"}
    early = council.post(f"{one}/vedta", data=adopt)
    assert early.status_code == 409 and "er vist" in early.text
    assert council.post(f"{one}/virkning").status_code == 303
    assert 'hx-trigger="every 2s"' in council.get(one).text
    part = council.get(f"{one}/virkning", headers={"HX-Request": "true"}).text
    assert "regnes ut" in part and "<html" not in part
    work(session, lambda: NOW, lambda done, total: True)
    page = council.get(one).text
    assert "Måte å fordele på" in page and "for få til å vises" in page
    bad = council.post(f"{one}/vedta", data={**adopt, "decided_on": "i morgen"})
    assert bad.status_code == 422 and "i morgen" in bad.text
    assert council.post(f"{one}/vedta", data=adopt).status_code == 303
    assert "20. november 2026" in council.get("/lis1-regler").text
    rows = session.execute(
        sa.select(col(Lis1Rules.number), col(Lis1Rules.state)).order_by(col(Lis1Rules.number))
    ).all()
    assert [state for _number, state in rows] == [
        RulesState.SUPERSEDED,
        RulesState.SUPERSEDED,
        RulesState.PROPOSED,
        RulesState.ADOPTED,
    ]
    assert council.get(edit).status_code == 409


def test_two_versions_are_compared_in_words(council: FlaskClient) -> None:
    page = council.get(PROPOSAL).text
    assert "poengene endres fra 2 poeng til 3 poeng" in page
    first = public_id("lis1-rules", "1")
    assert "Endret fra versjon 1" in council.get(f"{PROPOSAL}?mot={first}").text
    assert council.get(f"{PROPOSAL}?mot=made-up").status_code == 200


def test_a_proposal_is_discarded(council: FlaskClient) -> None:
    assert council.post(f"{PROPOSAL}/forkast", data={"version": "99"}).status_code == 409
    assert council.post(f"{PROPOSAL}/forkast", data={"version": "1"}).status_code == 303
    page = council.get(PROPOSAL).text
    assert "forkastet" in page and "Vis virkningen" not in page
    assert council.post(f"{ADOPTED}/forkast", data={"version": "1"}).status_code == 409


def test_a_made_up_beginning_is_told(council: FlaskClient) -> None:
    page = council.post("/lis1-regler/ny", data={"start": "x"})
    assert page.status_code == 200 and "Velg hvor forslaget skal begynne" in page.text
    assert "Finnmarkssykehusets regel" in page.text


def test_other_sides_and_made_up_versions_are_refused(
    app: Flask, council: FlaskClient, sign_in: SignIn
) -> None:
    assert council.get("/lis1-regler/made-up").status_code == 403
    other = app.test_client()
    sign_in(other, MARTE)
    assert other.get(PROPOSAL).status_code == 403
