"""What is different between two plans."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.compare import Change, ChangeKind, compare
from rotations.types.case import Placement
from tests.support.rotation_cases import random_case, random_plan
from tests.support.rotation_golden import placement_of

SEEDS = st.integers(0, 10**9)
ONE = "Anna: Surgery, Moss, Mar-May"


def plan(*texts: str) -> tuple[Placement, ...]:
    return tuple(placement_of(text) for text in texts)


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (ONE, set()),
        ("Anna: Surgery, Halden, Mar-May", {ChangeKind.MOVED_SITE}),
        ("Anna: Surgery, Moss, Apr-Jun", {ChangeKind.MOVED_TIME}),
        ("Anna: Surgery, Moss, Mar-Jun", {ChangeKind.LONGER}),
        ("Anna: Surgery, Moss, Mar-Apr", {ChangeKind.SHORTER}),
        ("Anna: Surgery, Halden, Feb-May", {*ChangeKind} & {"moved_site", "moved_time", "longer"}),
        (f"{ONE}, within: Halden Mar-Mar", {ChangeKind.INNER}),
    ],
)
def test_what_is_different_about_a_block(after: str, kinds: set[ChangeKind]) -> None:
    found = compare(plan(ONE), plan(after))

    assert {kind for change in found for kind in change.kinds} == kinds
    assert len(found) == bool(kinds)


def test_what_is_new_and_what_is_gone_and_when_the_doctor_is_done() -> None:
    before = plan("Anna: Surgery, Moss, Jan-Mar", "Anna: Medicine, Moss, Apr-Jun")
    after = plan("Anna: Surgery, Moss, Feb-Apr", "Anna: Psychiatry, Moss, May-Aug")

    found = compare(before, after)

    assert [(each.block, each.kinds) for each in found] == [
        ("Surgery", (ChangeKind.MOVED_TIME,)),
        ("Medicine", (ChangeKind.REMOVED,)),
        ("Psychiatry", (ChangeKind.ADDED,)),
    ]
    assert {(each.finish_before, each.finish_after, each.finish_moved) for each in found} == {
        (5, 7, 2)
    }
    assert [each.months_later for each in found] == [1, 0, 0]


def test_a_doctor_without_placements_has_no_finish() -> None:
    (found,) = compare((), plan(ONE))

    assert found == Change("Anna", "Surgery", (ChangeKind.ADDED,), None, placement_of(ONE), None, 4)
    assert found.finish_moved is None


def test_two_placements_of_one_block_are_matched_by_time() -> None:
    first, second, third = plan(
        "Anna: Surgery, Moss, Jan-Mar",
        "Anna: Surgery, Moss, Apr-Jun",
        "Anna: Surgery, Moss, May-Jul",
    )
    (found,) = compare((first, second), (first, third))

    assert (found.before, found.after) == (second, third)


def drawn_plans(seed: int) -> tuple[tuple[Placement, ...], tuple[Placement, ...]]:
    rng = Random(seed)
    case = random_case(rng, months=12)
    before = random_plan(rng, case)
    return before, random_plan(rng, case) if rng.random() < 0.5 else before[1:]


@given(seed=SEEDS)
@settings(deadline=None)
def test_a_plan_differs_in_nothing_from_itself(seed: int) -> None:
    before, _ = drawn_plans(seed)

    assert compare(before, before) == ()
    assert compare(before, before[::-1]) == ()


@given(seed=SEEDS)
@settings(deadline=None)
def test_the_changes_make_the_next_plan_out_of_the_one_before(seed: int) -> None:
    before, after = drawn_plans(seed)
    made = Counter(_seen(each) for each in before)
    for change in compare(before, after):
        if change.before is not None:
            made[_seen(change.before)] -= 1
        if change.after is not None:
            made[_seen(change.after)] += 1

    assert +made == Counter(_seen(each) for each in after)


@given(seed=SEEDS)
@settings(deadline=None)
def test_backwards_is_the_opposite(seed: int) -> None:
    before, after = drawn_plans(seed)
    forth = Counter((each.before, each.after) for each in compare(before, after))

    assert forth == Counter((each.after, each.before) for each in compare(after, before))


def _seen(placement: Placement) -> tuple[object, ...]:
    """What a comparison tells of: whether a block runs on after the case is not among it."""
    inner = placement.inner
    return (placement.doctor, placement.block, placement.site, placement.span, inner)
