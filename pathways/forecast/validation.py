"""What cannot be so in a forecast case, each with its field, what stands there and what may."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pathways.forecast.types import OLDEST, Ages, Case, Finish, Share

Place = tuple[str | int, ...]
"""Field names and row numbers (from 0) from the root of the case."""
YOUNGEST = 18
MOST_YEARS = 60
MOST_PATHS = 1_000_000
CLOSE = 1e-9
"""Rounding that a sum of shares may have."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Where, what stands there, and what may stand there."""

    place: Place
    found: str
    expected: str


def problems(case: Case) -> tuple[Finding, ...]:
    """Every mistake, in the order of the fields; empty when the case is sound."""
    return (
        *_sizes(case),
        *_people(case),
        *_curves(case),
        *_training(case),
        *_recruits(case),
        *_needed(case),
    )


def _sizes(case: Case) -> Iterator[Finding]:
    if not 1 <= case.years <= MOST_YEARS:
        yield Finding(("years",), str(case.years), f"1 to {MOST_YEARS}")
    if not 1 <= case.paths <= MOST_PATHS:
        yield Finding(("paths",), str(case.paths), f"1 to {MOST_PATHS:,}")
    if case.seed < 0:
        yield Finding(("seed",), str(case.seed), "0 or more")


def _people(case: Case) -> Iterator[Finding]:
    seen = set()
    for index, head in enumerate(case.stock):
        at: Place = ("stock", index)
        if head.persons < 0:
            yield Finding((*at, "persons"), str(head.persons), "0 or more")
        yield from _age((*at, "age"), head.age)
        if (head.sex, head.age) in seen:
            found = f"{head.sex} of {head.age} again"
            yield Finding((*at, "age"), found, "each sex and age once")
        seen.add((head.sex, head.age))
    for index, trainee in enumerate(case.trainees):
        at = ("trainees", index)
        yield from _age((*at, "age"), trainee.age)
        yield from _finishes((*at, "finishes"), trainee.finishes, is_whole=False)
    for index, starts in enumerate(case.intake):
        if starts < 0:
            yield Finding(("intake", index), str(starts), "0 or more")


def _age(at: Place, age: int) -> Iterator[Finding]:
    if not YOUNGEST <= age <= OLDEST:
        yield Finding(at, str(age), f"{YOUNGEST} to {OLDEST}")


def _finishes(at: Place, rows: Sequence[Finish], *, is_whole: bool) -> Iterator[Finding]:
    years = [each.year for each in rows]
    for index, each in enumerate(rows):
        if each.year < 1:
            yield Finding((*at, index, "year"), str(each.year), "1 or later")
        if each.year in years[:index]:
            yield Finding((*at, index, "year"), f"{each.year} again", "each year once")
        yield from _share((*at, index, "share"), each.share)
    total = sum(each.share for each in rows)
    if is_whole and abs(total - 1) > CLOSE:
        yield Finding(at, f"shares that add up to {total:g}", "shares that add up to 1")
    elif total > 1 + CLOSE:
        yield Finding(at, f"shares that add up to {total:g}", "at most 1 in all")


def _share(at: Place, share: float) -> Iterator[Finding]:
    if not 0 <= share <= 1:
        yield Finding(at, f"{share:g}", "0 to 1")


def _curves(case: Case) -> Iterator[Finding]:
    for name, curve in (("women", case.exits.women), ("men", case.exits.men)):
        yield from _ages(("exits", name), curve)
    for name, spread in (
        ("spread", case.exits.spread),
        ("yearly_spread", case.exits.yearly_spread),
    ):
        yield from _not_negative(("exits", name), spread)
    for name, curve in (("women", case.work.women), ("men", case.work.men)):
        yield from _ages(("work", name), curve)


def _ages(at: Place, curve: Ages) -> Iterator[Finding]:
    if not curve.shares:
        yield Finding((*at, "shares"), "nothing", "a share for at least one age")
    for index, share in enumerate(curve.shares):
        yield from _share((*at, "shares", index), share)


def _not_negative(at: Place, value: float) -> Iterator[Finding]:
    if value < 0:
        yield Finding(at, f"{value:g}", "0 or more")


def _estimated(at: Place, share: Share) -> Iterator[Finding]:
    yield from _share((*at, "mean"), share.mean)
    if share.weight is None:
        return
    if share.weight <= 0:
        yield Finding((*at, "weight"), f"{share.weight:g}", "more than 0 persons")
    elif share.mean in (0, 1):
        yield Finding((*at, "weight"), f"{share.weight:g}", "null: a share of 0 or 1 is not varied")


def _training(case: Case) -> Iterator[Finding]:
    training = case.training
    yield from _finishes(("training", "durations"), training.durations, is_whole=True)
    yield from _estimated(("training", "drop_out"), training.drop_out)
    yield from _estimated(("training", "retention"), training.retention)
    yield from _age(("training", "start_age"), training.start_age)
    yield from _share(("training", "women"), training.women)


def _recruits(case: Case) -> Iterator[Finding]:
    recruits = case.recruits
    for name in ("mean", "spread"):
        yield from _not_negative(("recruits", name), getattr(recruits, name))
    if recruits.dispersion is not None and recruits.dispersion <= 0:
        yield Finding(
            ("recruits", "dispersion"), f"{recruits.dispersion:g}", "more than 0, or null"
        )
    yield from _age(("recruits", "age"), recruits.age)
    for name in ("women", "stays_one_year", "stays_five_years"):
        yield from _share(("recruits", name), getattr(recruits, name))
    if recruits.stays_five_years > recruits.stays_one_year:
        found, most = recruits.stays_five_years, recruits.stays_one_year
        expected = f"at most {most:g} (stays_one_year)"
        yield Finding(("recruits", "stays_five_years"), f"{found:g}", expected)


def _needed(case: Case) -> Iterator[Finding]:
    needed = case.needed
    if len(needed.population) != case.years + 1:
        found = f"{len(needed.population)} years"
        expected = f"{case.years + 1}: the base year and each of {case.years} years"
        yield Finding(("needed", "population"), found, expected)
    for index, value in enumerate(needed.population):
        if value <= 0:
            yield Finding(("needed", "population", index), f"{value:g}", "more than 0")
    if needed.population and abs(needed.population[0] - 1) > CLOSE:
        found = f"{needed.population[0]:g}"
        yield Finding(("needed", "population", 0), found, "1: all years are against the base year")
    for name in ("vacancies", "hired_in", "other_unmet", "floor"):
        yield from _not_negative(("needed", name), getattr(needed, name))
    if needed.in_post is not None:
        yield from _not_negative(("needed", "in_post"), needed.in_post)
    for index, drift in enumerate(needed.drifts):
        if drift.mean <= -1:
            yield Finding(("needed", "drifts", index, "mean"), f"{drift.mean:g}", "above -1")
        yield from _not_negative(("needed", "drifts", index, "spread"), drift.spread)
