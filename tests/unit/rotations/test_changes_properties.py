"""What always holds for edits, whatever the plan."""

from collections import Counter
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rotations.changes import (
    Edited,
    Follow,
    Refusal,
    add,
    add_leave,
    lock,
    move,
    remove,
    split,
    swap,
    unlock,
)
from rotations.compare import compare
from rotations.laying import Row, keeps
from rotations.rules import check
from rotations.types.case import Placement, RotationCase, Span
from rotations.types.findings import Rule
from tests.support.rotation_cases import random_case, random_plan

MANY = settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SEEDS = st.integers(0, 10**9)
OWN = {Rule.OVERLAP, Rule.LENGTH, Rule.ON_LEAVE, Rule.INTERRUPTED, Rule.INNER, Rule.OUTSIDE}
"""Rules of one doctor's months, which pushing and leave must not break."""

Plan = tuple[Placement, ...]


def drawn(seed: int) -> tuple[Random, RotationCase, Plan, Placement]:
    """A case, a plan laid as edits lay it, and one of its placements."""
    rng = Random(seed)
    case = random_case(rng, doctors=3, months=14, blocks=4, extras=rng.choice((0.1, 0.3)))
    plan = tuple(each for each in random_plan(rng, case, mistakes=0.0) if is_laid(case, each))
    assume(plan)
    return rng, case, plan, rng.choice(plan)


def is_laid(case: RotationCase, placement: Placement) -> bool:
    doctor = next(each for each in case.doctors if each.key == placement.doctor)
    row = Row(case, doctor, (placement,))
    return row.relaid(placement, placement.first) == placement


def has_room(case: RotationCase, plan: Plan) -> bool:
    """Whether inner services never have to begin earlier where full time makes blocks shorter."""
    return not any(each.shares for each in case.doctors) or not any(each.inner for each in plan)


def own_breaks(case: RotationCase, plan: Plan, doctor: str) -> set[Rule]:
    return {each.rule for each in check(case, plan) if each.doctor == doctor} & OWN


def any_edit(
    rng: Random, case: RotationCase, plan: Plan, one: Placement, follow: Follow
) -> Edited | Refusal:
    site = rng.choice(case.sites).key
    first = rng.randrange(case.months)
    kind = rng.randrange(8)
    named = (one.doctor, one.block)
    if kind == 0:
        return move(case, plan, *named, site=site, first=first, follow=follow)
    if kind == 1:
        return lock(case, plan, *named, reason="drawn")
    if kind == 2:
        return unlock(case, plan, *named)
    if kind == 3:
        other = rng.choice(plan)
        return swap(case, plan, named, (other.doctor, other.block))
    if kind == 4:
        return split(case, plan, *named, rng.randint(1, 3), second_site=site)
    if kind == 5:
        span = Span(first, first + rng.randint(0, 2))
        return add_leave(case, plan, one.doctor, span, follow=follow)
    if kind == 6:
        return remove(case, plan, *named)
    without = tuple(each for each in plan if each != one)
    return add(case, without, *named, site, first, follow=follow)


