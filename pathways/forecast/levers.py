"""What helps when training cannot: each lever pulled alone, by averages.

The size of a pull is an assumption of ours, told with the effect.
"""

from collections.abc import Iterator

from pathways.forecast.results import LeverEffect, LeverKind
from pathways.forecast.scenarios import Change, ChangeKind, apply
from pathways.forecast.sensitivity import balance
from pathways.forecast.types import Case, Trainee

MORE_STAY = 0.10
"""Of those approved, more who take a post here."""
YEARS_LATER = 2.0
MORE_RECRUITS = 1.0
"""Specialists from elsewhere a year."""
MORE_WORK = 0.05
"""More FTE a head, never above full time."""
LESS_NEED = 0.005
"""Of the need, a year, that others take over."""


def levers(
    case: Case, year: int, *, without_delays: tuple[Trainee, ...] | None = None
) -> tuple[LeverEffect, ...]:
    """Each lever that can be pulled, the strongest first."""
    as_is = balance(case, year)
    found = []
    for kind, size, change in _pulls(case, without_delays):
        moved = apply(case, (change,), without_delays=without_delays)
        found.append(LeverEffect(kind, size, year, balance(moved, year) - as_is))
    return tuple(sorted(found, key=lambda each: (-each.fte, each.kind)))


def _pulls(
    case: Case, without_delays: tuple[Trainee, ...] | None
) -> Iterator[tuple[LeverKind, float, Change]]:
    stay = min(MORE_STAY, 1 - case.training.retention.mean)
    if stay > 0:
        changed = Change(ChangeKind.RETENTION, case.training.retention.mean + stay)
        yield LeverKind.RETENTION, stay, changed
    yield LeverKind.LATER_EXIT, YEARS_LATER, Change(ChangeKind.EXITS_LATER, YEARS_LATER)
    more = Change(ChangeKind.RECRUITS, case.recruits.mean + MORE_RECRUITS)
    yield LeverKind.RECRUITMENT, MORE_RECRUITS, more
    yield LeverKind.FULL_TIME, MORE_WORK, Change(ChangeKind.WORK_SHARE, 1 + MORE_WORK)
    if without_delays is not None:
        yield LeverKind.FEWER_DELAYS, 1.0, Change(ChangeKind.NO_DELAYS, 1)
    yield LeverKind.TASK_SHIFT, LESS_NEED, Change(ChangeKind.DRIFT, -LESS_NEED)
