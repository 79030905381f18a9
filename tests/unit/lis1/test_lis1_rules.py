"""What the words of the rules mean, one small case each."""

from dataclasses import replace

import pytest

from rotations.lis1.allocate import allocate
from rotations.lis1.check import blocking, problems
from rotations.lis1.couples import joint_list
from rotations.lis1.market import market
from rotations.lis1.priority import all_included, general_points, points
from rotations.lis1.reasons import Missed, Why, reasons
from rotations.lis1.results import How, Mechanism
from rotations.lis1.strategy import BetterList, Honesty, better_list, honesty
from rotations.lis1.types import (
    Candidate,
    Cap,
    CapKind,
    Couple,
    Draw,
    Fact,
    Intake,
    Near,
    Preplacement,
    Qualification,
    Seat,
    Together,
)
from rotations.lis1.validation import problems as mistakes
from rotations.lis1.what_if import ChangeKind, what_ifs
from tests.support.lis1_brute_force import ways
from tests.support.lis1_intakes import CRITERIA, LATER, START, TRACK, rules
from tests.unit.lis1.test_lis1_properties import as_result


def seat(key: str, municipality: str = "", places: int = 1, **more) -> Seat:
    usual = {"starts_on": START, "hospital": "h"} | more
    return Seat(key, municipality=municipality or key, track="todelt", places=places, **usual)


def intake(seats: str | tuple[Seat, ...], wishes: dict[str, str], **more) -> Intake:
    """Candidates in drawn order with their lists; a seat is a letter."""
    rows = tuple(map(seat, seats)) if isinstance(seats, str) else seats
    people = tuple(Candidate(key, tuple(mine)) for key, mine in wishes.items())
    usual = {"rules": rules(), "draw": Draw(order=tuple(wishes))} | more
    return Intake("r", tracks=(TRACK,), seats=rows, candidates=people, **usual)


def got(given: Intake, mechanism: Mechanism = Mechanism.DRAWN_ORDER) -> dict[str, str]:
    result = allocate(given, mechanism)
    assert problems(given, result) == ()
    return result.seats


def with_facts(given: Intake, key: str, *facts: Fact) -> Intake:
    return replace(
        given,
        candidates=tuple(
            replace(each, facts=facts) if each.key == key else each for each in given.candidates
        ),
    )


# ---- Points ----------------------------------------------------------------------------------


def test_points_count_confirmed_facts_of_enough_at_their_place_once() -> None:
    given = intake("ab", {"1": "ab"}, rules=rules(CRITERIA))
    a, b = given.seats

    def of(*facts: Fact) -> tuple[int, int]:
        (candidate,) = with_facts(given, "1", *facts).candidates
        return points(given, candidate, a), points(given, candidate, b)

    assert of() == (0, 0)
    assert of(Fact("lived_months", "a", 24, True)) == (2, 0)
    assert of(Fact("lived_months", "a", 23, True)) == (0, 0)
    assert of(Fact("lived_months", "a", 24)) == (0, 0)
    assert of(*[Fact("lived_months", "a", 30, True)] * 2) == (2, 0)
    assert of(Fact("student_job", "h", 1, True)) == (1, 1)
    assert of(Fact("children", None, 1, True), Fact("lived_months", "b", 99, True)) == (3, 5)
    assert of(Fact("unheard_of", "a", 99, True)) == (0, 0)


def test_only_points_that_count_everywhere_move_somebody_in_the_drawn_order() -> None:
    given = intake("a", {"1": "a", "2": "a"}, rules=rules(CRITERIA))
    local = with_facts(given, "2", Fact("lived_months", "a", 24, True))
    need = with_facts(given, "2", Fact("children", None, 1, True))
    assert general_points(local, local.candidates[1]) == 0
    assert got(local) == {"1": "a"}
    assert got(need) == {"2": "a"}
    assert got(local, Mechanism.STABLE_FOR_CANDIDATES) == {"2": "a"}


