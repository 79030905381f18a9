"""Inntak in the demo: the list, one intake, its forms, a file, and the way from state to state."""

import html
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db.session import Database
from app.db.tables import (
    AuditEvent,
    IntakeState,
    Lis1Conflict,
    Lis1Intake,
    Lis1Seat,
    Organisation,
    Person,
    RoleGrant,
)
from app.roles import Role
from seed.demo.values import public_id
from tests.support.people import TOR_ARNE
from tests.web.test_places import errors

SignIn = Callable[[FlaskClient, str], None]
MARCH = public_id("lis1-intake", "2027-03")
OWN_POSTS = public_id("lis1-intake", "2027-09-own")
DECIDED = public_id("lis1-intake", "2026-09")


@pytest.fixture
def home(app: Flask) -> Database:
    found: Database = app.extensions["legelop"].database
    return found


@pytest.fixture
def tor(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, TOR_ARNE)
    return client


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def intake_of(session: Session, state: IntakeState) -> Lis1Intake:
    found = session.exec(
        select(Lis1Intake).where(Lis1Intake.state == state).order_by(Lis1Intake.starts_on.desc())  # type: ignore[attr-defined]
    ).first()
    assert found is not None
    return found


def address_of(home: Database, state: IntakeState) -> str:
    with home.session() as session:
        return f"/inntak/{intake_of(session, state).public_id}"


