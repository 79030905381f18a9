"""Charts of *Kursbehov*: what an extra session saves by month, and demand against seats.

Pure functions from values with their words. Every number stands on its bar and, in the same
words, in the table beside the chart. Colour never stands alone: the best month is bold, those
who wait are counted in words, months that cannot be used say why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.svg import Element, element, number, path, text

WIDE, NARROW = 606, 352
HEIGHT = 216
LEFT = 28
"""Room for the numbers of the axis."""
FLOOR, CEILING = 190, 40
NAMES = 208
LEAST_INSIDE = 22
"""A number stands inside its bar when the bar is at least this high, else above it."""
MOST_TICKS = 4
NEED_WIDTH, SAVED_WIDTH = 120, 220


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What a chart is called, what it says in one sentence, and a word for its ids."""

    key: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month: `amount` in doctor-months with its `figure`, or why it cannot be used."""

    name: str
    amount: float
    figure: str
    is_best: bool = False
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class HalfYearBar:
    """One half-year: seats, those who get one, and those who wait too long, with their words.

    `late_words` is empty when nobody waits too long.
    """

    name: str
    short_name: str
    seats: int
    seated: int
    seated_figure: str
    late: int
    late_words: str = ""


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where values lie: `per_unit` pixels for one, bars `step` apart."""

    width: int
    top: float
    step: float
    key: str

    @classmethod
    def of(cls, width: int, most: float, bars: int, key: str) -> "_Plot":
        """A plot from zero to at least one."""
        step = (width - 2 - LEFT) / max(bars, 1)
        size = "w" if width == WIDE else "n"
        return cls(width, max(most, 1), step, f"{key}-{size}")

    def y(self, value: float) -> float:
        """The height of a value in the drawing."""
        return FLOOR - value * (FLOOR - CEILING) / self.top

    def middle(self, place: int) -> float:
        """The middle of a bar."""
        return LEFT + self.step * (place + 0.5)


def draw_months(words: ChartWords, bars: Sequence[MonthBar], width: int) -> Element:
    """What an extra session saves, month by month; `width` is WIDE or NARROW."""
    plot = _Plot.of(width, max((bar.amount for bar in bars), default=0), len(bars), words.key)
    drawn = [each for place, bar in enumerate(bars) for each in _month(plot, place, bar)]
    return _chart(plot, words, drawn)


def draw_half_years(words: ChartWords, bars: Sequence[HalfYearBar], width: int) -> Element:
    """Those who get a seat and those who wait too long, against the seats, by half-year."""
    most = max((max(bar.seated + bar.late, bar.seats) for bar in bars), default=0)
    plot = _Plot.of(width, most, len(bars), words.key)
    drawn = [each for place, bar in enumerate(bars) for each in _half_year(plot, place, bar)]
    return _chart(plot, words, drawn)


def draw_need(needing: int, seats: int, most: int) -> Element:
    """A small bar of those who need a course with a mark at the seats; said in words beside it."""
    scale = NEED_WIDTH / max(most, 1)
    return element(
        "svg",
        element("rect", class_="bar-pale", x=0, y=1, width=needing * scale, height=10),
        path(f"M{number(seats * scale)} -2v16", "seats-mark"),
        class_="bar",
        viewBox=f"0 0 {NEED_WIDTH} 12",
        aria_hidden="true",
        focusable="false",
    )


def draw_saved(amount: float, most: float) -> Element:
    """A small bar of what an extra session saves; said in words beside it."""
    length = max(amount * SAVED_WIDTH / most if most else 0, 0.5)
    return element(
        "svg",
        element("rect", class_="bar-accent", x=0, y=1, width=length, height=12, rx=1.5),
        class_="bar bar-long",
        viewBox=f"0 0 {SAVED_WIDTH} 14",
        aria_hidden="true",
        focusable="false",
    )


def _chart(plot: _Plot, words: ChartWords, drawn: Sequence[Element]) -> Element:
    title, description = f"{plot.key}-title", f"{plot.key}-description"
    return element(
        "svg",
        element("title", words.title, id=title),
        element("desc", words.description, id=description),
        *_axis(plot),
        *drawn,
        class_="chart only-wide" if plot.width == WIDE else "chart only-narrow",
        viewBox=f"0 0 {plot.width} {HEIGHT}",
        role="img",
        aria_labelledby=f"{title} {description}",
    )


def _axis(plot: _Plot) -> list[Element]:
    drawn = []
    for value in ticks(plot.top):
        y = plot.y(value)
        drawn.append(element("line", class_="axis-minor", x1=LEFT, x2=plot.width - 2, y1=y, y2=y))
        drawn.append(text(LEFT - 6, y + 4, str(value), "under", anchor="end"))
    return drawn


def ticks(most: float) -> list[int]:
    """Whole numbers from 0 to at most `most`, in steps of 1, 2, 5, 10, 20."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most / (size * factor) < MOST_TICKS:
                step = size * factor
                return list(range(0, int(most) + 1, step))
        size *= 10


def _month(plot: _Plot, place: int, bar: MonthBar) -> list[Element]:
    middle, width = plot.middle(place), plot.step * 0.81
    is_wide = plot.width == WIDE
    name = text(middle, NAMES, bar.name if is_wide else bar.name[:1], "under", anchor="middle")
    if bar.obstacle:
        x, base = middle + 4, FLOOR - 8
        turned = f"rotate(-90 {number(x)} {base})"
        word = element("text", bar.obstacle, class_="under", x=x, y=base, transform=turned)
        return [word, name]
    y = plot.y(bar.amount)
    return [
        element(
            "rect",
            class_="bar-accent" if bar.is_best else "bar-pale",
            x=middle - width / 2,
            y=y,
            width=width,
            height=FLOOR - y,
            rx=1.5,
        ),
        text(middle, y - 6, bar.figure, *(["bold"] if bar.is_best else []), anchor="middle"),
        name,
    ]


def _half_year(plot: _Plot, place: int, bar: HalfYearBar) -> list[Element]:
    middle, width = plot.middle(place), plot.step * 0.62
    left, top = middle - width / 2, plot.y(bar.seated)
    drawn = [
        element("rect", class_="bar-pale", x=left, y=top, width=width, height=FLOOR - top),
    ]
    if bar.late:
        high = plot.y(bar.seated + bar.late)
        drawn.append(
            element("rect", class_="bar-bad", x=left, y=high, width=width, height=top - high)
        )
        label = bar.late_words
        drawn.append(text(middle, high - 6, label, "bad-text", anchor="middle"))
    if FLOOR - top >= LEAST_INSIDE:
        drawn.append(text(middle, FLOOR - 7, bar.seated_figure, "under", anchor="middle"))
    drawn.append(
        path(f"M{number(left - 4)} {number(plot.y(bar.seats))}h{number(width + 8)}", "seats-mark")
    )
    name = bar.name if plot.width == WIDE else bar.short_name
    drawn.append(text(middle, NAMES, name, "under", anchor="middle"))
    return drawn
