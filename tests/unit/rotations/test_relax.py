"""Relaxations change what they name and nothing else."""

from dataclasses import replace

from rotations.planner.alone import shrink
from rotations.planner.relax import relaxed, without_block
from rotations.types.case import (
    Block,
    Choice,
    Doctor,
    Limit,
    LimitKind,
    LimitPer,
    MonthsBefore,
    Span,
    TraineeGroup,
)
from rotations.types.results import Relaxation, RelaxKind
from tests.support.rotation_clashes import hidden_case

LIMIT = Limit("l", LimitKind.PLACE, "L", ("h0",), Span(0, 9), minimum=1, maximum=2)


def bounds(*relaxations: Relaxation, limit: Limit = LIMIT) -> list[tuple[int | None, int | None]]:
    """(minimum, maximum) in each month."""
    case, _ = hidden_case(0)
    eased = relaxed(replace(case, limits=(limit,)), relaxations)
    assert len({each.key for each in eased.limits}) == len(eased.limits)
    found = []
    for month in limit.span.months:
        (part,) = (each for each in eased.limits if month in each.span)
        found.append((part.minimum, part.maximum))
    return found


def test_a_maximum_is_raised_in_its_months_only() -> None:
    raised = Relaxation(RelaxKind.RAISE_MAXIMUM, 3, "l", 3, 4, 2)
    assert bounds(raised) == [(1, 2)] * 3 + [(1, 4)] * 2 + [(1, 2)] * 5


def test_the_same_limit_gives_way_twice() -> None:
    raised = Relaxation(RelaxKind.RAISE_MAXIMUM, 3, "l", 3, 3, 1)
    lowered = Relaxation(RelaxKind.LOWER_MINIMUM, 3, "l", 7, 9, 1)
    assert bounds(raised, lowered) == [(1, 2)] * 3 + [(1, 3)] + [(1, 2)] * 3 + [(0, 2)] * 3


def test_a_limit_of_a_span_gives_way_as_a_whole() -> None:
    limit = replace(LIMIT, per=LimitPer.SPAN)
    raised = Relaxation(RelaxKind.RAISE_MAXIMUM, 3, "l", 0, 9, 1)
    assert bounds(raised, limit=limit) == [(1, 3)] * 10


def test_what_waits_for_a_dropped_block_waits_no_longer() -> None:
    doctor = Doctor(
        "d",
        "D",
        TraineeGroup.LIS1,
        (
            Block("a", "a", ("h0",), 2, 2),
            Block("b", "b", ("h0",), 3, 3),
            Block("c", "c", ("h0",), 1, 1, ("a",), (MonthsBefore(("a", "b"), 5),), choice="x"),
        ),
        choices=(Choice("x", 1),),
        same_town=(("a", "b"),),
    )
    left = without_block(doctor, "a")
    assert [block.key for block in left.blocks] == ["b", "c"]
    assert left.blocks[1].after == ()
    assert left.blocks[1].months_before == (MonthsBefore(("b",), 3),)
    assert left.same_town == (("b",),)
    assert without_block(doctor, "c").choices == (Choice("x", 0),)
    assert without_block(doctor, "unknown") == doctor


def test_shrinking_leaves_what_is_needed_and_no_more() -> None:
    for needed in ({3}, {0, 9}, {2, 3, 4}, set(range(10))):
        assert set(shrink(range(10), lambda some, n=needed: n <= set(some))) == needed
