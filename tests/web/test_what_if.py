"""Hva om …: columns beside the plan, forms read from the address, and nothing saved but a wish."""

import re
from collections.abc import Callable

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.db.base import metadata
from tests.support.people import ELIN, INGRID, KJERSTI, MARTE, NORA, SIVERT, THEA

SignIn = Callable[[FlaskClient, str], None]
ADDRESS = "/min-vei/hva-om"
PART_TIME = "share~60~2027-02-01~2027-07-31"


@pytest.fixture
def ingrid(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, INGRID)
    return client


def get(client: FlaskClient, address: str, **headers: str) -> str:
    response = client.get(address, headers={"Accept-Language": "nb", **headers})
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def titles(page: str) -> list[str]:
    """The headings of the columns, the plan's first."""
    part = page[page.index('id="hvaom"') :]
    return re.findall(r'<div class="option[^"]*">\s*<h3>([^<]*)</h3>', part)


def without_tokens(page: str) -> str:
    """The page without the form tokens, which are new each time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def rows(app: Flask) -> dict[str, int]:
    """How many rows every table holds."""
    engine = app.extensions["legelop"].database.engine
    with Session(engine) as session:
        return {
            table.name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_the_plan_stands_beside_three_suggestions_made_for_this_doctor(
    ingrid: FlaskClient,
) -> None:
    page = get(ingrid, "/min-vei")
    found = titles(page)
    assert found[0] == "Som planlagt"
    assert found[1].startswith("Psykose fra")
    assert found[2] == "80\u00a0% stilling februar–juli 2027"
    assert found[3].startswith("Bytt til")
    assert "46 dager før" in page


def test_what_is_tried_stands_in_the_address_and_can_be_taken_away(ingrid: FlaskClient) -> None:
    page = get(ingrid, f"{ADDRESS}?alt={PART_TIME}")
    assert titles(page)[1] == "60\u00a0% stilling februar–juli 2027"
    assert "Ta bort" in page
    assert len(titles(page)) == 4


def test_a_form_is_opened_by_a_link_and_sent_by_get(ingrid: FlaskClient) -> None:
    page = get(ingrid, f"{ADDRESS}?prov=permisjon")
    assert 'name="fra"' in page
    sent = f"{ADDRESS}?prov=permisjon&sendt=1&fra=2027-03-01&til=2027-08-31"
    page = get(ingrid, sent)
    assert titles(page)[1] == "Permisjon mars–august 2027"
    assert 'value="leave~2027-03-01~2027-08-31"' in page


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("prov=stilling&prosent=0&fra=2027-02-01", "prosent", "fra 1 til 100"),
        ("prov=stilling&prosent=130&fra=2027-02-01", "prosent", "fra 1 til 100"),
        ("prov=stilling&prosent=&fra=2027-02-01", "prosent", "fra 1 til 100"),
        ("prov=permisjon&fra=2027-02-01&til=2027-01-01", "til", "Siste dag er før første dag"),
        ("prov=permisjon&fra=2026-11-23&til=2027-01-01", "fra", "etter i dag, 23.11.2026"),
        ("prov=permisjon&fra=i+fjor&til=2027-01-01", "fra", "Skriv en dato"),
        ("prov=utland&fra=2099-01-01&til=2099-02-01", "fra", "for langt fram"),
        ("prov=spesialitet&fag=psykiatri&fra=2027-02-01", "fag", "spesialiteten i planen nå"),
        ("prov=spesialitet&fag=trolldom&fra=2027-02-01", "fag", "trolldom"),
        ("prov=spesialitet&fag=&fra=2027-02-01", "fag", "Skriv navnet"),
        ("prov=plassering&plassering=0&fra=2027-02-01", "plassering", "Velg en plassering"),
    ],
)
def test_what_is_wrong_is_named_at_the_field_and_the_rest_is_kept(
    ingrid: FlaskClient, query: str, field: str, message: str
) -> None:
    page = get(ingrid, f"{ADDRESS}?sendt=1&{query}")
    document = html5lib.parse(page, namespaceHTMLElements=False)
    wrong = document.find(f".//*[@id='{field}']")
    assert wrong.get("aria-invalid") == "true"
    error = document.find(f".//*[@id='{field}-error']")
    assert message in "".join(error.itertext())
    assert f'<a href="#{field}">' in page
    written = dict(part.split("=") for part in query.split("&"))
    if "til" in written:
        assert document.find(".//*[@id='til']").get("value") == written["til"]


def test_a_date_can_be_written_the_norwegian_way(ingrid: FlaskClient) -> None:
    page = get(ingrid, f"{ADDRESS}?prov=permisjon&sendt=1&fra=01.03.2027&til=31.08.2027")
    assert titles(page)[1] == "Permisjon mars–august 2027"


def test_three_are_enough(ingrid: FlaskClient) -> None:
    tried = "&".join(f"alt=share~{percent}~2027-02-01~2027-07-31" for percent in (50, 60, 70))
    page = get(ingrid, f"{ADDRESS}?{tried}&prov=stilling&sendt=1&prosent=90&fra=2027-02-01")
    assert len(titles(page)) == 4
    assert "Tre alternativer er nok om gangen" in page
    assert 'value="90"' in page
    assert len(titles(get(ingrid, f"{ADDRESS}?{tried}&alt={PART_TIME}"))) == 4


@pytest.mark.parametrize("token", ["tull", "share~60~2020-02-01~2020-07-31", "share~500~x~y"])
def test_an_address_that_has_gone_stale_says_so(ingrid: FlaskClient, token: str) -> None:
    page = get(ingrid, f"{ADDRESS}?alt={token}")
    assert "kan ikke regnes ut lenger" in page
    assert len(titles(page)) == 4


def test_a_change_that_cannot_be_made_says_why(ingrid: FlaskClient) -> None:
    page = get(ingrid, f"{ADDRESS}?alt=move~999999~2027-02-01")
    assert "Går ikke" in page
    assert "finnes ikke lenger" in page


def test_another_specialty_shows_what_carries_over(ingrid: FlaskClient) -> None:
    page = get(ingrid, f"{ADDRESS}?alt=specialty~RUS~2027-02-01")
    assert "Bytt til rus- og avhengighetsmedisin" in titles(page)
    assert "Hva som følger med til rus- og avhengighetsmedisin" in page
    assert "Felles kompetansemål, som er like for alle fag" in page


def test_trying_saves_nothing(app: Flask, ingrid: FlaskClient) -> None:
    before = rows(app)
    get(ingrid, "/min-vei")
    get(ingrid, f"{ADDRESS}?alt={PART_TIME}&prov=stilling&sendt=1&prosent=80&fra=2027-02-01")
    get(ingrid, f"{ADDRESS}?prov=utland&sendt=1&fra=2027-02-01&til=2028-01-31")
    assert rows(app) == before


def test_a_wish_is_kept_listed_and_taken_back(app: Flask, ingrid: FlaskClient) -> None:
    before = rows(app)
    response = ingrid.post("/min-vei/onsker", data={"endring": PART_TIME})
    assert (response.status_code, response.location) == (303, "/min-vei#onsker")
    ingrid.post("/min-vei/onsker", data={"endring": PART_TIME})
    changed = {name for name, number in rows(app).items() if number != before[name]}
    assert changed == {"wish", "audit_event"}
    assert rows(app)["wish"] == before["wish"] + 1
    page = get(ingrid, f"/min-vei?alt={PART_TIME}")
    assert 'id="onsker"' in page
    assert "meldt som ønske" in page
    wish = re.search(r'name="onske" value="(\d+)"', page)
    assert wish is not None
    data = {"onske": wish[1], "versjon": "1"}
    assert ingrid.post("/min-vei/onsker/trekk", data=data).status_code == 303
    page = get(ingrid, "/min-vei")
    assert "Ønsket er trukket tilbake." in page
    assert 'id="onsker"' not in page
    ingrid.post("/min-vei/onsker/trekk", data=data)
    assert "alt trukket tilbake" in get(ingrid, "/min-vei")


@pytest.mark.parametrize("token", ["", "tull", "share~500~x~y", "move~999999~2027-02-01"])
def test_what_is_no_change_cannot_be_wished(app: Flask, ingrid: FlaskClient, token: str) -> None:
    before = rows(app)
    assert ingrid.post("/min-vei/onsker", data={"endring": token}).status_code == 400
    assert rows(app) == before


def test_htmx_gets_the_section_alone(ingrid: FlaskClient) -> None:
    part = get(ingrid, ADDRESS, **{"HX-Request": "true", "HX-Target": "hvaom"})
    assert part.lstrip().startswith("<section")
    assert part.rstrip().endswith("</section>")
    assert without_tokens(part).strip() in without_tokens(get(ingrid, ADDRESS))


@pytest.mark.parametrize("reader", [KJERSTI, MARTE])
def test_whoever_has_scope_may_try_and_save_nothing(
    client: FlaskClient, sign_in: SignIn, reader: str
) -> None:
    sign_in(client, reader)
    page = get(client, f"/leger/{INGRID}/hva-om?alt={PART_TIME}")
    assert "Ingrid Solbakken kan bli godkjent" in page
    assert "60\u00a0% stilling februar–juli 2027" in titles(page)
    assert "Meld som ønske" not in page
    assert client.post("/min-vei/onsker", data={"endring": PART_TIME}).status_code == 403


@pytest.mark.parametrize("stranger", [NORA, ELIN])
def test_nobody_else_may(client: FlaskClient, sign_in: SignIn, stranger: str) -> None:
    sign_in(client, stranger)
    assert client.get(f"/leger/{INGRID}/hva-om").status_code == 403


def test_a_student_is_told_that_there_is_no_date_to_try_against(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, SIVERT)
    page = get(client, ADDRESS)
    assert titles(page) == []
    assert "Når det finnes en dato å regne fra" in page


@pytest.mark.parametrize("who", [INGRID, NORA, THEA, SIVERT])
def test_the_page_is_valid_html_with_unique_ids(
    client: FlaskClient, sign_in: SignIn, who: str
) -> None:
    sign_in(client, who)
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(
        get(client, f"{ADDRESS}?prov=spesialitet&alt={PART_TIME}")
    )
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
