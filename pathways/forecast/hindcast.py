"""The forecast as it would have been made in a past year, from what was known then.

Rates are fitted to the years up to the origin, the stock is that of the day after it, those in
training are spread over their years by how many started. Durations have no calendar years in the
data, so those of today are used: that is the one thing a past year could not have known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pathways.forecast.backtest import Observed, Quantiles
from pathways.forecast.calibrate import ExitRow, FittedExits, fit_exits
from pathways.forecast.durations import DurationRow, FittedDuration, fit_durations
from pathways.forecast.outlook import band
from pathways.forecast.rates import (
    FittedRecruits,
    FittedShare,
    RecruitRow,
    ShareRow,
    fit_recruits,
    fit_shares,
)
from pathways.forecast.results import BANDS
from pathways.forecast.supply import simulate
from pathways.forecast.types import (
    OLDEST,
    Ages,
    Case,
    Finish,
    Head,
    Needed,
    Recruits,
    Sex,
    Share,
    Trainee,
    Training,
    WorkShare,
)

PATHS = 1_000
START_AGE = 32
"""Ours: the ages of those in training in past years are not in the data."""
WOMEN = 0.6
"""Ours, likewise: 62 % of LIS2 and LIS3 were women in 2018."""
LAST_STARTS = 3
"""Years whose mean is the intake when that which came is not given."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """What came to a specialty in one calendar year."""

    code: str
    year: int
    started: int
    dropped_out: int
    in_training: int
    """On the first day."""
    approved: int
    stayed: int
    recruited: int
    persons: int
    """In post on the last day."""


@dataclass(frozen=True, slots=True)
class Thoughts:
    """What is thought beforehand, for where there is no history."""

    retention: Share
    drop_out: Share
    recruits: Recruits


@dataclass(frozen=True, slots=True)
class _Fits:
    exits: FittedExits
    durations: Mapping[str, FittedDuration]
    retention: Mapping[str, FittedShare]
    drop_out: Mapping[str, FittedShare]
    recruits: Mapping[str, FittedRecruits]


@dataclass
class Hindcaster:
    """A `Forecaster` for `backtest.rolling`. Every specialty's history, because they borrow."""

    exits: Sequence[ExitRow]
    years: Sequence[YearRow]
    durations: Sequence[DurationRow]
    groups: Mapping[str, str]
    thoughts: Thoughts
    paths: int = PATHS
    seed: int = 1
    _fits: dict[int, _Fits] = field(default_factory=dict)

    def observed(self, people: Mapping[int, float] | None = None) -> tuple[Observed, ...]:
        """The series of every specialty that was counted."""
        return tuple(
            Observed(
                code,
                {row.year: float(row.persons) for row in rows},
                {} if people is None else people,
                {row.year: float(row.started) for row in rows},
            )
            for code, rows in self._rows.items()
        )

    def __call__(
        self, history: Observed, origin: int, horizons: Sequence[int]
    ) -> Mapping[int, Quantiles]:
        """Quantiles of persons in post; nothing where the ages at the origin are not known."""
        case = self.case(history, origin, max(horizons))
        if case is None:
            return {}
        counted = sum(each.persons for each in case.stock)
        # The two counts may differ in whom they count; the forecast goes on from the series.
        factor = history.years[origin] / counted
        heads = band(simulate(case).heads)
        return {
            ahead: {level: heads.values[level][ahead] * factor for level in BANDS}
            for ahead in horizons
        }

    def case(self, history: Observed, origin: int, years: int) -> Case | None:
        """The case as it would have been built; None without ages at the origin."""
        code = history.code
        stock = _heads([e for e in self.exits if (e.code, e.year) == (code, origin + 1)])
        if not stock:
            return None
        fits = self._fitted(origin)
        training = Training(
            fits.durations[code].finishes,
            fits.drop_out[code].share,
            fits.retention[code].share,
            START_AGE,
            WOMEN,
        )
        full = WorkShare(Ages(0, (1.0,)), Ages(0, (1.0,)))
        return Case(
            name=code,
            base_year=origin,
            years=years,
            stock=stock,
            trainees=self._trainees(code, origin, training),
            intake=_intake(history.intake, origin, years),
            exits=fits.exits.by_code[code].exits,
            training=training,
            recruits=fits.recruits[code].recruits,
            work=full,
            needed=Needed((1.0,) * (years + 1)),
            seed=self.seed,
            paths=self.paths,
        )

    @cached_property
    def _rows(self) -> dict[str, list[YearRow]]:
        found: dict[str, list[YearRow]] = {code: [] for code in self.groups}
        for row in sorted(self.years, key=lambda each: each.year):
            found[row.code].append(row)
        return {code: rows for code, rows in found.items() if rows}

    def _fitted(self, origin: int) -> _Fits:
        if origin not in self._fits:
            rows = [row for row in self.years if row.year <= origin]
            posts = {row.code: float(row.persons) for row in rows if row.year == origin}
            self._fits[origin] = _Fits(
                fit_exits([row for row in self.exits if row.year <= origin], self.groups),
                fit_durations(self.durations, self.groups),
                fit_shares(
                    [ShareRow(row.code, row.year, row.approved, row.stayed) for row in rows],
                    self.groups,
                    self.thoughts.retention,
                ),
                fit_shares(
                    [ShareRow(e.code, e.year, e.in_training, e.dropped_out) for e in rows],
                    self.groups,
                    self.thoughts.drop_out,
                ),
                fit_recruits(
                    [RecruitRow(e.code, e.year, e.recruited, e.persons) for e in rows],
                    self.groups,
                    posts,
                    self.thoughts.recruits,
                ),
            )
        return self._fits[origin]

    def _trainees(self, code: str, origin: int, training: Training) -> tuple[Trainee, ...]:
        """Those in training on the day after the origin, spread over years done."""
        rows = {row.year: row for row in self._rows[code] if row.year <= origin}
        now = rows[origin]
        persons = max(0, now.in_training - now.dropped_out - now.approved + now.started)
        usual = sum(row.started for row in rows.values()) / len(rows)
        ends = {each.year: each.share for each in training.durations}
        left, weights = 1.0, []
        for done in range(max(ends)):
            left -= ends.get(done, 0.0)
            started = rows[origin - done].started if origin - done in rows else usual
            weights.append(started * left * (1 - training.drop_out.mean) ** done)
        total = sum(weights)
        if not persons or total <= 0:
            return ()
        finishes = _mixed(weights, ends)
        mean = round(sum(done * weight for done, weight in enumerate(weights)) / total)
        women = round(persons * training.women)
        return tuple(
            Trainee(Sex.WOMAN if number < women else Sex.MAN, START_AGE + mean, finishes)
            for number in range(persons)
        )


