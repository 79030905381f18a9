"""Ages of the specialists in post: one bar for each band of ages, women to the left, men right.

A bar is as high as its band has years and as long as there are persons in five years of it, so that
its area is persons, also where small bands were put together. Pure: values with their words in, a
drawing out; who may be shown is decided before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.course_demand import ChartWords
from app.charts.plots import Bar, Label, Line, Mark, Plot, Room, draw
from app.charts.svg import Element

WIDE, NARROW = 606, 352
YEARS_A_UNIT = 5
ROW = 26
"""Pixels for five years of age."""
TOP, BOTTOM, LEFT = 26, 8, 62
FIGURE_ROOM = 26
"""Pixels at each end for the number beside the longest bar."""


@dataclass(frozen=True, slots=True)
class AgeBar:
    """Those from one age to another, both included; `right` alone when sexes are not told apart."""

    first: int
    last: int
    name: str
    left: int
    right: int


def draw_ages(
    words: ChartWords, bars: Sequence[AgeBar], sides: tuple[str, str] | None, width: int
) -> Element:
    """The bars by age, the oldest on top; `sides` names left and right, None: only right."""
    ages = (bars[0].first, bars[-1].last + 1)
    most = max(_length(bar, count) for bar in bars for count in (bar.left, bar.right)) or 1
    across = (-most if sides else 0.0, most)
    height = round(TOP + BOTTOM + (ages[1] - ages[0]) * ROW / YEARS_A_UNIT)
    left = LEFT + (FIGURE_ROOM if sides else 0)
    room = Room(width, height, left, TOP, width - FIGURE_ROOM, height - BOTTOM)
    marks: list[Mark] = []
    for bar in bars:
        middle, ends = (bar.first + bar.last + 1) / 2, (bar.first + 0.2, bar.last + 0.8)
        marks.append(Label((across[0], middle), bar.name, "under", -left, 4))
        for count, way, kind in ((bar.left, -1, "bar-pale"), (bar.right, 1, "bar-accent")):
            if count:
                end = way * _length(bar, count)
                marks.append(Bar((0, ends[0]), (end, ends[1]), kind))
                anchor = "start" if way > 0 else "end"
                marks.append(Label((end, middle), str(count), "", way * 6, 4, anchor))
    marks.append(Line(((0, ages[0]), (0, ages[1])), "today"))
    if sides:
        marks.append(Label((0, ages[1]), sides[0], "under", -8, -8, "end"))
        marks.append(Label((0, ages[1]), sides[1], "under", 8, -8))
    size, shown = ("w", "only-wide") if width == WIDE else ("n", "only-narrow")
    plot = Plot(
        f"{words.key}-{size}",
        words.title,
        words.description,
        room,
        across,
        (ages[0], ages[1]),
        tuple(marks),
        f"chart {shown}",
    )
    return draw(plot)


def _length(bar: AgeBar, persons: int) -> float:
    return persons * YEARS_A_UNIT / (bar.last + 1 - bar.first)
