"""One specialty's page says what its stored result says, and points nobody out."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col

from app.db import tables as db
from app.exchange.forecast_files import case_document
from app.exchange.forecast_results import answer_document, read_answer
from app.services.forecast_specialty_words import percent, tenth, whole
from pathways.forecast.answer import answer
from pathways.forecast.results import Answer, Question
from pathways.forecast.types import Case, Head, Sex
from tests.support.databases import NOW
from tests.support.forecast_cases import field, uncertain
from tests.support.people import ELIN
from tests.web.test_query_counts import counted

SignIn = Callable[[FlaskClient, str], None]

BASE, TARGET = 2026, 2040
PAGE = "/framskriving/fag/VOP"
SVG = "{http://www.w3.org/2000/svg}"
CASE = uncertain(field(paths=500))
COSTS = {"until_year": 2036, "doctors": 6, "days": 365, "lost": {"rotation_slot": 1.25}}
OLD = {"stock": {"kind": "old", "year": 2018}, "floor": {"kind": "unknown"}}


@cache
def answered(case: Case, target: int = TARGET) -> Answer:
    """Worked out once for all tests, as it is read from where it is stored."""
    found = answer(case, Question(1, target - BASE), without_delays=case.trainees)
    return read_answer(answer_document(found))


def keep(
    session: Session,
    case: Case = CASE,
    *,
    data_set: int | None = None,
    target: int = TARGET,
    scenario: int | None = None,
    later: int = 0,
    costs: dict[str, object] | None = None,
) -> None:
    """A run that is done, with this case's answer for psychiatry."""
    region = session.execute(
        sa.select(col(db.Organisation.id)).where(col(db.Organisation.key) == "helse-nord")
    ).scalar_one()
    run = db.ForecastRun(
        public_id=f"run-{later}-{target}",
        region_id=region,
        kind=db.ForecastKind.OUTLOOK,
        data_set_id=data_set,
        scenario_version_id=scenario,
        as_of=date(2026, 11, 23),
        target_year=target,
        first_year=BASE + 1,
        years=case.years,
        paths=case.paths,
        seed=case.seed,
        state=db.RunState.DONE,
        asked_at=NOW,
        finished_at=NOW + timedelta(days=2, hours=later),
    )
    session.add(run)
    session.flush()
    session.add(
        db.ForecastResult(
            run_id=run.id,
            specialty_code="VOP",
            case=case_document(case),
            provenance=OLD,
            result=answer_document(answered(case, target)),
            summary={} if costs is None else {"delay_costs": costs},
        )
    )
    session.commit()


def read_in(session: Session, sites: Iterable[tuple[str, tuple[Head, ...], int | None]]) -> int:
    """A data set with specialists of psychiatry at sites (key, stock, rota)."""
    ids = dict(session.execute(sa.select(col(db.Organisation.key), col(db.Organisation.id))).all())
    data_set = db.StaffDataSet(
        public_id="staff-for-test",
        region_id=ids["helse-nord"],
        as_of=date(2026, 10, 31),
        source="test",
        read_at=NOW,
    )
    session.add(data_set)
    session.flush()
    known = {"data_set_id": data_set.id, "specialty_code": "VOP"}
    for key, stock, rota in sites:
        place = {**known, "organisation_id": ids[key]}
        for head in stock:
            counts = {"sex": head.sex, "age": head.age, "persons": head.persons}
            session.add(db.StaffStock(**place, **counts))
        session.add(db.StaffPosts(**place, on_call_minimum=rota))
    numbers = ("started", "dropped_out", "in_training", "approved", "stayed", "recruited")
    rest = dict.fromkeys(numbers, 0)
    for year in range(2012, 2026):
        session.add(db.StaffArrival(**known, year=year, persons=50, fte=40.0 + year - 2012, **rest))
    session.commit()
    assert data_set.id is not None
    return data_set.id


@pytest.fixture
def session(app: Flask) -> Iterable[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def planner(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, ELIN)
    return client


def shown(client: FlaskClient, address: str = PAGE) -> Element:
    response = client.get(address)
    assert response.status_code == 200
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    main = parser.parse(response.text).find(".//main")
    assert main is not None
    return main


def text_of(part: Element) -> str:
    return re.sub(r"\s+", " ", "".join(part.itertext())).strip()


def classed(main: Element, *names: str) -> list[Element]:
    """Everything with one of the classes, in order."""
    return [each for each in main.iter() if set(names) & set(each.get("class", "").split())]


def said_in(main: Element, name: str) -> str:
    (part,) = classed(main, name)
    return text_of(part)


def tables(main: Element) -> dict[str, list[list[str]]]:
    """Rows of each table by its heads."""
    found = {}
    for table in main.iter("table"):
        rows = [[text_of(cell) for cell in row] for row in table.iter("tr")]
        found[" | ".join(rows[0])] = rows[1:]
    return found


def rows_of(main: Element, heads: str) -> list[list[str]]:
    return next(rows for each, rows in tables(main).items() if each.startswith(heads))


def fan_rows(main: Element) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows_of(main, "År | Spesialister")}


