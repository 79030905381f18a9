"""What comes of the doctors there are, those in training, those who start, and those who come.

Every person is followed by whole years in each path. Somebody recruited or approved in a year is
counted at its end and cannot leave before the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pathways.forecast.chance import Counts, Floats, Process, blocks, factors, levels, stream
from pathways.forecast.lines import Line, Lines, lay, present
from pathways.forecast.types import Case, Finish, Head, Recruits, Sex

FIVE_YEARS = 5
SEX_PART = {Sex.WOMAN: 0, Sex.MAN: 1_000}
"""With the age: names a line's own stream, so that another cell of the stock moves nobody."""


@dataclass(frozen=True)
class Supply:
    """FTE and persons in post by path and year (paths, years + 1), by where they come from."""

    stock: Floats
    trainees: Floats
    """Those in training at the base date."""
    starts: Floats
    """Those who start later, as planned."""
    recruits: Floats
    heads: Counts
    """Persons, all together."""

    @property
    def fte(self) -> Floats:
        """FTE, all together."""
        return self.stock + self.trainees + self.starts + self.recruits


@dataclass(frozen=True)
class Block:
    """A block of paths with what all its people have in common."""

    case: Case
    number: int
    size: int
    lines: Lines
    drop_out: Floats
    retention: Floats
    is_known: bool


def simulate(case: Case, *, is_known: bool = False) -> Supply:
    """Follow everybody. With `is_known` the levels stand at their means: persons alone vary.

    The case must be sound (`validation.problems`).
    """
    made = [
        _supply(open_block(case, number, size, is_known)) for number, size in blocks(case.paths)
    ]
    return Supply(
        *(
            np.concatenate([getattr(each, name) for each in made])
            for name in ("stock", "trainees", "starts", "recruits", "heads")
        )
    )


def open_block(case: Case, number: int, size: int, is_known: bool) -> Block:
    """The levels and lines of a block."""
    lines = lay(case, _lines(case), number, size, is_known=is_known)
    training = case.training
    return Block(
        case,
        number,
        size,
        lines,
        levels(
            training.drop_out, case.seed, Process.DROP_OUT_LEVEL, number, size, is_known=is_known
        ),
        levels(
            training.retention, case.seed, Process.RETENTION_LEVEL, number, size, is_known=is_known
        ),
        is_known,
    )


def _lines(case: Case) -> Iterable[Line]:
    yield from ((each.sex, each.age) for each in case.stock)
    yield from ((each.sex, each.age) for each in case.trainees)
    for year in range(1, case.years + 1):
        for sex in Sex:
            yield sex, case.training.start_age - year
            yield sex, case.recruits.age - year


def _supply(block: Block) -> Supply:
    stock, stock_heads = _stock(block, block.case.stock)
    trainees, trainee_heads = _trainees(block)
    starts, start_heads = _starts(block)
    recruits, recruit_heads = _recruits(block)
    heads = stock_heads + trainee_heads + start_heads + recruit_heads
    return Supply(stock, trainees, starts, recruits, heads)


def _nobody(block: Block) -> tuple[Floats, Counts]:
    shape = (block.size, block.case.years + 1)
    return np.zeros(shape), np.zeros(shape, dtype=np.int64)


def _stock(block: Block, stock: Sequence[Head]) -> tuple[Floats, Counts]:
    filled = [each for each in stock if each.persons]
    if not filled:
        return _nobody(block)
    endurance = np.concatenate(
        [
            stream(
                block.case.seed, Process.STOCK, block.number, SEX_PART[each.sex] + each.age
            ).standard_exponential((block.size, each.persons))
            for each in filled
        ],
        axis=1,
    )
    line = np.repeat(
        [block.lines.of(each.sex, each.age) for each in filled], [each.persons for each in filled]
    )
    return present(block.lines, line[None], np.zeros_like(line[None]), endurance)


def _trainees(block: Block) -> tuple[Floats, Counts]:
    people = block.case.trainees
    if not people:
        return _nobody(block)
    shape = (block.size, len(people))
    drawn = _random(block, Process.TRAINEE_YEAR, shape)
    years = np.empty(shape, dtype=np.int64)
    for index, person in enumerate(people):
        years[:, index] = years_of(person.finishes, drawn[:, index], block.case.years + 1)
    entry = _in_post(block, years, years, Process.TRAINEE_LEFT, Process.TRAINEE_TAKES_POST)
    line = np.array([block.lines.of(each.sex, each.age) for each in people])
    endurance = _stream(block, Process.TRAINEE_EXIT).standard_exponential(shape)
    return present(block.lines, line[None], entry, endurance)