def test_a_qualification_includes_those_that_it_includes_in_turn() -> None:
    chain = (
        Qualification("c", "C", ("b",)),
        Qualification("b", "B", ("a",)),
        Qualification("a", "A", ("c",)),
    )
    assert all_included(chain)["c"] == {"a", "b", "c"}
    assert all_included(chain[:2])["b"] == {"a", "b"}


# ---- Places ----------------------------------------------------------------------------------


def test_a_cap_at_one_start_counts_that_start_alone() -> None:
    rows = (seat("a", "k"), seat("b", "k", starts_on=LATER), seat("c", "k", starts_on=LATER))
    cap = Cap(CapKind.MUNICIPALITY, "k", 1, LATER)
    given = intake(rows, {"1": "a", "2": "b", "3": "c"}, caps=(cap,))
    for mechanism in Mechanism:
        assert got(given, mechanism) == {"1": "a", "2": "b"}


def test_a_seat_without_places_and_a_full_one_are_passed_over() -> None:
    rows = (seat("a", places=0), seat("b"), seat("c"))
    fixed = (Preplacement("9", "b", "Avtale"),)
    given = intake(rows, {"1": "abc", "9": ""}, preplacements=fixed)
    for mechanism in Mechanism:
        assert got(given, mechanism) == {"1": "c", "9": "b"}


def test_leftovers_go_to_the_seat_with_most_places_free_in_drawn_order() -> None:
    rows = (seat("a"), seat("b", places=2), seat("c", places=3))
    given = intake(rows, {"1": "a", "2": "a", "3": "a", "4": "a"}, rules=rules(any_remaining=True))
    result = allocate(given, Mechanism.DRAWN_ORDER)
    assert result.seats == {"1": "a", "2": "c", "3": "b", "4": "c"}
    assert [each.how for each in result.placed] == [How.WISHED, *[How.REMAINING] * 3]
    assert result.ranks == {"1": 1, "2": None, "3": None, "4": None}


def test_of_equally_good_sums_the_one_better_for_those_drawn_early_is_taken() -> None:
    for first, second in (("1", "2"), ("2", "1")):
        given = intake("ab", {first: "ab", second: "ab"})
        for mechanism in (Mechanism.LEAST_SUM, Mechanism.LEAST_WORST):
            assert got(given, mechanism) == {first: "a", second: "b"}
    scarce = intake("a", {"2": "a", "1": "a"})
    assert got(scarce, Mechanism.LEAST_SUM) == {"2": "a"}


def test_the_least_worst_rank_comes_before_the_least_sum() -> None:
    given = intake("abc", {"1": "abc", "2": "abc", "3": "bac"})
    many = intake("abcd", {"1": "abcd", "2": "bacd", "3": "abdc", "4": "bdac"})
    for each in (given, many):
        by_sum = allocate(each, Mechanism.LEAST_SUM).ranks.values()
        by_worst = allocate(each, Mechanism.LEAST_WORST).ranks.values()
        assert max(by_worst) <= max(by_sum)
        assert sum(by_worst) >= sum(by_sum)


# ---- Couples ---------------------------------------------------------------------------------


def test_a_joint_list_has_pairs_together_first_then_by_sum_and_the_worse_off() -> None:
    made = joint_list((0, 1), (1, 0), lambda one, other: one == other, or_apart=True)
    assert made.together == 2
    assert made.pairs == (
        (0, 1), (1, 0),
        (0, 0), (1, 1), (0, None), (None, 0), (1, None), (None, 1),
    )  # fmt: skip
    both = joint_list((0, 1), (1, 0), lambda one, other: one == other, or_apart=False)
    assert both.pairs == made.pairs[:2]


def test_a_couple_has_the_turn_of_the_later_one() -> None:
    rows = (seat("a", "k", places=2), seat("b", "l", places=2))
    wishes = {"1": "ab", "2": "ab", "3": "ab"}
    given = intake(rows, wishes, couples=(Couple("1", "3"),))
    assert got(given) == {"2": "a", "1": "b", "3": "b"}


