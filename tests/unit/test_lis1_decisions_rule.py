"""When a LIS1 council has decided: two members, two sides, and others where one is in conflict."""

import pytest

from app.db.tables import CouncilSide
from app.services.lis1_decisions_rule import Lack, Voice, standing

KEYS = ["K-01", "K-02", "K-03"]
HOSPITAL = Voice(1, CouncilSide.HOSPITAL)
MUNICIPALITY = Voice(2, CouncilSide.MUNICIPALITY)
UNION = Voice(3, CouncilSide.UNION)
SECRETARY = Voice(4, CouncilSide.ADMINISTRATION)


@pytest.mark.parametrize(
    ("voices", "lacks"),
    [
        ([], {Lack.MEMBERS, Lack.HOSPITAL, Lack.MUNICIPALITY}),
        ([HOSPITAL], {Lack.MEMBERS, Lack.MUNICIPALITY}),
        ([HOSPITAL, Voice(5, CouncilSide.HOSPITAL)], {Lack.MUNICIPALITY}),
        ([HOSPITAL, UNION], {Lack.MUNICIPALITY}),
        ([MUNICIPALITY, UNION], {Lack.HOSPITAL}),
        ([HOSPITAL, SECRETARY], {Lack.MEMBERS, Lack.MUNICIPALITY}),
        ([HOSPITAL, MUNICIPALITY], set()),
        ([HOSPITAL, MUNICIPALITY, UNION], set()),
    ],
)
def test_two_members_of_two_sides_decide(voices: list[Voice], lacks: set[Lack]) -> None:
    assert set(standing(voices, KEYS).lacks) == lacks


def test_a_case_in_conflict_needs_two_others() -> None:
    torn = Voice(2, CouncilSide.MUNICIPALITY, frozenset({"K-02"}))
    found = standing([HOSPITAL, torn], KEYS)
    assert (found.lacks, found.cases) == ((Lack.CASES,), ("K-02",))
    assert standing([HOSPITAL, torn, UNION], KEYS).is_enough


def test_the_administration_is_not_one_of_the_two_others() -> None:
    torn = Voice(2, CouncilSide.MUNICIPALITY, frozenset({"K-02"}))
    assert not standing([HOSPITAL, torn, SECRETARY], KEYS).is_enough


def test_a_conflict_over_somebody_who_is_not_in_it_changes_nothing() -> None:
    torn = Voice(2, CouncilSide.MUNICIPALITY, frozenset({"K-99"}))
    assert standing([HOSPITAL, torn], KEYS).is_enough
