"""Årsplan: a doctor's training year by year."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import AccessLog, Enrolment, Person
from tests.support.people import ELIN, INGRID, KJERSTI, MARTE, NORA, SIVERT, THEA

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


def rows(page: str) -> list[str]:
    """The text of each year."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    found = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def test_the_years_run_from_the_first_day_to_the_expected_one(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    years = rows(client.get("/min-vei/aarsplan").text)
    assert [one[:4] for one in years] == [f"År {number}" for number in range(1, 9)]
    assert years[0].startswith("År 1 01.09.2021–31.08.2022")
    assert "LIS1 sykehus, Kalnes 01.09.–31.08. gjort" in years[0]
    assert "Permisjon 01.09.–30.11." in years[3]
    assert "80\xa0% stilling" in years[3] or "80 % stilling" in years[3]
    assert "Poliklinikk, DPS Halden 01.08.–31.08. gjort" in years[4]
    assert "I år" in years[5] and "nå" in years[5]
    assert "Psykose, Kalnes 01.09.–31.08. booket" in years[6]
    assert "Kan bli godkjent: 28.02.2029" in years[7]


def test_the_plan_can_begin_with_parts_2_and_3(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    years = rows(client.get("/min-vei/aarsplan?fra=del2").text)
    assert years[0].startswith("År 1 01.03.2023–29.02.2024")
    assert not any("LIS1" in one for one in years)


@pytest.mark.parametrize("query", ["fra=", "fra=tull", "fra=del2&fra=del1"])
def test_a_strange_start_is_the_first(client: FlaskClient, sign_in: SignIn, query: str) -> None:
    sign_in(client, INGRID)
    assert client.get(f"/min-vei/aarsplan?{query}").status_code == 200


def test_what_must_be_placed_has_a_mark_of_its_own(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    people = session.exec(
        select(Person.public_id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .where(col(Enrolment.ends_on).is_(None))
        .order_by(col(Person.id))
    ).all()
    found = 0
    for public_id in people[::9]:
        sign_in(client, public_id)
        page = client.get("/min-vei/aarsplan").text
        assert "Arbeidsutkast, ikke godkjenning." in page
        found += page.count('class="to-plan"')
    assert found > 5


@pytest.mark.parametrize("who", [NORA, THEA, SIVERT])
def test_every_part_of_the_path_has_a_plan(client: FlaskClient, sign_in: SignIn, who: str) -> None:
    sign_in(client, who)
    response = client.get("/min-vei/aarsplan")
    assert response.status_code == 200
    assert rows(response.text)


def test_today_s_period_makes_way_for_what_must_be_placed(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    """A period without an end whose own service is full is not drawn beside what follows it."""
    people = session.exec(
        select(Person.public_id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .where(col(Enrolment.ends_on).is_(None))
        .order_by(col(Person.id))
    ).all()
    beside = []
    for public_id in people[::5]:
        sign_in(client, public_id)
        years = rows(client.get("/min-vei/aarsplan").text)
        ahead = years[next((n for n, one in enumerate(years) if "I år" in one), 0) + 1 :]
        beside += [public_id for one in ahead if " nå" in one and re.search(r"\d\d\.\d\d\.– ", one)]
    assert beside == []


def test_the_plan_says_the_sentence_of_min_vei(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, INGRID)
    pattern = r'<p class="answer-sentence">(.*?)</p>'
    said = [
        re.findall(pattern, client.get(address).text, re.DOTALL)
        for address in ("/min-vei", "/min-vei/aarsplan")
    ]
    assert said[0] and said[0] == said[1]


def test_opening_somebody_elses_plan_is_remembered(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, KJERSTI)
    assert client.get(f"/leger/{INGRID}/aarsplan").status_code == 200
    assert [row.page for row in session.exec(select(AccessLog))] == ["yearly_plan"]


def test_ones_own_plan_leaves_no_trace_and_a_stranger_sees_none(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    client.get("/min-vei/aarsplan")
    client.get(f"/leger/{INGRID}/aarsplan")
    assert session.exec(select(AccessLog)).all() == []
    assert client.get(f"/leger/{NORA}/aarsplan").status_code == 403
    sign_in(client, ELIN)
    assert client.get(f"/leger/{INGRID}/aarsplan").status_code == 403


def test_a_coordinator_finds_the_plan_in_the_list(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, MARTE)
    page = client.get("/leger?sok=ingrid+solbakken").text
    assert f"/leger/{INGRID}/aarsplan" in page
