"""The pieces every line drawing is put together from: stations, interchanges, side lines.

Used by the public map and by a doctor's own strip, so that both speak the same language:
ring = station, filled disc = passed, small ring = stop on a side line, capsule =
interchange, dots = side line, accent disc with ring = you are here.
"""

from app.charts.svg import Element, bent_line, element, path, text

RING = 9
PASSED = 8
STOP = 6
CAPSULE = 18
CORNER = 14


def station(x: float, y: float, line: str | None = None) -> Element:
    """A station that lies ahead; `line` is the family letter in lower case."""
    return element("circle", class_=_classes("station", line), cx=x, cy=y, r=RING)


def passed(x: float, y: float, line: str | None = None) -> Element:
    """A station that has been passed."""
    return element("circle", class_=_classes("passed", line), cx=x, cy=y, r=PASSED)


def stop(x: float, y: float) -> Element:
    """A small stop, on a side line or under way."""
    return element("circle", class_="stop", cx=x, cy=y, r=STOP)


def interchange(x: float, top: float, bottom: float, line: str | None = None) -> Element:
    """A capsule across all lines that meet, centred on `x`."""
    return element(
        "rect",
        class_=_classes("interchange", line),
        x=x - CAPSULE / 2,
        y=top,
        width=CAPSULE,
        height=bottom - top,
        rx=CAPSULE / 2,
    )


def name_at(
    x: float, y: float, name: str, under: str | None, *, anchor: str = "middle"
) -> tuple[Element, ...]:
    """A station's name with a smaller line below it; `y` is the baseline of the name."""
    lines = [text(x, y, name, "name", halo=True, anchor=anchor)]
    if under:
        lines.append(text(x, y + 16, under, "under", halo=True, anchor=anchor))
    return tuple(lines)


def side_loop(x_from: float, x_to: float, y: float, depth: float) -> Element:
    """A dotted side line that leaves a level line and comes back; up when `depth` < 0."""
    lean = min(18.0, (x_to - x_from) / 4)
    points = [(x_from, y), (x_from + lean, y + depth), (x_to - lean, y + depth), (x_to, y)]
    return path(bent_line(points, CORNER), "side-line")


def side_line(x1: float, y1: float, x2: float, y2: float) -> Element:
    """A straight dotted side line."""
    return path(bent_line([(x1, y1), (x2, y2)], CORNER), "side-line")


def you_are_here(x: float, y: float, label: str) -> tuple[Element, ...]:
    """The accent disc with its ring and the plate above it."""
    width = 24 + 8 * len(label)
    plate = {"x": x - width / 2, "y": y - 56, "width": width, "height": 26, "rx": 13}
    return (
        element("circle", class_="here-fill", cx=x, cy=y, r=15),
        element("circle", class_="here-ring", cx=x, cy=y, r=15),
        element("circle", class_="here-disc", cx=x, cy=y, r=8),
        element("rect", class_="here-plate", **plate),
        path(f"M{x - 6:.0f} {y - 31:.0f}h12l-6 9z", "here-plate"),
        text(x, y - 38.5, label, "here-text"),
    )


def decides(x_from: float, x_to: float, y: float, label: str) -> tuple[Element, ...]:
    """The bracket above what decides the date; `y` is the height of the bracket itself."""
    return (
        path(f"M{x_from:.0f} {y + 8:.0f}v-8H{x_to:.0f}v8", "decides"),
        text((x_from + x_to) / 2, y - 8, label, "bold", halo=True, anchor="middle"),
    )


def _classes(kind: str, line: str | None) -> str:
    return kind if line is None else f"{kind} line-{line}"
