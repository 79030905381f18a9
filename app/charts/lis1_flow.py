"""The flow from wishes to places of one LIS1 run: what rank of wish came to which municipality.

Pure functions from values with their words. Left the wishes, right the municipalities; a band is
as thick as the number of doctors. Places that stay empty are drawn open. The same numbers stand in
the table beside the drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.charts.svg import Element, element, number, path, text

WIDE, NARROW = 792, 352
TOP, BOTTOM = 10, 16
MOST_PER_DOCTOR = 11.5
MOST_HEIGHT = 345.0
"""All doctors together are at most so high; in a large intake each band is thinner."""
LEFT_GAP, RIGHT_GAP = 34.0, 14.0
LEAST_LEFT, LEAST_RIGHT = 20.0, 11.5
"""A name needs this much room, whatever its band."""
BAR = 10
LINE = 16


@dataclass(frozen=True, slots=True)
class Source:
    """Those who got one rank of wish: `kind` is a class of the drawing, 1 to 5."""

    kind: int
    name: str
    short_name: str
    note: str
    count: int


@dataclass(frozen=True, slots=True)
class Target:
    """A municipality with its places, or "no seat" (`places` None)."""

    name: str
    note: str
    short_note: str
    filled: int
    places: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything that is drawn. `bands` by place in `sources` and `targets`."""

    key: str
    title: str
    description: str
    sources: Sequence[Source]
    targets: Sequence[Target]
    bands: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class _Room:
    """Where things stand across one drawing."""

    width: int
    left: int
    right: int
    note: int
    right_bar: int = 8

    @property
    def is_wide(self) -> bool:
        return self.width == WIDE


ROOMS = {
    WIDE: _Room(WIDE, left=190, right=572, note=712),
    NARROW: _Room(NARROW, left=64, right=228, note=352),
}


def draw_flow(flow: Flow, width: int) -> Element:
    """The drawing; `width` is WIDE or NARROW."""
    room = ROOMS[width]
    people = sum(each.count for each in flow.sources)
    unit = min(MOST_PER_DOCTOR, MOST_HEIGHT / max(people, 1))
    left = _stacked([max(each.count * unit, 1) for each in flow.sources], LEFT_GAP, LEAST_LEFT)
    sizes = [max(each.filled, each.places or 0, 0.5) * unit for each in flow.targets]
    right = _stacked(sizes, RIGHT_GAP, LEAST_RIGHT)
    height = max(left[-1][1] if left else 0, right[-1][1] if right else 0) + BOTTOM
    lefts = [at + (height - BOTTOM - left[-1][1]) / 2 + TOP for at, _end in left]
    rights = [at + TOP for at, _end in right]
    key = f"{flow.key}-{'w' if room.is_wide else 'n'}"
    return element(
        "svg",
        element("title", flow.title, id=f"{key}-title"),
        element("desc", flow.description, id=f"{key}-description"),
        *_bands(flow, room, unit, lefts, rights),
        *(
            each
            for at, y in enumerate(lefts)
            for each in _source(flow.sources[at], room, y, flow.sources[at].count * unit)
        ),
        *(each for at, y in enumerate(rights) for each in _target(flow.targets[at], room, y, unit)),
        class_="chart flow only-wide" if room.is_wide else "chart flow only-narrow",
        viewBox=f"0 0 {room.width} {number(height + TOP)}",
        role="img",
        aria_labelledby=f"{key}-title {key}-description",
    )


def _stacked(sizes: Sequence[float], gap: float, least: float) -> list[tuple[float, float]]:
    """Top and end of each, one under the other."""
    found, at = [], 0.0
    for size in sizes:
        found.append((at, at + size))
        at += max(size, least) + gap
    return found


def _bands(
    flow: Flow, room: _Room, unit: float, lefts: Sequence[float], rights: Sequence[float]
) -> list[Element]:
    out, into = list(lefts), list(rights)
    start, end = room.left + BAR, room.right
    middle = number((start + end) / 2)
    drawn = []
    for (source, target), count in sorted(flow.bands.items()):
        thick = count * unit
        y, to = out[source], into[target]
        out[source], into[target] = y + thick, to + thick
        data = (
            f"M{start} {number(y)}"
            f"C{middle} {number(y)} {middle} {number(to)} {end} {number(to)}V{number(to + thick)}"
            f"C{middle} {number(to + thick)} {middle} {number(y + thick)}"
            f" {start} {number(y + thick)}Z"
        )
        drawn.append(path(data, "band", f"band-{flow.sources[source].kind}"))
    return drawn


def _source(source: Source, room: _Room, y: float, height: float) -> list[Element]:
    middle = y + height / 2
    name = source.name if room.is_wide else source.short_name
    return [
        element(
            "rect",
            class_=f"wish wish-{source.kind}",
            x=room.left,
            y=y,
            width=BAR,
            height=max(height, 1),
        ),
        text(room.left - 10, middle - 2, name, "bold", anchor="end"),
        text(room.left - 10, middle + LINE - 2, source.note, "under", anchor="end"),
    ]


def _target(target: Target, room: _Room, y: float, unit: float) -> list[Element]:
    filled = target.filled * unit
    places = (target.places or 0) * unit
    drawn = []
    if places > filled:
        drawn.append(
            element(
                "rect",
                class_="place-open",
                x=room.right + 0.5,
                y=y + filled + 0.5,
                width=room.right_bar - 1,
                height=places - filled - 1,
            )
        )
    if filled:
        kind = "place" if target.places is not None else "no-place"
        drawn.append(
            element("rect", class_=kind, x=room.right, y=y, width=room.right_bar, height=filled)
        )
    middle = y + max(filled, places) / 2 + 4.5
    drawn.append(text(room.right + 18, middle, target.name, "bold"))
    if room.is_wide:
        drawn.append(text(room.note, middle, target.note, "under"))
    else:
        drawn.append(text(room.note, middle, target.short_note, "under", anchor="end"))
    return drawn


SHARE_WIDTH = 120


def draw_share(part: int, whole: int, *, is_chosen: bool) -> Element:
    """A small bar of how many got their first wish; said in words beside it."""
    length = part * SHARE_WIDTH / max(whole, 1)
    kind = "share-chosen" if is_chosen else "share-part"
    return element(
        "svg",
        element("rect", class_="share-back", x=0, y=1, width=SHARE_WIDTH, height=10),
        element("rect", class_=kind, x=0, y=1, width=length, height=10),
        class_="share",
        viewBox=f"0 0 {SHARE_WIDTH} 12",
        aria_hidden="true",
        focusable="false",
    )
