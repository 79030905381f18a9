"""The page of the backtest: asked for, waited for, shown; nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db.tables import ForecastKind, ForecastRun, Organisation, RunState
from app.exchange.forecast_backtest import backtest_document
from app.extensions import Installation
from pathways.forecast.backtest import Observed, rolling
from pathways.forecast.trend import trend
from tests.conftest import SignIn
from tests.support.people import ELIN, INGRID

PAGE = "/framskriving/backtest"


@pytest.fixture
def planner(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ELIN)
    return client


@pytest.fixture
def home(app: Flask) -> Installation:
    found: Installation = app.extensions["legelop"]
    return found


def document() -> dict[str, Any]:
    """Two specialties that grow evenly, and one with a short history."""
    years = range(2010, 2026)
    series = [
        Observed("VOP", {year: 40.0 + 2 * (year - 2010) for year in years}),
        Observed("NEV", {year: 20.0 + (year % 3) for year in years}),
        Observed("KNF", {2024: 8.0, 2025: 8.0}),
    ]
    tried = backtest_document(rolling(series, trend))
    return {
        "given": tried, "not_given": tried, "small": ["END"], "first_year": 2010,
        "last_year": 2025,
    }  # fmt: skip


def add_run(session: Session, home: Installation) -> None:
    now = home.clock.now() + timedelta(hours=1)
    region = session.exec(select(Organisation.id).where(Organisation.key == "helse-nord")).one()
    assert region is not None
    session.add(
        ForecastRun(
            public_id="tried", region_id=region, kind=ForecastKind.BACKTEST, as_of=now.date(),
            target_year=2040, first_year=2027, years=20, paths=1000, seed=1, state=RunState.DONE,
            asked_at=now, finished_at=now, document=document(),
        )
    )  # fmt: skip
    session.commit()


def test_the_planner_asks_and_the_page_says_that_it_is_under_way(
    planner: FlaskClient, home: Installation
) -> None:
    answer = planner.post(f"{PAGE}?region=helse-nord")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?region=helse-nord")
    page = planner.get(answer.location).text
    assert "Metoden prøves nå, bestilt" in page and "egen historie" not in page
    with home.database.session() as session:
        kinds = [
            each.kind for each in session.exec(select(ForecastRun)) if each.finished_at is None
        ]
    assert kinds == [ForecastKind.BACKTEST]


def test_a_stored_backtest_is_shown_with_marks_years_and_specialties(
    planner: FlaskClient, home: Installation
) -> None:
    with home.database.session() as session:
        add_run(session, home)
    page = planner.get(PAGE).text
    assert "Tre år fram ville metoden ha bommet med" in page and "Historie 2010–2025" in page
    assert "Bom åtte år fram" in page and "høyst 10\u00a0%" in page
    assert ">Psykiatri<" in page and "Prøv på nytt" in page
    assert "derfor ikke vist alene: Endokrinologi" in page
    assert "For kort historie: Klinisk nevrofysiologi" in page


@pytest.mark.parametrize("who", [ELIN, INGRID])
def test_other_regions_and_other_roles_are_refused(
    who: str, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, who)
    assert client.get(f"{PAGE}?region=helse-vest").status_code in (403, 404)
    assert client.post(f"{PAGE}?region=helse-vest").status_code in (403, 404)