def form_of(client: FlaskClient, address: str) -> dict[str, str]:
    """The form of a page as it would be sent."""
    page = client.get(address).text
    start = page.index('<form class="stack space-2"')
    form = page[start : page.index("</form>", start)]
    found = dict(re.findall(r'<input class="ds-input" id="(\w+)"[^>]*? value="([^"]*)"', form))
    found |= dict(re.findall(r'<input type="hidden" name="(version)" value="([^"]*)"', form))
    found |= dict.fromkeys(re.findall(r'name="(\w+)" type="checkbox" value="1" checked', form), "1")
    for name, options in re.findall(r'<select[^>]*name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(text) for name, text in found.items()}


def test_the_list_says_which_rounds_there_are_and_the_next_date(tor: FlaskClient) -> None:
    page = text_of(tor.get("/inntak").text)
    assert "Rådet har fire inntak. Neste dato er 25. november 2026" in page
    assert "Rådet vedtar i Oppstart 1. mars 2027." in page
    assert "Egne stillinger" in page and "Åpent for ønsker" in page
    assert "Slik gikk det før" in page and "Takket ja" in page
    assert "Publiserte LIS1-stillinger" in page and "høsten 2021 554 per intak" not in page
    assert re.search(r"høsten 2021 554 per inntak 1240 553 Helsedirektoratet", page)


def test_an_intake_says_what_there_is_and_what_holds(tor: FlaskClient) -> None:
    page = text_of(tor.get(f"/inntak/{MARCH}").text)
    assert "30 plasser i åtte kommuner, og alt henger sammen." in page
    assert "30 kandidater." in page and "Neste: rådet vedtar 25. november 2026." in page
    assert "Taket er 6, like mange som plassene." in page
    assert "minst 4 måneder før" in page and "12 måneder før" in page
    assert "Åpne igjen" not in page, "the list has been drawn"


def test_a_decided_intake_offers_no_change(tor: FlaskClient) -> None:
    page = tor.get(f"/inntak/{DECIDED}").text
    assert "Ingenting i inntaket kan endres" in page
    assert not re.findall(r'href="[^"]+/(?:plass/|tak/|datoer|lop/|plasser/les-inn)', page)
    assert tor.get(f"/inntak/{DECIDED}/steg").status_code == 404


def test_who_has_stepped_back_sees_the_name_and_nothing_more(
    home: Database, tor: FlaskClient
) -> None:
    with home.session() as session:
        row = session.exec(select(Lis1Intake).where(Lis1Intake.public_id == MARCH)).one()
        me = session.exec(select(Person).where(Person.public_id == TOR_ARNE)).one()
        session.add(
            Lis1Conflict(intake_id=row.id, person_id=me.id, why="", declared_at=row_time(session))
        )
        session.commit()
    page = text_of(tor.get("/inntak").text)
    assert "Oppstart 1. mars 2027 Skjult: du har meldt deg inhabil" in page
    assert "25. november" not in page
    turned = tor.get(f"/inntak/{MARCH}")
    assert turned.status_code in (303, 403) and "Fredrikstad" not in turned.text
    assert tor.post(f"/inntak/{MARCH}/plass/ny", data={"places": "3"}).status_code in (303, 403)
    assert "Oppstart 1. mars 2027 (" not in text_of(tor.get("/inntak/ny").text)


def row_time(session: Session) -> object:
    return session.exec(select(AuditEvent.at).limit(1)).first()


def test_another_hospitals_council_sees_its_own_and_not_this(
    home: Database, client: FlaskClient, sign_in: SignIn
) -> None:
    with home.session() as session:
        other = session.exec(
            select(Person.public_id)
            .join(RoleGrant, RoleGrant.person_id == Person.id)  # type: ignore[arg-type]
            .join(Organisation, Organisation.id == RoleGrant.organisation_id)  # type: ignore[arg-type]
            .where(RoleGrant.role == Role.COUNCIL, Organisation.key != "sykehuset-ostfold")
        ).first()
    assert other is not None
    sign_in(client, other)
    assert "Rådet har ingen inntak ennå." in client.get("/inntak").text
    assert client.get(f"/inntak/{MARCH}").status_code == 403
    assert client.post(f"/inntak/{MARCH}/steg").status_code == 403


def test_what_cannot_be_kept_comes_back_as_it_was_written(tor: FlaskClient) -> None:
    address = f"/inntak/{OWN_POSTS}/datoer"
    raw = form_of(tor, address)
    done = tor.post(address, data={**raw, "decide_on": "1. juni", "offer_1_reply": "01.12.2026"})
    assert done.status_code == 422
    assert len(errors(done.text)) == 2
    assert 'value="1. juni"' in done.text and 'value="01.12.2026"' in done.text


def test_two_who_change_the_same_seat_see_both_versions(home: Database, tor: FlaskClient) -> None:
    with home.session() as session:
        row = intake_of(session, IntakeState.OPEN)
        key = session.exec(select(Lis1Seat.key).where(Lis1Seat.intake_id == row.id)).first()
    address = f"/inntak/{row.public_id}/plass/{key}"
    mine = form_of(tor, address)
    first = tor.post(address, data={**mine, "places": "3"}, follow_redirects=True)
    assert "Plassen er lagret." in first.text
    second = tor.post(address, data={**mine, "places": "4", "contact_name": "Kari"})
    assert second.status_code == 409
    page = text_of(second.text)
    assert "Plasser 3 4" in page and "Behold det som er lagret" in page and "Du endret" in page
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', second.text))
    done = tor.post(address, data={**mine, **kept}, follow_redirects=True)
    assert "Plassen er lagret." in done.text
    with home.session() as session:
        seat = session.exec(
            select(Lis1Seat).where(Lis1Seat.intake_id == row.id, Lis1Seat.key == key)
        ).one()
        assert (seat.places, seat.contact_name) == (4, "Kari")


def test_a_new_intake_is_made_filled_opened_and_closed(home: Database, tor: FlaskClient) -> None:
    raw = form_of(tor, "/inntak/ny")
    raw |= {"copy_from": MARCH, "starts_on": "01.03.2028", "first_offer_on": "01.06.2027"}
    done = tor.post("/inntak/ny", data=raw)
    assert done.status_code == 303
    address = done.location
    page = text_of(tor.get(address).text)
    assert "Oppstart 1. mars 2028 30 plasser i åtte kommuner" in page and "Forberedes" in page
    step = text_of(tor.get(f"{address}/steg").text)
    assert "Datoene mangler: siste dag for ønsker." in step
    dates = form_of(tor, f"{address}/datoer")
    dates |= {"advertised_on": "20.11.2026", "deadline_on": "10.12.2026", "decide_on": "20.05.2027"}
    saved = tor.post(f"{address}/datoer", data=dates, follow_redirects=True)
    assert "Datoene er lagret." in saved.text
    opening = tor.get(f"{address}/steg").text
    raw = dict(re.findall(r'<input type="hidden" name="(version|til)" value="([^"]*)"', opening))
    opened = tor.post(f"{address}/steg", data=raw, follow_redirects=True)
    assert "Inntaket er åpent for ønsker." in opened.text
    again = tor.post(f"{address}/steg", data=raw, follow_redirects=True)
    assert "Åpent for ønsker" in again.text, "a step that was taken is not taken twice"
    closing = tor.get(f"{address}/steg").text
    assert "Ingen kandidater er lagt inn." in closing
    raw = dict(re.findall(r'<input type="hidden" name="(version|til)" value="([^"]*)"', closing))
    refused = tor.post(f"{address}/steg", data=raw)
    assert refused.status_code == 422 and "Skriv hvorfor." in refused.text
    tor.post(f"{address}/steg", data={**raw, "reason": "Feil runde"})
    assert address_of(home, IntakeState.CLOSED) == address
    with home.session() as session:
        found = session.exec(
            select(AuditEvent.action).where(AuditEvent.subject_key == address.split("/")[-1])
        ).all()
    assert found == [
        "lis1.intake_added",
        "lis1.intake_dates_changed",
        "lis1.intake_opened",
        "lis1.intake_closed",
    ]


def test_a_file_is_shown_before_it_is_kept(home: Database, tor: FlaskClient) -> None:
    here = f"/inntak/{OWN_POSTS}/plasser"
    text = tor.get(f"{here}/fil?som=csv").get_data(as_text=True)
    lines = text.splitlines()
    cells = lines[1].split(";")
    cells[7] = "11"
    lines[1] = ";".join(cells)
    changed = "\n".join(lines).encode()
    first = tor.post(
        f"{here}/les-inn", data={"fil": (io.BytesIO(changed), "plasser.csv"), "trinn": "sjekk"}
    )
    assert "Plasser: " in first.text and "blir 11" in text_of(first.text)
    kept = re.search(r'name="tekst" value="([^"]*)"', first.text)
    assert kept is not None
    again = {"tekst": html.unescape(kept[1]), "trinn": "lagre"}
    done = tor.post(f"{here}/les-inn", data=again, follow_redirects=True)
    assert "0 plasser er lagt til, og én er endret." in done.text
    stale = tor.post(f"{here}/les-inn", data={"fil": (io.BytesIO(changed), "plasser.csv")})
    assert "Ingenting i filen er nytt." in text_of(stale.text)
    book = tor.get(f"{here}/fil")
    assert book.data.startswith(b"PK") and "plasser.xlsx" in book.headers["Content-Disposition"]
    other = tor.post(
        f"/inntak/{MARCH}/plasser/les-inn", data={"fil": (io.BytesIO(changed), "plasser.csv")}
    )
    assert other.status_code == 422 and "Raden er for inntaket" in other.text


@pytest.mark.parametrize("end", ["innstillinger", "kvalifikasjoner", "naer", "tak/ny", "lop/ny"])
def test_each_form_opens(tor: FlaskClient, end: str) -> None:
    page = tor.get(f"/inntak/{OWN_POSTS}/{end}")
    assert page.status_code == 200 and "Lagre" in page.text
    assert tor.get(f"/inntak/{OWN_POSTS}/tak/999999").status_code == 404
