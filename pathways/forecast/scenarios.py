"""Named changes to a case: what happens if?

A change is one input moved, from a year on where the case can tell the years apart. The size of
each preset is an assumption of ours that the planner can replace, not a figure from a source.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import floor

from pathways.forecast.types import OLDEST, Ages, Case, Drift, Finish, Share, Trainee
from pathways.forecast.validation import problems

LEAVES_FROM = 55
"""Later exit moves the exit curve above this age; below it people move, they do not retire."""
DRIFT_NAME = "scenario"
"""Name of the drift that a change adds."""


class ChangeKind(StrEnum):
    """What is changed, and what its value means."""

    EXITS_LATER = "exits_later"
    """Years by which everybody above `LEAVES_FROM` leaves later; below 0 is earlier."""
    RECRUITS = "recruits"
    """Specialists from elsewhere a year."""
    RECRUITS_FACTOR = "recruits_factor"
    POPULATION = "population"
    """Added to the yearly growth of use by the population: 0.003 is 0.3 points."""
    INTAKE = "intake"
    """Starts a year, whole and steady."""
    INTAKE_FACTOR = "intake_factor"
    """Times the planned starts; rounded so that the sum over the years is right."""
    RETENTION = "retention"
    """Share who take a post here on approval."""
    DROP_OUT = "drop_out"
    """Share who leave the training in a year."""
    DURATION = "duration"
    """Years added to the training of those who start."""
    WORK_SHARE = "work_share"
    """Times the FTE a head, at most full time; the need stays that of today."""
    DRIFT = "drift"
    """Added yearly change of what is needed: -0.005 is half a per cent less a year."""
    VACANCIES = "vacancies"
    HIRED_IN = "hired_in"
    FLOOR = "floor"
    """FTE that the rotas take."""
    NO_DELAYS = "no_delays"
    """1: those in training now finish as if today's delays were gone."""


TIMED = frozenset({ChangeKind.POPULATION, ChangeKind.INTAKE, ChangeKind.INTAKE_FACTOR})
"""Kinds that can begin in a later year; the others hold all the time."""


@dataclass(frozen=True, slots=True)
class Change:
    """One input moved. `from_year` is 1 or later (year 1 is the first after the base date)."""

    kind: ChangeKind
    value: float
    from_year: int = 1


PRESETS: Mapping[str, tuple[Change, ...]] = {
    "later_retirement": (Change(ChangeKind.EXITS_LATER, 2),),
    "no_recruits": (Change(ChangeKind.RECRUITS, 0),),
    "population_high": (Change(ChangeKind.POPULATION, 0.004),),
    "population_low": (Change(ChangeKind.POPULATION, -0.004),),
    # LIS1 takes a year and a half: more who start there can start in a specialty from year 3 on.
    "more_lis1": (Change(ChangeKind.INTAKE_FACTOR, 1.15, from_year=3),),
    "alis_growth": (Change(ChangeKind.INTAKE_FACTOR, 1.25),),
    "no_delays": (Change(ChangeKind.NO_DELAYS, 1),),
}
"""Scenarios that are always there. The sizes are assumptions of ours."""
PRESET_SPECIALTY: Mapping[str, str] = {"alis_growth": "ALM"}
"""Presets that concern one specialty only."""


def apply(
    case: Case,
    changes: Sequence[Change],
    *,
    without_delays: tuple[Trainee, ...] | None = None,
) -> Case:
    """The case with the changes made, one after the other.

    `without_delays`: those in training, in the same order, had nothing delayed them.
    ValueError, with kind and value, for a change that cannot be or makes the case unsound.
    """
    changed = case
    for change in changes:
        _check(change)
        if change.kind is ChangeKind.NO_DELAYS:
            changed = _undelayed(changed, change, without_delays)
        else:
            changed = _MADE[change.kind](changed, change)
        found = problems(changed)
        if found:
            place = ".".join(map(str, found[0].place))
            told = f"{place} would be {found[0].found}, may be {found[0].expected}"
            raise ValueError(f"{change.kind} {change.value:g}: {told}")
    return changed


def _check(change: Change) -> None:
    if change.from_year < 1:
        raise ValueError(f"{change.kind}: from_year {change.from_year}, may be 1 or later")
    if change.from_year > 1 and change.kind not in TIMED:
        raise ValueError(f"{change.kind}: holds all the time, from_year may only be 1")


def _undelayed(case: Case, change: Change, trainees: tuple[Trainee, ...] | None) -> Case:
    if change.value == 0:
        return case
    if change.value != 1:
        raise ValueError(f"{change.kind} {change.value:g}: may be 0 or 1")
    if trainees is None:
        raise ValueError(f"{change.kind}: nothing is known of when they finish without delays")
    return replace(case, trainees=trainees)


def _exits_later(case: Case, change: Change) -> Case:
    women, men = (_later(curve, change.value) for curve in (case.exits.women, case.exits.men))
    return replace(case, exits=replace(case.exits, women=women, men=men))