def test_near_counts_only_for_those_who_ask_for_it() -> None:
    rows = (seat("a", "k"), seat("b", "l"), seat("c", "k", places=2))
    near = (Near("k", "l"),)
    for wish, places in (
        (Together.NEAR, {"1": "a", "2": "b"}),
        (Together.SAME_MUNICIPALITY, {"1": "a", "2": "c"}),
    ):
        given = intake(rows, {"1": "abc", "2": "bac"}, couples=(Couple("1", "2", wish),), near=near)
        for mechanism in (Mechanism.DRAWN_ORDER, Mechanism.STABLE_FOR_CANDIDATES):
            assert got(given, mechanism) == places
    apart = intake(rows, {"1": "ab", "2": "b"}, couples=(Couple("1", "2"),), near=near)
    assert got(apart) == {"1": "a", "2": "b"}
    none = intake(rows, {"1": "ab", "2": "b"}, couples=(Couple("1", "2", or_apart=False),))
    assert got(none) == {}


def test_two_of_a_couple_need_two_places_and_two_under_every_cap() -> None:
    rows = (seat("a", "k", places=2),)
    couple = (Couple("1", "2", or_apart=False),)
    assert got(intake(rows, {"1": "a", "2": "a"}, couples=couple)) == {"1": "a", "2": "a"}
    capped = intake(
        rows, {"1": "a", "2": "a"}, couples=couple, caps=(Cap(CapKind.HOSPITAL, "h", 1),)
    )
    for mechanism in Mechanism:
        assert got(capped, mechanism) == {}


def test_who_has_a_partner_placed_beforehand_looks_for_a_seat_there() -> None:
    rows = (seat("a", "k"), seat("b", "l"), seat("c", "l"))
    given = intake(
        rows,
        {"1": "ab", "2": ""},
        couples=(Couple("1", "2"),),
        preplacements=(Preplacement("2", "c", "Avtale"),),
    )
    for mechanism in Mechanism:
        assert got(given, mechanism)["1"] == ("a" if "least" in mechanism else "b")


def test_a_cap_that_cannot_be_reached_is_left_out_and_one_that_can_is_not() -> None:
    rows = (seat("a", places=2), seat("b", places=2))
    given = intake(rows, {"1": "ab"}, caps=(Cap(CapKind.HOSPITAL, "h", 4),))
    assert len(market(given).groups) == 2
    tight = replace(given, caps=(Cap(CapKind.HOSPITAL, "h", 3),))
    assert [group.places for group in market(tight).groups] == [2, 2, 3]


def test_the_published_rule_of_finnmark_has_no_pair_that_would_swap() -> None:
    given = intake("abc", {"1": "bca", "2": "bac", "3": "abc"})
    result = allocate(given, Mechanism.DRAWN_ORDER)
    assert result.seats == {"1": "b", "2": "a", "3": "c"}
    assert blocking(given, result) == ()


# ---- Limits of what can be had ---------------------------------------------------------------


def test_when_seats_choose_a_shorter_list_can_pay() -> None:
    given = intake("ab", {"1": "ab", "2": "ba"}, rules=rules(CRITERIA))
    given = with_facts(given, "1", Fact("lived_months", "b", 24, True))
    given = with_facts(given, "2", Fact("lived_months", "a", 24, True))
    result = allocate(given, Mechanism.STABLE_FOR_SEATS)

    assert result.seats == {"1": "b", "2": "a"}
    assert better_list(given, result, "1") == BetterList(("a",), "a", "b")
    assert honesty(given, Mechanism.STABLE_FOR_SEATS) is Honesty.NOT_ALWAYS
    best = allocate(given, Mechanism.STABLE_FOR_CANDIDATES)
    assert best.seats == {"1": "a", "2": "b"}