@given(seed=SEEDS)
@MANY
def test_moved_there_and_back_is_as_before(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    assume(not case.locks and has_room(case, plan))
    there = move(
        case,
        plan,
        one.doctor,
        one.block,
        site=rng.choice(case.sites).key,
        first=rng.randrange(case.months),
    )
    assume(isinstance(there, Edited))
    assert isinstance(there, Edited)
    assume(not any(each.continues for each in there.placements if each not in plan))

    back = move(there.case, there.placements, one.doctor, one.block, site=one.site, first=one.first)

    assert isinstance(back, Edited), back
    assert (back.case, back.placements) == (case, plan)


@given(seed=SEEDS)
@MANY
def test_swapped_twice_is_as_before(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    other = rng.choice(plan)
    names = (one.doctor, one.block), (other.doctor, other.block)
    there = swap(case, plan, *names)
    assume(isinstance(there, Edited) and own_breaks(case, plan, one.doctor) == set())
    assert isinstance(there, Edited)
    assume(not any(each.continues for each in (*there.placements, *plan)))
    assume(not case.locks and has_room(case, plan))
    # Leave between two placements of one doctor is not part of the gap that is kept.
    assume(one.doctor != other.doctor or not any(d.leave for d in case.doctors))

    back = swap(there.case, there.placements, *names)

    assert isinstance(back, Edited), back
    assert Counter(back.placements) == Counter(plan)


@given(seed=SEEDS)
@MANY
def test_locked_placements_are_where_they_were_after_any_edit(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    for each in rng.sample(plan, min(2, len(plan))):
        locked = lock(case, plan, each.doctor, each.block, reason="drawn")
        case = locked.case if isinstance(locked, Edited) else case

    result = any_edit(rng, case, plan, one, rng.choice(list(Follow)))

    assume(isinstance(result, Edited))
    assert isinstance(result, Edited)
    still = [each for each in case.locks if each in result.case.locks]
    held = [each for each in still if any(keeps(p, each) for p in plan)]
    # What was taken out to be added again is not in the plan that was edited.
    held = [each for each in held if (each.doctor, each.block) != (one.doctor, one.block)]
    assert all(any(keeps(p, each) for p in result.placements) for each in held)


@given(seed=SEEDS)
@MANY
def test_pushing_breaks_no_rule_of_the_doctors_own_months(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    assume(not own_breaks(case, plan, one.doctor))
    doctor = next(each for each in case.doctors if each.key == one.doctor)
    first = rng.randrange(case.months)
    moved = move(case, plan, one.doctor, one.block, first=first, follow=Follow.PUSH)
    assume(isinstance(moved, Edited))
    assert isinstance(moved, Edited)

    found = own_breaks(moved.case, moved.placements, one.doctor)

    # The month that a person chose may be wrong; what was pushed may not.
    allowed = {Rule.ON_LEAVE, Rule.INTERRUPTED} if doctor.leave else set()
    assert found <= allowed | {Rule.OUTSIDE}
    assert Rule.OVERLAP not in found


@given(seed=SEEDS)
@MANY
def test_leave_with_pushing_breaks_no_rule_of_the_doctors_own_months(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    assume(not own_breaks(case, plan, one.doctor))
    assume(not any(each.doctor == one.doctor for each in case.locks))
    first = rng.randrange(case.months)
    span = Span(first, first + rng.randint(0, 3))

    result = add_leave(case, plan, one.doctor, span)

    assume(isinstance(result, Edited))
    assert isinstance(result, Edited)
    assert own_breaks(result.case, result.placements, one.doctor) <= {Rule.OUTSIDE}


@given(seed=SEEDS)
@MANY
def test_a_split_block_is_served_for_as_long_as_before(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    assume(not own_breaks(case, plan, one.doctor))
    doctor = next(each for each in case.doctors if each.key == one.doctor)
    block = next(each for each in doctor.blocks if each.key == one.block)
    assume(not doctor.shares and not one.continues and block.inner is None)
    result = split(case, plan, one.doctor, one.block, rng.randint(1, 3))
    assume(isinstance(result, Edited))
    assert isinstance(result, Edited)

    parts = [each for each in result.placements if each not in plan]

    assert (parts[0].first, parts[-1].last) == (one.first, one.last)
    found = own_breaks(result.case, result.placements, one.doctor)
    assert found <= {Rule.INTERRUPTED}


@given(seed=SEEDS)
@MANY
def test_nobody_else_is_touched(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    result = any_edit(rng, case, plan, one, rng.choice(list(Follow)))
    assume(isinstance(result, Edited))
    assert isinstance(result, Edited)

    changed = {each.doctor for each in compare(plan, result.placements)}

    assert changed <= set(result.touched)
    before = [each for each in case.doctors if each.key not in result.touched]
    assert before == [each for each in result.case.doctors if each.key not in result.touched]


@given(seed=SEEDS)
@MANY
def test_a_refusal_says_why(seed: int) -> None:
    rng, case, plan, one = drawn(seed)
    result = any_edit(rng, case, plan, one, rng.choice(list(Follow)))

    if isinstance(result, Refusal):
        assert result.sentence.endswith(".")
