"""The few figures of one specialty that a board reads, without opening the stored result."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pathways.forecast.results import HIGH, LOW, MIDDLE, Answer, Band
from pathways.forecast.types import Case

LEAD = 0.8
"""The chance that headlines, advice in tables and the sharing of places are for. Ours."""
FEWEST = 5
"""Fewer specialists than this: told as whole persons, without per cent."""
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """FTE missing in a year: eight of ten paths lie between low and high; below 0 is too many."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Advised:
    """The smallest steady intake for a chance; `starts` None: `why_not` says why."""

    chance: float
    starts: int | None
    why_not: str | None
    reached: float | None


@dataclass(frozen=True, slots=True)
class Spark:
    """What a small drawing needs, by year: `years` from the first of history."""

    history: tuple[tuple[int, float], ...]
    """Calendar year and FTE in post."""
    low: tuple[float, ...]
    """From the base year on, as the others."""
    middle: tuple[float, ...]
    high: tuple[float, ...]
    needed: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ForecastSummary:
    """One specialty of a run. Years are calendar years."""

    base_year: int
    target_year: int
    heads: int
    fte_today: float
    needed_today: float
    worst_year: int
    """With the largest gap on average, up to the target year."""
    worst_gap: Gap
    worst_needed: float
    target_gap: Gap
    chances: tuple[float, ...]
    """Of nothing missing, year by year from the base year."""
    surplus: float
    intake_now: float
    """Starts a year as planned, on average."""
    earliest_year: int
    advices: tuple[Advised, ...]
    spark: Spark
    delay_costs: dict[str, Any]

    @property
    def is_small(self) -> bool:
        """Whether so few are concerned that a per cent says too much."""
        return self.heads < FEWEST

    @property
    def chance(self) -> float:
        """Of nothing missing in the target year."""
        return self.chance_in(self.target_year)

    def chance_in(self, year: int) -> float:
        """Of nothing missing in a calendar year; LookupError outside the forecast."""
        if not self.base_year <= year < self.base_year + len(self.chances):
            raise LookupError(f"{year} is outside the forecast")
        return self.chances[year - self.base_year]

    def advice(self, chance: float) -> Advised | None:
        """The advice for a chance, if it was asked for."""
        return next((each for each in self.advices if abs(each.chance - chance) < 1e-9), None)


def summarise(
    case: Case,
    answer: Answer,
    *,
    intake_now: float,
    history: Mapping[int, float],
    delay_costs: Mapping[str, Any],
) -> ForecastSummary:
    """The summary of an answer; `history` is FTE in post at the end of past years."""
    base, supply, needed = case.base_year, answer.outlook.supply, answer.outlook.needed
    target, worst = answer.question.target_year, answer.worst_year
    return ForecastSummary(
        base_year=base,
        target_year=base + target,
        heads=sum(each.persons for each in case.stock),
        fte_today=_short(case.fte_today),
        needed_today=_short(needed.values[MIDDLE][0]),
        worst_year=base + worst,
        worst_gap=_gap(answer, worst),
        worst_needed=_short(needed.values[MIDDLE][worst]),
        target_gap=_gap(answer, target),
        chances=answer.outlook.filled,
        surplus=answer.now.surplus,
        intake_now=_short(intake_now),
        earliest_year=base + answer.earliest_year,
        advices=tuple(
            Advised(
                each.asked.chance,
                each.starts,
                None if each.why_not is None else each.why_not.value,
                None if each.tried is None else each.tried.chance,
            )
            for each in answer.advices
        ),
        spark=Spark(
            tuple((year, _short(fte)) for year, fte in sorted(history.items()) if year < base),
            _row(supply, LOW),
            _row(supply, MIDDLE),
            _row(supply, HIGH),
            _row(needed, MIDDLE),
        ),
        delay_costs=dict(delay_costs),
    )


def _gap(answer: Answer, year: int) -> Gap:
    found = answer.gap_in(year)
    return Gap(_short(found.low), _short(found.middle), _short(found.high))


def _row(band: Band, level: float) -> tuple[float, ...]:
    return tuple(_short(value) for value in band.values[level])


def _short(value: float) -> float:
    return round(value, DECIMALS)


def write_summary(summary: ForecastSummary) -> dict[str, Any]:
    """As stored."""
    return asdict(summary)


def read_summary(stored: Mapping[str, Any]) -> ForecastSummary:
    """What `write_summary` has written."""
    rest = dict(stored)
    spark = dict(rest.pop("spark"))
    history = tuple((int(year), float(fte)) for year, fte in spark.pop("history"))
    return ForecastSummary(
        worst_gap=Gap(**rest.pop("worst_gap")),
        target_gap=Gap(**rest.pop("target_gap")),
        advices=tuple(Advised(**each) for each in rest.pop("advices")),
        chances=tuple(rest.pop("chances")),
        spark=Spark(history, **{name: tuple(values) for name, values in spark.items()}),
        **rest,
    )