def test_with_a_couple_there_may_be_no_stable_result_and_that_is_said() -> None:
    """The couple wants both or none; who of the three sits anywhere, somebody would swap."""
    rows = (seat("a", "k"), seat("b", "k"))
    couple = (Couple("1", "2", or_apart=False),)
    given = intake(rows, {"3": "ab", "1": "a", "2": "b"}, couples=couple, rules=rules(CRITERIA))
    given = with_facts(given, "1", Fact("children", None, 1, True))
    for mechanism in (Mechanism.STABLE_FOR_CANDIDATES, Mechanism.STABLE_FOR_SEATS):
        result = allocate(given, mechanism)
        assert not result.is_settled
        assert problems(given, result) == ()
        assert blocking(given, result)


def test_with_crossing_caps_there_may_be_no_stable_result_and_that_is_said() -> None:
    """One cap of each side, one place each; whatever two candidates get, somebody would swap.

    2 has points at p. With 1 in r, 2 takes p, for r and p share a hospital cap. Then q is free for
    2, who likes it better; then r is free again, and 1 shuts 2 out of q: one municipality.
    """
    rows = (
        seat("r", "l", hospital="g"),
        seat("q", "l"),
        seat("p", "k", hospital="g"),
    )
    caps = (Cap(CapKind.HOSPITAL, "g", 1), Cap(CapKind.MUNICIPALITY, "l", 1))
    given = intake(rows, {"1": "r", "2": "rqp"}, caps=caps, rules=rules(CRITERIA))
    given = with_facts(given, "2", Fact("lived_months", "k", 24, True))
    for mechanism in (Mechanism.STABLE_FOR_CANDIDATES, Mechanism.STABLE_FOR_SEATS):
        result = allocate(given, mechanism)
        assert not result.is_settled
        assert problems(given, result) == ()
        assert blocking(given, result)
    assert all(blocking(given, as_result(given, way)) for way in ways(given))
    assert honesty(given, Mechanism.STABLE_FOR_CANDIDATES) is Honesty.NOT_PROVEN


def test_long_lists_are_not_tried_through() -> None:
    given = intake("abcdefg", {"1": "abcdefg"})
    with pytest.raises(ValueError, match="at most 6"):
        better_list(given, allocate(given, Mechanism.DRAWN_ORDER), "1")


# ---- Reasons by hand -------------------------------------------------------------------------


def test_a_reason_tells_points_from_draw_numbers_as_the_way_sees_them() -> None:
    rows = (seat("a", places=2), seat("b"))
    given = intake(rows, {"1": "ab", "2": "ab", "3": "ab"}, rules=rules(CRITERIA))
    given = with_facts(given, "2", Fact("lived_months", "a", 24, True))

    def missed(mechanism: Mechanism) -> Missed:
        (found,) = reasons(given, allocate(given, mechanism))[2].missed
        return found

    drawn, stable = missed(Mechanism.DRAWN_ORDER), missed(Mechanism.STABLE_FOR_CANDIDATES)
    assert (drawn.why, drawn.by_points, drawn.by_number) == (Why.SEAT_FULL, 0, 2)
    assert (stable.why, stable.by_points, stable.by_number) == (Why.SEAT_FULL, 1, 1)
    assert missed(Mechanism.LEAST_SUM).for_the_sum == 2


def test_each_better_wish_has_its_own_latest_number() -> None:
    given = intake("abc", {"1": "a", "2": "b", "3": "abc"})
    result = allocate(given, Mechanism.DRAWN_ORDER)
    told = {
        each.seat: each.change.number
        for each in what_ifs(given, result, "3")
        if each.change.kind is ChangeKind.DRAW_NUMBER
    }
    assert told == {"a": 1, "b": 2}


def test_values_that_no_file_can_hold_are_mistakes_too() -> None:
    given = intake("a", {"1": "a"}, caps=(Cap(CapKind.HOSPITAL, "h", -1),))
    bad = replace(given, seats=(seat("a", places=-1),), fewest_shown=0)
    fields = {each.place for each in mistakes(bad)}
    assert fields >= {("seats", 0, "places"), ("caps", 0, "places"), ("fewest_shown",)}
