"""The drawings of one specialty's forecast, each with the same numbers as rows of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.charts import forecast_bars, forecast_fan
from app.charts.course_demand import ChartWords
from app.charts.forecast_bars import Height, SwingBar, YearBar, draw_swings, draw_years
from app.charts.forecast_fan import Fan, FanWords, FanYear, draw_fan
from app.charts.svg import Element, Point
from app.services.forecast_specialty_words import (
    HUNDRED,
    TEN,
    amount,
    percent,
    swing_name,
    tenth,
    tenths,
    whole,
)
from app.services.wording import figure
from pathways.forecast.results import HIGH, LOW, MIDDLE, Answer, Swing

HISTORY_YEARS = 10
FIGURES_APART = 3
"""Only every third bar has its number on it; the table has all."""
SWINGS_DRAWN = 5
LEAST_SWING = 0.05
"""Årsverk: what moves less is told in no drawing and no table."""
LOWER, UPPER = 0.25, 0.75
"""Five of ten paths lie between."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing for both widths."""

    wide: Element
    narrow: Element


@dataclass(frozen=True, slots=True)
class FanRow:
    """One year in words: specialists in the middle, the fields, the need, the gap, the chance."""

    year: str
    supply: str
    half: str = "–"
    eight: str = "–"
    needed: str = "–"
    needed_eight: str = "–"
    gap: str = "–"
    chance: str = "–"


@dataclass(frozen=True, slots=True)
class FanFigure:
    """The fan with its note and rows."""

    drawing: Drawing
    note: str
    rows: tuple[FanRow, ...]


@dataclass(frozen=True, slots=True)
class ChanceFigure:
    """The chance of full staffing by year; its numbers stand in the fan's table."""

    drawing: Drawing
    caption: str


@dataclass(frozen=True, slots=True)
class SwingRow:
    """One input, and what it moves."""

    name: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class SwingFigure:
    """What moves the answer most; None where nothing moves it."""

    drawing: Drawing
    caption: str
    rows: tuple[SwingRow, ...]


# The fan


def fan_of(
    answer: Answer,
    base_year: int,
    history: Mapping[int, float],
    *,
    specialty: str,
    region: str,
    few: bool,
) -> FanFigure:
    """The fan of an answer. `history`: FTE in post at the end of earlier years."""
    years = tuple(_fan_years(answer, base_year))
    known = sorted(year for year in history if base_year - HISTORY_YEARS <= year < base_year)
    past: tuple[Point, ...] = tuple((year, history[year]) for year in known)
    if past:
        past = (*past, (base_year, years[0].middle))
    gap_year, gap = base_year + answer.worst_year, answer.gap_in(answer.worst_year).middle
    is_short = whole(gap) > 0
    words = _fan_words(years, past, specialty, region, gap_year, gap if is_short else None)
    fan = Fan(words, years, past, gap_year if is_short else None)
    drawn = Drawing(*(draw_fan(fan, width) for width in (forecast_fan.WIDE, forecast_fan.NARROW)))
    return FanFigure(drawn, _fan_note(fan), tuple(_fan_rows(answer, years, past, few)))


def _fan_years(answer: Answer, base_year: int) -> list[FanYear]:
    supply, needed = answer.outlook.supply.values, answer.outlook.needed.values
    return [
        FanYear(
            base_year + index,
            *(supply[level][index] for level in (LOW, LOWER, MIDDLE, UPPER, HIGH)),
            *(needed[level][index] for level in (LOW, MIDDLE, HIGH)),
        )
        for index in range(len(supply[MIDDLE]))
    ]


def _fan_words(
    years: Sequence[FanYear],
    past: Sequence[Point],
    specialty: str,
    region: str,
    gap_year: int,
    gap: float | None,
) -> FanWords:
    now, last = years[0], years[-1]
    supply_now, needed_now, supply_end, needed_end = (
        figure(whole(each)) for each in (now.middle, now.needed, last.middle, last.needed)
    )
    first = int(past[0][0]) if past else now.year
    short = figure(whole(gap)) if gap is not None else ""
    told = [
        _(
            "%(number)s årsverk og et behov på %(need)s i %(year)s.",
            number=supply_now,
            need=needed_now,
            year=now.year,
        ),
        _(
            "I %(year)s er midtlinja %(number)s og behovet %(need)s.",
            number=supply_end,
            need=needed_end,
            year=last.year,
        ),
        _("Mest mangler det i %(year)s: %(number)s.", year=gap_year, number=short)
        if short
        else _("På midten mangler det ikke noe i noe år."),
        _("Tallene står i tabellen."),
    ]
    return FanWords(
        title=_(
            "Spesialister og behov i %(specialty)s, %(region)s, %(first)s–%(last)s",
            specialty=specialty,
            region=region,
            first=first,
            last=last.year,
        ),
        description=" ".join(told),
        today=_("i dag"),
        supply_now=_("%(number)s årsverk", number=supply_now),
        supply_now_short=supply_now,
        needed_now=_("behov %(number)s", number=needed_now),
        needed_now_short=needed_now,
        supply_end=_("spesialister %(number)s", number=supply_end),
        supply_end_short=_("leger"),
        needed_end=_("behov %(number)s", number=needed_end),
        needed_end_short=_("behov"),
        field=_("8 av 10 forløp ligger i feltet"),
        gap=_("mangler %(number)s", number=short) if short else "",
    )


