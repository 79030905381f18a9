"""Reasons are true: applying the named change gives the named result."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.lis1 import words
from rotations.lis1.allocate import allocate
from rotations.lis1.check import problems
from rotations.lis1.compare import Turned, compare, effect_of_rules
from rotations.lis1.draw import order_of
from rotations.lis1.figures import at_risk, figures
from rotations.lis1.reasons import COUNTS, Why, reasons
from rotations.lis1.results import How, Mechanism
from rotations.lis1.types import Belongs, Intake
from rotations.lis1.what_if import Change, ChangeKind, apply, what_ifs
from tests.support.lis1_intakes import CRITERIA, random_intake, rules

SEEDS = st.integers(0, 10**9)
QUICK = tuple(each for each in Mechanism if not each.startswith("least"))


def any_intake(seed: int, **options) -> Intake:
    rng = Random(seed)
    usual = {"candidates": 7, "seats": 4, "couples": rng.choice((0, 1)), "preplaced": 1}
    return random_intake(rng, **(usual | options))


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.sampled_from(QUICK))
def test_a_named_change_gives_the_named_result(seed: int, mechanism: Mechanism) -> None:
    intake = any_intake(seed)
    result = allocate(intake, mechanism)
    for candidate in intake.candidates:
        for each in what_ifs(intake, result, candidate.key):
            again = allocate(apply(intake, each.change), mechanism)
            assert again.seats[candidate.key] == each.seat
            assert again.ranks[candidate.key] == each.rank
            assert problems(apply(intake, each.change), again) == ()
            gain = compare(result, again)
            moved = {row.candidate: row.turned for row in gain.moved}
            assert moved[candidate.key] is Turned.GAINS
            assert words.what_if_sentence(each).endswith(".")


@settings(max_examples=8, deadline=None)
@given(SEEDS)
def test_or_earlier_holds_for_every_earlier_number_and_not_for_the_next(seed: int) -> None:
    intake = any_intake(seed, caps="hospital", couples=0)
    order = order_of(intake.draw, [each.key for each in intake.candidates])
    for mechanism in (Mechanism.DRAWN_ORDER, Mechanism.STABLE_FOR_CANDIDATES):
        result = allocate(intake, mechanism)
        for candidate in intake.candidates:
            for each in what_ifs(intake, result, candidate.key):
                if each.change.kind is not ChangeKind.DRAW_NUMBER:
                    continue
                assert each.or_earlier
                number = each.change.number or 0
                aims = candidate.wishes[: candidate.wishes.index(each.seat) + 1]
                for other in range(1, order.index(candidate.key) + 1):
                    change = Change(ChangeKind.DRAW_NUMBER, candidate.key, number=other)
                    seat = allocate(apply(intake, change), mechanism).seats.get(candidate.key)
                    assert (seat in aims) == (other <= number)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(QUICK))
def test_every_better_wish_is_accounted_for(seed: int, mechanism: Mechanism) -> None:
    intake = any_intake(seed)
    result = allocate(intake, mechanism)
    fixed = {each.candidate for each in intake.preplacements}
    for reason in reasons(intake, result):
        wishes = next(each for each in intake.candidates if each.key == reason.candidate).wishes
        better = wishes[: wishes.index(reason.seat)] if reason.seat in wishes else wishes
        if reason.candidate not in fixed:
            assert tuple(each.seat for each in reason.missed) == better
        for missed in reason.missed:
            counted = sum(getattr(missed, name) for name in COUNTS)
            if missed.why in (Why.SEAT_FULL, Why.HOSPITAL_FULL, Why.MUNICIPALITY_FULL):
                assert counted == missed.places
            if mechanism is Mechanism.DRAWN_ORDER and missed.why is Why.SEAT_FULL:
                assert missed.in_spite == 0 or reason.partner
        assert words.reason_sentence(reason)


def test_an_optimal_sum_is_never_explained_by_priority() -> None:
    intake = any_intake(3, couples=0)
    for reason in reasons(intake, allocate(intake, Mechanism.LEAST_SUM)):
        for missed in reason.missed:
            assert (missed.by_points, missed.by_number, missed.in_spite) == (0, 0, 0)


def test_what_if_works_for_optimal_sums_and_couples_too() -> None:
    found = set()
    for seed in (0,):
        intake = any_intake(seed, candidates=6, couples=1)
        for mechanism in (Mechanism.LEAST_WORST, Mechanism.DRAWN_ORDER):
            result = allocate(intake, mechanism)
            for candidate in intake.candidates:
                for each in what_ifs(intake, result, candidate.key):
                    found.add(each.change.kind)
                    again = allocate(apply(intake, each.change), mechanism)
                    assert again.seats[candidate.key] == each.seat
    assert found >= {ChangeKind.MORE_PLACES, ChangeKind.DRAW_NUMBER, ChangeKind.ALONE}


# ---- Figures and comparison ------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(QUICK))
def test_figures_add_up(seed: int, mechanism: Mechanism) -> None:
    intake = any_intake(seed, candidates=9)
    result = allocate(intake, mechanism)
    found = figures(intake, result)
    everybody = found.everybody
    ranks = [each.rank for each in result.placed if each.rank and each.how is not How.PREPLACED]
    assert everybody.candidates == len(intake.candidates) - len(intake.preplacements)
    assert everybody.placed + everybody.unplaced == everybody.candidates
    assert everybody.first == ranks.count(1)
    if ranks:
        assert everybody.mean == pytest.approx(sum(ranks) / len(ranks))
    for parts in (found.hospitals, found.municipalities):
        assert sum(part.filled or 0 for part in parts) == len(result.placed)
        assert sum(part.places or 0 for part in parts) == found.places


def test_small_groups_are_hidden_and_cannot_be_reckoned_from_the_rest() -> None:
    intake = any_intake(1, candidates=12, preplaced=0, couples=0)
    sizes = {"a": 2, "b": 5, "c": 5}
    values = [name for name, size in sizes.items() for _ in range(size)]
    people = tuple(
        replace(each, groups=(Belongs("kind", value),))
        for each, value in zip(intake.candidates, values, strict=True)
    )
    changed = replace(intake, candidates=people)
    result = allocate(changed, Mechanism.DRAWN_ORDER)

    (grouping,) = figures(changed, result).groups
    shown = {part.name: part.ranks is not None for part in grouping.parts}
    assert shown == {"a": False, "b": False, "c": True}
    (all_shown,) = figures(replace(changed, fewest_shown=2), result).groups
    assert all(part.ranks for part in all_shown.parts)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_gains_one_way_are_losses_the_other(seed: int) -> None:
    intake = any_intake(seed)
    one = allocate(intake, Mechanism.DRAWN_ORDER)
    other = allocate(intake, Mechanism.TWO_PASS)
    there, back = compare(one, other), compare(other, one)
    assert there.count(Turned.GAINS) == back.count(Turned.LOSES)
    assert there.unchanged + len(there.moved) == len(intake.candidates)
    assert compare(one, one).moved == ()


def test_other_rules_are_run_and_compared() -> None:
    intake = any_intake(5, candidates=10, couples=0)
    without = replace(rules(), version="none")
    effect = effect_of_rules(intake, without, Mechanism.STABLE_FOR_CANDIDATES)
    plain = allocate(replace(intake, rules=without), Mechanism.STABLE_FOR_CANDIDATES)
    assert effect == compare(allocate(intake, Mechanism.STABLE_FOR_CANDIDATES), plain)
    assert (effect.rules_before, effect.rules_after) == ("2026-1", "none")
    assert intake.rules.criteria == CRITERIA


def test_seats_that_may_stay_empty_are_named_worst_first() -> None:
    intake = any_intake(8, candidates=3, seats=6, places=3, caps="none", couples=0, preplaced=0)
    results = [allocate(intake, each) for each in QUICK]
    found = at_risk(intake, results)
    assert found
    for each in found:
        assert any(each.empty) or each.asked < each.places
        for run, empty in zip(results, each.empty, strict=True):
            assert empty == each.places - list(run.seats.values()).count(each.seat)
    assert [-sum(each.empty) for each in found] == sorted(-sum(each.empty) for each in found)
