"""Several forecasts of one specialty: the middle of each one's paths, and what is needed.

Lines differ in dashes as well as in colour, and each has its name at the right end. Pure functions
from values with their words; the same numbers stand in the table beside the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.course_demand import ticks
from app.charts.plots import Label, Line, Mark, Plot, Room, draw
from app.charts.svg import Element, Point

WIDE, NARROW = 1296, 352
ROOMS = {
    WIDE: Room(WIDE, 360, left=36, top=12, right=1090, bottom=330),
    NARROW: Room(NARROW, 300, left=30, top=12, right=320, bottom=270),
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
    """What is drawn, from `first_year` on. `needed` is drawn dashed, with its name."""

    title: str
    description: str
    first_year: int
    lines: tuple[CompareLine, ...]
    needed: CompareLine


def draw_comparison(found: Comparison, width: int) -> Element:
    """The drawing; `width` is WIDE or NARROW."""
    room = ROOMS[width]
    values = [value for line in (*found.lines, found.needed) for value in line.values]
    steps = ticks(max(max(values) - min(values), 1) * 1.2)
    step = steps[1] if len(steps) > 1 else 1
    low = max(0, int(min(values) // step) * step)
    high = max(-int(-max(values) // step) * step, low + step)
    last = found.first_year + len(found.needed.values) - 1
    marks = _grid((found.first_year, last), (low, high), step, YEARS_APART[width])
    drawn = [
        *zip(found.lines, LINES, strict=False),
        (found.needed, "need-line"),
    ]
    marks += [Line(tuple(enumerate(line.values, found.first_year)), kind) for line, kind in drawn]
    per_unit = (room.bottom - room.top) / (high - low)
    marks += _names([line for line, _kind in drawn], last, per_unit, is_wide=width == WIDE)
    key, shown = ("compare-w", "only-wide") if width == WIDE else ("compare-n", "only-narrow")
    return draw(
        Plot(
            key,
            found.title,
            found.description,
            room,
            (found.first_year, last),
            (low, high),
            tuple(marks),
            f"chart {shown}",
        )
    )


def _grid(across: Point, up: Point, step: int, apart: int) -> list[Mark]:
    marks: list[Mark] = []
    for value in range(int(up[0]), int(up[1]) + 1, step):
        marks.append(Line(((across[0], value), (across[1], value)), "axis-minor"))
        marks.append(Label((across[0], value), str(value), "under", -8, 4, "end"))
    for year in range(int(across[0]), int(across[1]) + 1, apart):
        marks.append(Label((year, up[0]), str(year), "under", 0, 22, "middle"))
    return marks


def _names(
    lines: Sequence[CompareLine], last: int, per_unit: float, *, is_wide: bool
) -> list[Mark]:
    """The names from the top downwards, pushed apart where they would touch."""
    marks: list[Mark] = []
    before = float("-inf")
    for line in sorted(lines, key=lambda each: -each.values[-1]):
        at = -line.values[-1] * per_unit
        place = max(at, before + LEAST_APART)
        before = place
        words = line.name if is_wide else line.short
        kind = "bold" if is_wide else "under bold"
        marks.append(Label((last, line.values[-1]), words, kind, 8, 4 + place - at))
    return marks
