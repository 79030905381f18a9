"""The public pages over HTTP: whole and as parts, in both languages, and for wrong addresses."""

import re
from collections import Counter

import html5lib
import pytest
from flask.testing import FlaskClient

HTMX = {"HX-Request": "true"}
CHOSEN = "/veier?familie=p&fag=vop"


@pytest.mark.parametrize("address", ["/veier", "/veier?familie=k", CHOSEN, "/veier?vis=liste"])
def test_page_is_valid_html_with_unique_ids(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    html5lib.HTMLParser(strict=True).parse(response.text)
    ids = Counter(re.findall(r'\sid="([^"]+)"', response.text))
    assert [key for key, count in ids.items() if count > 1] == []
    assert "style=" not in response.text
    assert "<script>" not in response.text


def test_map_tells_its_answer_and_links_every_family(client: FlaskClient) -> None:
    text = client.get("/veier").text
    assert "Det finnes 46 veier til spesialist." in text
    for letter in "ikpsla":
        assert f'href="/veier?familie={letter}"' in text


def test_chosen_specialty_shows_facts_plans_and_offers(client: FlaskClient) -> None:
    text = client.get(CHOSEN).text
    assert "Fra autorisasjon til spesialist i psykiatri tar det minst" in text
    assert 'href="/planer/VOP-diakonhjemmet"' in text
    assert "Ubekreftet grense" in text
    # Names of organisations, not their keys.
    assert "Sykehuset Østfold" in text
    assert ">sykehuset-ostfold" not in text


def test_htmx_gets_the_three_parts_and_nothing_around_them(client: FlaskClient) -> None:
    response = client.get(CHOSEN, headers=HTMX)
    for part in ("svar", "kart", "fakta"):
        assert response.text.count(f'id="{part}"') == 1
    assert "<html" not in response.text
    assert "<title>Psykiatri" in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_history_restore_gets_the_whole_page(client: FlaskClient) -> None:
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/veier", headers=headers).text


def test_unknown_specialty_is_answered_at_the_field(client: FlaskClient) -> None:
    response = client.get("/veier?fag=urolgi")
    assert response.status_code == 404
    assert "Vi fant ikke «urolgi»." in response.text
    assert 'value="urolgi"' in response.text
    assert 'href="/veier?familie=k&amp;fag=uro#fakta"' in response.text
    assert "Det finnes 46 veier" in response.text


def test_what_is_typed_is_never_markup(client: FlaskClient) -> None:
    response = client.get("/veier", query_string={"fag": '"><script>alert(1)</script>'})
    assert response.status_code == 404
    assert "<script>alert" not in response.text


def test_endless_input_is_cut(client: FlaskClient) -> None:
    response = client.get("/veier", query_string={"fag": "x" * 3000})
    assert response.status_code == 404
    assert f'value="{"x" * 80}"' in response.text
    assert f"«{'x' * 80}»" in response.text


def test_unknown_family_is_told(client: FlaskClient) -> None:
    response = client.get("/veier?familie=q")
    assert response.status_code == 404
    assert "«q»" in response.text


def test_plan_page_shows_contradiction_and_source(client: FlaskClient) -> None:
    response = client.get("/planer/BUP-sykehuset-innlandet")
    assert response.status_code == 200
    html5lib.HTMLParser(strict=True).parse(response.text)
    assert "Planen går ikke opp" in response.text
    assert 'href="http' in response.text


def test_unknown_plan_is_not_found(client: FlaskClient) -> None:
    response = client.get("/planer/NOPE")
    assert response.status_code == 404
    assert "Siden finnes ikke." in response.text


def test_language_of_the_page_is_stated(client: FlaskClient) -> None:
    assert '<html lang="nb"' in client.get("/veier").text
    client.set_cookie("legelop_locale", "en")
    text = client.get(CHOSEN).text
    assert '<html lang="en"' in text
    assert "Child and adolescent psychiatry" in text
