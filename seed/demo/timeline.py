"""Lays blocks of service after one another, stretched by leave and part-time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from random import Random

from pathways.types.record import PlaceKind
from seed.demo.months import DAY, month_start, period_end
from seed.demo.values import DemoService, DemoUnit

FULL_TIME = 100


@dataclass(frozen=True, slots=True)
class Block:
    """Months of service of one kind at one place, before it has dates."""

    stage: str
    name_nb: str
    name_en: str
    months: int
    organisation: str
    unit: str | None
    place_kind: PlaceKind
    plan_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A block with its first and last day."""

    block: Block
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave of whole months from any day; its cause is nowhere."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """Last day of the leave."""
        after = month_start(self.first, self.months)
        day = min(self.first.day, 28)
        return after.replace(day=day) - DAY


@dataclass(frozen=True, slots=True)
class PartTime:
    """A period in per cent of full time, open when `last` is None."""

    percent: int
    first: date
    last: date | None


def block_at(unit: DemoUnit, stage: str, names: tuple[str, str], months: int) -> Block:
    """A block at a unit of the trainee's own employer."""
    return Block(stage, names[0], names[1], months, unit.organisation, unit.key, unit.place_kind)


def lay_out(
    blocks: Sequence[Block],
    start: date,
    leaves: Sequence[Leave] = (),
    part_time: PartTime | None = None,
) -> tuple[Period, ...]:
    """Dates for the blocks from `start` (the first of a month), with no gap and no overlap.

    A leave that begins in a block makes that block longer by its months; `part_time`
    makes the blocks it touches longer, so that the credited time stays the same.
    """
    periods = []
    first = start
    for block in blocks:
        if block.months <= 0:
            continue
        months = block.months + _stretch(first, block.months, part_time)
        for leave in leaves:
            if first <= leave.first <= period_end(first, months):
                months += leave.months
        last = period_end(first, months)
        periods.append(Period(block, first, last))
        first = last + DAY
    return tuple(periods)


def services_of(
    person: str, periods: Sequence[Period], today: date, *, with_future: bool = True
) -> tuple[DemoService, ...]:
    """The periods as service records; without a future the plan ends with today's service.

    When everything is over before today the last service is still going on: the months are
    there and something else is missing.
    """
    kept = [period for period in periods if with_future or period.first <= today]
    result = []
    for index, period in enumerate(kept):
        over = index == len(kept) - 1 and period.last < today
        block = period.block
        result.append(
            DemoService(
                person=person,
                stage=block.stage,
                name_nb=block.name_nb,
                name_en=block.name_en,
                organisation=block.organisation,
                unit=block.unit,
                place_kind=block.place_kind,
                starts_on=period.first,
                ends_on=None if over else period.last,
                is_planned=period.first > today,
                plan_seq=block.plan_seq,
            )
        )
    return tuple(result)


def current(periods: Sequence[Period], today: date) -> Period:
    """The period of today, else the newest that has begun, else the first."""
    begun = [period for period in periods if period.first <= today]
    return begun[-1] if begun else periods[0]


def draw_leave(
    rng: Random, earliest: date, latest: date, months: tuple[int, int] = (3, 12)
) -> Leave:
    """A leave that begins between two days."""
    days = max(1, (latest - earliest).days)
    first = earliest + rng.randrange(days) * DAY
    return Leave(first.replace(day=min(first.day, 28)), rng.randint(*months))


def draw_part_time(rng: Random, earliest: date, today: date) -> PartTime:
    """A part-time period that begins between `earliest` and today, some without an end."""
    span = max(1, (today.year - earliest.year) * 12 + today.month - earliest.month)
    first = month_start(earliest, rng.randrange(span))
    percent = rng.choice((50, 60, 80, 80, 80, 90))
    months = rng.randint(6, 24)
    return PartTime(percent, first, None if rng.random() < 0.3 else period_end(first, months))


def _stretch(first: date, months: int, part_time: PartTime | None) -> int:
    if part_time is None:
        return 0
    last = period_end(first, months)
    if part_time.first > last or (part_time.last is not None and part_time.last < first):
        return 0
    begin = max(first, part_time.first)
    end = last if part_time.last is None else min(last, part_time.last)
    touched = (end.year - begin.year) * 12 + end.month - begin.month + 1
    return ceil(touched * (FULL_TIME / part_time.percent - 1))
