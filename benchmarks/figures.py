"""Writes docs/figures.md: how the methods fare on what happened. `python -m benchmarks.figures`.

The published series take a second and a test reads the page against them; the simulated worlds
take some minutes.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pathways.forecast.backtest import (
    BacktestResult,
    Observed,
    Quantiles,
    Score,
    Trial,
    judge,
    rolling,
)
from pathways.forecast.population import Inhabitants, project
from pathways.forecast.results import BANDS
from pathways.forecast.trend import trend
from seed.workforce import AREAS, NORWAY, Figure
from seed.workforce_files import workforce
from tests.support.forecast_history import World

PAGE = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
FAR = (5, 10, 15)
OLD = 16
"""Number of the age group 80-84."""
WORLDS = 25
WORLD = {"S0": 60, "S1": 25, "S2": 40, "P0": 90, "P1": 15, "L0": 12}
COUNTIES = (NORWAY, *AREAS["helse-nord"], "Østfold")

HEAD = """# Figures: how the forecast fares on what really happened

Written by `python -m benchmarks.figures`; a test reads the tables of published series against the
code. Errors are forecast less observed. *Error* is the mean of the absolute errors (MAPE), *bias*
has signs: more than 0 is too high. *As now* is the plain rival that nothing changes, *as many a
head* that doctors follow the inhabitants who really came. The pass marks are settings
(`backtest.PassMarks`): 5 % after three years, 10 % after eight, the interval for eight of ten holds
the truth in 70-90 %, and never worse than as now. The Dutch model for general practitioners erred
by 2 to 15 % (1998-2011), most years too low.

"""
POPULATION = """## Population: cohort-change ratios

Observed 2006-2026 (Statistics Norway, table 07459). `population.project` stood in each year from
2011 on, with what was known then. All ages, and 80 years and above.

"""
POPULATION_SAYS = """
Poor where it matters most: those aged 80 and above come out too low everywhere, by 3 % after five
years, 7-9 % after ten and 11-14 % after fifteen, because survival kept improving (still half of
what *as now* errs). All ages: better than *as now* where there was growth, worse in Nordland and
Finnmark, which stood still. Load Statistics Norway's own projection by age when it can be had.

"""
DOCTORS = """## Doctors: a steady trend

Published head counts have no ages, exits or approvals, so the forecast proper cannot be run on
them. What can be run is the plainest method, a trend with an interval (`trend.trend`): it is what
the forecast has to beat.

"""
DOCTORS_SAYS = """
A trend beats *as now* while things go on, and errs badly where they turn. By specialty it is worse
than as now after five years, and for consultants after 2014 it is worse than both rivals. (From
2014 to 2018 those of unknown position grew from 2 451 to 4 727, so part of that turn is how they
were counted.) Its intervals are too narrow: it knows its own past and nothing of what is to come.
One or two trials say little.

"""
WORLDS_ARE = """## The forecast proper, in worlds that are known

Simulated histories of twenty years (`tests/support/forecast_history.World`): six specialties of 12
to 90 persons, one coin for each person and year. Exits, durations, retention, drop-out and
recruitment are estimated from what was known at each origin (`hindcast.Hindcaster`, 500 paths).
This shows that estimating and simulating fit together, and that intervals are honest *when the
world works as the model thinks*. It shows nothing about Norway.

"""
WORLDS_SAY = """
Intervals hold what they promise, a little more in the first years because persons are whole. The
errors are mostly chance: a field of 12 to 90 persons moves more than 5 % by chance in three years,
so that pass mark is out of reach here for a model of the same make as the world, and in worlds that
stand still on average *as now* is nearly as good. That the intake is given matters little within
eight years, since training takes five or more.

"""
NOT_TESTED = """## What could not be tested

- **The forecast proper on real doctors.** It needs ages, exits, approvals and intake of the same
  field over years. No public series has them together, so it can only be tried on a region's own
  data: `/framskriving/backtest`. Until then nothing here says how well it forecasts a specialty in
  the north.
- The realised intake given or not: no published series has the intake of its own field beside it.
- As many a head as now before 2006: the published counts of inhabitants begin then.
- Register (2001, 2003) against association (2005): they count different people, and a difference
  between them is no error of a forecast.
- The invented staff data of the demo. Its recruitment fills what is missing, so the stock moves
  less than the model expects; that says something about the demo only.