def plain(text: str) -> str:
    """As the page's text reads, where every space is a plain one."""
    return text.replace("\xa0", " ")


def test_the_headline_is_the_answer_of_the_stored_result(
    planner: FlaskClient, session: Session
) -> None:
    keep(session)
    main = shown(planner)
    found = answered(CASE)
    starts = found.advices[1].starts
    assert starts is not None
    assert [text_of(each) for each in main.iter("h1")] == ["Framskriving / Helse Nord / Psykiatri"]
    sentence = said_in(main, "answer-sentence")
    assert sentence.startswith(f"Ta inn {starts} i året, ")
    assert sentence.endswith(f"for å ha 80 % sjanse for full dekning i {TARGET}.")
    reason = said_in(main, "answer-reason")
    assert f"ikke ferdige før {BASE + found.earliest_year}." in reason
    source = said_in(main, "source-line")
    assert "Regnet ut 25.11.2026, 500 forløp" in source
    assert "Gamle tall fra 2018" in source


def test_the_table_has_the_numbers_of_the_result_and_of_the_drawing(
    planner: FlaskClient, session: Session
) -> None:
    keep(session, data_set=read_in(session, ()))
    main = shown(planner)
    rows, outlook = fan_rows(main), answered(CASE).outlook
    supply, needed, gap = outlook.supply.values, outlook.needed.values, outlook.gap.values
    for year in range(CASE.years + 1):
        row = rows[str(BASE + year)]
        assert row[0] == tenth(supply[0.5][year])
        for column, low, high in ((1, 0.25, 0.75), (2, 0.1, 0.9)):
            ends = {tenth(supply[level][year]) for level in (low, high)}
            assert set(row[column].split("–")) == ends
        assert row[3] == tenth(needed[0.5][year])
        assert row[5] == tenth(gap[0.5][year])
        assert row[6] == plain(percent(outlook.filled[year]))
    # Ten years of history, and nothing of what lies before.
    assert [rows[str(year)][0] for year in (2016, 2025)] == ["44", "53"]
    assert "2015" not in rows
    drawn = next(main.iter(f"{SVG}svg"))
    missing = whole(answered(CASE).gap_in(answered(CASE).worst_year).middle)
    assert f"mangler {missing}" in [each.text for each in drawn.iter(f"{SVG}text")]
    assert f"behov {whole(needed[0.5][-1])}" in text_of(drawn)


def test_the_four_alternatives_say_what_each_number_gives(
    planner: FlaskClient, session: Session
) -> None:
    keep(session)
    found = answered(CASE)
    options = classed(shown(planner), "option")
    told = [[text_of(each) for each in option] for option in options]
    assert [each[0] for each in told] == [
        "Som nå",
        "Minst 50 % sjanse",
        "Minst 80 % sjanse",
        "Minst 90 % sjanse",
    ]
    now = plain(percent(found.now.chance))
    assert told[0][1:3] == [f"{found.now.starts} i året", f"{now} sjanse"]
    for row, advice in zip(told[1:], found.advices, strict=True):
        assert advice.tried is not None
        chance = plain(percent(advice.tried.chance))
        assert row[1:3] == [f"{advice.starts} i året", f"{chance} sjanse"]
        assert "Hva det krever av plasser og veiledere, er ukjent." in row[3]


def test_every_drawing_is_named_and_safe(planner: FlaskClient, session: Session) -> None:
    keep(session, data_set=read_in(session, ()))
    main = shown(planner)
    drawings = list(main.iter(f"{SVG}svg"))
    assert len(drawings) == 10
    named = {each.get("id"): text_of(each) for each in main.iter() if each.get("id")}
    ids = [each.get("id") for each in main.iter() if each.get("id")]
    assert len(ids) == len(named)
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert all(named[key] for key in drawing.get("aria-labelledby", "").split())
        assert not [each for each in drawing.iter() if each.get("style")]
    shown_for = [drawing.get("class", "").split()[1] for drawing in drawings]
    assert shown_for == ["only-wide", "only-narrow"] * 5


def test_few_specialists_are_whole_persons_without_per_cent(
    planner: FlaskClient, session: Session
) -> None:
    stock = (Head(Sex.WOMAN, 45, 2), Head(Sex.MAN, 61, 2))
    keep(session, replace(CASE, stock=stock, trainees=CASE.trainees[:2]))
    main = shown(planner)
    for part in classed(main, "answer-sentence", "answer-reason", "option"):
        assert "%" not in text_of(part)
    rows = fan_rows(main)
    assert not [cell for row in rows.values() for cell in row if "," in cell or "%" in cell]
    said = text_of(main)
    assert "Alder vises ikke for færre enn fem spesialister." in said
    assert "Årene vises ikke, for at ingen skal kunne kjennes igjen." in said


