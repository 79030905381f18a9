"""The backtest of a region: worked out from its rows, stored, and told in words."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from app.db.tables import (
    ForecastKind,
    ForecastRun,
    Organisation,
    RunState,
    StaffArrival,
    StaffDataSet,
    StaffDuration,
    StaffExit,
)
from app.services import forecast_backtest_page as service
from app.services import forecast_backtest_words as words
from app.services.forecast_backtest import work_out
from app.services.forecast_cases import load_region
from app.services.knowledge import load_bundle
from app.store.regions import Region, load_regions
from pathways.forecast.backtest import Mark, Score
from tests.support.forecast_history import World

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CODES = {"VOP": 40, "NEV": 20, "KNF": 2}


def region(session: Session) -> Region:
    key = select(Organisation.id).where(Organisation.key == "helse-nord")
    number = session.exec(key).one()
    assert number is not None
    return load_regions(session, frozenset({number}))[0]


def add_history(session: Session, first: int) -> StaffDataSet:
    """Twenty years or fewer of three specialties, up to 2025."""
    found = StaffDataSet(
        public_id="history", region_id=region(session).id, as_of=date(2025, 12, 31),
        source="Lønn", read_at=NOW,
    )  # fmt: skip
    session.add(found)
    session.flush()
    assert found.id is not None
    world = World(5, CODES, first=first).lived()
    for row in world.exits:
        if row.year <= 2025:
            session.add(
                StaffExit(
                    data_set_id=found.id, specialty_code=row.code, year=row.year, sex=row.sex,
                    age_from=row.age_from, age_to=row.age_to, in_post=row.in_post, gone=row.gone,
                )
            )  # fmt: skip
    for year in world.years:
        values = {name: getattr(year, name) for name in year.__slots__ if name != "code"}
        arrival = StaffArrival(
            data_set_id=found.id, specialty_code=year.code, fte=float(year.persons), **values
        )
        session.add(arrival)
    session.add(
        StaffDuration(
            data_set_id=found.id, specialty_code="VOP", years=6, persons=30, is_finished=True
        )
    )
    session.commit()
    return found


def add_run(session: Session, document: dict[str, Any] | None, state: RunState) -> None:
    session.add(
        ForecastRun(
            public_id="tried", region_id=region(session).id, kind=ForecastKind.BACKTEST,
            as_of=TODAY, target_year=2040, first_year=2027, years=20, paths=1000, seed=1,
            state=state, asked_at=NOW, finished_at=NOW if document else None, document=document,
        )
    )  # fmt: skip
    session.commit()


def tried(session: Session) -> dict[str, Any]:
    return work_out(load_region(session, region(session).id, TODAY), paths=50)


def load(session: Session) -> service.BacktestPage:
    return service.load_page(session, region(session), load_bundle(session))


class TestPage:
    def test_what_is_worked_out_is_told_with_its_history_and_its_rivals(
        self, session: Session
    ) -> None:
        add_history(session, first=2012)
        document = tried(session)
        add_run(session, document, RunState.DONE)
        page = load(session)

        near = document["not_given"]["by_horizon"][2]
        assert near["horizon"] == 3
        assert page.sentence == (
            f"Tre år fram ville metoden ha bommet med *{words.share(near['mape'])}*."
        )
        assert words.share(document["not_given"]["pooled"]["same_mape"]) in page.reason
        # Counted at the end of 2014 to 2024; the ages on the day after are known until then.
        assert (page.years, page.origins) == ((2012, 2025), (2014, 2024))
        assert [row.name for row in page.ahead] == [f"{n}\u00a0år" for n in range(1, 9)]
        assert page.ahead[0].ratio is not None and page.ahead[7].given is not None
        assert page.has_data and page.tried_on == TODAY and not page.is_demo
        # A specialty of a few is named and not shown alone.
        assert sorted(row.name for row in page.fields) == ["Nevrologi", "Psykiatri"]
        assert page.small == ("Klinisk nevrofysiologi",)

    def test_a_short_history_is_said_and_every_mark_is_open(self, session: Session) -> None:
        add_history(session, first=2021)
        document = tried(session)
        add_run(session, document, RunState.DONE)
        page = load(session)
        assert page.sentence == "Historien er *for kort* til å prøve metoden."
        assert "minst seks år" in page.reason
        assert {row.state for row in page.marks} == {"unknown"} and page.ahead == ()
        assert len(page.short) == 3

    def test_without_data_or_without_a_run_it_says_what_it_takes(self, session: Session) -> None:
        empty = load(session)
        assert empty.sentence == "Metoden er *ikke prøvd* på historien til Helse Nord RHF."
        assert empty.reason == "Det krever regionens egne tall, minst seks år tilbake."
        assert not empty.has_data and empty.tried_on is None
        add_history(session, first=2021)
        assert load(session).has_data and "tidligere år" in load(session).reason

    def test_asking_twice_is_one_run_and_the_page_says_that_it_waits(
        self, session: Session
    ) -> None:
        add_history(session, first=2021)
        asked = [
            service.ask(session, region(session), by=None, today=TODAY, now=NOW) for _ in range(2)
        ]
        assert asked[0] == asked[1]
        assert load(session).waits_since == NOW


def score(**changes: Any) -> Score:
    values: dict[str, Any] = {
        "trials": 10, "mape": 0.058, "pooled": 0.03, "bias": -0.004, "pinball": 0.01,
        "coverage": {0.5: 0.5, 0.8: 0.98, 0.9: 1.0}, "same_mape": 0.076, "ratio_mape": None,
    }  # fmt: skip
    return Score(**(values | changes))


class TestWords:
    def test_the_headline_has_the_number(self) -> None:
        assert words.headline(3, score()) == (
            "Tre år fram ville metoden ha bommet med *5,8\u00a0%*."
        )
        assert words.headline(1, score(mape=0.1)) == (
            "Ett år fram ville metoden ha bommet med *10\u00a0%*."
        )

    def test_the_rivals_stand_beside_it_and_an_unknown_one_is_left_out(self) -> None:
        assert "som nå, ville ha bommet med 7,6\u00a0%" in words.reason(score())
        assert "innbygger" not in words.reason(score())
        assert "per innbygger ville ha bommet med 6\u00a0%" in words.reason(score(ratio_mape=0.06))

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0.021, "2,1\u00a0% for høyt"),
            (-0.004, "0,4\u00a0% for lavt"),
            (0.0002, "verken for høyt eller for lavt"),
        ],
    )
    def test_too_high_or_too_low(self, value: float, text: str) -> None:
        assert words.bias(score(bias=value)) == text

    @pytest.mark.parametrize(
        ("mark", "wanted", "found", "verdict"),
        [
            (Mark("mape_3", 0.058, None, 0.05), "høyst 5\u00a0%", "5,8\u00a0%", "Ikke nådd"),
            (Mark("mape_3", 0.04, None, 0.05), "høyst 5\u00a0%", "4\u00a0%", "Nådd"),
            (Mark("mape_8", None, None, 0.1), "høyst 10\u00a0%", "ukjent", "Kan ikke prøves"),
            (
                Mark("inside_80", 0.98, 0.7, 0.9),
                *("70 av 100 til 90 av 100", "98 av 100", "Ikke nådd"),
            ),
            (Mark("against_same", None, None, None), "ukjent", "ukjent", "Kan ikke prøves"),
        ],
    )
    def test_marks(self, mark: Mark, wanted: str, found: str, verdict: str) -> None:
        told = (words.mark_wanted(mark), words.mark_found(mark), words.mark_verdict(mark))
        assert told == (wanted, found, verdict)
        assert words.mark_name(mark)

    def test_why_a_mark_is_not_reached_where_there_is_more_to_say(self) -> None:
        wide, narrow = (Mark("inside_80", value, 0.7, 0.9) for value in (0.98, 0.4))
        assert "for bredt" in (words.mark_why(wide) or "")
        assert "for smalt" in (words.mark_why(narrow) or "")
        assert "for kort" in (words.mark_why(Mark("mape_8", None, None, 0.1)) or "")
        assert words.mark_why(Mark("mape_3", 0.06, None, 0.05)) is None
        assert words.mark_why(Mark("inside_80", 0.8, 0.7, 0.9)) is None
