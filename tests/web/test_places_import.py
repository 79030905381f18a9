"""Room and supervisors from a file: down and up again, every mistake by row, nothing half kept."""

import html
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import load_workbook
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from app.db.session import Database
from app.db.tables import AuditEvent, Capacity, CapacityUnit, Unit, UnitSupervisor
from app.exchange.places_list import ROOM, SUPERVISORS, write_book
from seed.demo.departments import ALDER, BUP_MOSS, DPS_HALDEN
from tests.support.people import INGRID, MARTE

SignIn = Callable[[FlaskClient, str], None]
ADDRESS = "/steder/les-inn"
NEW = {
    "unit": "BUP Moss",
    "name": "BUP Moss, sommer",
    "kind": "Plasser",
    "minimum": "1",
    "maximum": "2",
    "is_hard": "Ja",
    "counts_share": "Nei",
    "valid_from": "01.06.2035",
    "valid_to": "31.08.2035",
    "groups": "LIS2/3; ALIS",
    "services": "BUP; BUP, vakt",
    "shared": "Alderspsykiatri, Kalnes",
    "source": "Vedtak 3/2035",
}
HELPER = {
    "unit": "BUP Moss",
    "name": "Kari Ekstern",
    "places": "2",
    "valid_from": "01.01.2035",
    "valid_to": "",
}


@pytest.fixture
def home(app: Flask) -> Database:
    found: Database = app.extensions["legelop"].database
    return found


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def book(*rooms: dict[str, str], supervisors: tuple[dict[str, str], ...] = ()) -> bytes:
    return write_book({"Plasser": rooms, "Veiledere": supervisors})


def text_of(*rooms: dict[str, str], without: str = "") -> bytes:
    """The same as a text file with semicolons."""
    names = [name for name in ROOM.headings if name not in without.split()]
    lines = [[ROOM.headings[name] for name in names]]
    lines += [[f'"{row.get(name, "")}"' for name in names] for row in rooms]
    return "\r\n".join(";".join(line) for line in lines).encode("cp1252")


def send(client: FlaskClient, data: bytes) -> TestResponse:
    upload = (io.BytesIO(data), "fil.xlsx")
    return client.post(
        ADDRESS, data={"trinn": "sjekk", "fil": upload}, content_type="multipart/form-data"
    )


def confirm(client: FlaskClient, page: str) -> TestResponse:
    """The second step, with what the first page carries."""
    kept = re.findall(r'name="(tekst-\w+)" value="([^"]*)"', page)
    data = {name: html.unescape(text) for name, text in kept}
    assert data, "the page offers nothing to keep"
    return client.post(ADDRESS, data={**data, "trinn": "lagre"})


def mistakes(page: str) -> list[str]:
    part = page.split('role="alert"')[1].split("</ul>")[0]
    found = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", each)) for each in found]


def summer(session: Session) -> list[Capacity]:
    return list(session.exec(select(Capacity).where(Capacity.name == NEW["name"])))


def units_of(session: Session, row: Capacity) -> set[str]:
    return set(
        session.exec(
            select(Unit.key)
            .join(CapacityUnit, col(CapacityUnit.unit_id) == col(Unit.id))
            .where(CapacityUnit.capacity_id == row.id)
        )
    )


def events(session: Session) -> int:
    return len(session.exec(select(AuditEvent.id)).all())


def test_what_is_downloaded_and_read_in_again_changes_nothing(
    home: Database, marte: FlaskClient
) -> None:
    with home.session() as session:
        before = events(session)
    file = marte.get("/steder/fil")
    sheets = load_workbook(io.BytesIO(file.data))
    assert sheets.sheet_names == ["Plasser", "Veiledere"]
    rows = sheets.get_sheet_by_name("Plasser").to_python()
    assert rows[0] == list(ROOM.headings.values())
    assert any("DPS Halden" in row for row in rows)
    assert sheets.get_sheet_by_name("Veiledere").to_python()[0] == list(
        SUPERVISORS.headings.values()
    )
    page = send(marte, file.data)
    assert page.status_code == 200 and "Ingenting i filen er nytt." in page.text
    for part in ("Plasser", "Veiledere"):
        text = marte.get(f"/steder/fil?som=csv&del={part}").data
        assert "Ingenting i filen er nytt." in send(marte, text).text
    with home.session() as session:
        assert events(session) == before


