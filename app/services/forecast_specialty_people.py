"""Ages, on-call rotas and the pipeline of one specialty, so that no person can be pointed out.

A number of people under five is never shown beside an age, a sex or a year: bands of ages are put
together until each has five or none, a site with fewer than five is reckoned with the region's
average, and a pipeline of fewer than five is told without its years.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts import forecast_bars, forecast_pyramid
from app.charts.course_demand import ChartWords, ticks
from app.charts.forecast_bars import Height, YearBar, draw_years
from app.charts.forecast_pyramid import AgeBar, draw_ages
from app.services.forecast_hospitals_values import LIKELY
from app.services.forecast_specialty_figures import Drawing
from app.services.forecast_specialty_words import tenth
from app.services.forecast_summary import FEWEST
from app.services.wording import figure, in_words, upper_first
from app.store.forecast_specialty import SiteRow
from pathways.forecast.coverage import Remaining, average_stay, left_of, remaining
from pathways.forecast.types import Case, Head, Sex

BAND = 5
"""Years of an age band."""
FEWEST_BANDS = 3
"""With fewer bands than this by sex, both sexes are told together."""
OLDER = 60
SOON, LATER = 5, 10
"""Years ahead that a site is told for."""
LEAST_DRAWN = 0.05
"""Persons: a year with fewer expected ends the drawing."""


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One band of ages in words."""

    name: str
    women: str
    men: str
    both: str


