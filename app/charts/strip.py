"""The strip at the top of "Min vei": one doctor's own line, with "you are here".

A pure function from a `Strip`. What is behind is drawn solid, what is ahead dashed, a leave
as a dotted bow over the stretch it falls on. The words come with the value; the page shows
the same stops as a list on the phone and to those who listen.
"""

from dataclasses import dataclass
from itertools import pairwise

from app.charts.svg import Element, element, path, text
from app.charts.track import (
    RING,
    decides,
    interchange,
    passed,
    side_line,
    side_loop,
    station,
    stop,
    you_are_here,
)

WIDTH = 1296
LINE_Y = 78
EDGE = 62
"""From the edge of the drawing to the first and the last station."""
LETTER = 6.7
"""Width of a letter of a station's name, near enough to break a line by."""
SMALL_LETTER = 6.4
CAPSULE_HEIGHT = 40
BOW = -34
BRACKET = -34
OVER_BOW = -60
"""The bracket goes over a leave that falls in the stretch it spans."""
BESIDE_HERE = 54
"""From "you are here" to a bracket that begins there, past the plate."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A station of the strip.

    `mark` is passed, here or ahead; `shape` is station, interchange (a goal) or stop (a side
    line leads there). `line` is the family letter in lower case, "" on the trunk. `under`
    are the smaller lines below the name. `bows` are what stands over the leaves between this
    stop and the next.
    """

    name: str
    under: tuple[str, ...]
    mark: str
    line: str = ""
    shape: str = "station"
    bows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole line, first to last, with its title, description and the words "you are here".

    `decides` are the numbers of the first and the last stop of what decides the date; they are
    spanned by a bracket with `decides_label`.
    """

    title: str
    description: str
    here_label: str
    stops: tuple[Stop, ...]
    decides: tuple[int, int] | None = None
    decides_label: str = ""


def draw_strip(strip: Strip) -> Element:
    """Draw the strip; call `.render()` on the result to place it in a page.

    Raises ValueError for an empty strip.
    """
    if not strip.stops:
        raise ValueError("a strip needs at least one stop")
    places = _places(len(strip.stops))
    room = places[1] - places[0] if len(places) > 1 else 2 * (WIDTH / 2 - EDGE)
    names = [_stop_text(x, stop_, room) for x, stop_ in zip(places, strip.stops, strict=True)]
    bottom = max(y for _, y in names)
    return element(
        "svg",
        element("title", strip.title, id="strip-title"),
        element("desc", strip.description, id="strip-description"),
        *_tracks(strip.stops, places),
        *_bows(strip.stops, places),
        *_bracket(strip, places),
        *(_mark(x, stop_, strip.here_label) for x, stop_ in zip(places, strip.stops, strict=True)),
        *(line for lines, _ in names for line in lines),
        class_="map strip only-wide",
        viewBox=f"0 0 {WIDTH} {bottom + 12:.0f}",
        role="img",
        aria_labelledby="strip-title strip-description",
    )


def _places(count: int) -> list[float]:
    """Stations at equal distances over the width; one alone stands at the left."""
    if count == 1:
        return [EDGE]
    step = (WIDTH - 2 * EDGE) / (count - 1)
    return [EDGE + step * number for number in range(count)]


def _tracks(stops: tuple[Stop, ...], places: list[float]) -> list[Element]:
    drawn = []
    for (x1, here), (x2, following) in pairwise(zip(places, stops, strict=True)):
        if following.shape == "stop":
            drawn.append(side_line(x1 + 14, LINE_Y, x2 - 12, LINE_Y))
            continue
        ahead = " ahead" if following.mark == "ahead" else ""
        # The line takes the colour of where it leads, so that LIS1 ends in black.
        kind = f"strand-chosen line-{following.line}" if following.line else "trunk"
        if not here.line and following.line:
            kind = f"strand-chosen line-{following.line}"
        drawn.append(path(f"M{x1:.1f} {LINE_Y}H{x2:.1f}", "track", *kind.split(), *ahead.split()))
    return drawn


def _bows(stops: tuple[Stop, ...], places: list[float]) -> list[Element]:
    drawn: list[Element] = []
    for (x1, here), (x2, _) in pairwise(zip(places, stops, strict=True)):
        if not here.bows:
            continue
        label = " · ".join(here.bows)
        middle = (x1 + x2) / 2
        half = min(53.0, (x2 - x1) / 2 - 8)
        drawn.append(side_loop(middle - half, middle + half, LINE_Y, BOW))
        drawn.append(text(middle, LINE_Y + BOW - 8, label, "under", halo=True, anchor="middle"))
    return drawn


def _bracket(strip: Strip, places: list[float]) -> tuple[Element, ...]:
    """The bracket over what decides the date; none when both ends are one stop."""
    if strip.decides is None:
        return ()
    first, last = strip.decides
    x1, x2 = places[first], places[last]
    if strip.stops[first].mark == "here":
        x1 += BESIDE_HERE
    has_bow = any(stop_.bows for stop_ in strip.stops[first:last])
    if x2 - x1 < CAPSULE_HEIGHT:
        return ()
    return decides(x1, x2, LINE_Y + (OVER_BOW if has_bow else BRACKET), strip.decides_label)


def _mark(x: float, stop_: Stop, here_label: str) -> Element:
    line = stop_.line or None
    if stop_.mark == "here":
        return element("g", *you_are_here(x, LINE_Y, here_label))
    if stop_.shape == "stop":
        return stop(x, LINE_Y)
    if stop_.shape == "interchange":
        half = CAPSULE_HEIGHT / 2
        return interchange(x, LINE_Y - half, LINE_Y + half, line)
    if stop_.mark == "passed":
        return passed(x, LINE_Y, line)
    return station(x, LINE_Y, line)


def _stop_text(x: float, stop_: Stop, room: float) -> tuple[list[Element], float]:
    """Name and smaller lines below a station, and the baseline of the last one."""
    y = LINE_Y + RING + 25.0
    # At both ends the text stands under its station too, within the edge of the drawing.
    width = min(room - 8, 2 * EDGE) if x in (EDGE, WIDTH - EDGE) else room - 12
    lines = []
    for row in wrapped(stop_.name, width / LETTER):
        lines.append(text(x, y, row, "name", halo=True, anchor="middle"))
        y += 17
    for under in stop_.under:
        for row in wrapped(under, width / SMALL_LETTER):
            lines.append(text(x, y, row, "under", halo=True, anchor="middle"))
            y += 16
    return lines, y - 16


def wrapped(words: str, letters: float, rows: int = 2) -> list[str]:
    """The text broken at spaces and hyphens into at most `rows` rows of about `letters`.

    A text that is still too long ends in an ellipsis; the list beside the drawing has it
    whole.
    """
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and len(joined) <= letters:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > rows:
        lines = [*lines[: rows - 1], " ".join(lines[rows - 1 :])]
    return [_cut(line, letters) for line in lines]


def _cut(line: str, letters: float) -> str:
    most = max(4, int(letters))
    return line if len(line) <= most + 1 else line[: most - 1].rstrip() + "…"
