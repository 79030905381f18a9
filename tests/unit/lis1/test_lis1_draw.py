"""The draw: anyone can recompute it, and whatever is tampered with is told."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.lis1.allocate import allocate
from rotations.lis1.draw import (
    DrawFault,
    commit,
    drawn,
    hash_of,
    new_seed,
    order_of,
    reveal,
    verify,
)
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Candidate, Draw
from rotations.lis1.validation import problems
from tests.support.lis1_intakes import random_intake

PAGE = (Path(__file__).parents[3] / "docs" / "lis1-draw.md").read_text("utf-8")
KEYS = ("K-01", "K-02", "K-03", "K-04", "K-05")
PEOPLE = tuple(Candidate(key, ()) for key in KEYS)
SEED = "7f1c0d5e9a3b48c2a6e4f8d01b93577c2d60e1f4a8b9c3d75e6f0a1b2c3d4e5f"
LOTTO = "3 9 14 17 22 28 31"
SOUND = reveal(
    commit(SEED, KEYS, date(2026, 11, 10), "Lotto-tallene lørdag 14.11.2026"),
    SEED,
    date(2026, 11, 16),
    LOTTO,
)


def test_a_sound_draw_is_verified_with_the_order_on_the_page() -> None:
    check = verify(SOUND, PEOPLE)
    assert check.problems == ()
    assert check.order == ("K-03", "K-01", "K-05", "K-02", "K-04")
    assert ", ".join(check.order) in PAGE
    assert hash_of(SEED) in PAGE
    for key in KEYS:
        assert hash_of(f"{SEED}|{LOTTO}|{key}")[:12] in PAGE


def test_the_recipe_on_the_page_gives_the_same_order(capsys) -> None:
    (recipe,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(recipe.splitlines()) <= 15
    exec(compile(recipe, "recipe", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["seed: True", "list: True", *verify(SOUND, PEOPLE).order]


@pytest.mark.parametrize(
    ("draw", "fault"),
    [
        (replace(SOUND, seed=SEED[::-1]), DrawFault.SEED),
        (replace(SOUND, commitment=None), DrawFault.NOT_COMMITTED),
        (replace(SOUND, list_hash=None), DrawFault.NO_LIST),
        (replace(SOUND, committed_on=date(2026, 11, 17)), DrawFault.DATES),
        (replace(SOUND, revealed_on=None), DrawFault.DATES),
        (replace(SOUND, public=""), DrawFault.PUBLIC),
        (replace(SOUND, public_source=""), DrawFault.PUBLIC),
        (replace(SOUND, seed=None), DrawFault.NOT_REVEALED),
        (Draw(order=KEYS), DrawFault.BY_HAND),
    ],
)
def test_whatever_does_not_match_is_told(draw: Draw, fault: DrawFault) -> None:
    assert fault in [each.fault for each in verify(draw, PEOPLE).problems]


def test_another_list_of_candidates_is_told() -> None:
    for people in (
        PEOPLE[:-1],
        (*PEOPLE, Candidate("K-06", ())),
        (*PEOPLE[:-1], Candidate("X", ())),
    ):
        assert [each.fault for each in verify(SOUND, people).problems] == [DrawFault.LIST]


def test_another_order_than_the_recomputed_one_is_told_with_the_first_difference() -> None:
    (problem,) = verify(SOUND, PEOPLE, ("K-03", "K-05", "K-01", "K-02", "K-04")).problems
    assert (problem.fault, problem.found, problem.expected) == (
        DrawFault.ORDER, "no. 2: K-05", "no. 2: K-01",
    )  # fmt: skip
    (shorter,) = verify(SOUND, PEOPLE, ("K-03", "K-01")).problems
    assert shorter.found == "2 candidates"


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1), st.sets(st.text(min_size=1), min_size=1), st.text())
def test_nobody_else_coming_or_going_changes_who_is_before_whom(seed, keys, public) -> None:
    order = drawn(seed, public, keys)
    assert sorted(order) == sorted(keys)
    assert drawn(seed, public, order[1:]) == order[1:]


def test_every_place_is_as_likely_for_everybody() -> None:
    firsts = [drawn(f"{number:x}", "", KEYS)[0] for number in range(2_000)]
    assert all(320 <= firsts.count(key) <= 480 for key in KEYS)


def test_a_draw_without_seed_and_order_gives_no_order() -> None:
    with pytest.raises(ValueError, match="nothing is drawn"):
        order_of(Draw(), KEYS)


def test_a_new_seed_is_64_digits_and_never_the_same() -> None:
    seeds = {new_seed() for _ in range(20)}
    assert len(seeds) == 20
    assert all(re.fullmatch(r"[0-9a-f]{64}", seed) for seed in seeds)


def test_who_withdraws_after_the_list_was_closed_stays_in_it() -> None:
    draw = replace(SOUND, withdrawn=("K-03",))
    staying = tuple(each for each in PEOPLE if each.key != "K-03")
    assert verify(draw, staying).is_verified
    assert order_of(draw, [each.key for each in staying]) == order_of(SOUND, KEYS)
    assert [each.fault for each in verify(SOUND, staying).problems] == [DrawFault.LIST]


@pytest.mark.parametrize("mechanism", Mechanism)
@pytest.mark.parametrize("seed", range(8))
def test_a_withdrawal_changes_nobody_elses_seat(mechanism: Mechanism, seed: int) -> None:
    intake = random_intake(Random(seed), candidates=8, seats=4, couples=seed % 2)
    gone = ("a-gone", "c0003-gone", "z-gone")
    after = replace(intake, draw=replace(intake.draw, withdrawn=gone))
    assert problems(after) == ()
    assert allocate(after, mechanism) == allocate(intake, mechanism)


def test_a_key_cannot_both_take_part_and_be_withdrawn() -> None:
    intake = random_intake(Random(1))
    key = intake.candidates[0].key
    found = problems(replace(intake, draw=replace(intake.draw, withdrawn=(key, "b", "b"))))
    assert {each.place[:2] for each in found} == {("draw", "withdrawn")}
    assert len(found) == 2
