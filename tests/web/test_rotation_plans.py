"""A plan on the pages: made, its doctors and their needs, settings, a sheet, and broken needs."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import (
    Capacity,
    CapacityUnit,
    Person,
    RotationEdit,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    Unit,
    VersionState,
)
from seed.demo.departments import DPS_HALDEN
from seed.demo.values import public_id
from tests.support.people import INGRID, MARTE, THEA

SignIn = Callable[[FlaskClient, str], None]
PLAN = public_id("rotation plan", "VOP")
BOARD = f"/rotasjonstavle/{PLAN}"


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def database(app: Flask) -> Session:
    return app.extensions["legelop"].database.session()


def member(session: Session, plan_id: str, key: str) -> RotationMember | None:
    return session.exec(
        select(RotationMember)
        .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
        .join(RotationPlan, col(RotationPlan.id) == col(RotationVersion.plan_id))
        .where(
            RotationPlan.public_id == plan_id,
            RotationVersion.state == VersionState.DRAFT,
            RotationMember.key == key,
        )
    ).first()


def value(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None
    return found[1]


NEW = {
    "name": "Psykiatri 2027",
    "specialty_code": "VOP",
    "first_month": "2027-03",
    "months": "24",
    "notice_months": "6",
    "frozen_months": "0",
}


def make(client: FlaskClient) -> str:
    page = client.get("/rotasjonstavle/ny").text
    owner = re.search(r'value="(\d+)"[^>]*>Sykehuset Østfold HF<', page)
    assert owner is not None
    answer = client.post("/rotasjonstavle/ny", data={**NEW, "organisation_id": owner[1]})
    assert answer.status_code == 303
    found = re.fullmatch(r"/rotasjonstavle/(\w+)/leger\?spesialitet=VOP", answer.location)
    assert found is not None
    return found[1]


def test_a_plan_is_made_with_its_doctors_and_their_needs(app: Flask, marte: FlaskClient) -> None:
    plan = make(marte)
    here = f"/rotasjonstavle/{plan}"
    assert "rader og ingen plasseringer" in marte.get(here).text
    assert "ingen leger ennå" in marte.get(f"{here}/leger").text
    added = marte.post(f"{here}/leger/legg-til", data={"lege": [INGRID]}, follow_redirects=True)
    assert "Ingrid Solbakken er lagt til." in added.text
    with database(app) as session:
        row = member(session, plan, INGRID)
        assert row is not None
        assert [(each["service"], each["min_months"]) for each in row.needs["blocks"]] == [
            ("Poliklinikk, DPS", 6),
            ("Psykose", 12),
            ("Alderspsykiatri", 6),
        ]
        placed = session.exec(
            select(RotationPlacement).where(RotationPlacement.member_id == row.id)
        ).all()
        assert len(placed) == 3
    assert "Ingrid Solbakken" in marte.get(here).text
    undone = marte.post(f"{here}/angre", data={"sett": "1"}, follow_redirects=True)
    assert "Angret: Ingrid Solbakken er lagt til i planen." in undone.text
    with database(app) as session:
        assert member(session, plan, INGRID) is None


def test_a_plan_that_cannot_be_is_told_at_its_fields(marte: FlaskClient) -> None:
    answer = marte.post(
        "/rotasjonstavle/ny",
        data={**NEW, "name": "", "months": "73", "organisation_id": "1", "frozen_months": "x"},
    )
    assert answer.status_code == 422
    for text in ("Skriv hva planen heter.", "Velg noe fra listen.", "1 til 72"):
        assert text in answer.text


def test_somebody_from_another_organisation_is_not_added(marte: FlaskClient) -> None:
    with_nobody = marte.post(f"{BOARD}/leger/legg-til", data={"lege": ["made-up", INGRID]})
    assert with_nobody.status_code == 422
    assert "ikke er i planen fra før" in with_nobody.text


def test_a_doctor_of_a_municipality_who_is_booked_here_can_be_added_and_no_other(
    app: Flask, marte: FlaskClient
) -> None:
    here = f"/rotasjonstavle/{make(marte)}"
    offered = marte.get(f"{here}/leger?spesialitet=ALM").text
    assert "Thea Bjørkelund" in offered
    assert "Sara Rønningsbakk" not in offered
    with database(app) as session:
        [sara] = session.exec(
            select(Person.public_id).where(Person.family_name == "Rønningsbakk")
        ).all()
    add = f"{here}/leger/legg-til"
    assert marte.post(add, data={"lege": [sara]}).status_code == 422
    added = marte.post(add, data={"lege": [sara, THEA]}, follow_redirects=True).text
    assert "Thea Bjørkelund er lagt til." in added


def test_a_vacancy_is_added_given_a_need_and_taken_out(app: Flask, marte: FlaskClient) -> None:
    page = marte.post(
        f"{BOARD}/leger/stilling",
        data={"stilling": "LIS3-stilling 15", "gruppe": "lis23"},
        follow_redirects=True,
    ).text
    found = re.search(r'/leger/(ledig-\w+)">LIS3-stilling 15', page)
    assert found is not None
    here = f"{BOARD}/leger/{found[1]}"
    form = marte.get(f"{here}/behov").text
    unit = re.search(r'name="(unit_\d+)"[^>]*>\s*<label[^>]*>DPS Halden', form)
    assert unit is not None
    need = {"service": "Psykose", "least": "6", "most": "", "version": value(form, "version")}
    wrong = marte.post(f"{here}/behov", data=need)
    assert wrong.status_code == 422
    assert "Velg minst ett sted." in wrong.text
    assert marte.post(f"{here}/behov", data={**need, unit[1]: "1"}).status_code == 303
    one = marte.get(here).text
    assert "6 måneder" in one and "DPS Halden" in one
    stale = marte.post(f"{here}/ta-ut", data={"sett": "0"})
    assert stale.status_code == 409
    out = marte.post(f"{here}/ta-ut", data={"sett": value(one, "sett")}, follow_redirects=True)
    assert "LIS3-stilling 15 er tatt ut av planen" in out.text
    with database(app) as session:
        assert member(session, PLAN, found[1]) is None


def test_a_need_is_changed_with_its_placement_and_two_people_are_told(
    app: Flask, marte: FlaskClient
) -> None:
    here = f"{BOARD}/leger/{INGRID}"
    form = marte.get(f"{here}/behov/psykose").text
    boxes = re.findall(r'name="(unit_\d+|after_\d+)" type="checkbox" value="1" checked', form)
    raw = {"service": "Psykosebehandling", "least": "10", "most": "12", "version": "0"}
    answer = marte.post(f"{here}/behov/psykose", data={**raw, **dict.fromkeys(boxes, "1")})
    assert answer.status_code == 303
    again = marte.post(
        f"{here}/behov/psykose", data={**raw, "least": "8", **dict.fromkeys(boxes, "1")}
    )
    assert again.status_code == 409
    assert "10–12 måneder" in again.text and "8–12 måneder" in again.text
    with database(app) as session:
        row = member(session, PLAN, INGRID)
        assert row is not None
        names = session.exec(
            select(RotationPlacement.service_nb).where(RotationPlacement.member_id == row.id)
        ).all()
        assert "Psykosebehandling" in names


def test_the_months_of_a_row_are_changed(app: Flask, marte: FlaskClient) -> None:
    here = f"{BOARD}/leger/{INGRID}/raden"
    raw = {"version": "0", "starts": "2026-10", "available": "", "deadline": "2029-02"}
    assert marte.post(here, data={**raw, "available": "2026-09"}).status_code == 422
    assert marte.post(here, data=raw).status_code == 303
    with database(app) as session:
        row = member(session, PLAN, INGRID)
        assert row is not None
        assert (row.starts_on.isoformat(), row.must_finish) == ("2026-10-01", False)
        assert row.deadline is not None and row.deadline.isoformat() == "2029-02-28"


def test_needs_that_cannot_be_read_name_the_doctor_and_are_mended(
    app: Flask, marte: FlaskClient, sign_in: SignIn
) -> None:
    with database(app) as session:
        row = member(session, PLAN, INGRID)
        assert row is not None
        row.needs = {"blocks": [{"key": "dps", "service": "Poliklinikk, DPS"}]}
        session.add(row)
        session.commit()
    broken = marte.get(BOARD)
    assert broken.status_code == 409
    assert "Ingrid Solbakken" in broken.text and "min_months" in broken.text
    here = f"{BOARD}/leger/{INGRID}"
    assert f'href="{here}"' in broken.text
    assert "kan ikke leses" in marte.get(f"{BOARD}/leger").text
    other = app.test_client()
    sign_in(other, INGRID)
    assert "min_months" not in other.get("/plasseringer").text
    done = marte.post(f"{here}/pa-nytt", follow_redirects=True)
    assert "laget på nytt" in done.text
    assert marte.get(BOARD).status_code == 200
    with database(app) as session:
        row = member(session, PLAN, INGRID)
        assert row is not None
        assert {each["key"] for each in row.needs["blocks"]} >= {"dps", "psykose", "alder"}


def test_settings_are_saved_reset_and_refused_when_old(marte: FlaskClient) -> None:
    here = f"{BOARD}/innstillinger"
    form = marte.get(here).text
    assert "Alle tall er" in form
    fields = {"name": "Psykiatri", "notice_months": "6", "frozen_until": "", "version": "1"}
    saved = marte.post(here, data={**fields, "site_change": "4"}, follow_redirects=True)
    assert "Innstillingene er lagret" in saved.text
    assert "endret i denne planen" in saved.text
    assert marte.post(here, data={**fields, "site_change": "9"}).status_code == 409
    shown = marte.post(here, data={**fields, "version": "2", "trinn": "standard"}).text
    assert "Ingenting er lagret ennå" in shown
    assert re.search(r'name="site_change"[^>]*value="2"', shown)
    wrong = marte.post(here, data={**fields, "version": "2", "site_change": "-1"})
    assert wrong.status_code == 422


def test_a_sheet_is_downloaded_changed_and_read_in(app: Flask, marte: FlaskClient) -> None:
    template = marte.get(f"{BOARD}/ark/mal")
    assert template.status_code == 200
    same = marte.post(f"{BOARD}/ark", data={"fil": (io.BytesIO(template.data), "plan.xlsx")})
    assert "det samme" in same.text
    board = marte.get(f"{BOARD}/excel").data
    wide = marte.post(f"{BOARD}/ark", data={"fil": (io.BytesIO(board), "tavle.xlsx")})
    assert "det samme" in wide.text
    text = "Lege;Tjeneste;Sted;Første måned;Siste måned\r\nIngrid Solbakken;Psykose;"
    rows = f"{text}Psykose, Kalnes;09.2027;08.2028\r\n".encode()
    shown = marte.post(f"{BOARD}/ark", data={"fil": (io.BytesIO(rows), "plan.csv")})
    assert "to plasseringer" in shown.text
    kept = {"trinn": "lagre", "sett": value(shown.text, "sett"), "tekst": rows.decode()}
    done = marte.post(f"{BOARD}/ark", data=kept, follow_redirects=True)
    assert "Arket er lest inn" in done.text
    with database(app) as session:
        edits = session.exec(select(RotationEdit)).all()
        assert [each.members for each in edits] == [[INGRID]]


def test_a_new_draft_may_be_a_copy_of_any_version_or_empty(app: Flask, marte: FlaskClient) -> None:
    def discard() -> None:
        page = marte.get(f"{BOARD}/forkast").text
        data = {"version": value(page, "version"), "sett": value(page, "sett")}
        assert marte.post(f"{BOARD}/forkast", data=data).status_code == 303

    discard()
    page = marte.get(f"{BOARD}/versjoner").text
    options = re.findall(r'<option value="(\w+)"', page)
    assert options == ["6", "7", "tom"]
    assert marte.post(f"{BOARD}/nytt-utkast", data={"fra": "99"}).status_code == 303
    with database(app) as session:
        assert member(session, PLAN, INGRID) is None
    assert marte.post(f"{BOARD}/nytt-utkast", data={"fra": "7"}).status_code == 303
    assert marte.get(BOARD).text.count("2 brudd") >= 1
    discard()
    assert marte.post(f"{BOARD}/nytt-utkast", data={"fra": "tom"}).status_code == 303
    assert "ingen leger ennå" in marte.get(f"{BOARD}/leger").text


def test_a_plan_without_versions_to_show_offers_its_earlier_ones(marte: FlaskClient) -> None:
    here = f"/rotasjonstavle/{make(marte)}"
    page = marte.get(f"{here}/forkast").text
    data = {"version": value(page, "version"), "sett": value(page, "sett")}
    marte.post(f"{here}/forkast", data=data)
    empty = marte.get(here).text
    assert "Det finnes verken utkast eller publisert versjon" in empty
    assert re.findall(r'<option value="(\w+)"', empty) == ["1", "tom"]


def test_leave_on_the_draft_is_taken_away_after_its_consequence_is_shown(
    app: Flask, marte: FlaskClient
) -> None:
    with database(app) as session:
        row = member(session, PLAN, INGRID)
        assert row is not None
        row.planned_leave = [{"from": "2027-11-01", "to": "2028-01-31"}]
        session.add(row)
        session.commit()
    asked = {"valgt": f"{INGRID}:psykose", "sett": "0", "tar_bort": "2027-11-01/2028-01-31"}
    shown = marte.get(f"{BOARD}/sjekk", query_string={**asked, "gjor": "permisjon"}).text
    assert "Ta bort permisjonen" in shown
    with database(app) as session:
        row = member(session, PLAN, INGRID)
        assert row is not None and row.planned_leave
    done = marte.post(f"{BOARD}/permisjon", data=asked, follow_redirects=True)
    assert "er tatt bort" in done.text
    with database(app) as session:
        row = member(session, PLAN, INGRID)
        assert row is not None and row.planned_leave == []


def test_the_form_of_room_is_filled_with_what_a_way_out_asks_for(
    app: Flask, marte: FlaskClient
) -> None:
    with database(app) as session:
        room = session.exec(
            select(Capacity, Unit.key)
            .join(CapacityUnit, col(CapacityUnit.capacity_id) == col(Capacity.id))
            .join(Unit, col(Unit.id) == col(CapacityUnit.unit_id))
            .where(Unit.key == DPS_HALDEN)
        ).first()
        assert room is not None
        address = f"/steder/{room[1]}/plasser/{room[0].public_id}"
    page = marte.get(f"{address}?hoyst=9&minst=x").text
    assert re.search(r'name="maximum"[^>]*value="9"', page)