@dataclass(frozen=True, slots=True)
class Ages:
    """The age pyramid; no drawing where so few are in post that ages are not told."""

    note: str
    drawing: Drawing | None
    by_sex: bool
    rows: tuple[AgeRow, ...]


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site's rota: those there now, those left by exits alone, what the rota takes."""

    name: str
    now: str
    older: str
    minimum: str
    soon: str
    later: str
    short_from: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class Sites:
    """On-call rotas by site. `soon` and `later` are the years of the columns."""

    sentence: str
    soon: int
    later: int
    lines: tuple[SiteLine, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Expected newly approved by year from those in training today."""

    sentence: str
    drawing: Drawing | None
    rows: tuple[tuple[str, str], ...]


# Ages


def ages_of(stock: Iterable[Head], *, specialty: str) -> Ages:
    """The pyramid of a stock."""
    counts = _by_band(stock)
    total = sum(women + men for women, men in counts.values())
    if total < FEWEST:
        return Ages(_("Alder vises ikke for færre enn fem spesialister."), None, False, ())
    bars = put_together(counts, by_sex=True)
    by_sex = len(bars) >= FEWEST_BANDS
    if not by_sex:
        bars = put_together(counts, by_sex=False)
    title = _("Alder på spesialister i %(specialty)s", specialty=specialty)
    words = ChartWords("ages", title, _oldest(bars))
    sides = (_("kvinner"), _("menn")) if by_sex else None
    widths = (forecast_pyramid.WIDE, forecast_pyramid.NARROW)
    drawn = Drawing(*(draw_ages(words, bars, sides, width) for width in widths))
    rows = tuple(
        AgeRow(bar.name, figure(bar.left), figure(bar.right), figure(bar.left + bar.right))
        for bar in reversed(bars)
    )
    return Ages(_ages_note(bars, by_sex), drawn, by_sex, rows)


def _ages_note(bars: Sequence[AgeBar], by_sex: bool) -> str:
    told = []
    if any(bar.last + 1 - bar.first > BAND for bar in bars):
        told.append(
            _("Aldersgrupper er slått sammen der de er færre enn fem. Arealet viser antallet.")
        )
    if not by_sex:
        told.append(_("Kvinner og menn er slått sammen."))
    return " ".join(told) or _("Spesialister i stilling, fem år av gangen.")


def _oldest(bars: Sequence[AgeBar]) -> str:
    top = bars[-1]
    return _(
        "%(number)s er %(ages)s år. Tallene står i tabellen.",
        number=figure(top.left + top.right),
        ages=top.name,
    )


def _by_band(stock: Iterable[Head]) -> dict[int, tuple[int, int]]:
    """Women and men by the first age of their band; every band from the youngest to the oldest."""
    found: dict[int, list[int]] = {}
    for head in stock:
        if head.persons:
            cell = found.setdefault(head.age // BAND * BAND, [0, 0])
            cell[0 if head.sex is Sex.WOMAN else 1] += head.persons
    if not found:
        return {}
    return {
        first: (found.get(first, [0, 0])[0], found.get(first, [0, 0])[1])
        for first in range(min(found), max(found) + 1, BAND)
    }


def put_together(counts: Mapping[int, tuple[int, int]], *, by_sex: bool) -> list[AgeBar]:
    """Bands in which every number is none or at least five; empty when there are not five.

    From the oldest down, because it is the oldest who are about to leave; what is left over at the
    young end joins as many of the bands before it as it takes.
    """
    made: list[tuple[int, int, int, int]] = []
    women = men = 0
    last: int | None = None
    for first in sorted(counts, reverse=True):
        women, men = women + counts[first][0], men + counts[first][1]
        last = first + BAND - 1 if last is None else last
        if _may_be_told(women, men, by_sex=by_sex):
            made.append((first, last, women, men))
            women, men, last = 0, 0, None
    while last is not None and made:
        _first, last, before_women, before_men = made.pop()
        women, men = women + before_women, men + before_men
        if _may_be_told(women, men, by_sex=by_sex):
            made.append((min(counts), last, women, men))
            last = None
    return [
        AgeBar(
            first,
            end,
            f"{first}–{end}",
            w if by_sex else 0,
            m if by_sex else w + m,
        )
        for first, end, w, m in reversed(made)
    ]


def _may_be_told(women: int, men: int, *, by_sex: bool) -> bool:
    cells = (women, men) if by_sex else (women + men,)
    return all(cell == 0 or cell >= FEWEST for cell in cells)


# On-call rotas


def sites_of(case: Case, rows: Sequence[SiteRow]) -> Sites | None:
    """Each site against its rota, by exits alone; None when no site is known.

    A site is told to fall short in the first year in which its rota is more likely than not to
    have too few (`LIKELY`), as on the page of the hospitals.
    """
    if not rows:
        return None
    years = range(case.years + 1)
    share = [average_stay(case.stock, case.exits, year) or 0.0 for year in years]
    lines = []
    for row in rows:
        persons = sum(each.persons for each in row.stock)
        if persons >= FEWEST:
            left = [remaining(row.stock, case.exits, year) for year in years]
        else:
            left = [left_of([(share[year], persons)]) for year in years]
        lines.append(_site_line(row, persons, left, case.base_year))
    soon, later = (case.base_year + min(ahead, case.years) for ahead in (SOON, LATER))
    is_known = any(row.on_call_minimum is not None for row in rows)
    return Sites(_sites_sentence(lines, is_known=is_known), soon, later, tuple(lines))


def _site_line(row: SiteRow, persons: int, left: Sequence[Remaining], base_year: int) -> SiteLine:
    minimum = row.on_call_minimum
    short = None
    if minimum is not None:
        found = (year for year, each in enumerate(left) if each.below(minimum) > LIKELY)
        short = next(found, None)
    last = len(left) - 1
    return SiteLine(
        row.name,
        figure(persons),
        _older(row.stock, persons),
        "–" if minimum is None else figure(minimum),
        tenth(left[min(SOON, last)].mean),
        tenth(left[min(LATER, last)].mean),
        _short_words(short, base_year, minimum),
        short is not None,
    )


def _short_words(short: int | None, base_year: int, minimum: int | None) -> str:
    if minimum is None:
        return _("ikke oppgitt")
    if short is None:
        return _("ikke i perioden")
    return _("nå") if short == 0 else str(base_year + short)


def _older(stock: Sequence[Head], persons: int) -> str:
    """Those of sixty and more; not told where either they or the rest are fewer than five."""
    older = sum(each.persons for each in stock if each.age >= OLDER)
    if any(0 < number < FEWEST for number in (older, persons - older)):
        return _("vises ikke")
    return figure(older)


def _sites_sentence(lines: Sequence[SiteLine], *, is_known: bool) -> str:
    short = [line for line in lines if line.is_short]
    if not is_known:
        return _("Ingen steder har oppgitt hva vakten krever.")
    if not short:
        return _("Ingen vaktordning kommer under kravet av avgang alene.")
    return upper_first(
        ngettext(
            "%(words)s sted får færre enn vakten krever hvis ingen nye kommer.",
            "%(words)s steder får færre enn vakten krever hvis ingen nye kommer.",
            len(short),
            words=in_words(len(short)),
        )
    )


# The pipeline


def pipeline_of(case: Case, approved: Sequence[float]) -> Pipeline:
    """Those in training today by the year they may be approved; `approved` by year from today."""
    number = len(case.trainees)
    if number == 0:
        return Pipeline(_("Ingen er i utdanning nå."), None, ())
    if number < FEWEST:
        told = _(
            "Færre enn fem er i utdanning nå. Årene vises ikke, for at ingen skal kunne kjennes"
            " igjen."
        )
        return Pipeline(told, None, ())
    last = max((year for year, each in enumerate(approved) if each >= LEAST_DRAWN), default=1)
    shown = [(case.base_year + year, approved[year]) for year in range(1, last + 1)]
    sentence = _(
        "Av %(number)s i utdanning nå kan %(approved)s bli godkjent innen %(year)s. Navn vises"
        " ikke.",
        number=figure(number),
        approved=tenth(sum(approved)),
        year=shown[-1][0],
    )
    most = max(each for _year, each in shown)
    heights = [Height(value, figure(value)) for value in _heights(most)]
    bars = [YearBar(year, each, tenth(each)) for year, each in shown]
    words = ChartWords(
        "pipeline", _("Nye spesialister per år av dem som er i utdanning nå"), sentence
    )
    widths = (forecast_bars.WIDE, forecast_bars.NARROW)
    drawn = Drawing(*(draw_years(words, bars, heights, width) for width in widths))
    return Pipeline(sentence, drawn, tuple((str(year), tenth(each)) for year, each in shown))


def _heights(most: float) -> list[int]:
    found = ticks(max(most, 1))
    step = found[1] - found[0] if len(found) > 1 else 1
    return found if found[-1] >= most else [*found, found[-1] + step]
