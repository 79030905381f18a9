"""What is missing of one specialty in several forecasts: the middle of each one's paths, by year.

Lines differ in dashes as well as in colour, and each has its name at the right end. Where nothing
is missing lies a dashed line. Pure functions from values with their words; the same numbers stand
in the table beside the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.course_demand import ticks
from app.charts.plots import Label, Line, Mark, Plot, Room, draw
from app.charts.svg import Element, Point

WIDE, NARROW = 1296, 352
ROOMS = {
    WIDE: Room(WIDE, 360, left=36, top=16, right=1020, bottom=330),
    NARROW: Room(NARROW, 300, left=30, top=16, right=300, bottom=270),
}
YEARS_APART = {WIDE: 5, NARROW: 10}
LEAST_APART = 16
"""Pixels between the baselines of two names at the right end."""
LINES = ("compare-first", "compare-second", "compare-third", "compare-fourth")


@dataclass(frozen=True, slots=True)
class CompareLine:
    """One forecast: its name at the line's end (`short` in the narrow drawing), by year."""

    name: str
    short: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is drawn, from `first_year` on; at most four lines of the same length."""

    title: str
    description: str
    first_year: int
    lines: tuple[CompareLine, ...]
    nothing: tuple[str, str]
    """What the line of nothing missing is called, wide and narrow."""


def draw_comparison(found: Comparison, width: int) -> Element:
    """The drawing; `width` is WIDE or NARROW."""
    room, is_wide = ROOMS[width], width == WIDE
    values = [0.0, *(value for line in found.lines for value in line.values)]
    steps = ticks(max(max(values) - min(values), 1) * 1.2)
    step = steps[1] if len(steps) > 1 else 1
    low = int(min(values) // step) * step
    high = max(-int(-max(values) // step) * step, low + step)
    last = found.first_year + len(found.lines[0].values) - 1
    marks = _grid((found.first_year, last), (low, high), step, YEARS_APART[width])
    marks.append(Line(((found.first_year, 0), (last, 0)), "need-line"))
    for line, kind in zip(found.lines, LINES, strict=False):
        marks.append(Line(tuple(enumerate(line.values, found.first_year)), kind))
    names = [(each.values[-1], each.name if is_wide else each.short) for each in found.lines]
    per_unit = (room.bottom - room.top) / (high - low)
    marks += _names([*names, (0.0, found.nothing[0 if is_wide else 1])], last, per_unit)
    key, shown = ("compare-w", "only-wide") if is_wide else ("compare-n", "only-narrow")
    plot = Plot(
        key,
        found.title,
        found.description,
        room,
        (found.first_year, last),
        (low, high),
        tuple(marks),
        f"chart {shown}",
    )
    return draw(plot)


def _grid(across: Point, up: Point, step: int, apart: int) -> list[Mark]:
    marks: list[Mark] = []
    for value in range(int(up[0]), int(up[1]) + 1, step):
        marks.append(Line(((across[0], value), (across[1], value)), "axis-minor"))
        shown = str(value).replace("-", "\u2212")
        marks.append(Label((across[0], value), shown, "under", -8, 4, "end"))
    for year in range(int(across[0]), int(across[1]) + 1, apart):
        marks.append(Label((year, up[0]), str(year), "under", 0, 22, "middle"))
    return marks


def _names(ends: Sequence[tuple[float, str]], last: int, per_unit: float) -> list[Mark]:
    """The names at the lines' ends, from the top downwards, pushed apart where they would touch."""
    marks: list[Mark] = []
    before = float("-inf")
    for value, words in sorted(ends, key=lambda each: -each[0]):
        at = -value * per_unit
        before = max(at, before + LEAST_APART)
        marks.append(Label((last, value), words, "bold", 8, 4 + before - at))
    return marks
