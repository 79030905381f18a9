"""Forecasts side by side: every number is that of the stored runs."""

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import AssumptionName, ForecastKind, ForecastRun, RunState
from app.exchange.forecast_results import read_answer
from app.services import forecast_words
from app.services.forecast_compare import ComparePage, Wanted, load_page
from app.services.forecast_specialty_words import tenth
from app.services.forecast_summary import read_summary
from app.store import forecast_assumptions as assumptions
from app.store import forecast_runs as runs
from app.store import forecast_scenarios as scenarios
from app.store.regions import Region, load_regions
from pathways.forecast.results import MIDDLE
from tests.support.databases import NOW
from tests.support.forecast_stored import BASE, FINISHED, TARGET, small, store_run

NAMES = {"RAD": "Radiologi", "THO": "Thoraxkirurgi", "VOP": "Psykiatri"}


@cache
def as_now() -> dict[str, Any]:
    """All lack some; of the third specialty there are three doctors."""
    return {"VOP": small("VOP", 20), "RAD": small("RAD", 0), "THO": small("THO", 20, 3)}


@cache
def better() -> dict[str, Any]:
    return {**as_now(), "VOP": small("VOP", 0), "THO": small("THO", 1, 3)}


def north(session: Session) -> Region:
    return next(each for each in load_regions(session, None) if each.key == "helse-nord")


def add_scenario(session: Session, name: str) -> str:
    change = {"kind": "vacancies", "value": 0, "from_year": None, "specialty": "VOP"}
    return scenarios.add_scenario(
        session, north(session).id, name, [change], note="", preset=None, by=None, now=NOW
    )


def add_run(
    session: Session, fields: dict[str, Any], scenario: str | None = None, **values: Any
) -> int:
    """A run as now, or of a scenario, on the staff data of the first one."""
    number = store_run(session, fields, key=f"run-{(scenario or 'now')[:8]}")
    row = session.get_one(ForecastRun, number)
    first = session.execute(sa.select(sa.func.min(col(ForecastRun.data_set_id)))).scalar_one()
    values = {"data_set_id": first, **values}
    if scenario is not None:
        found = scenarios.find_scenario(session, north(session).id, scenario)
        assert found is not None
        values["scenario_version_id"] = found.newest.id
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return number


def load(session: Session, *keys: str, specialty: str = "", every: bool = True) -> ComparePage:
    return load_page(session, north(session), Wanted(keys, specialty, every), NAMES)


def test_as_now_stands_first_and_the_best_is_in_the_headline(session: Session) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    add_run(session, better(), key)
    page = load(session, key)
    assert [(each.letter, each.name) for each in page.sides] == [
        ("A", "Som nå"),
        ("B", "Fulle stillinger"),
    ]
    now, then = (
        sum(read_summary(each["summary"]).chance < 0.5 for each in fields.values())
        for fields in (as_now(), better())
    )
    assert then < now
    words = {1: "ett", 2: "to", 3: "tre"}
    assert page.opening.sentence == (
        f"*Fulle stillinger* hjelper mest: {words[then]} fag har under 50 % sjanse i {TARGET}."
    )
    assert page.opening.reason == (
        f"Som nå har {words[now]} av 3 fag under 50 % sjanse for full dekning i {TARGET}."
    )
    assert page.sides[1].changes == ("Psykiatri: 0 årsverk er ledige",)
    assert page.sides[0].changes == ()


def test_cells_are_the_summaries_and_differences_are_against_as_now(session: Session) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    add_run(session, better(), key)
    page = load(session, key)
    row = page.rows[0]
    assert row.code == "VOP"
    before, after = (read_summary(each["VOP"]["summary"]) for each in (as_now(), better()))
    now, then = row.cells
    assert now is not None and then is not None
    assert now.chance == forecast_words.chance(before, TARGET)
    assert then.chance == forecast_words.chance(after, TARGET)
    assert then.difference == f"+{round(before.target_gap.middle - after.target_gap.middle)}"
    assert now.difference == ""
    advised = before.advice(0.8)
    assert advised is not None
    assert now.advice == ("nås ikke" if advised.starts is None else f"{advised.starts} i året")
    last = page.rows[-1]
    assert last.code == "RAD" and last.cells[1] is not None
    assert last.cells[1].difference == "som nå"


def test_the_table_of_the_drawing_has_the_middle_of_the_stored_gaps(session: Session) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    add_run(session, better(), key)
    page = load(session, key, specialty="VOP")
    assert page.figure is not None
    assert page.figure.head == ("År", "A Som nå", "B Fulle stillinger")
    gaps = [
        read_answer(each["VOP"]["result"]).outlook.gap.values[MIDDLE]
        for each in (as_now(), better())
    ]
    for index, row in enumerate(page.figure.rows):
        assert row == (str(BASE + index), *(tenth(gap[index]) for gap in gaps))


