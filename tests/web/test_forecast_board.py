"""The board says what its stored summaries say, the most at risk first."""

from collections.abc import Iterable
from datetime import date, timedelta
from importlib.metadata import version

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db.tables import AssumptionName, ForecastAssumption, ForecastKind, ForecastRun, RunState
from app.services import forecast_words as words
from app.services.forecast_board import HIGH_RISK, MEDIUM_RISK
from app.services.forecast_specialty_words import percent, whole
from app.services.forecast_summary import ForecastSummary, read_summary
from app.store import forecast_runs as store
from tests.conftest import SignIn
from tests.support.forecast_stored import FINISHED, TARGET, region_id, small, store_run
from tests.support.people import ELIN, MARTE

PAGE = "/framskriving"
TODAY = date(2026, 11, 23)


@pytest.fixture
def session(app: Flask) -> Iterable[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def planner(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ELIN)
    return client


@pytest.fixture
def run(session: Session) -> ForecastRun:
    """Neurology lacks more than psychiatry; in geriatrics there are three."""
    fields = {"VOP": small("VOP"), "NEV": small("NEV", 12.0), "GER": small("GER", 1.0, 3)}
    found = session.get_one(ForecastRun, store_run(session, fields))
    found.document = {"unknown": ["RAD"], "failed": {"ANE": "age"}, "fields": [], "persons": None}
    session.add(found)
    session.commit()
    return found


def summaries(session: Session, run: ForecastRun) -> dict[str, ForecastSummary]:
    assert run.id is not None
    return {each.code: read_summary(each.summary) for each in store.load_summaries(session, run.id)}


def test_without_a_run_the_page_says_what_to_do(planner: FlaskClient) -> None:
    page = planner.get(PAGE).text
    assert "<strong>ikke regnet ut</strong> ennå" in page and "Regn ut</button>" in page


def test_rows_stand_by_risk_with_their_own_numbers(
    planner: FlaskClient, session: Session, run: ForecastRun
) -> None:
    page = planner.get(PAGE).text.replace("&nbsp;", "\xa0")
    found = summaries(session, run)
    order = sorted(
        found,
        key=lambda code: (
            sum(found[code].chance >= limit for limit in (HIGH_RISK, MEDIUM_RISK)),
            -whole(found[code].worst_gap.middle),
        ),
    )
    names = {"VOP": "Psykiatri", "NEV": "Nevrologi", "GER": "Geriatri"}
    at = [page.index(f"/fag/{code}?") for code in order]
    assert at == sorted(at)
    with planner.application.test_request_context():
        assert words.row_sentence(found["NEV"]) in page
        assert f"<b>{percent(found['VOP'].chance)}</b>" in page
    first = found[order[0]]
    assert f"{names[order[0]]} mangler <strong>{round(first.worst_gap.middle)} årsverk" in page
    # Three specialists: paths of ten, never a per cent.
    geriatrics = page[page.index("/fag/GER?") :]
    assert "av 10 forløp" in geriatrics[: geriatrics.index("</tr>")]
    assert "Ukjent, fordi ingen tall finnes: Radiologi." in page
    assert "ikke henger sammen: Anestesiologi." in page


def test_another_year_has_its_chances_but_no_advice(
    planner: FlaskClient, session: Session, run: ForecastRun
) -> None:
    page = planner.get(f"{PAGE}?aar={TARGET + 2}").text.replace("&nbsp;", "\xa0")
    found = summaries(session, run)["VOP"]
    assert f"Rådene er regnet ut for {TARGET}." in page
    with planner.application.test_request_context():
        assert f"<b>{percent(found.chance_in(TARGET + 2))}</b>" in page
    assert f"Regn på nytt for {TARGET + 2}" in page


def test_a_run_is_asked_for_followed_and_stopped(planner: FlaskClient, session: Session) -> None:
    asked = planner.post(f"{PAGE}/kjor?region=helse-nord", data={"aar": "2038"})
    assert asked.status_code == 303
    page = planner.get(asked.location)
    assert "Stopp og behold fagene som er ferdige" in page.text
    (row,) = store.open_runs(session, region_id(session))
    assert (row.target_year, row.state) == (2038, RunState.WAITING)
    assert "Se hvor langt den er kommet" in planner.get(PAGE).text
    planner.post(f"{PAGE}/kjoring/{row.public_id}/stopp?region=helse-nord")
    assert "avbrutt" in planner.get(asked.location).text


@pytest.mark.parametrize("year", ["2026", "2047"])
def test_a_year_outside_the_forecast_is_named(planner: FlaskClient, year: str) -> None:
    told = planner.post(f"{PAGE}/kjor", data={"aar": year}, follow_redirects=True)
    assert "Året kan være fra 2027 til 2046." in told.text


def test_a_finished_run_leads_to_its_numbers(planner: FlaskClient, run: ForecastRun) -> None:
    shown = planner.get(f"{PAGE}/kjoring/{run.public_id}")
    assert shown.status_code == 303 and f"aar={TARGET}" in shown.location


def test_a_stopped_run_does_not_hide_the_whole_one_before_it(
    planner: FlaskClient, session: Session, run: ForecastRun
) -> None:
    later = FINISHED + timedelta(hours=1)
    newer = session.get_one(
        ForecastRun, store_run(session, {"VOP": small("VOP")}, finished_at=later, key="stopped")
    )
    newer.state, newer.done, newer.total = RunState.STOPPED, 1, 3
    session.add(newer)
    session.commit()
    assert "av 3 fag" in planner.get(PAGE).text
    run.state = RunState.FAILED
    session.add(run)
    session.commit()
    page = planner.get(PAGE).text
    assert "av 1 fag" in page and "Stoppet da 1 av 3 fag var ferdige." in page


def test_the_board_says_what_has_changed_since_and_that_a_newer_run_failed(
    planner: FlaskClient, session: Session, run: ForecastRun
) -> None:
    run.code_version = version("legelop")
    session.add(run)
    session.commit()
    assert "Etterpå er dette endret" not in planner.get(PAGE).text
    session.add(
        ForecastAssumption(
            public_id="later", region_id=run.region_id, name=AssumptionName.DRIFT, low=0, high=0.01,
            said_by="Fagdirektør", said_on=TODAY, entered_at=FINISHED + timedelta(hours=1),
        )
    )  # fmt: skip
    session.commit()
    assert "Tallene er fra 20.11.2026. Etterpå er dette endret: forutsetningene." in (
        planner.get(PAGE).text
    )
    store_run(session, {}, finished_at=FINISHED + timedelta(days=1), key="failed")
    session.flush()
    failed = session.exec(select(ForecastRun).where(ForecastRun.public_id == "failed")).one()
    failed.state = RunState.FAILED
    session.add(failed)
    session.commit()
    page = planner.get(PAGE).text
    assert "bedt om 21.11.2026, stoppet av en feil" in page and "er de forrige" in page


def test_every_small_drawing_has_a_title_and_says_its_numbers(
    planner: FlaskClient, session: Session, run: ForecastRun
) -> None:
    page = planner.get(PAGE).text
    for code, found in summaries(session, run).items():
        assert page.count(f'id="spark-{code.lower()}-title"') == 1
        with planner.application.test_request_context():
            assert words.drawn(found) in page


def test_a_backtest_under_way_is_no_new_forecast(
    planner: FlaskClient, session: Session, run: ForecastRun
) -> None:
    planner.post(f"{PAGE}/kjor", data={"hva": "backtest"})
    (row,) = store.open_runs(session, run.region_id)
    assert row.kind is ForecastKind.BACKTEST
    assert "Se hvor langt den er kommet" not in planner.get(PAGE).text


def test_other_regions_and_others_are_refused(
    client: FlaskClient, planner: FlaskClient, sign_in: SignIn, run: ForecastRun
) -> None:
    assert planner.get(f"{PAGE}?region=helse-vest").status_code == 403
    assert planner.get(f"{PAGE}?scenario=finnesikke").status_code == 404
    assert planner.get(f"{PAGE}/kjoring/finnesikke").status_code == 404
    sign_in(client, MARTE)
    assert client.get(PAGE).status_code == 403
