"""New places, other names, closing: who may, what is refused, what is told, what follows."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import (
    Agreement,
    AgreementKind,
    AgreementState,
    AuditEvent,
    Capacity,
    CapacityUnit,
    Organisation,
    Unit,
    UnitSupervisor,
)
from pathways.types.record import PlaceKind
from seed.demo.departments import AKUTT, DPS_HALDEN
from tests.support.people import INGRID, MARTE
from tests.web.test_places import coordinator_of, errors, organisation_id

SignIn = Callable[[FlaskClient, str], None]
NEW = {"place_kind": "dps", "name": "DPS Rakkestad", "short_name": "Rakkestad"}


@pytest.fixture
def home(app: Flask) -> Database:
    found: Database = app.extensions["legelop"].database
    return found


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def ids(home: Database, *keys: str) -> list[str]:
    with home.session() as session:
        return [str(organisation_id(session, key)) for key in keys]


def unit_named(session: Session, name: str) -> Unit | None:
    return session.exec(select(Unit).where(Unit.name == name)).first()


def actions(session: Session, count: int) -> list[str]:
    found = session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id).desc()).limit(count))
    return list(found)


def test_a_unit_of_ones_own_is_there_at_once(home: Database, marte: FlaskClient) -> None:
    (own,) = ids(home, "sykehuset-ostfold")
    assert "Legg inn et sted" in marte.get("/steder").text
    assert ">Halden</option>" in marte.get("/steder/ny").text
    done = marte.post("/steder/ny", data=NEW | {"owner": own}, follow_redirects=True)
    assert "Si hvor mange leger det tar" in done.text and "DPS Rakkestad" in done.text
    with home.session() as session:
        unit = unit_named(session, "DPS Rakkestad")
        assert unit is not None and unit.place_kind is PlaceKind.DPS and unit.is_demo
        assert actions(session, 1) == ["unit.added"]
        agreement = select(Agreement).where(Agreement.unit_id == unit.id)
        assert session.exec(agreement).first() is None, "at home no agreement is needed"
    again = marte.post("/steder/ny", data=NEW | {"owner": own, "name": "dps rakkestad"})
    assert errors(again.text) == ["Sykehuset Østfold HF har alt et sted som heter dette."]


def test_a_municipalitys_place_comes_with_a_planned_agreement(
    home: Database, marte: FlaskClient
) -> None:
    own, halden = ids(home, "sykehuset-ostfold", "halden-kommune")
    data = {
        "owner": halden, "place_kind": "emergency_unit", "name": "KAD Halden",
        "short_name": "KAD Halden", "home_id": own, "starts_on": "01.03.2027",
    }  # fmt: skip
    done = marte.post("/steder/ny", data=data)
    assert done.status_code == 303 and done.headers["Location"].endswith("/endre")
    assert marte.get(done.headers["Location"]).status_code == 200
    with home.session() as session:
        unit = unit_named(session, "KAD Halden")
        assert unit is not None and str(unit.organisation_id) == halden
        row = session.exec(select(Agreement).where(Agreement.unit_id == unit.id)).one()
        assert (row.kind, row.state) == (AgreementKind.MUNICIPALITY, AgreementState.PLANNED)
        assert (str(row.home_id), str(row.host_id)) == (own, halden)
        assert actions(session, 2) == ["unit.added", "agreement.added"]
        key = unit.key
    # She may read it, and the municipality keeps it.
    assert marte.get(f"/steder/{key}").status_code == 200
    assert marte.get(f"/steder/{key}/endre").status_code == 403


def test_a_practice_is_an_employer_of_its_own_and_theirs_to_keep_who_have_the_agreement(
    home: Database, marte: FlaskClient
) -> None:
    (own,) = ids(home, "sykehuset-ostfold")
    data = {
        "owner": "ny-avtalespesialist", "place_kind": "contract_specialist",
        "name": "Hudlegene i Askim", "short_name": "Hud Askim", "municipality": "Indre Østfold",
        "home_id": own, "starts_on": "01.03.2027", "tutor": "Ola Hud", "specialty_code": "HUD",
    }  # fmt: skip
    assert marte.post("/steder/ny", data=data).status_code == 303
    with home.session() as session:
        unit = unit_named(session, "Hudlegene i Askim")
        assert unit is not None
        practice = session.get(Organisation, unit.organisation_id)
        assert practice is not None and practice.kind == "contract_specialist"
        assert (practice.municipality, practice.is_demo) == ("Indre Østfold", True)
        assert practice.parent_id == organisation_id(session, "helse-sor-ost")
        row = session.exec(select(Agreement).where(Agreement.unit_id == unit.id)).one()
        assert (row.kind, row.tutor) == (AgreementKind.CONTRACT_SPECIALIST, "Ola Hud")
        key = unit.key
    assert marte.get(f"/steder/{key}/plasser").status_code == 200
    assert "Hudlegene i Askim" in marte.get("/steder").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"owner": ""}, "Velg hvem stedet hører til."),
        ({"owner": "tromso"}, "Velg hvem stedet hører til."),
        ({"place_kind": "open_practice"}, "Et slikt sted kan være: Avdeling eller enhet"),
        ({"place_kind": ""}, "Velg hva slags sted det er."),
        ({"name": ""}, "Skriv et navn."),
        ({"short_name": "x" * 13}, "Skriv høyst 12 tegn."),
        ({"specialty_code": "XYZ"}, "Velg noe fra listen."),
        ({"municipality": "Moss"}, "La feltet stå tomt: stedet ligger der eieren er."),
        ({"owner": "ny-avtalespesialist"}, "Et slikt sted kan være: Avtalespesialist."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(
    home: Database, marte: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    own, tromso = ids(home, "sykehuset-ostfold", "tromso-kommune")
    data = NEW | {"owner": own} | wrong
    data |= {"owner": tromso} if wrong.get("owner") == "tromso" else {}
    answer = marte.post("/steder/ny", data=data)
    assert answer.status_code == 422
    assert said in errors(answer.text)[0]
    with home.session() as session:
        assert unit_named(session, "DPS Rakkestad") is None


def test_a_place_gets_another_name_and_a_stale_writer_sees_both(
    home: Database, marte: FlaskClient, app: Flask, sign_in: SignIn
) -> None:
    address = f"/steder/{DPS_HALDEN}/endre"
    page = marte.get(address).text
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version is not None
    data = {
        "place_kind": "dps", "name": "DPS Halden sentrum", "short_name": "DPS Halden",
        "specialty_code": "VOP", "version": version[1],
    }  # fmt: skip
    assert marte.post(address, data=data).status_code == 303
    with home.session() as session:
        assert unit_named(session, "DPS Halden sentrum") is not None
        assert actions(session, 1) == ["unit.changed"]
    late = marte.post(address, data=data | {"name": "DPS Halden nord"})
    assert late.status_code == 409
    assert "DPS Halden sentrum" in late.text and "DPS Halden nord" in late.text


def test_closing_lists_who_is_there_first_and_ends_its_room(
    home: Database, marte: FlaskClient
) -> None:
    address = f"/steder/{DPS_HALDEN}/steng"
    assert marte.get(address).status_code == 200
    page = marte.post(
        address, data={"trinn": "sjekk", "last_day": "30.06.2027", "source": "Vedtak 7"}
    )
    assert "fortsetter etter 30. juni 2027" in page.text
    assert "Plassert etter siste dag" in page.text
    assert page.text.count("<b>Ingrid Solbakken</b>") == 1, "once, though her record says so too"
    fields = dict(re.findall(r'name="(last_day|source|mark)" value="([^"]*)"', page.text))
    with home.session() as session:
        assert actions(session, 1) != ["unit.closed"], "nothing is kept before it is confirmed"
    # Somebody else's list is not closed on.
    other = marte.post(address, data=fields | {"trinn": "steng", "mark": "another"})
    assert other.status_code == 409 and "Listen er en annen" in other.text
    done = marte.post(address, data=fields | {"trinn": "steng"}, follow_redirects=True)
    assert "Stedet tar ingen etter 30. juni 2027." in done.text
    assert "<strong>stenger</strong> 1. juli 2027" in done.text
    with home.session() as session:
        unit = session.exec(select(Unit.id).where(Unit.key == DPS_HALDEN)).one()
        rows = session.exec(
            select(Capacity)
            .join(CapacityUnit, col(CapacityUnit.capacity_id) == col(Capacity.id))
            .where(CapacityUnit.unit_id == unit)
            .order_by(col(Capacity.valid_from))
        ).all()
        closing = rows[-1]
        assert (closing.maximum, closing.valid_from, closing.valid_to) == (
            0,
            date(2027, 7, 1),
            None,
        )
        assert closing.source == "Vedtak 7"
        assert all(row.valid_to and row.valid_to <= date(2027, 6, 30) for row in rows[:-1])
        helpers = session.exec(select(UnitSupervisor).where(UnitSupervisor.unit_id == unit)).all()
        assert all(row.valid_to == date(2027, 6, 30) for row in helpers)
        assert actions(session, 2)[0] == "unit.closed"
    again = marte.post(address, data={"trinn": "sjekk", "last_day": "30.06.2027"})
    assert again.status_code == 422 and "Stedet er alt stengt" in errors(again.text)[0]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Skriv den siste dagen."),
        ("i morgen", "Skriv datoen som dag.måned.år"),
        ("01.01.2026", "Skriv en dag som ikke er passert."),
    ],
)
def test_a_last_day_that_cannot_be_is_named(marte: FlaskClient, day: str, said: str) -> None:
    answer = marte.post(f"/steder/{DPS_HALDEN}/steng", data={"trinn": "steng", "last_day": day})
    assert answer.status_code == 422
    assert said in errors(answer.text)[0]


def test_others_may_not(app: Flask, home: Database, sign_in: SignIn) -> None:
    doctor, halden = app.test_client(), app.test_client()
    sign_in(doctor, INGRID)
    with home.session() as session:
        sign_in(halden, coordinator_of(session, "halden-kommune"))
    halden.post("/bytt-side", data={"role": "coordinator"})
    for path in ("/steder/ny", f"/steder/{AKUTT}/endre", f"/steder/{AKUTT}/steng"):
        assert doctor.get(path).status_code == 403
    # Halden sends doctors to Kalnes; the place is not hers.
    assert halden.get(f"/steder/{AKUTT}/endre").status_code == 403
    assert halden.get(f"/steder/{AKUTT}/steng").status_code == 403
    assert halden.get("/steder/ny").status_code == 200
    (trust,) = ids(home, "sykehuset-ostfold")
    answer = halden.post("/steder/ny", data=NEW | {"owner": trust})
    assert "Velg hvem stedet hører til." in errors(answer.text)[0]
