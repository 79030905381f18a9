"""Why there is no plan: clashes that are real, and ways out that hold."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from rotations.planner.alone import alone_clashes
from rotations.planner.clash import ClashFinder
from rotations.planner.explain import clash_of, explain
from rotations.planner.options import breaches
from rotations.planner.relax import RelaxPrices, relaxed
from rotations.planner.watch import Watch
from rotations.types.case import (
    Block,
    Doctor,
    Limit,
    LimitKind,
    Lock,
    Pair,
    PairKind,
    Placement,
    RotationCase,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
)
from rotations.types.results import Clash, Mode, Relaxation, RelaxKind, WorkLimits
from tests.support.rotation_cases import random_case
from tests.support.rotation_clashes import Plant, Planted, hidden_case, plant
from tests.support.rotation_reality import alone, has_plan, without_one

WORK = WorkLimits(mode=Mode.REPRODUCIBLE, search_rounds=40)
KALNES = Site("kalnes", "Kalnes psychiatry", "Kalnes", SiteKind.DPS, "Sarpsborg", "SØ")
MOSS = Site("moss", "Moss psychiatry", "Moss", SiteKind.DPS, "Moss", "SØ")


def four_locked(maximum: int = 3) -> RotationCase:
    """Four trainees locked to the same place in the same month."""
    doctors = tuple(
        Doctor(
            name,
            name,
            TraineeGroup.LIS23,
            (Block("psychiatry", "psychiatry", ("kalnes", "moss"), 1, 1),),
        )
        for name in "ABCD"
    )
    return RotationCase(
        "four",
        date(2028, 1, 1),
        6,
        (KALNES, MOSS),
        doctors,
        limits=(
            Limit(
                "kalnes",
                LimitKind.PLACE,
                "Kalnes psychiatry",
                ("kalnes",),
                Span(0, 5),
                maximum=maximum,
            ),
            Limit("moss", LimitKind.PLACE, "Moss psychiatry", ("moss",), Span(0, 5), maximum=9),
        ),
        locks=tuple(Lock(name, "psychiatry", "kalnes", 2) for name in "ABCD"),
    )


def test_the_sentence_says_what_place_what_month_and_who() -> None:
    found = explain(four_locked(), limits=WORK)
    assert found.is_proven
    assert [clash.sentence for clash in found.clashes] == [
        "Kalnes psychiatry takes 3 trainees in March 2028, four are locked there: A, B, C, D."
    ]
    clash = found.clashes[0]
    assert clash.limits == (("kalnes", 2, 2),)
    assert clash.doctors == ("A", "B", "C", "D")
    assert len(clash.locks) == 4
    assert found.not_cause == ("moss",)


def test_ways_out_are_different_tried_and_the_cheapest_is_proven() -> None:
    case = four_locked()
    present = tuple(Placement(name, 2, 2, "psychiatry", "kalnes") for name in "ABCD")
    found = explain(case, limits=WORK, present=present)
    kinds = [tuple(each.kind for each in option.relaxations) for option in found.options]
    assert kinds == [(RelaxKind.RAISE_MAXIMUM,), (RelaxKind.RELEASE_LOCK,)]
    assert [option.cost for option in found.options] == [3, 10]
    assert [option.is_smallest for option in found.options] == [True, False]
    assert [option.changed for option in found.options] == [0, 1]
    assert found.lower_bound == 3
    for option in found.options:
        assert breaches(relaxed(case, option.relaxations), option.placements) == ()


def test_what_is_given_up_first_is_a_setting() -> None:
    found = explain(four_locked(), limits=WORK, prices=RelaxPrices(person_month=30, lock=1))
    assert [each.kind for each in found.options[0].relaxations] == [RelaxKind.RELEASE_LOCK]
    assert found.lower_bound == 1


def test_a_case_with_a_plan_has_no_clash() -> None:
    case, _ = hidden_case(3)
    found = explain(case, limits=WORK)
    assert (found.is_proven, found.clashes, found.options, found.lower_bound) == (False, (), (), 0)


@pytest.mark.parametrize("seed", range(4))
def test_planted_clashes_are_named(seed: int) -> None:
    case, hidden = hidden_case(seed)
    case, planted = plant(case, hidden, list(Plant), seed)
    found = explain(case, limits=WORK)
    assert len(planted) >= 3
    assert [each for each in planted if not any(names(c, each) for c in found.clashes)] == []
    assert len(found.clashes) == len(planted)
    assert found.options[0].is_smallest
    for option in found.options:
        assert breaches(relaxed(case, option.relaxations), option.placements) == ()
        assert option.cost >= found.lower_bound


def names(clash: Clash, planted: Planted) -> bool:
    """Whether the clash is the planted one."""
    if planted.limit is None:
        blamed = () if planted.lock is None else (planted.lock,)
        return clash.doctors == planted.doctors and clash.locks == blamed
    named = (planted.limit, planted.month, planted.month)
    return named in clash.limits and set(clash.doctors) == set(planted.doctors)


@pytest.mark.parametrize("seed", range(8))
def test_it_is_proven_exactly_when_there_is_no_plan_and_every_clash_is_real(seed: int) -> None:
    case = random_case(Random(seed), doctors=3, months=5, limits=4)
    found = explain(case, limits=WORK)
    assert found.is_proven == (not has_plan(case))
    for option in found.options:
        assert breaches(relaxed(case, option.relaxations), option.placements) == ()
    single = alone_clashes(case, RelaxPrices())
    finder = ClashFinder(single.case, Watch(WORK))
    while core := finder.next():
        clash = clash_of(finder, core)
        assert not has_plan(alone(single.case, clash))
        assert all(has_plan(alone(single.case, less)) for less in without_one(single.case, clash))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_below_the_lower_bound_gives_a_plan(seed: int) -> None:
    case = random_case(Random(400 + seed), doctors=3, months=5, limits=4)
    found = explain(case, limits=WORK)
    tried = [
        Relaxation(kind, 3, limit.key, month, month, 1)
        for limit in case.limits
        for month in limit.span.months
        for kind in (RelaxKind.RAISE_MAXIMUM, RelaxKind.LOWER_MINIMUM)
        if (limit.maximum if kind is RelaxKind.RAISE_MAXIMUM else limit.minimum) is not None
    ]
    tried += [Relaxation(RelaxKind.RELEASE_LOCK, 10, lock=lock) for lock in case.locks]
    for relaxation in tried:
        if relaxation.cost < found.lower_bound:
            assert not has_plan(relaxed(case, (relaxation,)))


def test_too_few_who_could_come_to_a_minimum() -> None:
    case = replace(four_locked(maximum=4), locks=(Lock("A", "psychiatry", "moss", 2),))
    wanted = Limit("rota", LimitKind.ROTA, "Kalnes psychiatry", ("kalnes",), Span(2, 2), minimum=4)
    found = explain(replace(case, limits=(*case.limits, wanted)), limits=WORK)
    assert [clash.sentence for clash in found.clashes] == [
        "Kalnes psychiatry needs 4 trainees in March 2028, at most three can come: B, C, D. "
        "Held elsewhere: A."
    ]
    clash = found.clashes[0]
    assert (clash.is_minimum, clash.at_most, clash.doctors) == (True, 3, ("A",))


def test_frozen_months_that_are_to_blame_are_named_and_can_be_thawed() -> None:
    case = four_locked()
    published = tuple(Placement(name, 2, 2, "psychiatry", "kalnes") for name in "ABCD")
    case = replace(case, locks=(), published=published, frozen_months=3)
    found = explain(case, limits=WORK, prices=RelaxPrices(person_month=30))
    assert found.clashes[0].frozen == ("A", "B", "C", "D")
    assert [each.kind for each in found.options[0].relaxations] == [RelaxKind.THAW]
    assert found.options[0].cost == 10


def test_a_pair_that_cannot_be_kept_is_named() -> None:
    case = four_locked()
    locks = (Lock("A", "psychiatry", "kalnes", 2), Lock("B", "psychiatry", "moss", 2))
    case = replace(case, locks=locks, pairs=(Pair(PairKind.SAME_TOWN, ("A", "B")),))
    found = explain(case, limits=WORK)
    assert found.clashes[0].pairs == (("A", "B"),)
    assert found.clashes[0].locks == locks
    assert [each.kind for each in found.options[0].relaxations] == [RelaxKind.FREE_PAIR]


def test_two_locks_of_one_doctor_that_cannot_both_hold_are_blamed_together() -> None:
    case = four_locked()
    first = case.doctors[0]
    blocks = (
        replace(first.blocks[0], min_months=2, max_months=2),
        Block("b", "b", ("moss",), 2, 2),
    )
    locks = (Lock("A", "psychiatry", None, 1), Lock("A", "b", None, 2))
    case = replace(case, doctors=(replace(first, blocks=blocks),), locks=locks)
    found = explain(case, limits=WORK)
    assert [clash.locks for clash in found.clashes] == [locks]
    assert found.options[0].cost == 10


def test_it_stops_when_asked_and_says_only_what_it_knows() -> None:
    case, hidden = hidden_case(1)
    case, _ = plant(case, hidden, list(Plant), 1)
    found = explain(case, limits=WORK, report=lambda progress: False)
    known = explain(case, limits=WORK)
    assert set(found.clashes) <= set(known.clashes)
    assert all(not breaches(relaxed(case, o.relaxations), o.placements) for o in found.options)


def test_the_same_work_gives_the_same_explanation() -> None:
    case, hidden = hidden_case(2)
    case, _ = plant(case, hidden, list(Plant), 2)
    one, other = explain(case, limits=WORK, seed=4), explain(case, limits=WORK, seed=4)
    assert replace(one, seconds=0.0) == replace(other, seconds=0.0)


@pytest.mark.parametrize("busy", range(2))
def test_of_several_locks_the_one_that_moves_least_is_released(busy: int) -> None:
    case = four_locked()
    there = (Block("psychiatry", "psychiatry", ("kalnes",), 1, 1),)
    around = (Block("b", "b", ("moss",), 2, 2), Block("c", "c", ("moss",), 3, 3))
    people = tuple(
        replace(doctor, blocks=there + around if number == busy else there)
        for number, doctor in enumerate(case.doctors)
    )
    present = tuple(Placement(name, 2, 2, "psychiatry", "kalnes") for name in "ABCD")
    name = people[busy].key
    present += (Placement(name, 0, 1, "b", "moss"), Placement(name, 3, 5, "c", "moss"))
    found = explain(
        replace(case, doctors=people),
        limits=WORK,
        present=present,
        prices=RelaxPrices(person_month=30),
    )
    assert [each.lock for each in found.options[0].relaxations] != [case.locks[busy]]
    assert found.options[0].changed == 1
