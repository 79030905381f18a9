"""Comparing scenarios and writing down beliefs, as a planner meets them."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col

from app.db.tables import (
    ForecastAssumption,
    ForecastResult,
    ForecastRun,
    ForecastScenario,
    RunState,
)
from app.store import forecast_scenarios as scenarios
from tests.support.databases import NOW
from tests.support.forecast_stored import region_id, small, store_run
from tests.support.people import ELIN
from tests.web.test_query_counts import counted

SignIn = Callable[[FlaskClient, str], None]
SAID = {
    "name": "retention",
    "specialty": "VOP",
    "low": "58",
    "high": "70",
    "said_by": "Klinikksjefen",
    "said_on": "04.11.2026",
}


@pytest.fixture
def elin(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ELIN)
    return client


@pytest.fixture
def stored(app: Flask) -> Iterator[Session]:
    """Nothing of the demo's own forecasts, scenarios and beliefs is in the way."""
    with app.extensions["legelop"].database.session() as session:
        session.execute(sa.update(ForecastRun).values(state=RunState.CANCELLED))
        session.execute(sa.update(ForecastScenario).values(withdrawn_at=NOW))
        session.execute(sa.delete(ForecastAssumption))
        session.commit()
        yield session


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).replace("\xa0", " ").split())


def compared(session: Session, names: tuple[str, ...]) -> list[str]:
    """A run as now, and scenarios that are worked out; their public ids."""
    first = store_run(session, {"VOP": small("VOP"), "RAD": small("RAD", 0)}, key="compare-now")
    target = session.get_one(ForecastRun, first).target_year
    keys = []
    for number, name in enumerate(names):
        key = scenarios.add_scenario(
            session, region_id(session), name, [], note="", preset=None, by=None,
            now=NOW + timedelta(minutes=number),
        )  # fmt: skip
        found = scenarios.find_scenario(session, region_id(session), key)
        assert found is not None
        made = store_run(session, {"VOP": small("VOP", 0)}, key=f"compare-{number}")
        run = session.get_one(ForecastRun, made)
        run.scenario_version_id, run.target_year = found.newest.id, target
        keys.append(key)
    session.commit()
    return keys


def test_scenarios_stand_beside_as_now_with_the_drawing_and_its_numbers(
    elin: FlaskClient, stored: Session
) -> None:
    (key,) = compared(stored, ("Fulle stillinger",))
    text = page(elin, f"/framskriving/sammenlign?s={key}&fag=VOP")
    assert text.index("A · Som nå") < text.index("B · Fulle stillinger")
    assert text.count('aria-labelledby="compare-') == 2
    assert "Vis tallene som tabell" in text
    assert f"s={key}&amp;fag=RAD#faget" in text
    assert 'value="VOP" selected' in text


def test_a_scenario_that_is_not_worked_out_has_a_button_that_asks(
    elin: FlaskClient, stored: Session
) -> None:
    compared(stored, ())
    key = scenarios.add_scenario(
        stored, region_id(stored), "Nytt", [], note="", preset=None, by=None, now=NOW
    )
    stored.commit()
    text = page(elin, f"/framskriving/sammenlign?s={key}")
    assert 'aria-label="Regn ut Nytt"' in text
    assert f'name="scenario" value="{key}"' in text
    year = text.split('name="aar" value="')[1][:4]
    asked = elin.post("/framskriving/kjor", data={"scenario": key, "aar": year})
    assert asked.status_code == 303
    assert "Regnes ut nå" in page(elin, f"/framskriving/sammenlign?s={key}")


def test_only_the_planner_s_own_region_is_compared(elin: FlaskClient, stored: Session) -> None:
    assert elin.get("/framskriving/sammenlign?region=helse-vest").status_code == 403
    assert elin.get("/framskriving/forutsetninger?region=helse-vest").status_code == 403
    refused = elin.post("/framskriving/forutsetninger/nytt?region=helse-vest", data=SAID)
    assert refused.status_code == 403
    assert not stored.execute(sa.select(col(ForecastAssumption.id))).all()


def test_the_number_of_queries_does_not_grow_with_the_specialties(
    app: Flask, elin: FlaskClient, stored: Session
) -> None:
    keys = compared(stored, ("En", "To", "Tre"))
    address = "/framskriving/sammenlign?alle=1&" + "&".join(f"s={key}" for key in keys)
    page(elin, address)
    with counted(app) as few:
        page(elin, address)
    (run,) = stored.execute(
        sa.select(col(ForecastRun.id)).where(col(ForecastRun.public_id) == "compare-now")
    ).one()
    stored.add_all(
        ForecastResult(run_id=run, specialty_code=code, **small("RAD", 0))
        for code in ("ANE", "KIR", "PED", "REV")
    )
    stored.commit()
    with counted(app) as many:
        page(elin, address)
    assert len(many) == len(few) <= 12


def test_a_belief_is_written_down_and_withdrawn(elin: FlaskClient, stored: Session) -> None:
    form = page(elin, "/framskriving/forutsetninger/nytt?hva=retention&fag=VOP")
    assert 'value="retention" selected' in form and 'value="VOP" selected' in form
    kept = elin.post("/framskriving/forutsetninger/nytt", data=SAID)
    assert kept.status_code == 303
    text = page(elin, kept.location)
    assert "Én forutsetning" in text and "Klinikksjefen" in text and "64 % på midten" in text
    assert "skrevet inn 23.11.2026 av Elin Sandnes" in text
    key = stored.execute(sa.select(col(ForecastAssumption.public_id))).scalar_one()
    address = f"/framskriving/forutsetninger/{key}/trekk-tilbake"
    assert elin.post(address).status_code == 303
    assert "trukket tilbake 23.11.2026 av Elin Sandnes" in page(elin, kept.location)
    assert elin.post(address).status_code == 404


def test_a_bad_belief_is_named_at_its_field_and_kept_in_the_form(
    elin: FlaskClient, stored: Session
) -> None:
    answer = elin.post(
        "/framskriving/forutsetninger/nytt", data={**SAID, "low": "71", "said_by": ""}
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "To ting må rettes" in text
    assert 'href="#high"' in text and 'href="#said_by"' in text
    assert 'value="71"' in text
    assert not stored.execute(sa.select(col(ForecastAssumption.id))).all()