"""


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(HEAD + published() + worlds() + NOT_TESTED, encoding="utf-8")


# ---- Published series ------------------------------------------------------------------------


def published() -> str:
    """The sections that need no draw."""
    return population() + doctors()


def population() -> str:
    """The cohort-ratio method stood in every year from 2011 on."""
    rows = []
    for area in COUNTIES:
        people = {
            year: Inhabitants(each.women, each.men)
            for year, each in workforce().population([area]).items()
        }
        everybody, old = (_population(people, first) for first in (0, OLD))
        for ahead in FAR:
            now, aged = everybody.by_horizon[ahead], old.by_horizon[ahead]
            rows.append(
                (
                    *(area, f"{ahead}", f"{now.trials}", percent(now.mape), signed(now.bias)),
                    *(percent(now.same_mape), percent(aged.mape), signed(aged.bias)),
                    percent(aged.same_mape),
                )
            )
    heads = (
        *("Area", "Years ahead", "Origins", "Error", "Bias", "As now"),
        *("Error 80+", "Bias 80+", "As now 80+"),
    )
    return POPULATION + table(heads, rows) + POPULATION_SAYS


def _population(people: Mapping[int, Inhabitants], first: int) -> BacktestResult:
    def forecaster(
        history: Observed, origin: int, horizons: Sequence[int]
    ) -> Mapping[int, Quantiles]:
        if origin - 5 not in people:
            return {}
        known = {year: each for year, each in people.items() if year <= origin}
        found = project(known, origin, max(horizons) // 5)
        return {
            ahead: dict.fromkeys(BANDS, sum(found[origin + ahead].ages[first:]))
            for ahead in horizons
        }

    series = Observed("people", {y: float(sum(p.ages[first:])) for y, p in people.items()})
    return rolling([series], forecaster, horizons=FAR, least_before=6)


def doctors() -> str:
    """A steady trend on every series of doctors that has three counts, or two and a later one."""
    inhabitants = {
        year: float(each.total) for year, each in workforce().population([NORWAY]).items()
    }
    specialists = workforce().specialists
    working = _series("under 70", (e for e in specialists if e.measure == "active_under70"))
    cases = (
        ("Working specialists under 70, 1991-2000", [_cut(working, 1991, 2000)], 3, (1, 3, 6)),
        ("The same, 2001-2006 (another definition)", [_cut(working, 2001, 2006)], 3, (1, 3)),
        (
            "All approvals of living holders, 1991-2006",
            [_series("all", (e for e in specialists if _is_stock(e, "Alle spesialiteter")))],
            *(3, (1, 3, 8)),
        ),
        ("Approvals by specialty, 1991, 2000 to 2005", _by_specialty(specialists), 2, (5,)),
        ("Consultants, 1995, 2000 to 2014", _positions("overlege", 2014, inhabitants), 2, (14,)),
        ("Consultants, 1995-2014 to 2018", _positions("overlege", 2018, inhabitants), 3, (4,)),
        ("LIS2 and LIS3, 1995, 2000 to 2014", _positions("LIS2/LIS3", 2014, inhabitants), 2, (14,)),
        ("LIS2 and LIS3, 1995-2014 to 2018", _positions("LIS2/LIS3", 2018, inhabitants), 3, (4,)),
    )
    rows = []
    for name, series, least, horizons in cases:
        result = rolling(series, trend, horizons=horizons, least_before=least)
        rows += [(name, *_row(ahead, score)) for ahead, score in result.by_horizon.items()]
    heads = (
        *("Series", "Years ahead", "Trials", "Error", "Bias", "Inside 80 %"),
        *("As now", "As many a head"),
    )
    return DOCTORS + table(heads, rows) + DOCTORS_SAYS


def _row(ahead: int, score: Score) -> tuple[str, ...]:
    return (
        *(f"{ahead}", f"{score.trials}", percent(score.mape), signed(score.bias)),
        *(percent(score.coverage[0.8], 0), percent(score.same_mape)),
        "unknown" if score.ratio_mape is None else percent(score.ratio_mape),
    )


def _is_stock(figure: Figure, subject: str) -> bool:
    return figure.measure == "approvals_stock" and figure.subject == subject


def _series(
    code: str, figures: Iterable[Figure], people: Mapping[int, float] | None = None
) -> Observed:
    years = {each.year: each.value for each in figures if each.year and each.value is not None}
    return Observed(code, years, {} if people is None else people)


def _cut(series: Observed, first: int, last: int) -> Observed:
    kept = {year: number for year, number in series.years.items() if first <= year <= last}
    return Observed(series.code, kept, series.people)


def _by_specialty(figures: Sequence[Figure]) -> list[Observed]:
    names = {each.subject for each in figures if each.specialty is not None}
    series = [_series(name, (e for e in figures if _is_stock(e, name))) for name in sorted(names)]
    return [each for each in series if {1991, 2000, 2005} <= set(each.years)]


def _positions(position: str, last: int, people: Mapping[int, float]) -> list[Observed]:
    figures = [
        each
        for each in workforce().positions
        if each.subject.startswith(position) and each.measure == "headcount"
    ]
    return [_cut(_series(position, figures, people), 1995, last)]


# ---- Simulated worlds ------------------------------------------------------------------------


def worlds(count: int = WORLDS) -> str:
    """The forecast proper in worlds whose truth is known, with the realised intake and without."""
    rows = []
    for is_given in (True, False):
        trials: list[Trial] = []
        for seed in range(count):
            hindcaster = World(seed, WORLD).lived().hindcaster(paths=500)
            series = hindcaster.observed()
            trials += rolling(series, hindcaster, least_before=10, is_given=is_given).trials
        result = judge(trials)
        assert result.pooled is not None
        name = "given" if is_given else "not given"
        scores = {"all": result.pooled} | {
            f"{ahead}": result.by_horizon[ahead] for ahead in (1, 3, 5, 8)
        }
        for ahead, score in scores.items():
            rows.append(
                (
                    *(name, ahead, f"{score.trials}", percent(score.mape), signed(score.bias)),
                    *(percent(score.coverage[level], 0) for level in (0.5, 0.8, 0.9)),
                    percent(score.same_mape),
                )
            )
    heads = (
        *("Intake after the origin", "Years ahead", "Trials", "Error", "Bias"),
        *("Inside 50 %", "Inside 80 %", "Inside 90 %", "As now"),
    )
    return WORLDS_ARE + table(heads, rows) + WORLDS_SAY


# ---- Writing ---------------------------------------------------------------------------------


def percent(share: float, decimals: int = 1) -> str:
    """`5.2 %`."""
    return f"{100 * share:.{decimals}f} %"


def signed(share: float) -> str:
    """`+5.2 %`; what rounds to nothing has no sign."""
    text = f"{100 * share:+.1f} %"
    return "0.0 %" if text in ("+0.0 %", "-0.0 %") else text


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


if __name__ == "__main__":
    main()
