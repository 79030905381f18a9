"""Min logg in the browser's eyes: every form, every error, two windows at once, and the export."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from app.db.tables import Absence, AuditEvent, Enrolment, Person, ProcedureCount
from app.services.logbook_book import open_book
from app.services.logbook_rules import check
from app.store.logbook import LogKind
from pathways.types.record import SignState
from tests.support.people import INGRID, KJERSTI, MARTE, NORA, THEA

SignIn = Callable[[FlaskClient, str], None]
LOG = "/min-vei/logg"
TODAY = date(2026, 11, 23)
LEAVE = {"kind": "leave", "starts_on": "01.04.2027", "ends_on": "31.08.2027", "version": "0"}


@pytest.fixture
def ingrid(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, INGRID)
    return client


@pytest.fixture
def stored(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as session:
        yield session


def post(client: FlaskClient, path: str, raw: dict[str, str], step: str = "sjekk") -> TestResponse:
    return client.post(f"{LOG}/{path}", data=raw | {"trinn": step})


def organisation_in(page: str) -> str:
    """The place that the form suggests."""
    found = re.search(r'<option value="(\d+)" selected>Sykehuset Østfold', page)
    assert found is not None
    return found[1]


def service_form(client: FlaskClient, **change: str) -> dict[str, str]:
    page = client.get(f"{LOG}/tjeneste/ny").text
    return {
        "organisation_id": organisation_in(page),
        "unit_id": "",
        "place_kind": "hospital",
        "stage_key": "part3:VOP",
        "name": "Rehabilitering",
        "starts_on": "01.03.2029",
        "ends_on": "31.08.2029",
        "is_planned": "1",
        "counted_inside_id": "",
        "plan_service_id": "",
        "version": "0",
    } | change


def test_the_page_begins_with_what_waits_and_says_what_it_is(ingrid: FlaskClient) -> None:
    page = ingrid.get(LOG).text
    assert "ting venter på andre, den eldste siden 2. november 2026" in page
    assert "Dette er en arbeidskopi." in page
    for heading in ("Tjeneste", "Permisjon og ferie", "Stillingsandel", "Kurs", "Private notater"):
        assert f">{heading}</h2>" in page
    assert "Poliklinikk, DPS Halden" in page
    assert "kreves" not in page


def test_checking_shows_the_consequence_and_saves_nothing(
    ingrid: FlaskClient, stored: Session
) -> None:
    before = len(stored.exec(select(Absence)).all())
    page = post(ingrid, "permisjon/ny", LEAVE)
    assert page.status_code == 200
    assert re.search(r"Datoen blir <strong>\d+\. \w+ 20\d\d</strong>, \d+ dager senere", page.text)
    assert "Permisjon, 01.04.2027–31.08.2027" in page.text
    assert 'name="starts_on" value="01.04.2027"' in page.text
    assert len(stored.exec(select(Absence)).all()) == before


def test_saving_tells_what_was_saved_and_can_be_undone(
    ingrid: FlaskClient, stored: Session
) -> None:
    response = post(ingrid, "permisjon/ny", LEAVE, "lagre")
    assert response.status_code == 303
    page = ingrid.get(response.location).text
    assert "Permisjon, 01.04.2027–31.08.2027 er lagret." in page
    event = re.search(r'name="gjort" value="(\d+)"', page)
    assert event is not None
    undone = ingrid.post(f"{LOG}/angre", data={"gjort": event[1]})
    page = ingrid.get(undone.location).text
    assert "Angret: Permisjon, 01.04.2027–31.08.2027." in page
    assert stored.exec(select(Absence).where(Absence.starts_on == date(2027, 4, 1))).all() == []
    ingrid.post(f"{LOG}/angre", data={"gjort": event[1]})
    assert "Det kunne ikke angres." in ingrid.get(LOG).text


def test_something_that_moves_nothing_says_the_same_date(ingrid: FlaskClient) -> None:
    page = post(
        ingrid,
        "permisjon/ny",
        {"kind": "holiday", "starts_on": "01.07.2021", "ends_on": "07.07.2021", "version": "0"},
    ).text
    assert "Samme dato: <strong>" in page


@pytest.mark.parametrize(
    ("path", "raw", "message"),
    [
        ("permisjon/ny", LEAVE | {"ends_on": "31.03.2027"}, "Siste dag må være 01.04.2027"),
        (
            "permisjon/ny",
            LEAVE | {"starts_on": "30.11.2024", "ends_on": "02.12.2024"},
            "Overlapper permisjon, 01.04.2024–30.11.2024.",
        ),
        ("permisjon/ny", LEAVE | {"kind": "sick"}, "Velg noe fra listen."),
        ("stilling/ny", {"share_percent": "0", "starts_on": "01.01.2027"}, "fra 1 til 100"),
        ("stilling/ny", {"share_percent": "130", "starts_on": "01.01.2027"}, "fra 1 til 100"),
        (
            "stilling/ny",
            {"share_percent": "60", "starts_on": "01.01.2026"},
            "Overlapper 80\u00a0%, 01.08.2025–31.07.2026.",
        ),
        (
            "kurs/ny",
            {"course_key": "nei", "state": "booked", "starts_on": "01.02.2027"},
            "Velg noe fra listen.",
        ),
        (
            "kurs/ny",
            {
                "course_key": "all-administrasjon-og-ledelse",
                "state": "equivalent",
                "starts_on": "01.02.2026",
            },
            "Skriv hva du gjorde i stedet for kurset.",
        ),
        (
            "gruppeveiledning/ny",
            {"starts_on": "01.01.2026", "hours": "0"},
            "Skriv antall timer",
        ),
    ],
)
def test_every_error_stands_on_top_and_at_its_field(
    ingrid: FlaskClient, path: str, raw: dict[str, str], message: str
) -> None:
    for step in ("sjekk", "lagre"):
        page = post(ingrid, path, raw, step)
        assert page.status_code == 422
        assert page.text.count(message) == 2
        assert 'aria-invalid="true"' in page.text
        for value in raw.values():
            assert value in ("0", "sick", "nei", "equivalent", "leave") or value in page.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"starts_on": "01.01.2029"}, "Overlapper Alderspsykiatri, Kalnes"),
        ({"organisation_id": "987654"}, "Velg noe fra listen."),
        ({"unit_id": "987654"}, "Velg noe fra listen."),
        ({"stage_key": "part3:KIR"}, "Velg noe fra listen."),
        ({"counted_inside_id": "987654"}, "Velg noe fra listen."),
        ({"is_planned": ""}, "Velg at den er planlagt."),
        ({"stage_key": "lis1_municipality"}, "kommer før"),
    ],
)
def test_every_error_of_a_service_is_named(
    ingrid: FlaskClient, change: dict[str, str], message: str
) -> None:
    page = post(ingrid, "tjeneste/ny", service_form(ingrid, **change))
    assert page.status_code == 422
    assert message in page.text


def test_a_service_is_registered_and_changed(ingrid: FlaskClient) -> None:
    response = post(ingrid, "tjeneste/ny", service_form(ingrid), "lagre")
    page = ingrid.get(response.location).text
    assert "Rehabilitering" in page
    edit = re.search(r'href="(/min-vei/logg/tjeneste/\d+/endre)">Endre<[^>]*> Rehab', page)
    assert edit is not None
    form = ingrid.get(edit[1]).text
    assert 'value="01.03.2029"' in form
    raw = service_form(ingrid, name="Rehabilitering 2", version="1")
    changed = ingrid.post(edit[1], data=raw | {"trinn": "lagre"})
    assert "Rehabilitering 2" in ingrid.get(changed.location).text


def test_another_place_shows_its_units_without_judging_the_rest(ingrid: FlaskClient) -> None:
    page = post(ingrid, "tjeneste/ny", service_form(ingrid, starts_on="tull"), "sted")
    assert page.status_code == 200
    assert "aria-invalid" not in page.text
    assert 'value="tull"' in page.text
    assert "DPS Halden" in page.text


def test_a_course_or_something_of_equal_worth_is_registered(ingrid: FlaskClient) -> None:
    raw = {
        "course_key": "all-administrasjon-og-ledelse",
        "state": "equivalent",
        "equivalent_text": "Ledet et forbedringsprosjekt",
        "starts_on": "01.02.2026",
        "version": "0",
    }
    response = post(ingrid, "kurs/ny", raw, "lagre")
    page = ingrid.get(response.location).text
    assert "Likeverdig aktivitet: Ledet et forbedringsprosjekt" in page


def surgeon(session: Session) -> tuple[str, ProcedureCount]:
    """A doctor with a registered procedure that nobody has signed."""
    row = session.exec(
        select(Person.public_id, ProcedureCount)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(ProcedureCount, col(ProcedureCount.enrolment_id) == col(Enrolment.id))
        .where(ProcedureCount.state == SignState.DRAFT)
    ).first()
    assert row is not None
    return row


def test_procedures_are_held_against_what_is_recommended(
    client: FlaskClient, sign_in: SignIn, stored: Session
) -> None:
    who, row = surgeon(stored)
    sign_in(client, who)
    page = client.get(LOG).text
    assert re.search(r"\d+ av anbefalt \d+", page)
    assert "Tallene er anbefalt, ikke krav." in page
    raw = {
        "procedure_key": row.procedure_key,
        "count": "3",
        "done_on": "24.11.2026",
        "version": "0",
    }
    late = post(client, "prosedyrer/ny", raw)
    assert late.status_code == 422
    assert "Dagen kan ikke ligge fram i tid." in late.text
    saved = post(client, "prosedyrer/ny", raw | {"done_on": "20.11.2026"}, "lagre")
    assert "20.11.2026 er lagret." in client.get(saved.location).text


def test_what_is_signed_says_by_whom_and_cannot_be_changed(
    client: FlaskClient, sign_in: SignIn, stored: Session
) -> None:
    row = stored.exec(
        select(Person.public_id, ProcedureCount.id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(ProcedureCount, col(ProcedureCount.enrolment_id) == col(Enrolment.id))
        .where(ProcedureCount.state == SignState.SIGNED)
    ).first()
    assert row is not None
    who, entry = row
    sign_in(client, who)
    for action in ("endre", "slett"):
        page = client.get(f"{LOG}/prosedyrer/{entry}/{action}").text
        assert re.search(r"Signert av [\w ]+ \d\d\.\d\d\.20\d\d", page)
        assert 'name="trinn"' not in page
        answer = client.post(
            f"{LOG}/prosedyrer/{entry}/{action}", data={"trinn": "lagre", "version": "1"}
        )
        assert answer.status_code == 409


def test_two_windows_give_both_versions_and_the_stored_one_first(
    ingrid: FlaskClient, stored: Session
) -> None:
    post(ingrid, "permisjon/ny", LEAVE, "lagre")
    entry = stored.exec(select(Absence.id).where(Absence.starts_on == date(2027, 4, 1))).one()
    path = f"permisjon/{entry}/endre"
    version = re.search(r'name="version" value="(\d+)"', ingrid.get(f"{LOG}/{path}").text)
    assert version is not None
    mine = LEAVE | {"ends_on": "30.06.2027", "version": version[1]}
    assert post(ingrid, path, mine, "lagre").status_code == 303
    late = post(ingrid, path, mine | {"ends_on": "31.07.2027"}, "lagre")
    assert late.status_code == 409
    text = late.text
    assert "Din endring er ikke lagret, men ikke tapt." in text
    assert text.index("01.04.2027–30.06.2027") < text.index("01.04.2027–31.07.2027")
    assert text.index("Behold det som er lagret") < text.index("Bruk min")
    again = re.search(r'name="version" value="(\d+)"', text)
    assert again is not None
    kept = mine | {"ends_on": "31.07.2027", "version": again[1]}
    assert post(ingrid, path, kept, "lagre").status_code == 303


def test_deleting_shows_its_consequence_first(ingrid: FlaskClient, stored: Session) -> None:
    page = ingrid.get(LOG).text
    found = re.search(r'href="(/min-vei/logg/permisjon/\d+/slett)"', page)
    assert found is not None
    confirm = ingrid.get(found[1]).text
    assert "Permisjon, 01.04.2024–30.11.2024" in confirm
    # No service is registered in those months, so nothing moves.
    assert "Samme dato: <strong>" in confirm
    stale = ingrid.post(found[1], data={"version": "99"})
    assert stale.location == found[1]
    gone = ingrid.post(found[1], data={"version": "1"})
    assert "er slettet." in ingrid.get(gone.location).text
    twice = ingrid.post(found[1], data={"version": "1"})
    assert twice.location == LOG
    assert ingrid.get(found[1]).status_code == 404


def test_a_doctor_reaches_no_other_doctors_rows(
    client: FlaskClient, sign_in: SignIn, stored: Session
) -> None:
    entry = stored.exec(select(Absence.id).join(Person).where(Person.public_id == INGRID)).first()
    sign_in(client, NORA)
    for action in ("endre", "slett"):
        assert client.get(f"{LOG}/permisjon/{entry}/{action}").status_code == 404
    answer = post(client, f"permisjon/{entry}/endre", LEAVE | {"version": "1"}, "lagre")
    assert answer.status_code == 404
    assert client.get(f"{LOG}/finnes-ikke/ny").status_code == 404


def test_a_coordinator_registers_for_a_doctor_and_the_doctor_sees_who(
    app: Flask, sign_in: SignIn, stored: Session
) -> None:
    marte, ingrid = app.test_client(), app.test_client()
    sign_in(marte, MARTE)
    sign_in(ingrid, INGRID)
    address = f"/leger/{INGRID}/logg"
    page = marte.get(address).text
    assert "Registrer tjeneste" in page
    assert "Registrer kurs" not in page and "Private notater" not in page
    assert marte.get(f"{address}/kurs/ny").status_code == 404
    saved = marte.post(f"{address}/permisjon/ny", data=LEAVE | {"trinn": "lagre"})
    assert saved.status_code == 303
    assert "Angre" in marte.get(saved.location).text
    assert re.search(r"Registrert av Marte Lindqvist \d\d\.\d\d\.20\d\d", ingrid.get(LOG).text)
    event = stored.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()
    assert event is not None and event.action == "logbook.added"


def test_a_supervisor_and_a_coordinator_elsewhere_register_nothing(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, KJERSTI)
    assert client.get(f"/leger/{INGRID}/logg").status_code == 403
    sign_in(client, MARTE)
    assert client.get(f"/leger/{THEA}/logg").status_code == 403
    assert client.post(f"/leger/{THEA}/logg/permisjon/ny", data=LEAVE).status_code == 403


SECRET = "Snakk med Guro om vaktplanen"


def test_private_notes_are_the_writers_alone(app: Flask, sign_in: SignIn) -> None:
    ingrid, nora, marte = app.test_client(), app.test_client(), app.test_client()
    sign_in(ingrid, INGRID)
    sign_in(nora, NORA)
    sign_in(marte, MARTE)
    assert ingrid.post("/min-vei/notater/ny", data={"text": "  "}).status_code == 422
    assert ingrid.post("/min-vei/notater/ny", data={"text": "x" * 4001}).status_code == 422
    assert ingrid.post("/min-vei/notater/ny", data={"text": SECRET}).status_code == 303
    page = ingrid.get(LOG).text
    assert SECRET in page
    note = re.search(r'href="(/min-vei/notater/\d+)"', page)
    assert note is not None
    for other in (nora, marte):
        assert other.get(note[1]).status_code in (403, 404)
        assert other.post(note[1], data={"text": "x", "version": "1"}).status_code in (403, 404)
        assert other.post(f"{note[1]}/slett", data={"version": "1"}).status_code in (403, 404)
    assert SECRET not in marte.get(f"/leger/{INGRID}/logg").text
    assert SECRET not in marte.get(f"/leger/{INGRID}/vei").text
    for address in (f"{LOG}/eksport", f"{LOG}/utskrift"):
        assert SECRET not in ingrid.get(address).text
    version = re.search(r'name="version" value="(\d+)"', ingrid.get(note[1]).text)
    assert version is not None
    ingrid.post(note[1], data={"text": "Ny tekst", "version": version[1]})
    stale = ingrid.post(note[1], data={"text": "Gammel", "version": version[1]})
    assert stale.status_code == 409
    assert stale.text.index("Ny tekst") < stale.text.index("Gammel</textarea>")


def test_the_file_is_in_the_order_of_the_logbook(ingrid: FlaskClient) -> None:
    ingrid.set_cookie("legelop_locale", "en")
    response = ingrid.get(f"{LOG}/eksport")
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    text = response.data.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row]
    assert "Arbeidskopi fra Legeløp" in rows[1][0]
    first = [row[0] for row in rows]
    places = [
        first.index(name)
        for name in ("Læringsmål i del 1", "Læringsmål i del 2 og 3", "Prosedyrer", "Tjeneste")
    ]
    assert places == sorted(places)
    sets = [row[0] for row in rows if len(row) == 6 and row[0] in ("FKM", "VOP")]
    part23 = sets[sets.index("VOP") - 1 :]
    assert part23 == ["FKM", *["VOP"] * (len(part23) - 1)]
    mine = [row[1] for row in rows if row[0] == "VOP"]
    assert mine == sorted(mine) and len(mine) == 71


def test_the_printed_logbook_says_it_is_a_copy(ingrid: FlaskClient) -> None:
    page = ingrid.get(f"{LOG}/utskrift").text
    assert "Logg for Ingrid Solbakken" in page
    assert "Den offisielle godkjenningen skjer i Kompetanseportalen" in page
    assert "VOP-001" in page


def test_what_the_demo_doctors_have_registered_passes_its_own_rules(stored: Session) -> None:
    people = stored.exec(
        select(Person.public_id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .where(col(Enrolment.ends_on).is_(None))
        .order_by(col(Person.id))
    ).all()
    for who in people[::15]:
        book = open_book(stored, who)
        assert book is not None
        for kind in LogKind:
            for entry in book.of(kind):
                assert check(entry, book, TODAY) == [], (who, entry)