def _mixed(weights: Sequence[float], ends: Mapping[int, float]) -> tuple[Finish, ...]:
    """When one of them finishes, who has done so many years with these weights."""
    total, last = sum(weights), max(ends)
    shares = dict.fromkeys(range(1, last + 1), 0.0)
    for done, weight in enumerate(weights):
        left = sum(share for year, share in ends.items() if year > done)
        if left <= 0:
            continue
        for year, share in ends.items():
            if year > done:
                shares[year - done] += weight / total * share / left
    return tuple(Finish(year, min(share, 1.0)) for year, share in shares.items() if share > 0)


def _heads(rows: Sequence[ExitRow]) -> tuple[Head, ...]:
    """Persons by band of age, spread evenly over its ages."""
    found: dict[tuple[Sex, int], int] = {}
    for row in rows:
        first, last = min(row.age_from, OLDEST), min(row.age_to, OLDEST)
        count = last - first + 1
        for number in range(row.in_post):
            age = first + int((number + 0.5) * count / row.in_post)
            found[row.sex, age] = found.get((row.sex, age), 0) + 1
    return tuple(Head(sex, age, persons) for (sex, age), persons in sorted(found.items()))


def _intake(known: Mapping[int, float], origin: int, years: int) -> tuple[int, ...]:
    """What came where it is given; else whole persons that add up to the last years' mean."""
    last = [known[year] for year in range(origin - LAST_STARTS + 1, origin + 1) if year in known]
    mean = sum(last) / len(last) if last else 0.0
    planned = [int((n + 1) * mean + 0.5) - int(n * mean + 0.5) for n in range(years)]
    return tuple(int(known.get(origin + 1 + number, usual)) for number, usual in enumerate(planned))