@pytest.mark.parametrize("make", [book, text_of])
def test_a_row_is_shown_kept_with_its_audit_row_and_is_old_the_second_time(
    home: Database, marte: FlaskClient, make: Callable[..., bytes]
) -> None:
    page = send(marte, make(NEW))
    assert page.status_code == 200
    assert "<strong>1 rad</strong> legges til" in page.text
    assert "BUP Moss: BUP Moss, sommer" in page.text
    with home.session() as session:
        assert not summer(session), "nothing is kept before it is confirmed"
    done = confirm(marte, page.text)
    assert done.status_code == 303
    with home.session() as session:
        (row,) = summer(session)
        assert (row.minimum, row.maximum, row.is_hard, row.counts_share) == (1, 2, True, False)
        assert (row.services, row.groups) == (["BUP", "BUP, vakt"], ["lis23", "alis"])
        assert f"{row.valid_from}–{row.valid_to}" == "2035-06-01–2035-08-31"
        assert units_of(session, row) == {BUP_MOSS, ALDER}
        assert row.is_demo and row.source == "Vedtak 3/2035"
        told = session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(2)).all()
        assert [each.action for each in told] == ["places.imported", "capacity.added"]
        assert told[1].subject_key == row.public_id
    assert "Ingenting i filen er nytt." in send(marte, make(NEW)).text


def test_a_changed_row_tells_what_it_changes_and_keeps_what_the_file_does_not_have(
    home: Database, marte: FlaskClient
) -> None:
    confirm(marte, send(marte, book(NEW)).text)
    with home.session() as session:
        key = summer(session)[0].public_id
    row = {"public_id": key, "version": "1", "unit": "BUP Moss", "name": NEW["name"]}
    row |= {"maximum": "4", "valid_from": NEW["valid_from"]}
    kept = "minimum kind is_hard counts_share valid_to groups services shared source unit_key"
    page = send(marte, text_of(row, without=kept))
    assert "Antall leger: 1–2 blir 1–4" in page.text
    assert confirm(marte, page.text).status_code == 303
    with home.session() as session:
        (changed,) = summer(session)
        assert (changed.minimum, changed.maximum, changed.version) == (1, 4, 2)
        assert changed.services == ["BUP", "BUP, vakt"] and changed.source == NEW["source"]
    # The same file once more: its version is old, and it changes nothing.
    again = send(marte, text_of(row, without=kept))
    assert again.status_code == 200 and "Ingenting i filen er nytt." in again.text
    older = send(marte, text_of(row | {"maximum": "5"}, without=kept))
    assert older.status_code == 422
    assert mistakes(older.text)[0].startswith("Plasser, Rad 2, Versjon: Raden er endret")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unit": "Ukjent sted"}, "Sted: Stedet er ikke blant dem du koordinerer."),
        ({"unit": "", "unit_key": "nei"}, "Stedsnøkkel: Ingen av stedene"),
        ({"unit_key": "demo-oslo-universitetssykehus-vop"}, "Stedsnøkkel: Ingen av stedene"),
        ({"public_id": "finnes-ikke"}, "Nøkkel: Ingenting på dette stedet har denne nøkkelen."),
        ({"name": ""}, "Navn: Skriv et navn."),
        ({"kind": "Rom"}, "Hva tallet gjelder: Skriv en av: Plasser, Vaktlag."),
        ({"minimum": "tre"}, "Minst: Skriv et helt tall fra 0 til 999."),
        ({"minimum": "3"}, "Minst: Minst (3) kan ikke være mer enn høyst (2)."),
        ({"minimum": "", "maximum": ""}, "Høyst: Skriv minst ett av tallene."),
        ({"is_hard": "kanskje"}, "Må holdes: Skriv ja eller nei."),
        ({"counts_share": ""}, "Deltid tar sin del: Skriv ja eller nei."),
        ({"valid_from": "i juni"}, "Første dag: Skriv datoen som dag.måned.år"),
        ({"valid_from": ""}, "Første dag: Skriv den første dagen."),
        ({"valid_to": "31.05.2035"}, "Siste dag: Siste dag må være 01.06.2035 eller senere."),
        ({"groups": "LIS9"}, "Hvem: Skriv en av: LIS1, LIS2/3, ALIS, Overleger."),
        ({"shared": "Legevakt, Halden"}, "Felles med: Ukjent sted"),
        ({"source": "x" * 301}, "Kilde: Skriv høyst 300 tegn."),
    ],
)
def test_every_mistake_names_row_column_and_expectation_and_nothing_is_kept(
    home: Database, marte: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    good = NEW | {"name": "En annen", "services": "Noe annet"}
    page = send(marte, book(good, NEW | wrong))
    assert page.status_code == 422
    assert f"Plasser, Rad 3, {said}" in mistakes(page.text)[0]
    assert len(mistakes(page.text)) == 1
    assert 'name="tekst-' not in page.text
    with home.session() as session:
        assert not session.exec(select(Capacity).where(Capacity.name == "En annen")).all()


def test_rows_that_say_two_things_about_the_same_doctors_and_days_are_named(
    marte: FlaskClient, home: Database
) -> None:
    other = NEW | {"name": "To", "maximum": "9", "valid_from": "31.08.2035", "valid_to": ""}
    apart = NEW | {"name": "Tre", "services": "Noe annet"}
    page = send(marte, book(NEW, apart, other))
    (said,) = mistakes(page.text)
    assert said.startswith("Plasser, Rad 4, Første dag: Gjelder de samme legene på de samme dagene")
    assert "rad 2, 01.06.2035–31.08.2035" in said
    with home.session() as session:
        there = session.exec(
            select(Capacity)
            .join(CapacityUnit, col(CapacityUnit.capacity_id) == col(Capacity.id))
            .join(Unit, col(Unit.id) == col(CapacityUnit.unit_id))
            .where(Unit.key == DPS_HALDEN)
        ).first()
        assert there is not None
        begins = f"{there.valid_from:%d.%m.%Y}"
    clash = {"unit": "DPS Halden", "name": "Ny", "maximum": "3", "valid_from": begins}
    (said,) = mistakes(send(marte, text_of(clash, without="kind is_hard counts_share")).text)
    assert "Rad 2, Første dag: DPS Halden gjelder alt" in said


def test_supervisors_have_a_sheet_of_their_own(home: Database, marte: FlaskClient) -> None:
    page = send(marte, book(supervisors=(HELPER,)))
    assert "BUP Moss: Kari Ekstern" in page.text
    assert confirm(marte, page.text).status_code == 303
    with home.session() as session:
        row = session.exec(
            select(UnitSupervisor).where(UnitSupervisor.name == HELPER["name"])
        ).one()
        assert (row.places, row.person_id, row.version) == (2, None, 1)
    later = HELPER | {"places": "3", "valid_from": "01.06.2035"}
    (said,) = mistakes(send(marte, book(supervisors=(later,))).text)
    assert said.startswith("Veiledere, Rad 2, Første dag: Kari Ekstern gjelder alt")
    page = send(marte, book(supervisors=(HELPER | {"name": "Kjersti Aune", "places": "x"},)))
    assert mistakes(page.text) == [
        "Veiledere, Rad 2, Høyst antall leger: Skriv et helt tall fra 0 til 999."
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Filen har ingen rader."),
        (b"PK not a book", "Filen kan ikke åpnes som et regneark."),
        (b"\0\1\2", "Filen er ikke en CSV-fil."),
        (b"x" * 400_001, "Filen er for stor."),
        (b"Sted;Farge\nA;B", "Plasser: Filen har en ukjent kolonne: Farge."),
        (b"Sted;Navn\nA;B", "Plasser: Filen mangler kolonnen Minst, Første dag."),
        (book(), "Plasser: Filen har ingen rader."),
    ],
)
def test_a_file_that_is_no_list_is_told_so(marte: FlaskClient, data: bytes, said: str) -> None:
    page = send(marte, data)
    assert page.status_code == 422
    assert mistakes(page.text)[0].startswith(said)


