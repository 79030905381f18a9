"""Min vei in the browser's eyes: the pages, the part, and who may open them."""

from collections.abc import Callable

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.support.people import ELIN, INGRID, KJERSTI, MARTE, NORA, SIVERT, THEA

SignIn = Callable[[FlaskClient, str], None]


def get(client: FlaskClient, address: str, **headers: str) -> str:
    response = client.get(address, headers={"Accept-Language": "nb", **headers})
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (INGRID, "Du kan bli godkjent spesialist i psykiatri"),
        (NORA, "Du kan være ferdig med LIS1"),
        (THEA, "Du kan bli godkjent spesialist i allmennmedisin"),
        (SIVERT, "Den første LIS1-starten du kan rekke, er"),
    ],
)
def test_each_doctor_meets_the_own_sentence(
    client: FlaskClient, sign_in: SignIn, who: str, sentence: str
) -> None:
    sign_in(client, who)
    page = get(client, "/min-vei")
    assert sentence in page
    assert "Du er her" in page


@pytest.mark.parametrize("who", [INGRID, NORA, THEA, SIVERT])
def test_the_page_is_valid_html_with_unique_ids(
    client: FlaskClient, sign_in: SignIn, who: str
) -> None:
    sign_in(client, who)
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(
        get(client, "/min-vei?krav=alle")
    )
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert document.find(".//title").text == "Min vei – Legeløp"


def test_the_numbers_of_the_demo_psychiatrist_hang_together(
    client: FlaskClient, sign_in: SignIn
) -> None:
    """Worked by hand: 34 months and 11/30 served, 25.63 more end on 13 January 2029; the booked
    year from 01.09.2027 and the half year after it end on 28 February 2029, 46 days later."""
    sign_in(client, INGRID)
    page = get(client, "/min-vei")
    assert "28. februar 2029" in page
    assert "Får du den 14. juli 2027, er du ferdig 13. januar 2029, 46 dager før." in page
    assert "<b>34,4</b>" in page or "<strong>34,4</strong>" in page
    assert "permisjon 8 md." in page
    assert "avgjør datoen" in page


def test_the_filter_is_a_link_and_answers_alone_to_htmx(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    page = get(client, "/min-vei?krav=alle")
    part = get(client, "/min-vei?krav=alle", **{"HX-Request": "true", "HX-Target": "krav"})
    assert part.lstrip().startswith("<section")
    assert part.strip() in page
    assert "Autorisasjon" in part
    remaining = get(client, "/min-vei?krav=gjenstar", **{"HX-Request": "true", "HX-Target": "krav"})
    assert len(remaining) < len(part)


def test_history_restored_by_htmx_gets_the_whole_page(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    page = get(client, "/min-vei", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in page


@pytest.mark.parametrize("reader", [KJERSTI, MARTE])
def test_a_supervisor_and_a_coordinator_with_scope_read_it_in_the_third_person(
    client: FlaskClient, sign_in: SignIn, reader: str
) -> None:
    sign_in(client, reader)
    page = get(client, f"/leger/{INGRID}/vei")
    assert "Ingrid Solbakken kan bli godkjent" in page
    assert "Du er her" not in page


@pytest.mark.parametrize("stranger", [NORA, ELIN])
def test_nobody_else_reads_it_and_the_answer_tells_nothing(
    client: FlaskClient, sign_in: SignIn, stranger: str
) -> None:
    sign_in(client, stranger)
    other = client.get(f"/leger/{INGRID}/vei")
    nobody = client.get("/leger/finnes-ikke/vei")
    assert (other.status_code, nobody.status_code) == (403, 403)
    assert "Solbakken" not in other.get_data(as_text=True)


def test_without_signing_in_there_is_no_page(client: FlaskClient) -> None:
    assert client.get("/min-vei").status_code in (302, 303, 401)


def test_a_coordinator_has_no_page_of_the_own(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, MARTE)
    assert client.get("/min-vei").status_code == 403


def test_personal_pages_are_kept_by_no_cache(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    response = client.get("/min-vei")
    assert response.headers["Cache-Control"] == "no-store"
    assert "HX-Request" in response.headers["Vary"]


def test_the_page_is_whole_in_english(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    page = client.get("/min-vei", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "28 February 2029" in page
    assert "Du kan" not in page
    assert "You are here" in page
