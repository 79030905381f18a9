"""What every way promises, on random intakes, judged by a checker that knows none of them."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.lis1.allocate import allocate
from rotations.lis1.check import blocking, problems
from rotations.lis1.draw import order_of
from rotations.lis1.results import How, Mechanism, Placed, Result
from rotations.lis1.strategy import Honesty, better_list, honesty
from rotations.lis1.types import Intake
from tests.support.lis1_brute_force import ranks, ways
from tests.support.lis1_intakes import random_intake

SEEDS = st.integers(0, 10**9)
STABLE = (Mechanism.STABLE_FOR_CANDIDATES, Mechanism.STABLE_FOR_SEATS)
ONE_SIDE = ("none", "hospital", "municipality")


def any_intake(seed: int) -> Intake:
    """Anything that may come: couples, caps, people placed beforehand, leftovers."""
    rng = Random(seed)
    return random_intake(
        rng,
        candidates=rng.randint(4, 10),
        seats=rng.randint(1, 6),
        caps=rng.choice((*ONE_SIDE, "both")),
        couples=rng.choice((0, 0, 1, 2)),
        preplaced=rng.choice((0, 0, 1)),
        any_remaining=rng.random() < 0.2,
    )


def simple_intake(seed: int, *, candidates: int = 5, caps: tuple[str, ...] = ONE_SIDE) -> Intake:
    """One where theory promises the most."""
    rng = Random(seed)
    return random_intake(
        rng,
        candidates=candidates,
        seats=rng.randint(1, 4),
        caps=rng.choice(caps),
        preplaced=1,
        diverse=rng.random() < 0.7,
    )


def shuffled(intake: Intake, rng: Random) -> Intake:
    """The same rows in another order."""

    def mixed(rows):
        return tuple(rng.sample(rows, len(rows)))

    return replace(
        intake,
        seats=mixed(intake.seats),
        candidates=mixed(intake.candidates),
        caps=mixed(intake.caps),
        couples=tuple(
            replace(each, one=each.other, other=each.one) for each in mixed(intake.couples)
        ),
        preplacements=mixed(intake.preplacements),
    )


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_no_way_ever_breaks_a_promise(seed: int) -> None:
    intake = any_intake(seed)
    for mechanism in Mechanism:
        assert problems(intake, allocate(intake, mechanism)) == (), mechanism


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_order_of_the_rows_makes_no_difference(seed: int) -> None:
    intake = any_intake(seed)
    other = shuffled(intake, Random(seed + 1))
    for mechanism in Mechanism:
        assert allocate(other, mechanism) == allocate(intake, mechanism), mechanism


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_settled_stable_way_leaves_nobody_who_would_rather_have_had_each_other(seed: int) -> None:
    intake = any_intake(seed)
    for mechanism in STABLE:
        result = allocate(intake, mechanism)
        if result.is_settled:
            assert blocking(intake, result) == ()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_with_caps_on_one_side_it_always_settles(seed: int) -> None:
    intake = simple_intake(seed, candidates=8)
    for mechanism in STABLE:
        result = allocate(intake, mechanism)
        assert result.is_settled
        assert blocking(intake, result) == ()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_candidates_get_their_best_of_all_stable_ways_and_seats_give_their_worst(seed: int) -> None:
    intake = simple_intake(seed)
    stable = [way for way in ways(intake) if not blocking(intake, as_result(intake, way))]
    best = allocate(intake, Mechanism.STABLE_FOR_CANDIDATES)
    worst = allocate(intake, Mechanism.STABLE_FOR_SEATS)

    for candidate in intake.candidates:
        had = [place(candidate.wishes, way.get(candidate.key)) for way in stable]
        assert place(candidate.wishes, best.seats.get(candidate.key)) == min(had)
        assert place(candidate.wishes, worst.seats.get(candidate.key)) == max(had)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_optimal_sums_are_those_of_all_ways_tried(seed: int) -> None:
    intake = simple_intake(seed, caps=("both", "none"))
    found = [ranks(intake, way) for way in ways(intake)]
    most = max(map(len, found))
    full = [each for each in found if len(each) == most]
    least = min(full, key=sum)
    worst = min(max(each, default=0) for each in full)
    fair = min((each for each in full if max(each, default=0) == worst), key=sum)

    by_sum = ranks(intake, allocate(intake, Mechanism.LEAST_SUM).seats)
    by_worst = ranks(intake, allocate(intake, Mechanism.LEAST_WORST).seats)

    assert (len(by_sum), sum(by_sum)) == (most, sum(least))
    assert (len(by_worst), max(by_worst, default=0), sum(by_worst)) == (most, worst, sum(fair))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_in_drawn_order_nobody_envies_one_drawn_later(seed: int) -> None:
    intake = random_intake(Random(seed), candidates=8, seats=4, criteria=())
    result = allocate(intake, Mechanism.DRAWN_ORDER)
    number = {key: at for at, key in enumerate(draw_of(intake))}

    for pair in blocking(intake, result):
        assert not pair.displaced, pair
    for candidate in intake.candidates:
        better = candidate.wishes[: place(candidate.wishes, result.seats.get(candidate.key))]
        for other in intake.candidates:
            seat = result.seats.get(other.key)
            if seat in better and number[other.key] > number[candidate.key]:
                assert not is_qualified_for(intake, candidate.qualifications, seat)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_without_points_stable_and_drawn_order_are_the_same(seed: int) -> None:
    intake = random_intake(Random(seed), candidates=8, seats=4, criteria=(), caps="both")
    drawn = allocate(intake, Mechanism.DRAWN_ORDER).placed
    for mechanism in STABLE:
        assert allocate(intake, mechanism).placed == drawn


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_two_passes_give_at_least_as_many_their_first_choice_as_the_drawn_order(seed: int) -> None:
    intake = random_intake(Random(seed), candidates=8, seats=4, criteria=(), caps="none")
    firsts = {
        each: list(allocate(intake, each).ranks.values()).count(1)
        for each in (Mechanism.DRAWN_ORDER, Mechanism.TWO_PASS)
    }
    assert firsts[Mechanism.TWO_PASS] >= firsts[Mechanism.DRAWN_ORDER]


@settings(max_examples=8, deadline=None)
@given(SEEDS)
def test_where_honesty_is_said_to_be_best_no_other_list_gives_more(seed: int) -> None:
    intake = simple_intake(seed)
    for mechanism in (Mechanism.DRAWN_ORDER, Mechanism.STABLE_FOR_CANDIDATES):
        assert honesty(intake, mechanism) is Honesty.BEST
        result = allocate(intake, mechanism)
        for candidate in intake.candidates:
            assert better_list(intake, result, candidate.key) is None


@pytest.mark.parametrize(
    "mechanism",
    [Mechanism.TWO_PASS, Mechanism.LEAST_SUM, Mechanism.LEAST_WORST],
)
def test_where_it_is_said_not_to_be_somebody_can_gain(mechanism: Mechanism) -> None:
    for seed in range(400):
        rng = Random(seed)
        intake = random_intake(rng, candidates=4, seats=3, caps="none", places=1, needs=0)
        result = allocate(intake, mechanism)
        for candidate in intake.candidates:
            better = better_list(intake, result, candidate.key)
            if better is not None:
                assert honesty(intake, mechanism) is Honesty.NOT_ALWAYS
                return
    raise AssertionError("no list that pays was found")


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_leftovers_are_given_only_when_the_rules_say_so_and_then_while_there_is_room(
    seed: int,
) -> None:
    rng = Random(seed)
    intake = random_intake(rng, candidates=7, seats=4, longest=2, caps="none", needs=0)
    generous = replace(intake, rules=replace(intake.rules, any_remaining=True))
    for mechanism in Mechanism:
        strict = allocate(intake, mechanism)
        assert all(each.how is How.WISHED for each in strict.placed)
        result = allocate(generous, mechanism)
        places = sum(seat.places for seat in intake.seats)
        assert len(result.placed) == min(len(intake.candidates), places)
        assert {(e.candidate, e.seat) for e in strict.placed} <= set(result.seats.items())


# ---- Help ------------------------------------------------------------------------------------


def as_result(intake: Intake, way: dict[str, str]) -> Result:
    """A way as the checker takes it: only who is where is looked at."""
    base = allocate(intake, Mechanism.DRAWN_ORDER)
    fixed = {each.candidate for each in intake.preplacements}
    placed = tuple(
        Placed(key, seat, None, How.PREPLACED if key in fixed else How.WISHED)
        for key, seat in sorted(way.items())
    )
    return replace(base, placed=placed)


def place(wishes: tuple[str, ...], seat: str | None) -> int:
    return wishes.index(seat) if seat in wishes else len(wishes)


def draw_of(intake: Intake) -> tuple[str, ...]:
    return order_of(intake.draw, [each.key for each in intake.candidates])


def is_qualified_for(intake: Intake, has: tuple[str, ...], key: str) -> bool:
    seat = next(each for each in intake.seats if each.key == key)
    return not seat.needs or "autorisasjon" in has