def _fan_note(fan: Fan) -> str:
    first, _last, _step = forecast_fan.scale(fan)
    told = [_("Årsverk av spesialister.")]
    if first > 0:
        told.append(_("Loddrett skala begynner på %(number)s.", number=figure(first)))
    told.append(_("5 av 10 forløp ligger i det mørke feltet, 8 av 10 i det lyse."))
    told.append(_("Stiplet er behovet, prikket der det ligger i 8 av 10 forløp."))
    return " ".join(told)


def _fan_rows(
    answer: Answer, years: Sequence[FanYear], past: Sequence[Point], few: bool
) -> list[FanRow]:
    say = _whole if few else tenth
    rows = [FanRow(str(int(year)), say(value)) for year, value in past[:-1]]
    gaps, filled = answer.outlook.gap.values[MIDDLE], answer.outlook.filled
    for index, each in enumerate(years):
        rows.append(
            FanRow(
                str(each.year),
                say(each.middle),
                between(say(each.lower), say(each.upper)),
                between(say(each.low), say(each.high)),
                say(each.needed),
                between(say(each.needed_low), say(each.needed_high)),
                say(gaps[index]),
                tenths(filled[index]) if few else percent(filled[index]),
            )
        )
    return rows


def _whole(value: float) -> str:
    return figure(whole(value)).replace("-", "−")


def between(low: str, high: str) -> str:
    """74–86; one number where both are the same."""
    return low if low == high else f"{low}–{high}"


# The chance of full staffing, year by year


def chances_of(answer: Answer, base_year: int, *, few: bool) -> ChanceFigure:
    """A bar for each year from next year on."""
    part = TEN if few else HUNDRED
    filled = answer.outlook.filled
    target = answer.question.target_year
    bars = [
        YearBar(
            base_year + year,
            filled[year],
            figure(whole(filled[year] * part)) if _is_told(year, target, filled[year]) else "",
        )
        for year in range(1, len(filled))
    ]
    names = [
        _("%(number)s av 10", number=figure(whole(share * TEN))) if few else percent(share)
        for share in (0.0, 0.5, 1.0)
    ]
    heights = [Height(share, name) for share, name in zip((0.0, 0.5, 1.0), names, strict=True)]
    words = ChartWords(
        "chance",
        _("Sjanse for full dekning per år med dagens inntak"),
        _(
            "%(chance)s i %(year)s. Tallene står i tabellen under den første figuren.",
            chance=tenths(filled[target]) if few else percent(filled[target]),
            year=base_year + target,
        ),
    )
    drawn = Drawing(*(draw_years(words, bars, heights, width) for width in _widths()))
    caption = (
        _("Av 10 forløp per år, med dagens inntak")
        if few
        else _("Prosent per år, med dagens inntak")
    )
    return ChanceFigure(drawn, caption)


def _is_told(year: int, target: int, chance: float) -> bool:
    return chance > 0 and (target - year) % FIGURES_APART == 0


def _widths() -> tuple[int, int]:
    return forecast_bars.WIDE, forecast_bars.NARROW


# What moves the answer


def swings_of(swings: Sequence[Swing], year: int) -> SwingFigure | None:
    """Bars both ways for the widest; every input in the rows."""
    moving = [each for each in swings if max(abs(each.low), abs(each.high)) >= LEAST_SWING]
    if not moving:
        return None
    rows = [
        SwingRow(
            swing_name(each.name, each.low_value, each.high_value),
            amount(each.low),
            amount(each.high),
        )
        for each in moving
    ]
    bars = [
        SwingBar(row.name, each.low, each.high, row.low, row.high)
        for row, each in zip(rows, moving, strict=True)
    ][:SWINGS_DRAWN]
    words = ChartWords(
        "swings",
        _("Hva som flytter svaret mest"),
        _(
            "Endring i årsverk i %(year)s. Mest betyr %(name)s: fra %(low)s til %(high)s.",
            year=year,
            name=rows[0].name,
            low=rows[0].low,
            high=rows[0].high,
        ),
    )
    drawn = Drawing(*(draw_swings(words, bars, width) for width in _widths()))
    caption = _("Årsverk mot behovet i %(year)s, lav verdi lys og høy verdi mørk", year=year)
    return SwingFigure(drawn, caption, tuple(rows))
