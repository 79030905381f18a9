"""The chart "År for år": service, leave and part-time, courses and talks on one time axis.

A pure function from a `Timeline`. Colour says the kind of place and the strip at the left
edge says it again in print; the words stand on the block where there is room, and all of it
stands in the table under the chart.
"""

from dataclasses import dataclass
from datetime import date

from app.charts.svg import Element, element, text

WIDTH = 1296
LEFT = 132
"""Room for the names of the rows."""
RIGHT = 1250
TOP = 26
ROW_HEIGHT = 34
STRIP = 8
LETTER = 6.9
LEAST_WIDTH = 3.0


@dataclass(frozen=True, slots=True)
class Block:
    """A period: `kind` is the class (`hospital`, `dps`, `leave`, `share`, `to-plan` …)."""

    label: str
    kind: str
    starts_on: date
    ends_on: date
    is_open: bool = False
    """Goes on beyond the drawing."""
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A day: a course or a talk. `kind` is done, booked, planned or talk."""

    label: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class TimelineWords:
    """Title, description and the words on the drawing."""

    title: str
    description: str
    service: str
    absence: str
    courses: str
    talks: str
    today: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything on the axis from `first` to `last`; `end` is the day that is reckoned."""

    words: TimelineWords
    first: date
    last: date
    today: date
    services: tuple[Block, ...]
    absences: tuple[Block, ...]
    courses: tuple[Mark, ...]
    talks: tuple[Mark, ...]
    end: date | None = None
    end_label: str = ""
    best: date | None = None
    """The best reachable day, a dotted line before the end; left out when it is the end."""


def draw_timeline(value: Timeline) -> Element:
    """Draw the chart; call `.render()` on the result to place it in a page."""
    service_rows = _rows(value.services)
    absence_rows = _rows(value.absences)
    y = TOP + 14.0
    drawn: list[Element] = []
    for name, rows in ((value.words.service, service_rows), (value.words.absence, absence_rows)):
        if rows:
            drawn.append(text(0, y + 22, name, "under"))
        for row in rows:
            drawn += [part for block in row for part in _block(value, block, y)]
            y += ROW_HEIGHT + 6
        y += 12 if rows else 0
    if value.courses:
        drawn.append(text(0, y + 12, value.words.courses, "under"))
        drawn += [_course(value, mark, y) for mark in value.courses]
        y += 40
    if value.talks:
        drawn.append(text(0, y + 8, value.words.talks, "under"))
        drawn += [_talk(value, mark, y + 4) for mark in value.talks]
        y += 26
    bottom = y
    # A row that holds nothing is left out; the table says the same without it.
    return element(
        "svg",
        element("title", value.words.title, id="timeline-title"),
        element("desc", value.words.description, id="timeline-description"),
        *_axis(value, bottom),
        *drawn,
        *_lines(value, bottom),
        class_="chart only-wide",
        viewBox=f"0 0 {WIDTH} {bottom + 26:.0f}",
        role="img",
        aria_labelledby="timeline-title timeline-description",
    )


def position(value: Timeline, day: date) -> float:
    """Where a day stands on the axis, held within it."""
    share = (day - value.first).days / max(1, (value.last - value.first).days)
    return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, share))


def _rows(blocks: tuple[Block, ...]) -> list[list[Block]]:
    """Blocks in as few rows as will hold them without overlap."""
    rows: list[list[Block]] = []
    for block in sorted(blocks, key=lambda b: (b.starts_on, b.ends_on)):
        free = next((row for row in rows if row[-1].ends_on < block.starts_on), None)
        if free is None:
            rows.append([block])
        else:
            free.append(block)
    return rows


def _axis(value: Timeline, bottom: float) -> list[Element]:
    """A hairline and a number for each year, fewer numbers when the years are narrow."""
    years = range(value.first.year, value.last.year + 1)
    every = 1 if (RIGHT - LEFT) / max(1, len(years)) >= 44 else 2
    drawn = []
    for year in years:
        x = position(value, max(value.first, date(year, 1, 1)))
        drawn.append(element("line", class_="axis-minor", x1=x, y1=TOP, x2=x, y2=bottom))
        if (year - value.first.year) % every == 0 and x < RIGHT - 24:
            drawn.append(text(x + 6, TOP - 8, str(year), "bold"))
    return drawn


def _block(value: Timeline, block: Block, y: float) -> list[Element]:
    x1 = position(value, block.starts_on)
    x2 = max(x1 + LEAST_WIDTH, position(value, block.ends_on))
    width = x2 - x1
    # Colour and edge are the same for what is planned; the dashes say that it is ahead.
    kind = f"block block-{block.kind}" + (" planned" if block.is_planned else "")
    parts = [
        element(
            "rect",
            element("title", block.label),
            class_=kind,
            x=x1,
            y=y,
            width=width,
            height=ROW_HEIGHT,
            rx=4,
        ),
    ]
    has_strip = block.kind not in ("leave", "share", "to-plan")
    if has_strip and width > STRIP * 2:
        parts.append(
            element("rect", class_=f"strip-{block.kind}", x=x1, y=y, width=STRIP, height=ROW_HEIGHT)
        )
    inset = STRIP + 6 if has_strip else 9
    label = _fitting(block.label, width - inset - 4)
    if label:
        parts.append(text(x1 + inset, y + 21.5, label))
    return parts


def _fitting(label: str, width: float) -> str:
    """The label when it fits, a shortened one when most of it fits, else nothing."""
    most = int(width / LETTER)
    if len(label) <= most:
        return label
    first = label.split(",")[0]
    if len(first) <= most:
        return first
    return first[: most - 1].rstrip() + "…" if most >= 5 else ""


def _course(value: Timeline, mark: Mark, y: float) -> Element:
    kind = {"done": "course-done", "booked": "course-planned"}.get(mark.kind, "course-planned")
    x = position(value, mark.on) - 5
    return element(
        "rect",
        element("title", mark.label),
        class_=f"course {kind}",
        x=x,
        y=y,
        width=10,
        height=14,
        rx=2,
    )


def _talk(value: Timeline, mark: Mark, y: float) -> Element:
    return element(
        "circle",
        element("title", mark.label),
        class_="talk",
        cx=position(value, mark.on),
        cy=y,
        r=2.6,
    )


def _lines(value: Timeline, bottom: float) -> list[Element]:
    """Today, and the day that is reckoned, each with its name under the axis."""
    x = position(value, value.today)
    drawn = [element("line", class_="today", x1=x, y1=TOP, x2=x, y2=bottom)]
    end = None if value.end is None else position(value, value.end)
    # Two names too close to stand beside each other: only the reckoned day is named.
    if end is None or abs(end - x) > 70:
        drawn.append(text(x, bottom + 16, value.words.today, "bold", anchor="middle"))
    if end is not None and value.end is not None:
        if value.best is not None and value.best < value.end:
            best = position(value, value.best)
            drawn.append(element("line", class_="best-line", x1=best, y1=TOP, x2=best, y2=bottom))
        drawn.append(element("line", class_="end-line", x1=end, y1=TOP, x2=end, y2=bottom))
        drawn.append(
            text(min(end, WIDTH - 40), bottom + 16, value.end_label, "accent-text", anchor="middle")
        )
    return drawn
