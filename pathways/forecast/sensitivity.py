"""What moves the answer most: one input at a time, low and high, by averages."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import sqrt

from pathways.forecast.expected import expect, needed
from pathways.forecast.results import Swing
from pathways.forecast.scenarios import Change, ChangeKind, apply
from pathways.forecast.types import Case, Needed, Share

Z_80 = 1.2815515655446004
"""Eight of ten draws of a normal distribution lie within so many standard deviations."""
EXIT_YEARS = 2
DRIFT = 0.007
POPULATION = 0.004
DURATION_YEARS = 1
SHARE_POINTS = 0.1
"""Swing of a share of which nobody has said how sure it is."""

NO_NEED = Needed(())

Input = tuple[str, Change, Change]
"""Name, the change to its low value, and that to its high."""


def balance(case: Case, year: int) -> float:
    """FTE in post less FTE needed in a year, by averages."""
    return float(_in_post(replace(case, needed=NO_NEED))[year] - needed(case)[year])


@lru_cache(maxsize=64)
def _in_post(case: Case) -> tuple[float, ...]:
    """FTE in post by year; kept, because a change of the need alone leaves it as it is."""
    return tuple(map(float, expect(case).fte))


def swings(case: Case, year: int, inputs: Sequence[Input]) -> tuple[Swing, ...]:
    """Each input moved alone, the widest first."""
    as_is = balance(case, year)
    found = [
        Swing(
            name,
            low.value,
            high.value,
            balance(apply(case, (low,)), year) - as_is,
            balance(apply(case, (high,)), year) - as_is,
        )
        for name, low, high in inputs
    ]
    return tuple(sorted(found, key=lambda each: (-each.width, each.name)))


def standard_inputs(case: Case) -> tuple[Input, ...]:
    """The inputs that are always tried; the names are the kinds'. The sizes are ours.

    Exit two years either way, recruits none or twice as many, need 0.7 points a year, training a
    year shorter or longer, population 0.4 points; shares as surely as they are known.
    """
    training = case.training
    shares = (
        (ChangeKind.RETENTION, training.retention),
        (ChangeKind.DROP_OUT, training.drop_out),
    )
    return (
        _around(ChangeKind.EXITS_LATER, EXIT_YEARS),
        _between(ChangeKind.RECRUITS, 0.0, 2 * case.recruits.mean),
        _around(ChangeKind.DRIFT, DRIFT),
        _around(ChangeKind.POPULATION, POPULATION),
        _around(ChangeKind.DURATION, DURATION_YEARS),
        *(_between(kind, *_likely(share)) for kind, share in shares),
    )


def _around(kind: ChangeKind, size: float) -> Input:
    return _between(kind, -size, size)


def _between(kind: ChangeKind, low: float, high: float) -> Input:
    return kind.value, Change(kind, low), Change(kind, high)


def _likely(share: Share) -> tuple[float, float]:
    """Where a share lies in eight of ten cases; ten points either way if nobody said how sure."""
    half = SHARE_POINTS
    if share.weight is not None:
        half = Z_80 * sqrt(share.mean * (1 - share.mean) / (share.weight + 1))
    return max(0.0, share.mean - half), min(1.0, share.mean + half)
