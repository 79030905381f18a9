"""The planner's pages of scenarios and capacity, by their forms."""

from collections.abc import Iterable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.db.tables import ForecastRun
from app.store import forecast_scenarios as store
from app.store.forecast_scenarios import ScenarioRow
from tests.conftest import SignIn
from tests.support.forecast_stored import region_id, small, store_run
from tests.support.people import ELIN

LIST, NEW = "/framskriving/scenarier", "/framskriving/scenarier/nytt"
CAPACITY = "/framskriving/kapasitet"
LATER = {"name": "Senere", "note": "Avtale", "kind-1": "exits_later", "value-1": "1"}


@pytest.fixture
def session(app: Flask) -> Iterable[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def planner(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ELIN)
    return client


def named(session: Session, name: str) -> ScenarioRow:
    session.rollback()
    rows = store.list_scenarios(session, region_id(session))
    return next(each for each in rows if each.name == name)


def test_a_scenario_is_checked_saved_changed_and_withdrawn(
    planner: FlaskClient, session: Session
) -> None:
    store_run(session, {"VOP": small("VOP")})
    session.commit()

    checked = planner.post(NEW, data={**LATER, "handling": "sjekk"}).text
    assert "I gjennomsnitt endrer dette psykiatri mest" in checked
    assert 'value="Senere"' in checked and "Senere" not in planner.get(LIST).text

    saved = planner.post(NEW, data=LATER)
    row = named(session, "Senere")
    assert (saved.status_code, row.newest.by) == (303, "Elin Sandnes")
    page = planner.get(saved.location).text
    assert "gjør <strong>én endring</strong>" in page

    change = {**LATER, "version": "1", "value-1": "2", "handling": "lagre"}
    assert planner.post(f"{LIST}/{row.public_id}/endre", data=change).status_code == 303
    page = planner.get(f"{LIST}/{row.public_id}").text
    assert "<del>Spesialister slutter 1 år senere</del>" in page

    stale = {**LATER, "version": "1", "value-1": "3"}
    conflict = planner.post(f"{LIST}/{row.public_id}/endre", data=stale)
    assert conflict.status_code == 409
    assert "slutter 2 år senere" in conflict.text and "slutter 3 år senere" in conflict.text

    planner.post(f"{LIST}/{row.public_id}/trekk", data={"version": "2"})
    assert "Senere" not in planner.get(LIST).text.split("</header>")[-1].split("<table")[-1]


def test_what_was_written_stays_when_something_is_wrong(planner: FlaskClient) -> None:
    page = planner.post(NEW, data={**LATER, "value-1": "99"})
    assert page.status_code == 422
    assert 'value="99"' in page.text and "Endring 1: Skriv et tall fra −10 til 10 år." in page.text


def test_more_lines_save_nothing(planner: FlaskClient) -> None:
    page = planner.post(NEW, data={**LATER, "value-1": "99", "handling": "linjer"})
    assert page.status_code == 200 and 'name="kind-6"' in page.text


def test_a_copy_begins_with_what_it_copies(planner: FlaskClient, session: Session) -> None:
    planner.post(NEW, data=LATER)
    row = named(session, "Senere")
    page = planner.get(f"{NEW}?kopi={row.public_id}").text
    assert 'value="Senere, kopi"' in page and "Avtale" in page
    assert planner.get(f"{NEW}?kopi=finnes-ikke").status_code == 404


def test_the_ready_scenarios_are_added_from_the_list(
    planner: FlaskClient, session: Session
) -> None:
    for row in store.list_scenarios(session, region_id(session)):
        planner.post(f"{LIST}/{row.public_id}/trekk", data={"version": row.number})
    assert "ingen scenarier" in planner.get(LIST).text
    planner.post(f"{LIST}/ferdige")
    page = planner.get(LIST).text
    assert "Ingen kommer utenfra" in page and "Legg til" not in page


def test_another_region_has_its_own(planner: FlaskClient) -> None:
    assert planner.get(f"{LIST}?region=helse-vest").status_code == 403
    assert planner.get(f"{CAPACITY}?region=helse-vest").status_code == 403


def test_capacity_is_shown_and_kept_as_a_scenario(planner: FlaskClient, session: Session) -> None:
    run = session.get_one(ForecastRun, store_run(session, {"VOP": small("VOP")}))
    run.document = {"fields": [{"code": "VOP", "wanted": 3, "gains": [3.0, 2.0, 1.0]}]}
    session.add(run)
    session.commit()

    page = planner.get(f"{CAPACITY}?lis1=2&leger=1,5").text
    assert "<strong>2 av de 3</strong>" in page and 'value="1,5"' in page
    assert planner.get(f"{CAPACITY}?lis1=mange&leger=x").status_code == 200

    planner.post(f"{CAPACITY}/scenario?lis1=2")
    row = named(session, "Fordelingen av opplæringsplasser")
    assert [each["value"] for each in row.newest.changes] == [2.0]
