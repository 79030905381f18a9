"""Karrierestige as a value: what the fields find, what each ladder tells, and the places."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import Babel
from sqlmodel import Session

from app.services.ladder_choices import find_choice, goal_choices, start_choices
from app.services.ladder_page import LadderPage, load_ladder_page
from app.services.ladder_rungs import span, span_of
from app.store import organisations
from pathways.ladder import parse_goal
from pathways.local_service import local_service
from pathways.types.carrying import Range
from tests.unit.knowledge_values import real_graph
from tests.unit.trainee_records import a_record, a_service

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


def page(session: Session, start: str, goal: str) -> LadderPage:
    return load_ladder_page(session, start=start, goal=goal, today=TODAY)


def test_every_choice_can_be_found_by_its_key_and_by_its_name() -> None:
    graph = real_graph()
    for choices in (start_choices(graph), goal_choices(graph)):
        for choice in choices:
            assert find_choice(choices, choice.key).found == choice
            assert find_choice(choices, choice.name.upper()).found == choice
    for choice in goal_choices(graph):
        assert parse_goal(graph, choice.key).key == choice.key


def test_near_names_are_suggested_and_nothing_is_guessed() -> None:
    choices = goal_choices(real_graph())
    answer = find_choice(choices, "overlege i psykiatrii")
    assert answer.found is None
    assert "consultant:VOP" in [choice.key for choice in answer.suggestions]
    assert find_choice(choices, "tannpleier i skogen").suggestions == ()


def test_lengths_are_told_in_months_until_two_years() -> None:
    assert span(Fraction(6)) == "6\u00a0måneder"
    assert span(Fraction(29, 2)) == "14,5\u00a0måneder"
    assert span(Fraction(78)) == "6,5\u00a0år"
    assert span(Fraction(12)) == "1\u00a0år"
    assert span_of(Range(Fraction(24), Fraction(60))) == "2\u00a0til\u00a05\u00a0år"
    assert span_of(Range(Fraction(3), Fraction(9))) == "3\u00a0til\u00a09\u00a0måneder"


def test_the_first_ladder_tells_everything_and_the_others_what_is_new(session: Session) -> None:
    first, second = page(session, "lis1_hospital", "consultant:VOP").ladders
    hospital, municipality = first.rungs[:2]
    assert hospital.places[0].text.startswith("Hele landet: *592* plasser per inntak (våren 2025)")
    assert len({line.text for line in hospital.places}) == len(hospital.places)
    assert municipality.condition is not None and municipality.source is not None
    assert {row.tags[0] for row in hospital.offers} == {"lokalt"}
    assert [rung.condition for rung in second.rungs[:5]] == [None] * 5
    assert second.rungs[5].time == "lengden er ukjent"
    assert [rung.mark for rung in second.rungs] == ["", "", "", "", "", "ahead", ""]


def test_an_offer_tied_to_one_specialty_is_shown_on_its_way_only(session: Session) -> None:
    def names(goal: str) -> set[str]:
        rungs = page(session, "lis1_hospital", goal).ladders[0].rungs
        return {row.name for rung in rungs for row in rung.offers}

    coupled = "LIS1 koblet til LIS3 i barne- og ungdomspsykiatri"
    assert coupled in names("specialist:BUP")
    assert coupled not in names("specialist:VOP")


def test_what_is_wrong_decides_the_status(session: Session) -> None:
    assert page(session, "", "").status == 200
    assert page(session, "lis1_hospital", "").errors == ()
    assert page(session, "lis1_hospital", "noe rart").status == 404
    assert page(session, "consultant", "specialist:VOP").status == 422


def test_local_service_is_found_with_the_stored_organisations(session: Session) -> None:
    stored = organisations.load_all(session)
    by_key = {one.key: one for one in stored}
    assert by_key["sykehuset-ostfold-moss"].parent == "sykehuset-ostfold"
    record = a_record(
        a_service("01.01.2025", "31.12.2025", organisation=by_key["sykehuset-ostfold-moss"].name),
        a_service("01.01.2026", "30.06.2026", organisation=by_key["halden-kommune"].name),
    )
    (found,) = local_service(record, stored, TODAY)
    assert (found.area, found.months) == ("Østfold og Vestby", 18)
