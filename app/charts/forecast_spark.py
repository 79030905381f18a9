"""A small fan for a row of a table: history, what there may be, what is needed.

No numbers stand in it; its description has the few that matter. Each row has its own scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.svg import Element, Point, element, number, path

WIDTH, HEIGHT, EDGE = 168, 44, 3


@dataclass(frozen=True, slots=True)
class SparkLine:
    """Rows by year; the first of `middle` is today, `history` is before it."""

    key: str
    """A word for the ids of its title and description; once in a page."""
    title: str
    description: str
    history: tuple[float, ...]
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    needed: tuple[float, ...]


def draw_spark(line: SparkLine) -> Element:
    """The drawing."""
    values = (*line.history, *line.low, *line.high, *line.needed)
    bottom, top = min(values), max(values)
    years = len(line.history) + len(line.middle)
    start = len(line.history)

    def points(row: Sequence[float], first: int) -> list[Point]:
        return [
            (
                EDGE + (WIDTH - 2 * EDGE) * (first + index) / (years - 1),
                HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * _part(value, bottom, top),
            )
            for index, value in enumerate(row)
        ]

    field = [*points(line.high, start), *reversed(points(line.low, start))]
    past = [*points(line.history, 0), *points(line.middle[:1], start)]
    parts = [
        path(_data(field) + "Z", "fan-outer"),
        path(_data(points(line.middle, start)), "fan-middle"),
        path(_data(points(line.needed, start)), "need-line"),
    ]
    if len(past) > 1:
        parts.insert(1, path(_data(past), "fan-history"))
    title, description = f"spark-{line.key}-title", f"spark-{line.key}-description"
    return element(
        "svg",
        element("title", line.title, id=title),
        element("desc", line.description, id=description),
        *parts,
        class_="spark",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_labelledby=f"{title} {description}",
    )


def _part(value: float, bottom: float, top: float) -> float:
    """How far up; a row without any difference lies in the middle."""
    return 0.5 if top == bottom else (value - bottom) / (top - bottom)


def _data(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
