"""A region's forecast cases: from its own data, with those who are here, or from old figures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.db.session import Database
from app.db.tables import (
    AssumptionName,
    DelayFlag,
    Enrolment,
    ForecastAssumption,
    Organisation,
    Person,
    ScanState,
    StaffDataSet,
)
from app.services.forecast_cases import BuiltCase, NoFiguresError, RegionInputs, build, load_region
from app.services.forecast_provenance import (
    Input,
    Origin,
    OriginKind,
    oldest_year,
    read_provenance,
    write_provenance,
)
from app.store import forecast_data as store
from pathways.forecast.types import Case
from pathways.forecast.validation import problems
from pathways.types.delays import Action, Cause, DelayState, Owner
from seed.demo import forecast_data
from tests.support.staff_world import TODAY, region_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
EXPECTED = date(2029, 6, 1)


@pytest.fixture
def demo_staff(session: Session) -> Session:
    forecast_data.load(session)
    session.commit()
    return session


def loaded(session: Session, key: str = "helse-nord") -> RegionInputs:
    return load_region(session, region_of(session, key).id, TODAY)


def add_trainee(session: Session, *, delayed: int = 0) -> int:
    """A doctor in psychiatry at UNN, with the day that the last scan worked out."""
    person = Person(public_id=f"t{delayed}", given_name="Kari", family_name="Åsen")
    session.add(person)
    session.flush()
    unn = session.exec(select(Organisation.id).where(Organisation.key == "unn-tromso")).one()
    assert person.id is not None
    enrolment = Enrolment(
        person_id=person.id,
        specialty_code="VOP",
        stage_key="part3:VOP",
        organisation_id=unn,
        starts_on=date(2023, 9, 1),
    )
    session.add(enrolment)
    session.flush()
    assert enrolment.id is not None
    session.add(
        ScanState(
            enrolment_id=enrolment.id,
            as_of=TODAY,
            record_digest="0",
            expected=EXPECTED,
            best=EXPECTED - timedelta(days=400),
        )
    )
    if delayed:
        session.add(
            DelayFlag(
                public_id=f"f{delayed}",
                enrolment_id=enrolment.id,
                ref="course",
                cause=Cause.COURSE,
                state=DelayState.LATE,
                days_moved=delayed,
                action=Action.SIGN_UP,
                owner=Owner.TRAINEE,
                evidence={},
                opened_on=TODAY,
                changed_on=TODAY,
            )
        )
    session.commit()
    return enrolment.id


def say(session: Session, name: AssumptionName, low: float, high: float, code: str | None) -> None:
    session.add(
        ForecastAssumption(
            public_id=f"{name}-{code}-{low}",
            region_id=region_of(session).id,
            specialty_code=code,
            name=name,
            low=low,
            high=high,
            said_by="Klinikksjefene",
            said_on=TODAY,
            entered_at=NOW,
        )
    )
    session.commit()


def test_every_specialty_of_the_demo_gives_a_sound_case(demo_staff: Session) -> None:
    inputs = loaded(demo_staff)
    assert (len(inputs.codes), inputs.unknown) == (46, ())
    assert (inputs.as_of, inputs.base_year) == (date(2026, 10, 31), 2026)
    for code in inputs.codes:
        built = build(inputs, code, years=15, paths=100, seed=3)
        assert problems(built.case) == ()
        assert (built.case.years, built.case.paths, built.case.seed) == (15, 100, 3)
        assert set(built.provenance) == set(Input)
        assert len(built.without_delays) == len(built.case.trainees)


def test_the_case_says_what_the_data_say(demo_staff: Session) -> None:
    inputs = loaded(demo_staff)
    built, rows = build(inputs, "VOP"), inputs.rows("VOP")
    case = built.case
    assert case.name == "Psykiatri"
    assert sum(head.persons for head in case.stock) == sum(row.persons for row in rows.stock) == 84
    assert len(case.trainees) == sum(row.persons for row in rows.trainees)
    assert built.intake_now == 6
    assert case.needed.vacancies == sum(row.vacant for row in rows.posts)
    minimum = sum(row.on_call_minimum or 0 for row in rows.posts)
    assert case.needed.floor == pytest.approx(minimum * case.fte_today / 84)
    assert built.provenance[Input.STOCK] == Origin(OriginKind.DEMO, as_of="2026-10-31", persons=84)
    assert built.provenance[Input.DRIFT].kind is OriginKind.OURS
    assert (case.needed.drifts[0].mean, case.needed.drifts[0].spread) == (0.005, 0.007)


def test_the_population_of_the_old_is_what_moves_geriatrics(demo_staff: Session) -> None:
    inputs = loaded(demo_staff)
    last = {code: build(inputs, code).case.needed.population[-1] for code in ("GER", "PED", "VOP")}
    assert last["GER"] > 1.15 > 1.0 > last["VOP"] > last["PED"]
    assert inputs.people.area == "Nordland, Troms, Finnmark"


def test_those_who_are_here_come_with_their_own_day(demo_staff: Session) -> None:
    plain = build(loaded(demo_staff), "VOP")
    add_trainee(demo_staff)
    built = build(loaded(demo_staff), "VOP")
    assert len(built.case.trainees) == len(plain.case.trainees)
    own = built.case.trainees[0]
    # 2.58 years ahead: most likely approved in the third year, never in the first.
    assert max(own.finishes, key=lambda each: each.share).year == 3
    assert min(each.year for each in own.finishes) == 3
    assert built.provenance[Input.TRAINEES_KNOWN] == Origin(OriginKind.HERE, persons=1)
    assert built.provenance[Input.TRAINEES_REST].persons == len(built.case.trainees) - 1
    assert built.delays == ()


def test_a_delay_is_in_the_case_and_out_of_it_without_delays(demo_staff: Session) -> None:
    add_trainee(demo_staff, delayed=150)
    built = build(loaded(demo_staff), "VOP")
    assert [(each.trainee, each.days, each.key) for each in built.delays] == [(0, 150, "course")]

    def mean(of: Case | BuiltCase) -> float:
        own = of.trainees[0] if isinstance(of, Case) else of.without_delays[0]
        return sum(each.year * each.share for each in own.finishes)

    assert mean(built.case) - mean(built) == pytest.approx(150 / 365.25)
    assert built.without_delays[1:] == built.case.trainees[1:]


def test_what_somebody_has_said_takes_the_place_of_the_data(demo_staff: Session) -> None:
    say(demo_staff, AssumptionName.RETENTION, 0.4, 0.6, None)
    say(demo_staff, AssumptionName.RETENTION, 0.8, 0.9, "VOP")
    say(demo_staff, AssumptionName.INTAKE, 7, 10, "VOP")
    say(demo_staff, AssumptionName.DRIFT, 0.01, 0.01, "VOP")
    say(demo_staff, AssumptionName.EXITS_LATER, 2, 2, "VOP")
    inputs = loaded(demo_staff)
    before, built = build(replace(inputs, assumptions=()), "VOP"), build(inputs, "VOP")
    case = built.case
    assert case.training.retention.mean == pytest.approx(0.85)
    assert build(inputs, "RAD").case.training.retention.mean == pytest.approx(0.5)
    assert built.intake_now == 8.5
    assert [(each.mean, each.spread) for each in case.needed.drifts] == [(0.01, 0.0)]
    assert case.exits.men.at(66) == pytest.approx(before.case.exits.men.at(64))
    said = built.provenance[Input.RETENTION]
    assert (said.kind, said.said_by) == (OriginKind.SAID, "Klinikksjefene")


def test_a_specialty_without_history_has_that_of_its_group(demo_staff: Session) -> None:
    inputs = loaded(demo_staff)
    staff = replace(
        inputs.staff,
        exits=tuple(row for row in inputs.staff.exits if row.specialty_code != "GER"),
        posts=tuple(row for row in inputs.staff.posts if row.specialty_code != "GER"),
    )
    built = build(replace(inputs, staff=staff), "GER")
    assert built.provenance[Input.EXITS].kind is OriginKind.GROUP
    assert built.provenance[Input.VACANCIES].kind is OriginKind.UNKNOWN
    assert built.case.needed.vacancies == 0
    assert built.case.exits.spread > build(inputs, "GER").case.exits.spread


def test_without_data_of_its_own_old_figures_stand_in_and_say_so(session: Session) -> None:
    inputs = loaded(session)
    assert inputs.data_set is None
    assert {"RUS", "AMM"} <= set(inputs.unknown)
    assert "VOP" in inputs.codes
    for code in inputs.codes:
        built = build(inputs, code)
        assert problems(built.case) == ()
        stock = built.provenance[Input.STOCK]
        assert stock.kind is OriginKind.OLD
        assert stock.year is not None
        assert stock.year <= 2005
        assert built.provenance[Input.VACANCIES].kind is OriginKind.UNKNOWN
    # 657 psychiatrists in Norway in 2001, of whom the region has less than a tenth.
    persons = sum(head.persons for head in build(inputs, "VOP").case.stock)
    assert 50 <= persons <= 66
    assert (oldest_year([build(inputs, "VOP").provenance]) or 0) >= 1990
    with pytest.raises(NoFiguresError):
        build(inputs, "RUS")


def test_a_region_whose_inhabitants_are_not_known_is_unknown(session: Session) -> None:
    inputs = loaded(session, "helse-vest")
    assert inputs.codes == ()
    assert not inputs.people.is_own


def test_a_withdrawn_set_is_not_used(demo_staff: Session) -> None:
    data_set = demo_staff.exec(select(StaffDataSet)).one()
    data_set.withdrawn_at = NOW
    demo_staff.commit()
    assert loaded(demo_staff).data_set is None
    assert store.list_data_sets(demo_staff, region_of(demo_staff).id)[0].withdrawn_at is not None


def test_provenance_can_be_stored_and_read() -> None:
    written: dict[str, Origin] = {
        Input.STOCK: Origin(OriginKind.OWN, as_of="2026-10-31", persons=84),
        Input.DRIFT: Origin(OriginKind.SAID, said_by="Klinikksjefene"),
    }
    document = write_provenance(written)
    assert document["stock"] == {"kind": "own", "as_of": "2026-10-31", "persons": 84}
    assert read_provenance({**document, "of a later version": {"kind": "own"}}) == written


def test_the_number_of_queries_does_not_depend_on_how_many_people_there_are(
    database: Database, demo_staff: Session
) -> None:
    def queries() -> int:
        sent: list[str] = []

        def note(*args: object) -> None:
            sent.append(str(args[2]))

        sa.event.listen(database.engine, "before_cursor_execute", note)
        loaded(demo_staff)
        sa.event.remove(database.engine, "before_cursor_execute", note)
        return len(sent)

    loaded(demo_staff)
    few = queries()
    for days in (10, 20, 30):
        add_trainee(demo_staff, delayed=days)
    assert queries() == few
    assert few <= 18


def test_own_figures_are_used_before_invented_ones_whenever_they_were_read(
    demo_staff: Session,
) -> None:
    own = StaffDataSet(
        public_id="own",
        region_id=region_of(demo_staff).id,
        as_of=date(2025, 12, 31),
        source="Personalsystemet",
        read_at=forecast_data.READ_AT - timedelta(days=300),
    )
    demo_staff.add(own)
    demo_staff.commit()
    used = loaded(demo_staff).data_set
    assert used is not None
    assert used.public_id == "own"
