"""Drawings made by matplotlib and rebuilt so that they are safe to place in a page.

The only module that knows matplotlib, and it loads it at the first drawing: a process that draws
nothing never does. A plot says what is drawn in numbers of its data, each mark with the classes
that give it colour; matplotlib lays it out; of its file only paths and texts are kept, and they are
built anew by `app.charts.svg`, which allows neither style nor script. So no colour, font or id of
matplotlib's reaches a page, two drawings cannot clash, and equal data give equal bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from threading import Lock
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from app.charts.svg import Element, Point, element, number, path, text

KEPT = 256
"""Drawings that are remembered, by their data."""
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = re.compile(r"[MLCQZz\d\s.-]+")
COORDINATE = re.compile(r"-?\d+(?:\.\d+)?")
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    kind: str
    """Classes, one or several; of every mark."""


@dataclass(frozen=True, slots=True)
class Area:
    """A closed area."""

    points: tuple[Point, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle from one corner to the other."""

    start: Point
    end: Point
    kind: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a point of the data, moved by pixels to the right and downwards."""

    at: Point
    words: str
    kind: str = ""
    right: float = 0
    down: float = 0
    anchor: str = "start"
    """start, middle or end."""
    halo: bool = False


Mark = Line | Area | Bar | Label


@dataclass(frozen=True, slots=True)
class Room:
    """The drawing's size and where in it the data lie, in pixels."""

    width: int
    height: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Plot:
    """One drawing. `across` and `up` are the first and last value of the axes.

    Values may go downwards: the first of `up` stands at the bottom.
    """

    key: str
    """A word for the ids of its title and description; once in a page."""
    title: str
    description: str
    room: Room
    across: Point
    up: Point
    marks: tuple[Mark, ...]
    kind: str = "chart"


@lru_cache(maxsize=KEPT)
def draw(plot: Plot) -> Element:
    """The drawing as an element, title and description first.

    ValueError for axes without length, and for anything in matplotlib's file that has no place
    in our drawings.
    """
    if plot.across[0] == plot.across[1] or plot.up[0] == plot.up[1]:
        raise ValueError("an axis has two different ends")
    title, description = f"{plot.key}-title", f"{plot.key}-description"
    return element(
        "svg",
        element("title", plot.title, id=title),
        element("desc", plot.description, id=description),
        *rebuilt(_laid_out(plot), plot.marks),
        class_=plot.kind,
        viewBox=f"0 0 {plot.room.width} {plot.room.height}",
        role="img",
        aria_labelledby=f"{title} {description}",
    )


def rebuilt(drawn: str, marks: tuple[Mark, ...]) -> Iterator[Element]:
    """Our elements for the marks of a file by matplotlib, in the order of the marks.

    ValueError where the file has anything else than paths and level texts for a mark.
    """
    root = ElementTree.fromstring(drawn)  # noqa: S314 - matplotlib wrote it a moment ago
    groups = {each.get("id"): each for each in root.iter(f"{SVG}g")}
    for index, mark in enumerate(marks):
        for part in groups[_name(index)]:
            yield _text(part, mark) if isinstance(mark, Label) else _path(part, mark)


def _name(index: int) -> str:
    return f"mark-{index}"


def _path(part: ElementTree.Element, mark: Line | Area | Bar) -> Element:
    data = part.get("d", "")
    if part.tag != f"{SVG}path" or not DRAWN.fullmatch(data):
        raise ValueError(f"no place in our drawings for {part.tag} {data[:40]!r}")
    plain = COORDINATE.sub(lambda found: number(float(found.group())), data)
    return path(re.sub(r"\s+(?=[A-Za-z]|$)|(?<=[A-Za-z])\s+", "", plain), mark.kind)


def _text(part: ElementTree.Element, mark: Label) -> Element:
    turned = re.match(r"rotate\((-?[\d.]+)", part.get("transform", "rotate(0"))
    if part.tag != f"{SVG}text" or turned is None or float(turned.group(1)) != 0 or len(part):
        raise ValueError(f"no place in our drawings for {part.tag} {part.get('transform')!r}")
    x, y = (round(float(part.get(name, "nan")), 1) for name in ("x", "y"))
    kinds = [mark.kind] if mark.kind else []
    return text(x, y, part.text or "", *kinds, halo=mark.halo, anchor=mark.anchor)


def _laid_out(plot: Plot) -> str:
    """The file that matplotlib makes; one at a time, because its settings are the process's."""
    with _one_at_a_time:
        matplotlib = _loaded()
        room = plot.room
        figure = matplotlib.figure.Figure(figsize=(room.width / 72, room.height / 72), dpi=72)
        axes = figure.add_axes(
            (
                room.left / room.width,
                1 - room.bottom / room.height,
                (room.right - room.left) / room.width,
                (room.bottom - room.top) / room.height,
            )
        )
        axes.set_axis_off()
        axes.set_xlim(*plot.across)
        axes.set_ylim(*plot.up)
        for index, mark in enumerate(plot.marks):
            _add(matplotlib, axes, mark, gid=_name(index), zorder=index)
        file = StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        return file.getvalue()


@lru_cache(maxsize=1)
def _loaded() -> ModuleType:
    """The library with the parts we use, its settings made once for the process."""
    import matplotlib
    import matplotlib.figure
    import matplotlib.lines
    import matplotlib.patches

    matplotlib.rcParams.update(
        {
            "svg.fonttype": "none",  # text stays text
            "svg.hashsalt": "legelop",
            "path.simplify": False,  # every point that the data have
            "text.parse_math": False,  # a dollar sign in a name is a dollar sign
        }
    )
    return matplotlib


def _add(matplotlib: Any, axes: Any, mark: Mark, **known: Any) -> None:
    if isinstance(mark, Label):
        axes.annotate(
            mark.words,
            mark.at,
            xytext=(mark.right, -mark.down),
            textcoords="offset points",
            annotation_clip=False,
            va="baseline",
            **known,
        )
    elif isinstance(mark, Line):
        across, up = zip(*mark.points, strict=True)
        axes.add_line(matplotlib.lines.Line2D(across, up, clip_on=False, **known))
    elif isinstance(mark, Area):
        axes.add_patch(matplotlib.patches.Polygon(mark.points, clip_on=False, **known))
    else:
        (left, low), (right, high) = mark.start, mark.end
        axes.add_patch(
            matplotlib.patches.Rectangle(
                (left, low), right - left, high - low, clip_on=False, **known
            )
        )