def _later(curve: Ages, years: float) -> Ages:
    """The curve moved above `LEAVES_FROM`; between whole years it is a straight line."""
    first = min(curve.first, LEAVES_FROM)
    return Ages(first, tuple(_moved(curve, age, years) for age in range(first, OLDEST + 1)))


def _moved(curve: Ages, age: int, years: float) -> float:
    if age <= LEAVES_FROM:
        return curve.at(age)
    there = max(age - years, LEAVES_FROM)
    below = floor(there)
    part = there - below
    return curve.at(below) * (1 - part) + curve.at(below + 1) * part


def _recruits(case: Case, change: Change) -> Case:
    return replace(case, recruits=replace(case.recruits, mean=change.value))


def _recruits_factor(case: Case, change: Change) -> Case:
    return replace(case, recruits=replace(case.recruits, mean=case.recruits.mean * change.value))


def _population(case: Case, change: Change) -> Case:
    before = case.needed.population
    made = [before[0]]
    for year in range(1, len(before)):
        growth = before[year] / before[year - 1]
        made.append(made[-1] * (growth + (change.value if year >= change.from_year else 0)))
    return replace(case, needed=replace(case.needed, population=tuple(made)))


def _planned(case: Case, last: int) -> list[int]:
    return [case.starts_in(year) for year in range(1, last + 1)]


def _intake(case: Case, change: Change) -> Case:
    if change.value != int(change.value):
        raise ValueError(f"{change.kind} {change.value:g}: may be whole starts a year")
    return replace(
        case, intake=(*_planned(case, min(change.from_year, case.years + 1) - 1), int(change.value))
    )


def _intake_factor(case: Case, change: Change) -> Case:
    planned = _planned(case, case.years)
    kept = planned[: change.from_year - 1]
    total, made = 0.0, 0
    for starts in planned[change.from_year - 1 :]:
        total += starts * change.value
        kept.append(floor(total + 0.5) - made)
        made += kept[-1]
    return replace(case, intake=tuple(kept))


def _retention(case: Case, change: Change) -> Case:
    moved = _moved_share(case.training.retention, change.value)
    return replace(case, training=replace(case.training, retention=moved))


def _drop_out(case: Case, change: Change) -> Case:
    moved = _moved_share(case.training.drop_out, change.value)
    return replace(case, training=replace(case.training, drop_out=moved))


def _moved_share(share: Share, mean: float) -> Share:
    """As sure as before; a share of none or all is not varied."""
    return Share(mean, share.weight if 0 < mean < 1 else None)


def _duration(case: Case, change: Change) -> Case:
    return replace(
        case,
        training=replace(case.training, durations=_longer(case.training.durations, change.value)),
    )


def _longer(durations: Iterable[Finish], years: float) -> tuple[Finish, ...]:
    """Part of a year moves a part of those who finish; nobody finishes before a year is over."""
    whole = floor(years)
    part = years - whole
    made: dict[int, float] = {}
    for each in durations:
        for year, share in ((each.year + whole, 1 - part), (each.year + whole + 1, part)):
            if share:
                made[max(year, 1)] = made.get(max(year, 1), 0.0) + each.share * share
    return tuple(Finish(year, made[year]) for year in sorted(made))


def _work_share(case: Case, change: Change) -> Case:
    women, men = (
        Ages(curve.first, tuple(min(share * change.value, 1.0) for share in curve.shares))
        for curve in (case.work.women, case.work.men)
    )
    in_post = case.fte_today if case.needed.in_post is None else case.needed.in_post
    return replace(
        case,
        work=replace(case.work, women=women, men=men),
        needed=replace(case.needed, in_post=in_post),
    )


def _drift(case: Case, change: Change) -> Case:
    drifts = (*case.needed.drifts, Drift(DRIFT_NAME, change.value))
    return replace(case, needed=replace(case.needed, drifts=drifts))


def _vacancies(case: Case, change: Change) -> Case:
    return replace(case, needed=replace(case.needed, vacancies=change.value))


def _hired_in(case: Case, change: Change) -> Case:
    return replace(case, needed=replace(case.needed, hired_in=change.value))


def _floor(case: Case, change: Change) -> Case:
    return replace(case, needed=replace(case.needed, floor=change.value))


_MADE: Mapping[ChangeKind, Callable[[Case, Change], Case]] = {
    ChangeKind.EXITS_LATER: _exits_later,
    ChangeKind.RECRUITS: _recruits,
    ChangeKind.RECRUITS_FACTOR: _recruits_factor,
    ChangeKind.POPULATION: _population,
    ChangeKind.INTAKE: _intake,
    ChangeKind.INTAKE_FACTOR: _intake_factor,
    ChangeKind.RETENTION: _retention,
    ChangeKind.DROP_OUT: _drop_out,
    ChangeKind.DURATION: _duration,
    ChangeKind.WORK_SHARE: _work_share,
    ChangeKind.DRIFT: _drift,
    ChangeKind.VACANCIES: _vacancies,
    ChangeKind.HIRED_IN: _hired_in,
    ChangeKind.FLOOR: _floor,
}
