"""What one specialty's page reads: the newest result that answers, and the sites of a data set."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import tables as db
from app.store.forecast_specialty import find_result, load_history, load_sites, middle_gaps
from pathways.forecast.types import Head, Sex
from tests.support.databases import NOW


def region_of(session: Session) -> int:
    key = col(db.Organisation.key) == "helse-nord"
    return session.execute(sa.select(db.Organisation.id).where(key)).scalar_one() or 0


def run(
    session: Session,
    hours: int,
    gap: float,
    *,
    state: db.RunState = db.RunState.DONE,
    version: int | None = None,
    codes: tuple[str, ...] = ("VOP",),
) -> None:
    row = db.ForecastRun(
        public_id=f"run-{hours}",
        region_id=region_of(session),
        kind=db.ForecastKind.OUTLOOK,
        scenario_version_id=version,
        as_of=date(2026, 11, 23),
        target_year=2028,
        first_year=2027,
        years=3,
        paths=10,
        seed=1,
        state=state,
        asked_at=NOW,
        finished_at=NOW + timedelta(hours=hours),
    )
    session.add(row)
    session.flush()
    result = {"outlook": {"gap": {"p50": [0.0, 1.0, gap, 9.0]}}}
    for code in codes:
        session.add(
            db.ForecastResult(
                run_id=row.id,
                specialty_code=code,
                case={"base_year": 2026},
                provenance={},
                result=result,
                summary={},
            )
        )
    session.flush()


def scenario(session: Session, public_id: str) -> int:
    row = db.ForecastScenario(
        public_id=public_id, region_id=region_of(session), name=public_id, made_at=NOW
    )
    session.add(row)
    session.flush()
    version = db.ForecastScenarioVersion(scenario_id=row.id, number=1, changes=[], at=NOW)
    session.add(version)
    session.flush()
    return version.id or 0


def test_the_newest_run_that_has_the_specialty_is_told(session: Session) -> None:
    run(session, 1, 2.0)
    run(session, 2, 3.0)
    run(session, 3, 4.0, state=db.RunState.FAILED)
    run(session, 4, 5.0, state=db.RunState.STOPPED, codes=("KIR",))
    region = region_of(session)
    found = find_result(session, region, "VOP", None, 2028)
    assert found is not None
    assert found.result["outlook"]["gap"]["p50"][2] == 3.0
    assert found.scenario is None
    assert find_result(session, region, "VOP", None, 2030) is None
    assert find_result(session, region, "VOP", "made-up", None) is None
    assert find_result(session, region + 1, "VOP", None, None) is None


def test_the_middle_gap_of_each_scenario_is_that_of_its_newest_run(session: Session) -> None:
    fewer, more = scenario(session, "fewer"), scenario(session, "more")
    run(session, 1, 2.5)
    run(session, 2, 7.5, version=fewer)
    run(session, 3, 6.5, version=fewer)
    run(session, 4, -1.5, version=more)
    found = middle_gaps(session, region_of(session), "VOP", 2028)
    assert sorted(found.values()) == [-1.5, 2.5, 6.5]
    assert found[None] == 2.5
    assert middle_gaps(session, region_of(session), "KIR", 2028) == {}
    named = find_result(session, region_of(session), "VOP", "fewer", None)
    assert named is not None
    assert named.scenario == "fewer"


def test_a_site_holds_its_people_and_what_it_has_said(session: Session) -> None:
    ids = dict(session.execute(sa.select(db.Organisation.key, db.Organisation.id)).all())
    data_set = db.StaffDataSet(
        public_id="one",
        region_id=ids["helse-nord"],
        as_of=NOW.date(),
        source="test",
        read_at=NOW,
    )
    session.add(data_set)
    session.flush()
    known = {"data_set_id": data_set.id, "specialty_code": "VOP"}
    tromso, narvik = ids["unn-tromso"], ids["unn-narvik"]
    for second, persons in ((None, 3), ("RUS", 2)):
        session.add(
            db.StaffStock(
                **known,
                organisation_id=tromso,
                sex=Sex.WOMAN,
                age=44,
                persons=persons,
                second_code=second,
            )
        )
    session.add(db.StaffPosts(**known, organisation_id=tromso, on_call_minimum=4, supervisors=2))
    session.add(db.StaffPosts(**known, organisation_id=narvik, training_places=1))
    numbers = ("started", "dropped_out", "in_training", "approved", "stayed", "recruited")
    rest = dict.fromkeys(numbers, 0)
    session.add(db.StaffArrival(**known, year=2025, persons=5, fte=4.6, **rest))
    session.flush()
    assert data_set.id is not None
    first, second = load_sites(session, data_set.id, "VOP")
    assert (first.name, first.stock) == ("UNN Tromsø", (Head(Sex.WOMAN, 44, 5),))
    assert (first.on_call_minimum, first.training_places, first.supervisors) == (4, None, 2)
    assert (second.name, second.stock, second.training_places) == ("UNN Narvik", (), 1)
    assert load_sites(session, data_set.id, "KIR") == ()
    assert load_history(session, data_set.id, "VOP") == {2025: 4.6}
