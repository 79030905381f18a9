"""The fan of the forecast: specialists until now, those there may be, and those who are needed.

History is grey, the need dashed between dotted lines, the middle of the paths a line in two fields:
half of the paths in the inner, eight of ten in the outer. The widest gap is marked once with its
number. Pure functions from values with their words; the same numbers stand in the table beside it.
"""

from dataclasses import dataclass
from itertools import pairwise

from app.charts.course_demand import ticks
from app.charts.plots import Area, Label, Line, Mark, Plot, Room, draw
from app.charts.svg import Element, Point

WIDE, NARROW = 1296, 352
ROOMS = {
    WIDE: Room(WIDE, 380, left=36, top=12, right=1164, bottom=350),
    NARROW: Room(NARROW, 300, left=30, top=12, right=290, bottom=270),
}
YEARS_APART = {WIDE: 5, NARROW: 10}
LEAST_APART = 15
"""Pixels between the baselines of two names at the right end."""


@dataclass(frozen=True, slots=True)
class FanYear:
    """One year of the paths: quantiles of what there is and of what is needed."""

    year: int
    low: float
    """One of ten paths lies below."""
    lower: float
    """One of four."""
    middle: float
    upper: float
    high: float
    needed_low: float
    needed: float
    needed_high: float


@dataclass(frozen=True, slots=True)
class FanWords:
    """What is written in the drawing; the short forms are for the narrow one."""

    title: str
    description: str
    today: str
    supply_now: str
    supply_now_short: str
    needed_now: str
    needed_now_short: str
    supply_end: str
    supply_end_short: str
    needed_end: str
    needed_end_short: str
    field: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Fan:
    """Everything that is drawn. The first of `years` is today."""

    words: FanWords
    years: tuple[FanYear, ...]
    history: tuple[Point, ...] = ()
    """Year and number, up to today."""
    gap_year: int | None = None
    """Where the gap is marked; None: nothing is missing in any year."""


def scale(fan: Fan) -> tuple[float, float, int]:
    """First and last number of the upright axis, and the step between its lines."""
    values = [value for _year, value in fan.history]
    for each in fan.years:
        values += [each.low, each.high, each.needed_low, each.needed_high]
    low, high = min(values), max(values)
    steps = ticks(max(high - low, 1) * 1.2)
    step = steps[1] if len(steps) > 1 else 1
    first = max(0, int(low // step) * step)
    last = -int(-high // step) * step
    return first, max(last, first + step), step


def draw_fan(fan: Fan, width: int) -> Element:
    """The drawing; `width` is WIDE or NARROW."""
    room, words = ROOMS[width], fan.words
    first, last, step = scale(fan)
    start = fan.history[0][0] if fan.history else fan.years[0].year
    across = (start, fan.years[-1].year)
    marks = _grid(fan, across, (first, last), step, YEARS_APART[width])
    marks += _fields(fan)
    marks += _lines(fan)
    marks.append(Line(((fan.years[0].year, first), (fan.years[0].year, last)), "today"))
    marks += _now(fan, last, is_wide=width == WIDE)
    marks += _gap(fan)
    marks += _ends(fan, (room.bottom - room.top) / (last - first), is_wide=width == WIDE)
    key, shown = ("fan-w", "only-wide") if width == WIDE else ("fan-n", "only-narrow")
    plot = Plot(
        key,
        words.title,
        words.description,
        room,
        across,
        (first, last),
        tuple(marks),
        f"chart {shown}",
    )
    return draw(plot)


def _grid(fan: Fan, across: Point, up: Point, step: int, apart: int) -> list[Mark]:
    marks: list[Mark] = []
    for value in range(int(up[0]), int(up[1]) + 1, step):
        marks.append(Line(((across[0], value), (across[1], value)), "axis-minor"))
        marks.append(Label((across[0], value), str(value), "under", -8, 4, "end"))
    today = fan.years[0].year
    for year in range(today - (today - int(across[0])) // apart * apart, int(across[1]) + 1, apart):
        marks.append(Label((year, up[0]), str(year), "under", 0, 22, "middle"))
    return marks


def _fields(fan: Fan) -> list[Mark]:
    def field(low: str, high: str, kind: str) -> Area:
        under = [(each.year, getattr(each, low)) for each in reversed(fan.years)]
        return Area((*((each.year, getattr(each, high)) for each in fan.years), *under), kind)

    return [field("low", "high", "fan-outer"), field("lower", "upper", "fan-inner")]


def _lines(fan: Fan) -> list[Mark]:
    def line(name: str, kind: str) -> Line:
        return Line(tuple((each.year, getattr(each, name)) for each in fan.years), kind)

    marks: list[Mark] = [Line(fan.history, "fan-history")] if len(fan.history) > 1 else []
    return [
        *marks,
        line("middle", "fan-middle"),
        line("needed_low", "need-band"),
        line("needed_high", "need-band"),
        line("needed", "need-line"),
    ]


def _now(fan: Fan, top: float, *, is_wide: bool) -> list[Mark]:
    now, words = fan.years[0], fan.words
    is_short = now.needed >= now.middle
    above, below = (-8, 18) if is_short else (18, -8)
    supply = words.supply_now if is_wide else words.supply_now_short
    needed = words.needed_now if is_wide else words.needed_now_short
    # Without a history there is no room before today.
    right, anchor = (-8, "end") if fan.history else (8, "start")
    return [
        Label((now.year, top), words.today, "under", right, 12, anchor),
        Label((now.year, now.middle), supply, "bold", right, below, anchor, halo=True),
        Label((now.year, now.needed), needed, "bold", right, above, anchor, halo=True),
    ]


def _gap(fan: Fan) -> list[Mark]:
    found = next((each for each in fan.years if each.year == fan.gap_year), None)
    if found is None or not fan.words.gap:
        return []
    middle = (found.middle + found.needed) / 2
    # In the last years the name would run out over the right edge.
    is_late = found.year > fan.years[0].year + (fan.years[-1].year - fan.years[0].year) * 0.8
    anchor, right = ("end", -6) if is_late else ("middle", 0)
    return [
        Line(((found.year, found.middle), (found.year, found.needed)), "decides"),
        Label((found.year, middle), fan.words.gap, "bold", right, 4.5, anchor, halo=True),
    ]


def _ends(fan: Fan, per_unit: float, *, is_wide: bool) -> list[Mark]:
    """The names at the right end, pushed apart where they would touch."""
    last, words = fan.years[-1], fan.words
    supply = words.supply_end if is_wide else words.supply_end_short
    needed = words.needed_end if is_wide else words.needed_end_short
    apart = (last.needed - last.middle) * per_unit
    push = max(0.0, LEAST_APART - abs(apart)) / 2 * (1 if apart >= 0 else -1)
    marks: list[Mark] = [
        Label((last.year, last.needed), needed, "bold", 10, 4 - push),
        Label((last.year, last.middle), supply, "accent-text", 10, 4 + push),
    ]
    if is_wide:
        marks.append(_field_name(fan))
    return marks


def _field_name(fan: Fan) -> Label:
    """Under the field, where it falls least towards the right end."""
    later = [each for each in fan.years if each.year > fan.years[0].year]
    at = later[len(later) * 2 // 3]
    slopes = [b.low - a.low for a, b in pairwise(later[len(later) * 2 // 3 :])]
    anchor = "start" if not slopes or sum(slopes) >= 0 else "end"
    return Label((at.year, at.low), fan.words.field, "under", 0, 20, anchor)