def test_what_somebody_changed_between_the_steps_is_not_written_over(
    home: Database, marte: FlaskClient
) -> None:
    confirm(marte, send(marte, book(NEW)).text)
    with home.session() as session:
        key = summer(session)[0].public_id
    changed = NEW | {"public_id": key, "version": "1", "maximum": "7"}
    page = send(marte, book(changed, NEW | {"name": "Ny", "services": "Noe annet"}))
    with home.session() as session:
        (row,) = summer(session)
        row.maximum, row.version = 5, 2
        session.add(row)
        session.commit()
    done = confirm(marte, page.text)
    assert done.status_code == 422
    assert "Raden er endret på siden" in mistakes(done.text)[0]
    with home.session() as session:
        assert summer(session)[0].maximum == 5
        assert not session.exec(select(Capacity).where(Capacity.name == "Ny")).all()


def test_others_may_not_and_a_second_step_without_rows_says_so(
    app: Flask, marte: FlaskClient, sign_in: SignIn
) -> None:
    other = app.test_client()
    sign_in(other, INGRID)
    assert other.get("/steder/fil").status_code == 403
    assert other.get(ADDRESS).status_code == 403
    assert marte.get(ADDRESS).status_code == 200
    assert marte.post(ADDRESS, data={"trinn": "lagre"}).status_code == 422