def _starts(block: Block) -> tuple[Floats, Counts]:
    fte, heads = _nobody(block)
    case = block.case
    for year in range(1, case.years + 1):
        persons = case.starts_in(year)
        if persons == 0 or year + case.training.shortest > case.years:
            continue
        shape = (block.size, persons)
        drawn = _random(block, Process.START_YEAR, shape, year)
        took = years_of(case.training.durations, drawn, case.years + 1)
        entry = _in_post(
            block, took, took + year, Process.START_LEFT, Process.START_TAKES_POST, year
        )
        is_woman = _random(block, Process.START_SEX, shape, year) < case.training.women
        line = _by_sex(block, is_woman, case.training.start_age - year)
        endurance = _stream(block, Process.START_EXIT, year).standard_exponential(shape)
        more, more_heads = present(block.lines, line, entry, endurance)
        fte += more
        heads += more_heads
    return fte, heads


def _in_post(
    block: Block,
    took: Counts,
    finished: Counts,
    left: Process,
    takes: Process,
    part: int = 0,
) -> Counts:
    """The year in which a post is taken up; after the last year for those who never do."""
    never = block.case.years + 1
    still_there = (1 - block.drop_out)[:, None] ** took
    stays = _random(block, left, took.shape, part) < still_there
    takes_post = _random(block, takes, took.shape, part) < block.retention[:, None]
    return np.where(stays & takes_post & (finished < never), finished, never)


def _recruits(block: Block) -> tuple[Floats, Counts]:
    fte, heads = _nobody(block)
    recruits, case = block.case.recruits, block.case
    if recruits.mean == 0:
        return fte, heads
    spread = 0.0 if block.is_known else recruits.spread
    level = factors(spread, case.seed, Process.RECRUIT_LEVEL, block.number, (block.size,))
    leaving = stay_curve(recruits, case.years)
    for year in range(1, case.years + 1):
        numbers = _numbers(block, recruits, level, year)
        shape = (block.size, int(numbers.max()))
        if shape[1] == 0:
            continue
        never = case.years + 1
        comes = np.arange(shape[1])[None] < numbers[:, None]
        entry = np.where(comes, year, never)
        is_woman = _random(block, Process.RECRUIT_SEX, shape, year) < recruits.women
        line = _by_sex(block, is_woman, recruits.age - year)
        stays = _random(block, Process.RECRUIT_STAYS, shape, year)
        gone = year + np.searchsorted(-leaving, -stays, side="right").astype(np.int64)
        until = np.where(stays < leaving[-1], never, gone)
        endurance = _stream(block, Process.RECRUIT_EXIT, year).standard_exponential(shape)
        more, more_heads = present(block.lines, line, entry, endurance, until)
        fte += more
        heads += more_heads
    return fte, heads


def _numbers(block: Block, recruits: Recruits, level: Floats, year: int) -> Counts:
    draw = _stream(block, Process.RECRUIT_NUMBER, year)
    mean = recruits.mean * level
    if recruits.dispersion is not None:
        mean = draw.gamma(recruits.dispersion, mean / recruits.dispersion)
    return draw.poisson(mean)


def stay_curve(recruits: Recruits, years: int) -> Floats:
    """Share still here so many years after they came, apart from leaving by age."""
    one, five = recruits.stays_one_year, recruits.stays_five_years
    yearly = (five / one) ** (1 / (FIVE_YEARS - 1)) if one > 0 else 0.0
    since = np.arange(years + 1)
    later = one * yearly ** (np.minimum(since, FIVE_YEARS) - 1.0)
    return np.where(since == 0, 1.0, later)


def years_of(finishes: Sequence[Finish], drawn: Floats, never: int) -> Counts:
    """The year for each drawn number between 0 and 1; `never` beyond the last share."""
    rows = sorted(finishes, key=lambda each: each.year)
    limits = np.cumsum([each.share for each in rows])
    # Shares that add up to 1 but for rounding leave nobody over.
    if rows and limits[-1] > 1 - 1e-9:
        limits[-1] = np.inf
    years = np.array([*(each.year for each in rows), never], dtype=np.int64)
    return np.minimum(years[np.searchsorted(limits, drawn, side="right")], never)


def _by_sex(block: Block, is_woman: np.ndarray, age: int) -> Counts:
    woman, man = (block.lines.of(sex, age) for sex in (Sex.WOMAN, Sex.MAN))
    return np.where(is_woman, woman, man)


def _stream(block: Block, process: Process, part: int = 0) -> np.random.Generator:
    return stream(block.case.seed, process, block.number, part)


def _random(block: Block, process: Process, shape: tuple[int, ...], part: int = 0) -> Floats:
    return _stream(block, process, part).random(shape)