def test_few_specialists_are_told_in_whole_numbers(session: Session) -> None:
    add_run(session, as_now())
    page = load(session, specialty="THO")
    assert page.chosen is not None and page.figure is not None
    assert page.chosen.cells[0] is not None
    assert "%" not in page.chosen.cells[0].chance
    assert all("," not in cell for row in page.figure.rows for cell in row)


def test_a_scenario_that_helps_no_specialty_is_not_praised(session: Session) -> None:
    add_run(session, better())
    key = add_scenario(session, "Færre")
    add_run(session, as_now(), key)
    sentence = load(session, key).opening.sentence
    assert sentence == (
        f"*Ingen* av scenarioene gir færre fag under 50 % sjanse i {TARGET} enn som nå."
    )


def test_what_is_not_worked_out_says_so(session: Session) -> None:
    key = add_scenario(session, "Fulle stillinger")
    page = load(session, key)
    assert page.opening.sentence == "Framskrivingen som nå er *ikke regnet ut* ennå."
    assert (page.rows, page.figure, page.year) == ((), None, None)

    add_run(session, as_now())
    page = load(session, key)
    assert page.opening.sentence == "*Ingen av de valgte* scenarioene er regnet ut ennå."
    assert page.sides[1].run is None and page.sides[1].open_run is None
    assert page.sides[0].run is not None
    assert load(session).opening.sentence.startswith("Velg *inntil tre scenarier*")

    add_run(session, better(), key, target_year=TARGET - 2)
    assert load(session, key).sides[1].run is None


def test_a_run_that_waits_is_named(session: Session) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    found = scenarios.find_scenario(session, north(session).id, key)
    assert found is not None
    made = runs.add_run(
        session, north(session).id, ForecastKind.OUTLOOK, scenario_version_id=found.newest.id,
        data_set_id=None, as_of=NOW.date(), first_year=2027, target_year=TARGET, years=15,
        paths=200, seed=7, by=None, now=NOW,
    )  # fmt: skip
    page = load(session, key)
    assert (page.sides[0].open_run, page.sides[1].open_run) == (None, made)


def test_a_changed_scenario_is_not_shown_with_the_numbers_of_its_older_version(
    session: Session,
) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    add_run(session, better(), key)
    found = scenarios.find_scenario(session, north(session).id, key)
    assert found is not None
    scenarios.add_version(session, found.id, 1, "Nytt navn", [], note="", by=None, now=NOW)
    page = load(session, key)
    assert (page.sides[1].name, page.sides[1].run) == ("Nytt navn", None)


def test_at_most_three_beside_as_now_and_unknown_ones_are_left_out(session: Session) -> None:
    add_run(session, as_now())
    keys = [add_scenario(session, f"Scenario {number}") for number in range(4)]
    page = load(session, "made-up", *keys, keys[0])
    assert page.keys == keys[:3]
    assert page.too_many
    assert [chosen for _key, _name, chosen in page.choices] == [True, True, True, False]
    assert not load(session, *keys[1:]).too_many


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, "Alle møter de samme forløpene"),
        ({"paths": 10_000}, "noen er regnet med 200 og andre med 10\u202f000"),
        ({"asked_at": FINISHED + timedelta(days=1)}, "regnet ut på ulike dager"),
        ({"seed": 8}, "ikke laget av de samme tallene"),
        ({"data_set_id": None}, "ikke laget av de samme tallene"),
    ],
)
def test_whether_they_meet_the_same_paths_is_said(
    session: Session, other: dict[str, Any], told: str
) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    add_run(session, better(), key, **other)
    assert told in load(session, key).same


def test_what_people_said_between_two_runs_is_named(session: Session) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    add_run(session, better(), key, asked_at=FINISHED + timedelta(hours=2))
    said = {
        "name": AssumptionName.RETENTION, "specialty_code": None, "low": 0.5, "high": 0.6,
        "said_by": "Kari", "said_on": NOW.date(), "note": "",
    }  # fmt: skip
    where = north(session).id
    assumptions.add_said(session, where, said, by=None, now=FINISHED + timedelta(hours=3))
    assert "Alle møter de samme" in load(session, key).same
    assumptions.add_said(session, where, said, by=None, now=FINISHED + timedelta(hours=1))
    assert "Forutsetningene ble endret" in load(session, key).same


def test_a_specialty_that_a_run_does_not_have_is_left_open(session: Session) -> None:
    add_run(session, as_now())
    key = add_scenario(session, "Fulle stillinger")
    add_run(session, {"VOP": better()["VOP"]}, key)
    page = load(session, key)
    assert {row.code: row.cells[1] is None for row in page.rows} == {
        "VOP": False,
        "RAD": True,
        "THO": True,
    }
    # Only what both have is counted against each other.
    assert page.opening.reason is not None and "av 1 fag" in page.opening.reason


def test_a_run_that_was_stopped_before_anything_was_done_shows_nothing(session: Session) -> None:
    add_run(session, {}, state=RunState.STOPPED)
    page = load(session)
    assert page.opening.sentence == "Framskrivingen som nå er *ikke regnet ut* ennå."
    assert page.rows == ()
