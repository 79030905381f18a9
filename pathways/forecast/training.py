"""Those in training now, and those who start later: when they are approved and take a post here.

One number between 0 and 1 decides a whole course. The numbers are divided among the years of
approval and the sexes (of those who start); within each division the lowest part stays in training
and takes a post. So one who takes a post still does when more do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pathways.forecast.chance import Counts, Floats, Marks, Numbers, Process, Singles
from pathways.forecast.lines import NOBODY, Block, Lines, add_up, count, entered
from pathways.forecast.types import Finish, Sex, Training

WHOLE = 1 - 1e-9
"""Shares that add up to 1 but for rounding leave nobody over."""
Division = tuple[int, float, float]
"""Years until approval, where its numbers begin, and how many they are."""


def trainees(block: Block) -> Floats:
    """FTE and persons (2, years + 1, paths) of those in training at the base date."""
    found, people = block.nothing(), block.case.trainees
    if not people:
        return found
    shape = (len(people), block.size)
    course = block.chance.of(Process.TRAINEE_COURSE).random(shape, dtype=np.float32)
    endurance = block.chance.of(Process.TRAINEE_EXIT).standard_exponential(shape, dtype=np.float32)
    rows = [_divided(each.finishes, block.case.years) for each in people]
    most = max(map(len, rows))
    padded = [[*row, *[(0, 0.0, 0.0)] * (most - len(row))] for row in rows]
    took = _years_taken(block, course, [_columns(column) for column in zip(*padded, strict=True)])
    lines = block.curves.lay([(each.sex, each.age) for each in people])
    passed = lines.history(block.uneven)
    since = entered(lines, passed[: int(took.max()) + 1]).copy()
    since[0] = NOBODY
    until = endurance + _of_those(since, took)
    for year, now in enumerate(passed):
        here = until >= now
        here &= took <= year
        count(found, year, lines.fte[year], here, len(people))
    return found


def _divided(finishes: Iterable[Finish], last: int) -> list[Division]:
    """The divisions, the earliest first; those after the last year are nobody's."""
    found, low = [], 0.0
    for each in sorted(finishes, key=lambda each: each.year):
        if each.share:
            found.append((each.year, low, each.share))
            low += each.share
    if found and low > WHOLE:
        year, begins, _ = found[-1]
        found[-1] = (year, begins, 1 - begins)
    return [each for each in found if each[0] <= last]


def _columns(divisions: Sequence[Division]) -> tuple[Counts, Floats, Floats]:
    """A division of each person, as columns."""
    years, low, share = zip(*divisions, strict=True)
    return np.array(years), np.array(low)[:, None], np.array(share)[:, None]


def _years_taken(
    block: Block, course: Singles, divisions: Iterable[tuple[Any, Any, Any]]
) -> Numbers:
    """Years until approval of those who then take a post here; 0 for the others.

    A division has one number for all, or one for each person (`_columns`).
    """
    found = np.zeros(course.shape, dtype=np.uint8)
    for years, low, share in divisions:
        now = course >= np.float32(low)
        now &= course < (low + share * block.takes_post[years]).astype(np.float32)
        number = np.asarray(years, dtype=np.uint8)
        found += now.view(np.uint8) * (number[:, None] if number.ndim else number)
    return found


def _of_those(since: Singles, took: Numbers) -> Singles:
    """The rate to count from, by person and path: `since[years, line]` for the years taken.

    `took` has the lines in its first axis, and 0 for those who are never in post.
    """
    lines, width = since.shape[1:]
    index = np.multiply(took, lines * width, dtype=np.intp)
    index += np.arange(lines * width).reshape(lines, *[1] * (took.ndim - 2), width)
    found: Singles = since.ravel().take(index)
    return found


def draw_starts(block: Block, year: int, course: Singles, endurance: Singles) -> None:
    """Fill in what decides those who start in a year (persons, paths): one more moves nobody."""
    block.chance.of(Process.START_COURSE, year).random(out=course, dtype=np.float32)
    block.chance.of(Process.START_EXIT, year).standard_exponential(out=endurance, dtype=np.float32)


def starts(block: Block) -> Floats:
    """FTE and persons (2, years + 1, paths) of those who start as planned."""
    case, found = block.case, block.nothing()
    last = case.years - case.training.shortest
    planned = [case.starts_in(year) for year in range(1, last + 1)]
    most = max(planned, default=0)
    if most == 0:
        return found
    # A number of 1 is in no division: the course of nobody.
    course = np.ones((last, most, block.size), dtype=np.float32)
    endurance = np.zeros_like(course)
    for index, persons in enumerate(planned):
        if persons:
            draw_starts(block, index + 1, course[index, :persons], endurance[index, :persons])
    for sex in Sex:
        group = follow(block, sex, 1, course, endurance)
        for year in range(case.training.shortest + 1, case.years + 1):
            begun = year - case.training.shortest
            here = add_up(group.here(year, begun))
            count(found, year, group.lines.fte[year, :begun], here, last * most)
    return found


@dataclass(frozen=True)
class Group:
    """Those of one sex who start, by year of start, person and path."""

    first: int
    """The first year of start."""
    until: Singles
    """The cumulated rate at which each one leaves; below 0 for those who are never in post."""
    took: Numbers
    """Years from start to approval."""
    lines: Lines
    """One for each year of start."""
    passed: Singles
    """Cumulated rate (years + 1, years of start, paths)."""

    def here(self, year: int, begun: int) -> Marks:
        """Who of the first so many years of start is in post at the end of a year."""
        here = self.until[:begun] >= self.passed[year, :begun, None]
        ago = year - self.first - np.arange(begun)
        here &= self.took[:begun] <= ago.astype(np.uint8)[:, None, None]
        return here


def follow(block: Block, sex: Sex, first: int, course: Singles, endurance: Singles) -> Group:
    """Follow those who start from a year on; the numbers are by year of start, person and path."""
    training, last, many = block.case.training, block.case.years, len(course)
    ages = [training.start_age - year for year in range(first, first + many)]
    lines = block.curves.lay([(sex, age) for age in ages])
    passed = lines.history(block.uneven)
    took = _years_taken(block, course, _divided_by_sex(training, sex, last - first))
    longest = min(max(each.year for each in training.durations), last - first)
    since = np.full((longest + 1, *passed.shape[1:]), NOBODY)
    entry = entered(lines, passed)
    for index in range(many):
        begins = first + index + 1
        since[1 : last - begins + 2, index] = entry[begins : begins + longest, index]
    return Group(first, endurance + _of_those(since, took), took, lines, passed)


def _divided_by_sex(training: Training, sex: Sex, last: int) -> list[Division]:
    """Each year of approval has the women's numbers first."""
    women = training.women
    if sex is Sex.WOMAN:
        return [
            (year, low, share * women) for year, low, share in _divided(training.durations, last)
        ]
    return [
        (year, low + share * women, share * (1 - women))
        for year, low, share in _divided(training.durations, last)
    ]
