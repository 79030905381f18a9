"""Scenarios: what is written is kept as versions that never change, and a stale editor is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from app.db.session import Database
from app.db.tables import AuditEvent, ForecastRun, ForecastScenarioVersion
from app.services import forecast_scenario_form as form
from app.services import forecast_scenario_kinds as kinds
from app.services import forecast_scenarios as service
from app.services.forecast_scenario_check import load_effect
from app.services.forecast_scenario_form import Known
from app.services.forecast_scenario_page import load_list, versions_of
from app.services.forecast_scenarios import Desk
from app.store import forecast_scenarios as store
from app.store.forecast_scenarios import ScenarioRow
from app.store.regions import load_regions
from pathways.forecast.scenarios import PRESETS, Change, ChangeKind, apply
from pathways.forecast.sensitivity import balance
from seed.demo import forecast_scenarios as demo
from tests.support.forecast_cases import field
from tests.support.forecast_stored import BASE, TARGET, region_id, small, store_run

NAMES = {"ALM": "Allmennmedisin", "NEV": "Nevrologi", "VOP": "Psykiatri"}
KNOWN = Known(NAMES, 2026, 2046)
LATER = {
    "name": "Slutter senere", "note": "Ny avtale", "kind-1": "exits_later", "value-1": "1,5",
}  # fmt: skip


@pytest.fixture
def desk(session: Session) -> Desk:
    (region,) = load_regions(session, frozenset({region_id(session)}))
    return Desk(region, None, date(2026, 11, 23), datetime(2026, 11, 23, 8, tzinfo=UTC))


def made(session: Session, desk: Desk, raw: dict[str, str]) -> ScenarioRow:
    key, draft = service.save_new(session, desk, raw, KNOWN)
    assert key is not None, draft.problems
    found = store.find_scenario(session, desk.region.id, key)
    assert found is not None
    return found


def stored(
    kind: str, value: float, specialty: str | None = None, year: int | None = None
) -> dict[str, object]:
    return {"kind": kind, "value": value, "specialty": specialty, "from_year": year}


def test_what_is_written_is_what_is_stored_and_comes_back(session: Session, desk: Desk) -> None:
    raw = {
        **LATER,
        "kind-3": "intake", "value-3": "6", "specialty-3": "VOP", "year-3": "2029",
        "kind-4": "retention", "value-4": "70 %", "specialty-4": "NEV",
    }  # fmt: skip
    row = made(session, desk, raw)

    assert row.newest.changes == [
        stored("exits_later", 1.5),
        stored("intake", 6, "VOP", 2029),
        stored("retention", 0.7, "NEV"),
    ]
    again = form.read(form.to_raw(row.name, row.newest.note, row.newest.changes, 1), KNOWN)
    assert not again.problems and again.values == service.values_of(row)


@pytest.mark.parametrize(
    ("line", "where", "told"),
    [
        ({"kind-1": "exits_later", "value-1": "11"}, "value-1", "fra −10 til 10 år"),
        ({"kind-1": "retention", "value-1": "-1"}, "value-1", "fra 0 til 100 %"),
        ({"kind-1": "drift", "value-1": "mye"}, "value-1", "fra −10 til 10 prosent i året"),
        ({"kind-1": "intake", "value-1": "2,5", "specialty-1": "VOP"}, "value-1", "fra 0 til 200"),
        ({"kind-1": "no_delays", "value-1": "0"}, "value-1", "fra 1 til 1"),
        ({"kind-1": "intake", "value-1": "4"}, "specialty-1", "Velg fag"),
        ({"kind-1": "drift", "value-1": "1", "specialty-1": "XXX"}, "specialty-1", "Velg noe"),
        ({"kind-1": "drift", "value-1": "1", "year-1": "2030"}, "year-1", "hele tiden"),
        ({"kind-1": "population", "value-1": "1", "year-1": "2026"}, "year-1", "2027 til 2046"),
        ({"kind-1": "population", "value-1": "1", "year-1": "2047"}, "year-1", "2027 til 2046"),
        ({"kind-1": "nothing", "value-1": "1"}, "kind-1", "Velg hva som endres"),
        ({}, "kind-1", "Velg minst én"),
    ],
)
def test_bad_input_names_line_and_field(line: dict[str, str], where: str, told: str) -> None:
    reading = form.read({"name": "Noe", **line}, KNOWN)
    assert [(each.field, told in each.text) for each in reading.problems] == [(where, True)]


def test_the_same_change_twice_is_refused() -> None:
    raw = {**LATER, "kind-2": "exits_later", "value-2": "2"}
    assert [each.field for each in form.read(raw, KNOWN).problems] == ["kind-2"]


def test_a_line_that_is_taken_away_is_not_read() -> None:
    raw = {**LATER, "kind-2": "drift", "value-2": "mye", "drop-2": "1"}
    reading = form.read(raw, KNOWN)
    assert not reading.problems and len(reading.values["changes"]) == 1


def test_nobody_from_elsewhere_may_be_said_of_all_specialties() -> None:
    raw = {"name": "Stengt", "kind-1": "recruits", "value-1": "0"}
    assert not form.read(raw, KNOWN).problems


def test_a_change_is_a_new_version_and_the_old_one_stays(session: Session, desk: Desk) -> None:
    row = made(session, desk, LATER)
    before = row.newest
    later = replace(desk, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    raw = {**LATER, "value-1": "3", "note": "Mer", "version": "1"}

    assert service.save_version(session, later, row, raw, KNOWN) is None

    versions = store.list_versions(session, row.id)
    assert [each.number for each in versions] == [2, 1]
    assert versions[1] == before
    told = versions_of(versions, NAMES)
    assert told[0].added == ("Spesialister slutter 3 år senere",)
    assert told[0].removed == ("Spesialister slutter 1,5 år senere",)
    assert told[1].added == told[1].removed == ()
    actions = session.exec(
        select(AuditEvent.action).where(AuditEvent.subject_key == row.public_id)
    ).all()
    assert actions == ["forecast.scenario_made", "forecast.scenario_changed"]


def test_a_stale_editor_gets_both_versions(session: Session, desk: Desk) -> None:
    row = made(session, desk, LATER)
    assert (
        service.save_version(session, desk, row, {**LATER, "value-1": "3", "version": "1"}, KNOWN)
        is None
    )

    mine = {**LATER, "value-1": "4", "version": "1"}
    draft = service.save_version(session, desk, row, mine, KNOWN)

    assert draft is not None and draft.stored is not None and draft.values is not None
    assert draft.stored["changes"] == [stored("exits_later", 3)]
    assert draft.values["changes"] == [stored("exits_later", 4)]
    assert draft.version == 2
    rows = session.exec(
        select(ForecastScenarioVersion).where(ForecastScenarioVersion.scenario_id == row.id)
    ).all()
    assert len(rows) == 2


def test_saving_what_is_stored_makes_no_version(session: Session, desk: Desk) -> None:
    row = made(session, desk, LATER)
    assert service.save_version(session, desk, row, {**LATER, "version": "1"}, KNOWN) is None
    assert len(store.list_versions(session, row.id)) == 1


def test_two_scenarios_do_not_share_a_name(session: Session, desk: Desk) -> None:
    made(session, desk, LATER)
    key, draft = service.save_new(session, desk, {**LATER, "name": "SLUTTER senere"}, KNOWN)
    assert key is None and [each.field for each in draft.problems] == ["name"]


def test_a_withdrawn_scenario_is_not_listed_or_changed(session: Session, desk: Desk) -> None:
    row = made(session, desk, LATER)

    assert not service.withdraw(session, desk, row, "7")
    assert service.withdraw(session, desk, row, "1")
    assert store.list_scenarios(session, desk.region.id) == ()
    draft = service.save_version(
        session, desk, row, {**LATER, "value-1": "4", "version": "1"}, KNOWN
    )
    assert draft is not None and "trukket tilbake" in draft.problems[0].text
    assert len(store.list_versions(session, row.id)) == 1


def test_the_ready_scenarios_come_once_and_can_all_be_applied(session: Session, desk: Desk) -> None:
    assert service.add_presets(session, desk) == len(PRESETS)
    assert service.add_presets(session, desk) == 0
    for row in store.list_scenarios(session, desk.region.id):
        raw = form.to_raw(row.name, row.newest.note, row.newest.changes, 1)
        assert not form.read(raw, KNOWN).problems, row.name


@pytest.mark.parametrize("kind", ChangeKind)
def test_every_kind_has_a_name_and_words(kind: ChangeKind) -> None:
    unit = kinds.UNITS[kind]
    for written in (unit.least, unit.most):
        value = kinds.read(kind, kinds.written(kind, written * unit.scale))
        assert value == pytest.approx(written * unit.scale)
        assert kinds.told({"kind": kind, "value": value, "specialty": "VOP"}, NAMES).startswith(
            "Psykiatri: "
        )


def test_a_change_is_told_with_its_specialty_and_year() -> None:
    change = {"kind": "intake", "value": 6.0, "specialty": "VOP", "from_year": 2029}
    assert kinds.told(change, NAMES) == "Psykiatri: 6 begynner i året, fra 2029"
    less = {"kind": "drift", "value": -0.005, "specialty": None, "from_year": None}
    assert kinds.told(less, NAMES) == "Behovet vokser 0,5 % mindre i året"


def test_the_check_tells_the_averages_of_those_that_change_most(session: Session) -> None:
    store_run(session, {"VOP": small("VOP"), "NEV": small("NEV", 12.0)})
    changes = [stored("retention", 0.9, "NEV")]

    effect = load_effect(session, region_id(session), changes, NAMES)

    case = replace(field(paths=200, base_year=BASE, name="NEV"), years=15)
    case = replace(case, needed=type(case.needed)(case.needed.population, vacancies=12.0))
    moved = balance(apply(case, [Change(ChangeKind.RETENTION, 0.9)]), TARGET - BASE) - balance(
        case, TARGET - BASE
    )
    assert [each.code for each in effect.rows] == ["NEV"]
    assert effect.rows[0].moved == pytest.approx(moved)
    assert "uten tilfeldigheter" in effect.notes[0]


def test_the_check_says_what_it_cannot_reckon(session: Session) -> None:
    nothing = load_effect(session, region_id(session), [stored("drift", 0.01)], NAMES)
    assert nothing.year is None and "som nå er regnet ut" in nothing.sentence

    store_run(session, {"VOP": small("VOP")})
    delays = load_effect(session, region_id(session), [stored("no_delays", 1)], NAMES)
    assert delays.rows == () and any("ingen forsinkelser" in text for text in delays.notes)


def test_the_list_says_which_version_was_worked_out(session: Session, desk: Desk) -> None:
    store_run(session, {"VOP": small("VOP")})
    row = made(session, desk, LATER)
    assert load_list(session, desk.region, NAMES).lines[0].state == "none"

    run_id = store_run(session, {"VOP": small("VOP")}, key="of-scenario")
    run = session.get_one(ForecastRun, run_id)
    run.scenario_version_id = row.version_id
    session.add(run)
    session.flush()
    line = load_list(session, desk.region, NAMES).lines[0]
    assert line.state == "done" and "fag har under 50 % sjanse" in line.answer

    service.save_version(session, desk, row, {**LATER, "value-1": "3", "version": "1"}, KNOWN)
    line = load_list(session, desk.region, NAMES).lines[0]
    assert line.state == "older" and "versjon 1" in line.worked_out


def test_the_demo_has_the_ready_scenarios_and_one_of_its_planners(
    demo_database: Database,
) -> None:
    with demo_database.session() as session:
        demo.load(session, date(2026, 11, 23))
        rows = store.list_scenarios(session, region_id(session))
        own = next(each for each in rows if each.name == demo.OWN)
        assert len(rows) == len(PRESETS) + 1
        assert (own.is_demo, own.number, own.newest.by) == (True, 2, "Elin Sandnes")
        assert demo.load(session, date(2026, 11, 23)) == 0
