"""Karrierestige over HTTP: for anybody, from one's own record, and for wrong addresses."""

import re
from collections import Counter
from collections.abc import Callable

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.support.people import INGRID, MARTE, NORA, SIVERT, THEA

SignIn = Callable[[FlaskClient, str], None]
ADDRESS = "/veier/stige"


def ask(client: FlaskClient, start: str, goal: str, status: int = 200) -> str:
    response = client.get(ADDRESS, query_string={"fra": start, "til": goal})
    assert response.status_code == status
    return response.text


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        f"{ADDRESS}?fra=lis1_hospital",
        f"{ADDRESS}?fra=degree&til=consultant:VOP",
        f"{ADDRESS}?fra=part3:HJS&til=specialist:LUN",
        f"{ADDRESS}?fra=student_unlicensed&til=consultant",
    ],
)
def test_page_is_valid_html_with_unique_ids(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    html5lib.HTMLParser(strict=True).parse(response.text)
    ids = Counter(re.findall(r'\sid="([^"]+)"', response.text))
    assert [key for key, count in ids.items() if count > 1] == []


def test_ladders_stand_side_by_side_under_their_answer(client: FlaskClient) -> None:
    text = ask(client, "lis1_hospital", "consultant:VOP")
    assert "Fra LIS1 i sykehus til overlege i psykiatri tar det minst" in text
    assert "Det finnes to veier." in text
    assert text.count('<article class="ladder"') == 2
    assert "Veien går også innom legespesialist." in text
    assert "Hele landet: <strong>" in text
    assert "Sykehuset Østfold" in text
    assert ">sykehuset-ostfold" not in text
    assert "Median forsinkelse, 2021: <strong>5" in text


def test_usual_time_is_told_with_its_year_and_only_where_it_was_measured(
    client: FlaskClient,
) -> None:
    usual = "Vanlig tid fra autorisasjon til spesialist var 8,2 år i 2005."
    assert usual in ask(client, "degree", "specialist:VOP")
    text = ask(client, "part3:VOP", "specialist:VOP")
    assert usual not in text
    assert "Vanlig tid er ukjent." in text


def test_more_than_four_routes_are_counted_and_not_drawn(client: FlaskClient) -> None:
    text = ask(client, "degree", "consultant:VOP")
    assert text.count('<article class="ladder"') == 4
    assert "De fire første er vist, av åtte i alt." in text


def test_names_and_codes_work_as_people_type_them(client: FlaskClient) -> None:
    sentence = "Fra LIS1 i sykehus til overlege i psykiatri tar det minst"
    assert sentence in ask(client, " lis1 i SYKEHUS ", "overlege i psykiatri")
    assert "til spesialist i rus- og avhengighetsmedisin" in ask(client, "psykiatri", "RUS")


def test_a_change_of_specialty_says_what_carries_and_what_does_not(client: FlaskClient) -> None:
    text = ask(client, "part3:VOP", "specialist:RUS")
    assert "hvis ingen tidligere tjeneste regnes med" in text
    for words in ("Tar du med deg", "Avgjøres i hvert tilfelle", "Tar du ikke med deg"):
        assert words in text
    assert "Læringsmålene i felles indremedisin" in ask(client, "part3:HJS", "specialist:LUN")


def test_no_minimum_time_is_said_in_words(client: FlaskClient) -> None:
    assert "<strong>ingen minstetid</strong>" in ask(client, "specialist:VOP", "consultant")


def test_an_unknown_stage_is_told_at_its_field_and_kept(client: FlaskClient) -> None:
    text = ask(client, "lis1 sykehusx", "consultant:VOP", status=404)
    assert "Vi fant ikke «lis1 sykehusx». Velg et av forslagene i feltet «Hvor står du»." in text
    assert 'aria-describedby="fra-error"' in text
    assert 'href="#fra"' in text
    assert 'value="lis1 sykehusx"' in text
    assert 'value="Overlege i psykiatri"' in text
    assert "fra=lis1_hospital&amp;til=consultant:VOP" in text


def test_a_goal_that_cannot_be_reached_is_told_at_its_field(client: FlaskClient) -> None:
    text = ask(client, "consultant", "specialist:VOP", status=422)
    assert "Ingen vei går fra overlege til spesialist i psykiatri." in text
    assert 'aria-describedby="til-error"' in text
    assert 'value="Overlege"' in text
    same = ask(client, "specialist:VOP", "specialist:VOP", status=422)
    assert "Målet er det samme som stedet du står." in same


def test_what_is_typed_is_never_markup_and_is_cut(client: FlaskClient) -> None:
    text = ask(client, '"><script>alert(1)</script>', "x" * 3000, status=404)
    assert "<script>alert" not in text
    assert f"«{'x' * 80}»" in text


def test_an_address_in_norwegian_works_in_english(client: FlaskClient) -> None:
    client.set_cookie("legelop_locale", "en")
    ask(client, "LIS1 i sykehus", "Overlege i psykiatri")


def test_the_map_leads_to_the_ladder(client: FlaskClient) -> None:
    text = client.get("/veier?familie=p&fag=vop").text
    address = re.search(r'href="(/veier/stige\?[^"]+)"', text)
    assert address is not None
    response = client.get(address[1].replace("&amp;", "&"))
    assert "til spesialist i psykiatri tar det minst" in response.text


def test_own_ladder_takes_off_what_is_served(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    text = client.get("/min-vei/stige").text
    assert re.search(r"Du har minst <strong>[^<]+år</strong> igjen til overlege i psykiatri", text)
    assert re.search(r"Du har [\d,]+ av 60 måneder", text)
    assert "Østfold og Vestby" in text
    assert "gir ingen rett" in text
    change = client.get("/min-vei/stige?til=RUS").text
    assert "alt etter hva som regnes med" in change
    assert "kan telle" in change


@pytest.mark.parametrize(("who", "goal"), [(THEA, "fastlege"), (SIVERT, None), (NORA, None)])
def test_own_ladder_has_a_goal_when_the_specialty_gives_one(
    client: FlaskClient, sign_in: SignIn, who: str, goal: str | None
) -> None:
    sign_in(client, who)
    text = client.get("/min-vei/stige").text
    if goal is None:
        assert "Velg hvor du vil" in text
    else:
        assert f"igjen til {goal}." in text
    html5lib.HTMLParser(strict=True).parse(text)


def test_own_ladder_keeps_a_wrong_goal(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    response = client.get("/min-vei/stige?til=tannlege")
    assert response.status_code == 404
    assert 'value="tannlege"' in response.text
    assert 'id="fra"' not in response.text


def test_own_ladder_is_for_doctors_in_training(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, MARTE)
    assert client.get("/min-vei/stige").status_code == 403
