"""Stored rows make the same intake as the documented case, and every way gives the same result."""

from datetime import date

import pytest
from sqlmodel import Session, select

from app.db.tables import IntakeState, Lis1Candidate, Lis1Couple, Lis1Fact
from app.services.lis1_case import load_case, municipality_starts_on
from rotations.lis1.allocate import allocate
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Together
from rotations.lis1.validation import problems
from tests.support.lis1_world import make_intake

EXPECTED = {
    Mechanism.DRAWN_ORDER: ("moss", "fredrikstad", "sarpsborg", "halden"),
    Mechanism.STABLE_FOR_CANDIDATES: ("moss", "halden", "sarpsborg", "fredrikstad"),
    Mechanism.LEAST_SUM: ("moss", "halden", "fredrikstad", "sarpsborg"),
}
"""Seats of Anna, Bo, Carl and Dina in docs/lis1-cases.md."""


@pytest.mark.parametrize("way", list(EXPECTED))
def test_what_is_stored_is_shared_out_as_the_worked_case(session: Session, way: Mechanism) -> None:
    world = make_intake(session)
    _, intake = load_case(session, world.intake_id)
    assert problems(intake) == ()
    seats = allocate(intake, way).seats
    assert tuple(seats[f"K-0{number}"] for number in (1, 2, 3, 4)) == EXPECTED[way]


def test_a_refused_fact_is_left_out_and_an_unconfirmed_one_counts_nothing(session: Session) -> None:
    world = make_intake(session)
    fact = session.exec(select(Lis1Fact)).one()
    fact.is_confirmed = False
    session.commit()
    _, intake = load_case(session, world.intake_id)
    dina = next(each for each in intake.candidates if each.key == world.keys["Dina"])
    assert [each.is_confirmed for each in dina.facts] == [False]
    fact.refused_on = date(2026, 11, 20)
    session.commit()
    _, intake = load_case(session, world.intake_id)
    dina = next(each for each in intake.candidates if each.key == world.keys["Dina"])
    assert dina.facts == ()


def test_a_couple_counts_once_the_other_has_said_yes(session: Session) -> None:
    world = make_intake(session, IntakeState.OPEN, is_drawn=False)
    couple = Lis1Couple(
        intake_id=world.intake_id,
        one_id=world.candidates["Anna"],
        other_id=world.candidates["Bo"],
        wish=Together.NEAR,
    )
    session.add(couple)
    session.commit()
    assert load_case(session, world.intake_id)[1].couples == ()
    couple.is_confirmed = True
    session.commit()
    (found,) = load_case(session, world.intake_id)[1].couples
    assert (found.one, found.other) == (world.keys["Anna"], world.keys["Bo"])


def test_who_has_withdrawn_takes_no_part(session: Session) -> None:
    world = make_intake(session)
    session.get_one(Lis1Candidate, world.candidates["Bo"]).withdrawn_on = date(2026, 11, 20)
    session.commit()
    _, intake = load_case(session, world.intake_id)
    assert world.keys["Bo"] not in {each.key for each in intake.candidates}


def test_the_last_municipal_service_begins_after_the_hospital_year(session: Session) -> None:
    world = make_intake(session)
    stored, _ = load_case(session, world.intake_id)
    assert municipality_starts_on(stored.seats[0], stored.tracks[0]) == date(2028, 3, 1)


def test_an_intake_that_is_not_there_is_an_error(session: Session) -> None:
    with pytest.raises(LookupError):
        load_case(session, 4711)
