"""Pages about LIS1 candidates: the council's, the one behind a secret address, and its twin."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import load_workbook
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import (
    CouncilMember,
    CouncilTask,
    IntakeState,
    Lis1Candidate,
    Lis1Conflict,
    Lis1Intake,
    Lis1PrivateText,
    Person,
)
from app.exchange.lis1_candidates_list import columns_for, write_book
from app.services.sign_in import token_hash
from tests.support.databases import NOW
from tests.support.people import SIVERT, TOR_ARNE

SignIn = Callable[[FlaskClient, str], None]
TOKEN = "a-secret-word"
SECRET = "Ingen må få vite dette"


@pytest.fixture
def home(app: Flask) -> Database:
    found: Database = app.extensions["legelop"].database
    return found


@pytest.fixture
def intake(home: Database) -> Lis1Intake:
    """The open one, with a link to its first candidate and a text written in confidence."""
    with home.session() as session:
        found = session.exec(select(Lis1Intake).where(Lis1Intake.state == IntakeState.OPEN)).one()
        first = candidate(session, found)
        first.link_hash = token_hash(TOKEN)
        session.add(Lis1PrivateText(candidate_id=first.id or 0, text=SECRET, written_at=NOW))
        session.commit()
        return found


def candidate(session: Session, intake: Lis1Intake, key: str = "K-01") -> Lis1Candidate:
    return session.exec(
        select(Lis1Candidate).where(
            col(Lis1Candidate.intake_id) == intake.id, col(Lis1Candidate.key) == key
        )
    ).one()


def at(intake: Lis1Intake, path: str = "") -> str:
    return f"/inntak/{intake.public_id}/kandidater{path}"


@pytest.fixture
def tor(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, TOR_ARNE)
    return client


def secretary(home: Database) -> str:
    with home.session() as session:
        return session.exec(
            select(Person.public_id)
            .join(CouncilMember, col(CouncilMember.person_id) == col(Person.id))
            .where(CouncilMember.task == CouncilTask.SECRETARY)
        ).one()


# ---- The council -----------------------------------------------------------------------------


def test_the_council_sees_who_has_handed_in(tor: FlaskClient, intake: Lis1Intake) -> None:
    text = tor.get(at(intake)).text
    assert "har levert ønsker. Fristen er 30. november 2026." in text
    assert "Ikke levert" in text
    assert tor.get(at(intake, "?mangler=onsker")).text.count("Ikke levert") == 2


def test_a_conflict_of_interest_hides_a_row_and_closes_the_case(
    tor: FlaskClient, intake: Lis1Intake, home: Database
) -> None:
    with home.session() as session:
        hidden = candidate(session, intake)
        person = session.exec(select(Person).where(Person.public_id == TOR_ARNE)).one()
        conflict = Lis1Conflict(
            intake_id=intake.id or 0,
            person_id=person.id or 0,
            candidate_id=hidden.id,
            declared_at=NOW,
        )
        session.add(conflict)
        session.commit()
    text = tor.get(at(intake)).text
    assert "Skjult: du har meldt deg inhabil" in text
    assert hidden.family_name not in text
    assert tor.get(at(intake, "/K-01")).status_code == 403
    assert hidden.name not in tor.get(at(intake, "/K-02")).text


def test_a_file_is_looked_through_and_then_kept(tor: FlaskClient, intake: Lis1Intake) -> None:
    rows = [{"given_name": "Kari", "family_name": "Ny", "email": "kari.ny@example.org"}]
    upload = (io.BytesIO(write_book(columns_for(3), rows, [], [])), "fil.xlsx")
    address = at(intake, "/les-inn")
    first = tor.post(address, data={"trinn": "sjekk", "fil": upload})
    assert "Kari Ny, uten ønsker" in first.text
    assert "Kari Ny" not in tor.get(at(intake)).text
    kept = re.search(r'name="tekst" value="([^"]*)"', first.text)
    assert kept is not None
    again = {"trinn": "lagre", "tekst": kept[1].replace("&#39;", "'")}
    done = tor.post(address, data=again, follow_redirects=True)
    assert "Én kandidat er lagt inn." in done.text
    assert "Kari Ny" in done.text
    twice = tor.post(address, data=again)
    assert twice.status_code == 422
    assert "Denne filen ble lest inn" in twice.text
    assert "av Tor Arne Hovind" in twice.text


def test_a_bad_file_is_named_by_row(tor: FlaskClient, intake: Lis1Intake) -> None:
    data = b"Fornavn;Etternavn;E-post\r\nKari;Ny;kari\r\n"
    page = tor.post(at(intake, "/les-inn"), data={"fil": (io.BytesIO(data), "fil.csv")})
    assert page.status_code == 422
    assert "Rad 2, E-post:" in page.text


def test_the_template_has_the_keys_of_the_seats(tor: FlaskClient, intake: Lis1Intake) -> None:
    book = load_workbook(io.BytesIO(tor.get(at(intake, "/fil?som=mal")).data))
    assert book.get_sheet_by_name("Kandidater").to_python()[1:] == []
    assert len(book.get_sheet_by_name("Plasser").to_python()) > 1


def test_one_by_hand_then_withdrawn_then_back(tor: FlaskClient, intake: Lis1Intake) -> None:
    filled = {"given_name": "Kari", "family_name": "Ny", "email": "kari.ny@example.org"}
    wrong = tor.post(at(intake, "/ny"), data={**filled, "email": ""})
    assert wrong.status_code == 422
    assert "Skriv e-postadressen." in wrong.text
    assert tor.post(at(intake, "/ny"), data=filled).status_code == 303
    case = at(intake, "/K-07")
    assert "K-07 · Kari Ny" in tor.get(case).text
    out = tor.post(
        f"{case}/trekk", data={"arsak": "own_wish", "dag": "23.11.2026"}, follow_redirects=True
    )
    assert "Trakk seg" in out.text
    back = tor.post(f"{case}/trekk", data={"tilbake": "1"}, follow_redirects=True)
    assert "Kandidaten er med igjen." in back.text


def test_a_stale_form_shows_both(tor: FlaskClient, intake: Lis1Intake) -> None:
    address = at(intake, "/K-01/endre")
    fields = dict(re.findall(r'name="(\w[\w-]*)"[^>]*value="([^"]*)"', tor.get(address).text))
    fields.pop("csrf_token", None)
    assert tor.post(address, data={**fields, "family_name": "Dal"}).status_code == 303
    page = tor.post(address, data={**fields, "family_name": "Berg"})
    assert page.status_code == 409
    assert "Dal" in page.text
    assert "Berg" in page.text


def test_needs_couples_and_seats_beforehand_from_the_case(
    tor: FlaskClient, intake: Lis1Intake
) -> None:
    case = at(intake, "/K-01")
    page = tor.get(case).text
    place = re.search(r'id="sted-2" name="sted">.*?<option value="(\d+)"', page)
    assert place is not None
    subject = re.findall(r'name="hva" value="([^"]*)"', page)[1]

    def send(part: str, **data: str) -> str:
        return tor.post(f"{case}/{part}", data=data, follow_redirects=True).text

    said = send("opplysning", svar="ny", hva=subject, sted=place[1])
    assert "Opplysningen er skrevet inn." in said
    fact = re.search(r'name="opplysning" value="(\d+)"', said)
    assert fact is not None
    judged = send("opplysning", svar="ja", opplysning=fact[1], version="1")
    assert "Bekreftet 23.11.2026" in judged
    assert "av Tor Arne Hovind" in judged
    stale = send("opplysning", svar="nei", opplysning=fact[1], version="1")
    assert "Noen andre endret dette først." in stale
    assert "Paret er lagt inn for begge." in send("par", hvem="K-02", onsker_par="near")
    assert "Bare samme kommune" not in tor.get(case).text
    seat = re.search(r'<select class="ds-input" id="plass".*?<option value="([^"]+)"', page, re.S)
    assert seat is not None
    assert "Skriv hvorfor" in send("plass", plass=seat[1], grunn="")
    assert "Plassen er gitt på forhånd." in send("plass", plass=seat[1], grunn="Avtalt")


def test_links_come_once_as_a_sheet_and_open_the_page(
    tor: FlaskClient, app: Flask, intake: Lis1Intake
) -> None:
    done = tor.post(at(intake, "/lenker"))
    rows = load_workbook(io.BytesIO(done.data)).get_sheet_by_name("Lenker").to_python()
    assert len(rows) == 6
    path = str(rows[1][4]).split("localhost")[1]
    assert app.test_client().get(path).status_code == 200
    again = tor.post(at(intake, "/lenker"), follow_redirects=True)
    assert "Ingen nye er laget." in again.text


def test_a_link_for_one_is_shown_once(tor: FlaskClient, app: Flask, intake: Lis1Intake) -> None:
    page = tor.post(at(intake, "/K-02/lenke"))
    found = re.search(r"<code class=\"candidate-link\">[^<]*(/lis1/[^<]+)</code>", page.text)
    assert found is not None
    assert app.test_client().get(found[1]).status_code == 200
    assert found[1] not in tor.get(at(intake, "/K-02")).text


def test_only_the_secretary_opens_what_is_written_in_confidence(
    tor: FlaskClient, intake: Lis1Intake, home: Database, app: Flask, sign_in: SignIn
) -> None:
    case = at(intake, "/K-01")
    assert "Fortrolig" not in tor.get(case).text
    assert tor.post(f"{case}/fortrolig").status_code == 403
    bilal = app.test_client()
    sign_in(bilal, secretary(home))
    page = bilal.get(case).text
    assert "Fortrolig" in page
    assert SECRET not in page
    assert SECRET in bilal.post(f"{case}/fortrolig").text


# ---- Behind the secret address ---------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["", "/par"])
def test_a_made_up_address_is_not_found(
    client: FlaskClient, intake: Lis1Intake, method: str, path: str
) -> None:
    for guess in ("made-up", token_hash(TOKEN), "K-01"):
        status = getattr(client, method)(f"/lis1/{guess}{path}").status_code
        assert status == (405 if path and method == "get" else 404)


def fields_of(text: str) -> dict[str, list[str]]:
    """What a browser would send of the form, but for the buttons."""
    form = text.split('id="onskeskjema"')[1].split("</form>")[0]
    found: dict[str, list[str]] = {"tekst": [""]}
    for name, value in re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    found.pop("csrf_token")
    return found


def test_wishes_without_a_script_from_empty_to_a_receipt(
    client: FlaskClient, intake: Lis1Intake
) -> None:
    address = f"/lis1/{TOKEN}"
    page = client.get(address)
    assert page.headers["Cache-Control"] == "no-store"
    assert SECRET not in page.text
    fields = fields_of(page.text) | {"onske": []}
    seats = re.findall(r'id="valg-([\w-]+)"', page.text)
    for key in seats[:2]:
        shown = client.post(address, data={**fields, "gjor": f"legg:{key}"})
        assert "Endret, men ikke levert" in shown.text
        fields = fields_of(shown.text)
    assert fields["onske"] == seats[:2]
    shown = client.post(address, data={**fields, "gjor": f"opp:{seats[1]}"})
    fields = fields_of(shown.text)
    assert fields["onske"] == [seats[1], seats[0]]
    done = client.post(address, data={**fields, "gjor": "lever"}, follow_redirects=True)
    assert "Ønskene er levert. Koden på kvitteringen er" in done.text
    assert "Vi sender ingen e-post." in done.text
    assert fields_of(done.text)["onske"] == [seats[1], seats[0]]


def test_a_part_is_enough_when_htmx_asks(client: FlaskClient, intake: Lis1Intake) -> None:
    fields = fields_of(client.get(f"/lis1/{TOKEN}").text)
    headers = {"HX-Request": "true", "HX-Target": "onskeskjema"}
    part = client.post(f"/lis1/{TOKEN}", data={**fields, "gjor": "vis"}, headers=headers).text
    assert part.lstrip().startswith("<form")
    assert "<html" not in part


def test_nothing_is_lost_when_a_list_must_be_mended(
    client: FlaskClient, intake: Lis1Intake
) -> None:
    fields = fields_of(client.get(f"/lis1/{TOKEN}").text)
    sent = {**fields, "onske": [], "tekst": "Noe jeg har skrevet", "gjor": "lever"}
    page = client.post(f"/lis1/{TOKEN}", data=sent)
    assert page.status_code == 422
    assert "Listen er tom. Velg minst én plass." in page.text
    assert "Noe jeg har skrevet" in page.text


def test_the_second_window_sees_both_lists_and_may_choose(
    client: FlaskClient, intake: Lis1Intake
) -> None:
    address = f"/lis1/{TOKEN}"
    fields = fields_of(client.get(address).text)
    assert client.post(address, data={**fields, "gjor": "lever"}).status_code == 303
    late = {**fields, "onske": fields["onske"][:1], "gjor": "lever"}
    page = client.post(address, data=late)
    assert page.status_code == 409
    assert "Behold det som er levert" in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    mine = client.post(address, data={**late, "version": version[1]})
    assert mine.status_code == 303


def test_after_the_deadline_the_list_is_only_shown(
    client: FlaskClient, intake: Lis1Intake, home: Database
) -> None:
    fields = fields_of(client.get(f"/lis1/{TOKEN}").text)
    with home.session() as session:
        session.get_one(Lis1Intake, intake.id).deadline_on = NOW.date().replace(day=22)
        session.commit()
    page = client.get(f"/lis1/{TOKEN}").text
    assert "Fristen er over." in page
    assert "onskeskjema" not in page
    late = client.post(f"/lis1/{TOKEN}", data={**fields, "gjor": "lever"})
    assert late.status_code == 422
    assert "Fristen er over. Ingenting er endret." in late.text


def test_a_couple_is_asked_and_answered(
    client: FlaskClient, intake: Lis1Intake, home: Database
) -> None:
    with home.session() as session:
        candidate(session, intake, "K-02").link_hash = token_hash("other")
        session.commit()
    asked = client.post(f"/lis1/{TOKEN}/par", data={"hvem": "K-02"}, follow_redirects=True).text
    assert "Du har spurt K-02." in asked
    answered = client.post("/lis1/other/par", data={"svar": "ja"}, follow_redirects=True).text
    assert "Dere søker nå som par." in answered
    ended = client.post(f"/lis1/{TOKEN}/par", data={"svar": "nei"}, follow_redirects=True).text
    assert "Dere søker ikke lenger som par." in ended


def test_the_signed_in_twin_is_the_same_page(
    client: FlaskClient, sign_in: SignIn, intake: Lis1Intake
) -> None:
    sign_in(client, SIVERT)
    page = client.get("/mine-lis1-onsker")
    assert "Lever ønskene dine senest" in page.text
    assert "Nøkkelen din er K-03" in page.text
    assert client.get("/mine-lis1-onsker?inntak=finnes-ikke").status_code == 200
    assert client.post("/mine-lis1-onsker/par?inntak=finnes-ikke").status_code == 404
