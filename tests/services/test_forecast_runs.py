"""Forecast runs: asked for, worked out specialty by specialty, stopped, crashed, told of."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from app.db.tables import (
    ForecastKind,
    ForecastRun,
    ForecastScenario,
    ForecastScenarioVersion,
    Message,
    Organisation,
    Person,
    RunState,
    StaffDataSet,
    StaffStock,
    StaffTrainees,
)
from app.exchange.forecast_files import read_case_document
from app.exchange.forecast_results import read_answer
from app.services import forecast_cases, forecast_runs, forecast_worker
from app.services.forecast_changes import as_rows
from app.services.forecast_summary import read_summary
from app.store import forecast_runs as store
from app.store.forecast_runs import StoredRun
from app.store.regions import Region, load_regions
from pathways.forecast.scenarios import PRESETS, Change, ChangeKind
from pathways.forecast.types import Sex
from tests.support.databases import NOW

TODAY = date(2026, 11, 23)
Progress = Callable[[int, int], bool]


@pytest.fixture
def region(session: Session) -> Region:
    """Helse Nord with specialists and trainees in psychiatry and neurology, and nobody else."""
    ids = {key: id_ or 0 for key, id_ in session.exec(select(Organisation.key, Organisation.id))}
    data_set = StaffDataSet(
        public_id="small", region_id=ids["helse-nord"], as_of=date(2026, 10, 31),
        source="Lønnssystemet", read_at=NOW,
    )  # fmt: skip
    session.add(data_set)
    session.flush()
    assert data_set.id is not None
    for code, many in (("VOP", 2), ("NEV", 1)):
        for sex in Sex:
            for age in range(36, 68, 4):
                session.add(
                    StaffStock(
                        data_set_id=data_set.id, specialty_code=code,
                        organisation_id=ids["unn-tromso"], sex=sex, age=age, persons=many,
                    )
                )  # fmt: skip
        session.add(
            StaffTrainees(
                data_set_id=data_set.id, specialty_code=code, sex=Sex.WOMAN, age=33,
                years_done=2, persons=3,
            )
        )  # fmt: skip
    session.commit()
    return load_regions(session, frozenset({ids["helse-nord"]}))[0]


def asked(session: Session, region: Region, **more: object) -> StoredRun:
    values = {"paths": 100, "by": None, "today": TODAY, "now": NOW, **more}
    found = store.find_run(session, region.id, forecast_runs.ask(session, region, **values))  # type: ignore[arg-type]
    assert found is not None
    return found


def work(session: Session, progress: Progress = lambda _done, _total: True) -> str:
    return forecast_worker.run(session, TODAY, lambda: NOW, progress)


def now_of(session: Session, run: StoredRun) -> StoredRun:
    found = store.get_run(session, run.id)
    assert found is not None
    return found


def test_the_same_question_is_asked_once(session: Session, region: Region) -> None:
    first = asked(session, region)
    assert (first.state, first.target_year, first.first_year) == (RunState.WAITING, 2040, 2027)
    assert asked(session, region).id == first.id
    assert asked(session, region, target_year=2035).id != first.id
    with pytest.raises(forecast_runs.WrongYearError) as refused:
        asked(session, region, target_year=2026)
    assert (refused.value.first, refused.value.last) == (2027, 2046)


def test_every_specialty_with_figures_is_worked_out(session: Session, region: Region) -> None:
    run = asked(session, region)
    assert work(session) == "Forecasts worked out: 1."
    run = now_of(session, run)
    assert (run.state, run.done, run.total) == (RunState.DONE, 2, 2)
    assert run.input_hash and run.code_version
    document = store.load_document(session, run.id)
    assert document is not None
    assert len(document["unknown"]) == 44 and document["failed"] == {}
    assert document["persons"] == {"approvals": 48, "persons": 48.0, "is_rough": False}
    results = {each.code: each for each in store.load_results(session, run.id)}
    assert set(results) == {"VOP", "NEV"}
    case = read_case_document(results["VOP"].case)
    answer, summary = read_answer(results["VOP"].result), read_summary(results["VOP"].summary)
    assert sum(each.persons for each in case.stock) == summary.heads == 32
    assert summary.chance == answer.outlook.filled[14] == answer.now.chance
    assert summary.target_gap.middle == round(answer.gap_in(14).middle, 2)
    worst = summary.worst_year - 2026
    assert answer.outlook.gap.mean[worst] == max(answer.outlook.gap.mean[1:15])
    wanted = {each["code"]: each["wanted"] for each in document["fields"]}
    advice = summary.advice(0.8)
    assert advice is not None and wanted["VOP"] == (60 if advice.starts is None else advice.starts)


def test_a_scenario_changes_its_case_and_meets_the_same_persons(
    session: Session, region: Region
) -> None:
    scenario = ForecastScenario(public_id="s1", region_id=region.id, name="Ingen", made_at=NOW)
    session.add(scenario)
    session.flush()
    assert scenario.id is not None
    fewer = Change(ChangeKind.WORK_SHARE, 0.9)
    rows = [*as_rows([fewer], 2026), *as_rows(PRESETS["later_retirement"], 2026, "NEV")]
    version = ForecastScenarioVersion(scenario_id=scenario.id, number=1, changes=rows, at=NOW)
    session.add(version)
    session.commit()
    plain, other = asked(session, region), asked(session, region, scenario_version_id=version.id)
    work(session)
    before, after = (
        {each.code: read_case_document(each.case) for each in store.load_results(session, run.id)}
        for run in (plain, other)
    )
    assert after["VOP"].fte_today == pytest.approx(before["VOP"].fte_today * 0.9)
    assert before["VOP"].exits == after["VOP"].exits and before["NEV"].exits != after["NEV"].exits
    assert before["VOP"].seed == after["VOP"].seed
    newest = forecast_runs.newest(session, region.id, version.id)
    assert newest is not None
    assert (newest.scenario, newest.scenario_name, newest.scenario_number) == ("s1", "Ingen", 1)


def test_a_run_that_waits_is_cancelled(session: Session, region: Region) -> None:
    run = asked(session, region)
    assert forecast_runs.stop(session, region, run.public_id, by=None, now=NOW)
    assert not forecast_runs.stop(session, region, run.public_id, by=None, now=NOW)
    assert now_of(session, run).state is RunState.CANCELLED
    assert work(session) == "Forecasts worked out: 0."


def test_a_stop_before_the_next_specialty_ends_the_run(session: Session, region: Region) -> None:
    run = asked(session, region)

    def ask_to_stop(done: int, total: int) -> bool:
        if (done, total) == (0, 2):
            store.ask_stop(session, run.id, NOW)
        return True

    work(session, ask_to_stop)
    assert now_of(session, run).state is RunState.STOPPED
    assert [each.code for each in store.load_summaries(session, run.id)] == ["NEV"]
    found = forecast_runs.newest(session, region.id)
    assert found is not None and found.id == run.id


def test_a_worker_that_is_told_to_stop_lets_the_run_wait(session: Session, region: Region) -> None:
    run = asked(session, region)
    assert work(session, lambda _done, total: total != 2) == "Forecasts worked out: 0."
    assert now_of(session, run).state is RunState.WAITING
    work(session)
    assert now_of(session, run).state is RunState.DONE
    assert len(store.load_summaries(session, run.id)) == 2


def test_a_specialty_that_does_not_hold_fails_alone(session: Session, region: Region) -> None:
    row = session.exec(select(StaffStock).where(StaffStock.specialty_code == "NEV")).first()
    assert row is not None
    row.age = 17
    session.add(row)
    session.commit()
    run = asked(session, region)
    work(session)
    document = store.load_document(session, run.id)
    assert document is not None and "age" in document["failed"]["NEV"]
    assert [each.code for each in store.load_summaries(session, run.id)] == ["VOP"]


def test_a_specialty_that_crashes_fails_alone(
    session: Session, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = forecast_cases.build

    def build(inputs: object, code: str, **values: object) -> object:
        if code == "NEV":
            raise KeyError("no such rate")
        return real(inputs, code, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(forecast_worker, "build", build)
    run = asked(session, region)
    work(session)
    document = store.load_document(session, run.id)
    assert document is not None and document["failed"] == {"NEV": "KeyError: 'no such rate'"}
    assert now_of(session, run).state is RunState.DONE


def test_a_run_stopped_before_anything_is_done_has_nothing_to_show(
    session: Session, region: Region
) -> None:
    run = asked(session, region)
    store.take_next(session, NOW)
    store.ask_stop(session, run.id, NOW)
    store.wait_again(session, run.id)
    session.commit()
    work(session)
    assert now_of(session, run).state is RunState.CANCELLED
    assert forecast_runs.newest(session, region.id) is None


def test_a_run_names_the_data_that_it_used(session: Session, region: Region) -> None:
    run = asked(session, region)
    old = session.exec(select(StaffDataSet)).one()
    newer = StaffDataSet(
        public_id="newer", region_id=region.id, as_of=date(2026, 5, 31), source="Ny",
        read_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    session.add(newer)
    session.flush()
    for row in session.exec(select(StaffStock).where(StaffStock.data_set_id == old.id)).all():
        row.data_set_id = newer.id or 0
        session.add(row)
    session.commit()
    work(session)
    run = now_of(session, run)
    # The data of May are of the end of 2025.
    assert (run.data_set_id, run.as_of, run.first_year) == (newer.id, newer.as_of, 2026)
    summary = read_summary(store.load_summaries(session, run.id)[0].summary)
    assert (summary.base_year, summary.target_year) == (2025, 2040)


def test_one_run_is_worked_out_and_no_other(session: Session, region: Region) -> None:
    first, second = asked(session, region), asked(session, region, target_year=2035)
    for _twice in range(2):
        forecast_worker.run_one(session, second.id, TODAY, lambda: NOW)
        assert now_of(session, first).state is RunState.WAITING
        assert now_of(session, second).state is RunState.DONE


def test_a_crash_fails_the_run_and_not_the_next(
    session: Session, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(session, region)
    second = asked(session, region, target_year=2035)
    real = forecast_cases.load_region
    broken = [True]

    def load(*values: object) -> object:
        if broken.pop() if broken else False:
            raise RuntimeError("no such thing")
        return real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(forecast_worker, "load_region", load)
    work(session)
    assert now_of(session, first).state is RunState.FAILED
    assert now_of(session, first).error == "RuntimeError: no such thing"
    assert now_of(session, second).state is RunState.DONE


def test_a_run_that_a_dead_worker_left_is_taken_up_once_more(
    session: Session, region: Region
) -> None:
    run = asked(session, region)
    for expected in (RunState.WAITING, RunState.FAILED):
        store.take_next(session, NOW)
        store.give_back_left(session, NOW + timedelta(minutes=1))
        session.commit()
        assert now_of(session, run).state is expected
    assert not store.has_waiting(session)


def test_whoever_asked_is_told(session: Session, region: Region) -> None:
    person = Person(public_id="p1", given_name="Elin", family_name="Sand", is_demo=True)
    session.add(person)
    session.commit()
    run = asked(session, region, by=person.id)
    work(session)
    told = session.exec(select(Message).where(col(Message.person_id) == person.id)).all()
    assert [(each.kind, each.link) for each in told] == [
        ("forecast_done", f"/framskriving/kjoring/{run.public_id}?region=helse-nord")
    ]
    assert told[0].values["ending"] == "done"


def test_whoever_asked_is_told_of_a_failure(
    session: Session, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(public_id="p1", given_name="Elin", family_name="Sand", is_demo=True)
    session.add(person)
    session.commit()

    def load(*_values: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(forecast_worker, "load_region", load)
    asked(session, region, by=person.id)
    work(session)
    left = asked(session, region, by=person.id, target_year=2035)
    for _twice in range(2):
        store.take_next(session, NOW)
        session.commit()
        forecast_worker.run(session, TODAY, lambda: NOW, lambda _done, _total: False)
    assert now_of(session, left).state is RunState.FAILED
    told = session.exec(select(Message).where(col(Message.person_id) == person.id)).all()
    assert [each.values["ending"] for each in told] == ["failed", "failed"]


def test_a_region_without_data_falls_back_on_old_figures(session: Session, region: Region) -> None:
    data_set = session.exec(select(StaffDataSet)).one()
    data_set.withdrawn_at = NOW
    session.add(data_set)
    session.commit()
    run = asked(session, region)
    assert run.data_set_id is None and run.as_of == TODAY
    row = session.get_one(ForecastRun, run.id)
    assert row.kind is ForecastKind.OUTLOOK
