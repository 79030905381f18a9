"""Bars of the forecast: a number for each year, and what moves the answer both ways.

Pure functions from values with their words; every number that stands on a bar stands in the table
beside the chart too. Bars start at zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.course_demand import ChartWords
from app.charts.plots import Bar, Label, Line, Mark, Plot, Room, draw
from app.charts.svg import Element

WIDE, NARROW = 606, 352
YEARS_HEIGHT = 196
YEARS_ROOM = (38, 20, 170)
"""Left edge, top and floor of the bars by year."""
PART = 0.66
"""Of a year that its bar takes."""
LEAST_HEIGHT = 0.4
"""Pixels: a bar of nothing is seen as a bar of nothing."""
SWING_ROW = {WIDE: 34, NARROW: 58}
SWING_BAR = 20
SWING_SIDES = {WIDE: (300, 560), NARROW: (34, 306)}
"""Where the bars of the swings may lie."""


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year and its number; `figure` stands on the bar and may be empty."""

    year: int
    value: float
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Height:
    """A line of the upright axis with its name."""

    value: float
    name: str


@dataclass(frozen=True, slots=True)
class SwingBar:
    """One input: what the answer moves by when it stands low, and when it stands high."""

    name: str
    low: float
    high: float
    low_figure: str
    high_figure: str


def draw_years(
    words: ChartWords, bars: Sequence[YearBar], heights: Sequence[Height], width: int
) -> Element:
    """A bar for each year, up to the last of `heights`; `width` is WIDE or NARROW."""
    left, top, floor = YEARS_ROOM
    first, last, most = bars[0].year, bars[-1].year, heights[-1].value
    across, zero = (first - 0.5, last + 0.5), LEAST_HEIGHT * most / (floor - top)
    marks: list[Mark] = []
    for height in heights:
        marks.append(Line(((across[0], height.value), (across[1], height.value)), "axis-minor"))
        marks.append(Label((across[0], height.value), height.name, "under", -4, 4, "end"))
    for bar in bars:
        ends = (bar.year - PART / 2, 0.0), (bar.year + PART / 2, max(bar.value, zero))
        marks.append(Bar(*ends, "bar-accent"))
        if bar.figure:
            marks.append(Label((bar.year, bar.value), bar.figure, "under", 0, -6, "middle"))
    apart = 3 if width == WIDE or len(bars) < 12 else 6
    for bar in bars[1 % len(bars) :: apart]:
        marks.append(Label((bar.year, 0), str(bar.year), "under", 0, 20, "middle"))
    room = Room(width, YEARS_HEIGHT, left, top, width - 2, floor)
    return _drawn(words, room, across, (0, most), marks)


def draw_swings(words: ChartWords, bars: Sequence[SwingBar], width: int) -> Element:
    """Both ways from zero, one input under the other; `width` is WIDE or NARROW."""
    is_wide, row = width == WIDE, SWING_ROW[width]
    left, right = SWING_SIDES[width]
    most = max((abs(value) for each in bars for value in (each.low, each.high)), default=0) or 1
    height = row * len(bars) + 8
    marks: list[Mark] = []
    for place, bar in enumerate(bars):
        top = place * row + (6 if is_wide else 28)
        words_down = top + 14 if is_wide else top - 8
        marks.append(Label((-most, 0), bar.name, "", -left, words_down, "start"))
        sides = ((bar.low, bar.low_figure, "bar-pale"), (bar.high, bar.high_figure, "bar-accent"))
        for value, figure, kind in _apart(sides):
            end, away = (value, top + SWING_BAR), -6 if value < 0 else 6
            marks.append(Bar((0, top), end, kind))
            anchor = "end" if value < 0 else "start"
            marks.append(Label((value, top), figure, "", away, 14, anchor))
        if not is_wide:
            marks.append(Line(((0, top - 2), (0, top + SWING_BAR + 2)), "today"))
    if is_wide:
        marks.append(Line(((0, 0), (0, height)), "today"))
    room = Room(width, height, left, 0, right, height)
    return _drawn(words, room, (-most, most), (height, 0), marks)


def _apart(sides: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The longer bar first, so that the shorter stands on it when both go the same way.

    Only one figure can stand at a place: the shorter one keeps to its own bar.
    """
    return sorted(sides, key=lambda side: -abs(side[0]))


def _drawn(
    words: ChartWords,
    room: Room,
    across: tuple[float, float],
    up: tuple[float, float],
    marks: Sequence[Mark],
) -> Element:
    size, shown = ("w", "only-wide") if room.width == WIDE else ("n", "only-narrow")
    key = f"{words.key}-{size}"
    plot = Plot(
        key, words.title, words.description, room, across, up, tuple(marks), f"chart {shown}"
    )
    return draw(plot)
