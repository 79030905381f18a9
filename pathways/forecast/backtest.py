"""How a method would have fared: stand in a past year, forecast, and compare with what came.

Rolling origins, horizons of one to eight years. A method is any function from a history that is
cut off to quantiles; so are the two plain rivals, "same as now" and "as many a head as now". No
NumPy here: a page may read stored results.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pathways.forecast.results import BANDS, MIDDLE

HORIZONS = tuple(range(1, 9))
SHORTEST_HISTORY = 6
"""Years; with fewer no backtest is possible."""
LEAST_BEFORE = 3
"""Observed years that a forecast is made from at least."""
COVERAGES = {0.5: (0.25, 0.75), 0.8: (0.10, 0.90), 0.9: (0.05, 0.95)}
"""How often an interval ought to hold the truth, and the quantiles it lies between."""

Quantiles = Mapping[float, float]
"""Level (0.5 is the middle) to number."""


@dataclass(frozen=True)
class Observed:
    """One series: specialists of a field at the end of each year that was counted."""

    code: str
    years: Mapping[int, float]
    people: Mapping[int, float] = field(default_factory=dict)
    """Inhabitants (or their use) by year; empty: unknown, and that rival is left out."""
    intake: Mapping[int, float] = field(default_factory=dict)
    """What really came in by year, where it is known."""

    @property
    def span(self) -> int:
        """Years from the first to the last, both counted."""
        return max(self.years) - min(self.years) + 1 if self.years else 0


Forecaster = Callable[[Observed, int, Sequence[int]], Mapping[int, Quantiles]]
"""A history that ends at an origin, the origin, and the years ahead that are asked for; gives
quantiles (every one of `BANDS`) by years ahead. May leave years out that it cannot say."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast of one number, with what really came."""

    code: str
    origin: int
    horizon: int
    observed: float
    quantiles: Quantiles
    same: float
    """What stood at the origin."""
    ratio: float | None
    """As many a head as then, with the inhabitants that really came: the rival is helped."""

    @property
    def error(self) -> float:
        """Forecast less observed; more than 0 is too high."""
        return self.quantiles[MIDDLE] - self.observed

    @property
    def size(self) -> float:
        """What errors are shares of; a field that was empty counts as one person."""
        return max(self.observed, 1.0)


@dataclass(frozen=True, slots=True)
class Score:
    """Many trials together. Errors are shares: 0.05 is five in a hundred."""

    trials: int
    mape: float
    """Mean of the absolute errors, every trial alike: a field of five weighs as one of fifty."""
    pooled: float
    """Persons wrong for each person observed."""
    bias: float
    """The same with signs: more than 0 is too high."""
    coverage: Mapping[float, float]
    """Share of the truth inside, by how often it ought to be."""
    pinball: float
    """Mean pinball loss over all quantiles, as a share: smaller is better."""
    same_mape: float
    ratio_mape: float | None
    """Of the trials that have it."""


@dataclass(frozen=True, slots=True)
class PassMarks:
    """What a method ought to reach before anybody is shown its forecasts. Settings, ours."""

    mape_after_three: float = 0.05
    mape_after_eight: float = 0.10
    least_inside: float = 0.70
    most_inside: float = 0.90
    """Of the interval that ought to hold the truth in eight of ten."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One pass mark: reached or not; None when no trial could tell."""

    name: str
    """mape_3, mape_8, inside_80 or against_same."""
    value: float | None
    least: float | None
    most: float | None

    @property
    def is_reached(self) -> bool | None:
        """None: nothing to tell it by."""
        if self.value is None:
            return None
        is_enough = self.least is None or self.value >= self.least
        return is_enough and (self.most is None or self.value <= self.most)


@dataclass(frozen=True)
class BacktestResult:
    """How one method fared."""

    is_given: bool
    """The method was told what really came in after the origin."""
    pooled: Score | None
    """None: no backtest was possible."""
    by_horizon: Mapping[int, Score]
    by_code: Mapping[str, Score]
    too_short: tuple[str, ...]
    """Series of fewer than `SHORTEST_HISTORY` years, or with too few counts to forecast from."""
    marks: tuple[Mark, ...]
    first_origin: int | None
    last_origin: int | None
    trials: tuple[Trial, ...] = ()


