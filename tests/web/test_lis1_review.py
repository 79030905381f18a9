"""Where a council's former LIS1s work now, and the brief of one page for the forum."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import Organisation, Person, RoleGrant
from app.exchange.pdf import write_pdf
from app.roles import Role
from app.services.lis1_review_brief import COMING, LONGEST_NAME, Brief, Line, Part
from app.services.lis1_review_pdf import brief_document
from app.services.pdf_frame import Made
from tests.support.pdf_reader import read_pdf
from tests.support.people import TOR_ARNE

SignIn = Callable[[FlaskClient, str], None]
PAGE, BRIEF = "/lis1-gjennomgang", "/lis1-gjennomgang/notat"


@pytest.fixture
def page(client: FlaskClient, sign_in: SignIn) -> Callable[[str], str]:
    """A page as the chair of the council in Østfold sees it."""
    sign_in(client, TOR_ARNE)

    def read(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.text

    return read


Read = Callable[[str], str]


def other_member(app: Flask, trust: str) -> str:
    """Somebody on the council of another trust."""
    with app.extensions["legelop"].database.session() as session:
        found: str = session.exec(
            select(Person.public_id)
            .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
            .join(Organisation, col(Organisation.id) == col(RoleGrant.organisation_id))
            .where(RoleGrant.role == Role.COUNCIL, Organisation.key == trust)
            .limit(1)
        ).one()
        return found


def test_the_page_opens_with_how_many_are_still_there(page: Read) -> None:
    told = page(PAGE)
    sentence = re.search(r'answer-sentence">(.*?)</p>', told, re.S)
    assert sentence is not None
    assert "tidligere LIS1 jobber fortsatt i helsefellesskapet" in sentence[1]
    assert "vet vi ikke hvor de jobber nå" in told
    assert "er ALIS eller fastlege der" in told
    assert "fullførte på 18 måneder" in told


def test_every_table_says_too_few_and_never_a_number_under_five(page: Read) -> None:
    told = page(PAGE)
    cells = re.findall(r'<td data-label="[^"]+"[^>]*>(.*?)</td>', told, re.S)
    plain = [re.sub("<[^>]+>", "", each).strip() for each in cells]
    assert "for få til å vises" in plain
    numbers = [int(each) for each in plain if each != "for få til å vises"]
    assert numbers and all(each == 0 or each >= 5 for each in numbers)
    assert "Fredrikstad" in told and "Sykehuset Østfold Moss" in told


def test_the_page_says_what_the_records_cover_and_that_there_are_no_evaluations(
    page: Read,
) -> None:
    told = page(PAGE)
    assert "De første begynte i 2014." in told
    assert "En lege som aldri er lagt inn her, er ikke med." in told
    assert "Evalueringer er ikke her ennå." in told


def test_a_council_sees_its_own_former_lis1s_only(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, other_member(app, "unn"))
    told = client.get(PAGE).text
    assert "Harstad" in told
    assert "Fredrikstad" not in told


def test_a_council_without_an_intake_has_nothing_to_brief_on(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, other_member(app, "unn"))
    assert "Rådet har ingen inntak ennå." in client.get(BRIEF).text
    assert client.get(f"{BRIEF}/pdf").status_code == 404


def test_the_brief_tells_of_the_last_intake_what_is_missing_and_what_comes(page: Read) -> None:
    told = page(BRIEF)
    for words in (
        "Siste inntak: Oppstart 1. september 2026",
        "Plasser uten lege",
        "Fikk vite kommunen i tide",
        "Overleveringsmøter",
        "Hvor tidligere LIS1 jobber nå",
        "Det som kommer",
        "Evalueringer fra LIS1 finnes ikke her ennå.",
    ):
        assert words in told, words


def test_the_brief_is_one_tagged_page_that_names_nobody(
    client: FlaskClient, page: Read, app: Flask
) -> None:
    page(BRIEF)
    answer = client.get(f"{BRIEF}/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=lis1-i-halvaaret.pdf"
    found = read_pdf(answer.data)
    assert found.claims_ua and found.is_tagged
    assert len(found.pages) == 1
    assert found.title == "LIS1 i halvåret"
    with app.extensions["legelop"].database.session() as session:
        assert not any(name in found.text for name in names(session))


def names(session: Session) -> list[str]:
    """Names of people, not of places that are called the same."""
    return [each.name for each in session.exec(select(Person))]


def test_the_longest_brief_is_still_one_page(app: Flask) -> None:
    long = ("Oppstart av egne stillinger og " * 2)[:LONGEST_NAME]
    share, months = "1 000 av 1 000 (100 %)", "fristen er fire måneder før; 100 fikk vite det "
    brief = Brief(
        council="Universitetssykehuset Nord-Norge HF",
        sentence=f"{long}: *1 000 av 1 000* plasser har en lege som har takket ja.",
        reason="900 av 1 000 tidligere LIS1 jobber fortsatt i helsefellesskapet.",
        intake=Part(
            f"Siste inntak: {long}", tuple(Line("Fikk førsteønsket", share) for _ in range(6))
        ),
        parts=(
            Part(
                "Før",
                tuple(
                    Line("Leger med tjenesten foran seg", months * (1 + n % 2)) for n in range(5)
                ),
            ),
            Part("Nå", tuple(Line("I kommunen der de hadde LIS1", share) for _ in range(8))),
        ),
        coming=(f"30. september 2027: svar på tilbudsrunde 5 ({long}), som ikke er gjort",)
        * COMING,
        sources=("En kilde som sier hva tallene bygger på, hvem som er med, og når. ",) * 6,
    )
    made = Made(datetime(2026, 11, 23, tzinfo=UTC), date(2026, 11, 23), 1, True)
    with app.test_request_context():
        assert len(read_pdf(write_pdf(brief_document(brief, made))).pages) == 1
        longer = replace(brief, parts=brief.parts * 3)
        assert len(read_pdf(write_pdf(brief_document(longer, made))).pages) > 1
