"""What somebody believes of a number, as a bar between two tertiles on a scale that rows share.

It stands beside its numbers, so it is a drawing for the eye alone.
"""

from app.charts.svg import Element, element

WIDTH, HEIGHT = 200, 16
EDGE = 4
THIN = 4
"""Width of a bar whose two numbers are the same."""


def draw_said(low: float, high: float, scale: tuple[float, float], *, counts: bool) -> Element:
    """A bar from low to high; `scale` is the smallest and the largest number of all rows."""
    first, last = scale
    room = WIDTH - 2 * EDGE

    def across(value: float) -> float:
        return EDGE + room * (0.5 if last == first else (value - first) / (last - first))

    start, end = across(low), across(high)
    width = max(end - start, THIN)
    return element(
        "svg",
        element("line", x1=0, x2=WIDTH, y1=HEIGHT / 2, y2=HEIGHT / 2, class_="axis"),
        element(
            "rect",
            x=(start + end - width) / 2,
            y=2,
            width=width,
            height=HEIGHT - 4,
            class_="bar-accent" if counts else "bar-pale",
        ),
        class_="said-bar",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        aria_hidden="true",
    )