def rolling(
    series: Iterable[Observed],
    forecaster: Forecaster,
    *,
    horizons: Sequence[int] = HORIZONS,
    least_before: int = LEAST_BEFORE,
    is_given: bool = False,
    marks: PassMarks = PassMarks(),
    told: Callable[[str], None] = lambda _: None,
) -> BacktestResult:
    """Stand in every year that has `least_before` counts up to it, and forecast.

    `is_given`: the forecaster sees the intake that really came after the origin. `told` is called
    with each code when it is done. ValueError for a forecast without every quantile of `BANDS`.
    """
    trials: list[Trial] = []
    too_short = []
    for each in series:
        found = list(_trials(each, forecaster, horizons, least_before, is_given))
        trials += found
        if not found:
            too_short.append(each.code)
        told(each.code)
    return judge(trials, too_short, is_given=is_given, marks=marks)


def judge(
    trials: Sequence[Trial],
    too_short: Sequence[str] = (),
    *,
    is_given: bool = False,
    marks: PassMarks = PassMarks(),
) -> BacktestResult:
    """Puts trials together, whoever made them."""
    pooled = _score(trials) if trials else None
    by_horizon = _by(trials, lambda each: each.horizon)
    return BacktestResult(
        is_given,
        pooled,
        by_horizon,
        _by(trials, lambda each: each.code),
        tuple(too_short),
        _marks(pooled, by_horizon, marks),
        min((each.origin for each in trials), default=None),
        max((each.origin for each in trials), default=None),
        tuple(trials),
    )


def _trials(
    series: Observed,
    forecaster: Forecaster,
    horizons: Sequence[int],
    least_before: int,
    is_given: bool,
) -> Iterable[Trial]:
    if series.span < SHORTEST_HISTORY:
        return
    counted = sorted(series.years)
    for origin in counted[least_before - 1 :]:
        asked = [ahead for ahead in horizons if origin + ahead in series.years]
        if not asked:
            continue
        forecast = forecaster(_until(series, origin, is_given), origin, asked)
        for ahead in asked:
            if ahead in forecast:
                yield _trial(series, origin, ahead, forecast[ahead])


def _until(series: Observed, origin: int, is_given: bool) -> Observed:
    """What was known at the origin."""

    def known(values: Mapping[int, float]) -> dict[int, float]:
        return {year: value for year, value in values.items() if year <= origin}

    intake = series.intake if is_given else known(series.intake)
    return replace(series, years=known(series.years), people=known(series.people), intake=intake)


def _trial(series: Observed, origin: int, ahead: int, quantiles: Quantiles) -> Trial:
    if not set(BANDS) <= set(quantiles):
        raise ValueError(f"{series.code} {origin}+{ahead}: not every quantile of {BANDS}")
    now, people = series.years[origin], series.people
    ratio = None
    if people.get(origin) and origin + ahead in people:
        ratio = now * people[origin + ahead] / people[origin]
    return Trial(series.code, origin, ahead, series.years[origin + ahead], quantiles, now, ratio)


def _score(trials: Sequence[Trial]) -> Score:
    count, observed = len(trials), sum(each.size for each in trials)
    ratios = [
        abs(each.ratio - each.observed) / each.size for each in trials if each.ratio is not None
    ]
    return Score(
        count,
        sum(abs(each.error) / each.size for each in trials) / count,
        sum(abs(each.error) for each in trials) / observed,
        sum(each.error for each in trials) / observed,
        {
            level: sum(
                each.quantiles[low] <= each.observed <= each.quantiles[high] for each in trials
            )
            / count
            for level, (low, high) in COVERAGES.items()
        },
        sum(_pinball(each) for each in trials) / count,
        sum(abs(each.same - each.observed) / each.size for each in trials) / count,
        sum(ratios) / len(ratios) if ratios else None,
    )


def _pinball(trial: Trial) -> float:
    losses = []
    for level in BANDS:
        below = trial.observed - trial.quantiles[level]
        losses.append(max(level * below, (level - 1) * below))
    return sum(losses) / len(losses) / trial.size


Key = TypeVar("Key", int, str)


def _by(trials: Sequence[Trial], key: Callable[[Trial], Key]) -> dict[Key, Score]:
    groups: dict[Key, list[Trial]] = defaultdict(list)
    for each in trials:
        groups[key(each)].append(each)
    return {name: _score(groups[name]) for name in sorted(groups)}


def _marks(
    pooled: Score | None, by_horizon: Mapping[int, Score], marks: PassMarks
) -> tuple[Mark, ...]:
    def mape(ahead: int) -> float | None:
        return by_horizon[ahead].mape if ahead in by_horizon else None

    inside = None if pooled is None else pooled.coverage[0.8]
    against = None if pooled is None else pooled.mape
    return (
        Mark("mape_3", mape(3), None, marks.mape_after_three),
        Mark("mape_8", mape(8), None, marks.mape_after_eight),
        Mark("inside_80", inside, marks.least_inside, marks.most_inside),
        Mark("against_same", against, None, None if pooled is None else pooled.same_mape),
    )