def test_no_age_and_no_site_points_anybody_out(planner: FlaskClient, session: Session) -> None:
    many = tuple(Head(sex, age, 1) for sex in Sex for age in range(40, 68, 2))
    three = (Head(Sex.WOMAN, 38, 1), Head(Sex.MAN, 66, 2))
    data_set = read_in(session, (("unn-tromso", many, 9), ("unn-narvik", three, 3)))
    keep(session, replace(CASE, stock=many), data_set=data_set)
    main = shown(planner)
    ages = rows_of(main, "Alder")
    counts = [int(cell) for row in ages for cell in row[1:]]
    assert all(count == 0 or count >= 5 for count in counts)
    assert sum(int(row[-1]) for row in ages) == len(many)
    sites = {row[0]: row[1:] for row in rows_of(main, "Sted")}
    assert sites["UNN Tromsø"][:3] == ["28", "8", "9"]
    assert sites["UNN Narvik"][:3] == ["3", "vises ikke", "3"]
    # Three are reckoned with the region's average: the same share is left as of all 28.
    left = [float(sites[name][3].replace(",", ".")) for name in ("UNN Tromsø", "UNN Narvik")]
    assert left[1] / 3 == pytest.approx(left[0] / 28, abs=0.03)


def test_what_is_unknown_is_said(planner: FlaskClient, session: Session) -> None:
    keep(session)
    said = text_of(shown(planner))
    assert "Hvem som arbeider hvor, er ukjent" in said
    assert "Ukjent. Regnet uten." in said
    assert "Forsinkelsene er ikke regnet ut sammen med denne framskrivingen." in said


def test_delays_cost_what_the_run_has_worked_out(planner: FlaskClient, session: Session) -> None:
    keep(session, costs=COSTS)
    said = text_of(shown(planner))
    assert "1,2 spesialistår fram til 2036" in said
    assert "6 leger, til sammen 12 måneder" in said


def test_the_newest_result_for_the_year_that_is_asked_for(
    planner: FlaskClient, session: Session
) -> None:
    keep(session)
    keep(session, target=2036, later=1)
    assert "full dekning i 2036." in said_in(shown(planner), "answer-sentence")
    asked = shown(planner, f"{PAGE}?aar=2040")
    assert "full dekning i 2040." in said_in(asked, "answer-sentence")
    nothing = shown(planner, f"{PAGE}?aar=2031")
    assert "ikke regnet ut for 2031" in text_of(nothing)
    assert not list(nothing.iter(f"{SVG}svg"))


def test_a_scenario_is_named_and_tells_of_the_third_kind_of_uncertainty(
    planner: FlaskClient, session: Session
) -> None:
    keep(session)
    region = session.execute(sa.select(col(db.ForecastRun.region_id))).scalars().first()
    assert region is not None
    scenario = db.ForecastScenario(
        public_id="fewer", region_id=region, name="Færre utenfra", made_at=NOW
    )
    session.add(scenario)
    session.flush()
    version = db.ForecastScenarioVersion(scenario_id=scenario.id, number=1, changes=[], at=NOW)
    session.add(version)
    session.flush()
    keep(session, replace(CASE, seed=8), scenario=version.id, later=1)
    usual, asked = shown(planner), shown(planner, f"{PAGE}?scenario=fewer")
    assert "Scenario:" not in text_of(usual)
    assert "Scenario: Færre utenfra" in text_of(asked)
    assert "scenariet som er regnet ut, gir" in text_of(usual)
    assert "ikke regnet ut" in text_of(shown(planner, f"{PAGE}?scenario=made-up"))


def test_nobody_gets_at_what_is_not_theirs(planner: FlaskClient) -> None:
    assert planner.get("/framskriving/fag/XXX").status_code == 404
    assert planner.get(f"{PAGE}?region=helse-vest").status_code == 403
    assert planner.get(f"{PAGE}?aar=abc").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_sites(
    app: Flask, planner: FlaskClient, session: Session
) -> None:
    stock = (Head(Sex.WOMAN, 45, 6),)
    places = ("unn-tromso", "unn-narvik", "unn-harstad", "nordlandssykehuset-bodo")
    data_set = read_in(session, ((key, stock, 4) for key in places))
    keep(session, data_set=data_set, costs=COSTS)
    planner.get(PAGE)
    with counted(app) as statements:
        assert planner.get(PAGE).status_code == 200
    assert len(statements) <= 14
