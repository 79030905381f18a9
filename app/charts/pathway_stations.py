"""The stations of the public map: the trunk before the choice, and what comes after "Spesialist".

Where a station stands along the page is laid out here by its stage template; whether it is
there, its name and its months come from the graph.
"""

from app.charts.pathway_layout import CHOOSE_X, SPECIALIST_X, Layout
from app.charts.pathway_map_value import MapStop, PathwayMap
from app.charts.svg import Element, bent_line, element, number, path, text
from app.charts.track import (
    CAPSULE,
    CORNER,
    interchange,
    name_at,
    side_line,
    side_loop,
    station,
    stop,
)

TRUNK_X = {
    "student_unlicensed": 52,
    "student_licensed": 140,
    "degree": 230,
    "lis1_hospital": 372,
    "lis1_municipality": 456,
}
"""Stations on the trunk, left to right."""
FOREIGN_X = (52, 158)
"""Student abroad, and trained abroad."""
NAME_BELOW = frozenset({"student_licensed", "lis1_municipality"})
"""Names stand above and below the trunk in turn, so that they never meet."""
BEYOND_X = 1126
BEYOND_NAME_X = 1144
REGISTERED_STEP = 38.0
LONG_NAME = 10
"""Letters that fit above the interchange "Velg fag" without touching the bundles."""
REGISTERED = ("municipal_chief_physician", "company_physician", "general_practitioner")
SIDE_STOPS = {"combined_post": 0.36, "observation_stay": 0.70}
"""Stops on the dotted line below the consultant: how far down to the next station."""


# The trunk


def draw_trunk(value: PathwayMap, layout: Layout) -> list[Element]:
    """The trunk with its stations, its side lines and the interchange "Velg fag"."""
    y = layout.trunk
    drawn = [path(f"M52 {number(y)}H{CHOOSE_X}", "track", "trunk")]
    drawn.extend(_foreign_ways(value, y))
    drawn.extend(_lis0(value, y))
    for template, x in TRUNK_X.items():
        found = value.stop(template)
        if found is not None:
            drawn.extend(_trunk_station(value, found, x, y))
    choice = value.stop("part1_complete")
    drawn.append(interchange(CHOOSE_X, y - 32, y + 32))
    if choice is not None:
        drawn.append(_choice_name(choice.name, y - 44))
    return drawn


def _choice_name(name: str, y: float) -> Element:
    """Over the interchange; a long name ends there, since the bundles rise to its right."""
    if len(name) > LONG_NAME:
        return text(CHOOSE_X + 14, y, name, "name", halo=True, anchor="end")
    return text(CHOOSE_X, y, name, "name", halo=True, anchor="middle")


def _trunk_station(value: PathwayMap, found: MapStop, x: float, y: float) -> list[Element]:
    below = found.template in NAME_BELOW
    lift = 30.0 if below else (-18.0 if not found.under else -34.0)
    drawn = [station(x, y), *name_at(x, y + lift, found.name, found.under)]
    if found.local_offers:
        side = -1 if below else 1
        drawn.append(side_line(x, y + side * 14, x, y + side * 40))
        drawn.append(local_tag(value, x, y + side * 50, found.local_offers))
    return drawn


def _lis0(value: PathwayMap, y: float) -> list[Element]:
    found = value.stop("lis0")
    if found is None:
        return []
    depth = 46.0
    return [
        side_loop(234, 330, y + 4, depth - 4),
        stop(282, y + depth),
        *name_at(282, y + depth + 24, found.name, found.under),
    ]


def _foreign_ways(value: PathwayMap, y: float) -> list[Element]:
    """Trained abroad: a dotted line below the trunk that joins at authorisation or the choice."""
    level = y + 122
    before = [value.stop(template) for template in ("student_abroad", "degree_abroad")]
    after = value.stop("part1_abroad")
    drawn: list[Element] = []
    degree_x = TRUNK_X["degree"]
    places = [(stop_, x) for stop_, x in zip(before, FOREIGN_X, strict=True) if stop_]
    if places:
        points = [(places[0][1], level), (degree_x, level), (degree_x, y + 14)]
        drawn.append(path(bent_line(points, CORNER), "side-line"))
    if after is not None:
        points = [(degree_x, level), (CHOOSE_X, level), (CHOOSE_X, y + 38)]
        drawn.append(path(bent_line(points, CORNER), "side-line"))
        drawn += _side_name(after, TRUNK_X["lis1_hospital"], level)
    for found, x in places:
        drawn += _side_name(found, x, level, above=x == FOREIGN_X[0])
    return drawn


def _side_name(found: MapStop, x: float, y: float, *, above: bool = False) -> list[Element]:
    baseline = y - 14 if above else y + 24
    lines = [stop(x, y), text(x, baseline, found.name, halo=True, anchor="middle")]
    if found.under:
        lines.append(text(x, y + 40, found.under, "under", halo=True, anchor="middle"))
    return lines


# Specialist and beyond


def registered_span(layout: Layout) -> tuple[float, float]:
    """Top and bottom of the interchange of the registered enterprises."""
    if not layout.registered:
        bottom = layout.hospital[-1].bottom + 10
        return bottom, bottom
    centre = layout.registered[-1].centre
    half = REGISTERED_STEP + 12
    return min(centre - half, layout.registered[0].top - 10), max(
        centre + half, layout.registered[-1].bottom + 10
    )


def draw_beyond(value: PathwayMap, layout: Layout) -> list[Element]:
    """Two interchanges, since they lead to different places, and the stages after them."""
    top, bottom = registered_span(layout)
    drawn: list[Element] = []
    heights = _beyond_heights(value, layout)
    for template, y in heights.items():
        drawn.append(_onward_line(value, template, y))
    drawn.append(interchange(SPECIALIST_X, layout.hospital[0].top - 10, _hospital_bottom(layout)))
    if layout.registered:
        drawn.append(interchange(SPECIALIST_X, top, bottom))
    drawn.extend(_side_stops(value, heights))
    for template, y in heights.items():
        drawn.extend(_beyond_station(value, template, y))
    drawn.extend(_waiting_post(value, layout.trunk))
    return drawn


def _hospital_bottom(layout: Layout) -> float:
    return layout.hospital[-1].bottom + 10


def _beyond_heights(value: PathwayMap, layout: Layout) -> dict[str, float]:
    """Heights of the stations after "Spesialist", top to bottom."""
    heights: dict[str, float] = {}
    if value.stop("contract_specialist"):
        heights["contract_specialist"] = layout.placed[0].centre
    if value.stop("consultant"):
        heights["consultant"] = layout.trunk
    present = [template for template in REGISTERED if value.stop(template)]
    if layout.registered:
        centre = layout.registered[-1].centre
        for place, template in enumerate(present):
            heights[template] = centre + REGISTERED_STEP * (place - (len(present) - 1) / 2)
    return heights


def _onward_line(value: PathwayMap, template: str, y: float) -> Element:
    data = f"M{SPECIALIST_X} {number(y)}H{BEYOND_X}"
    bundle = value.open_bundle
    if bundle is not None and template in value.onward:
        return path(data, "track", f"line-{bundle.line}", "strand-chosen")
    return path(data, "track", "trunk")


def _beyond_station(value: PathwayMap, template: str, y: float) -> list[Element]:
    found = value.stop(template)
    if found is None:
        return []
    bundle = value.open_bundle
    line = bundle.line if bundle is not None and template in value.onward else None
    return [station(BEYOND_X, y, line), *_beyond_name(value, found, y, "name")]


def _beyond_name(value: PathwayMap, found: MapStop, y: float, *classes: str) -> list[Element]:
    lines = [text(BEYOND_NAME_X, y - 1 if found.under else y + 4, found.name, *classes, halo=True)]
    if found.under:
        lines.append(text(BEYOND_NAME_X, y + 14, found.under, "under", halo=True))
    if found.local_offers:
        tag_y = y + (29 if found.under else 18)
        lines.append(local_tag(value, BEYOND_NAME_X + 24, tag_y, found.local_offers))
    return lines


def _side_stops(value: PathwayMap, heights: dict[str, float]) -> list[Element]:
    """The dotted line up to the consultant's leave and down past exchange and combined posts."""
    if "consultant" not in heights:
        return []
    y = heights["consultant"]
    drawn: list[Element] = []
    leave = value.stop("consultant_leave")
    if leave is not None:
        up = (heights.get("contract_specialist", y - 190) + y) / 2
        drawn += [side_line(BEYOND_X, y - 14, BEYOND_X, up + 8), stop(BEYOND_X, up)]
        drawn += _beyond_name(value, leave, up)
    below = [height for height in heights.values() if height > y]
    if not below:
        return drawn
    drawn.append(side_line(BEYOND_X, y + 14, BEYOND_X, max(below) - 14))
    for template, share in SIDE_STOPS.items():
        found = value.stop(template)
        if found is not None:
            at = y + share * (min(below) - y)
            drawn += [stop(BEYOND_X, at), *_beyond_name(value, found, at)]
    return drawn


def _waiting_post(value: PathwayMap, y: float) -> list[Element]:
    """A specialist who still holds a LIS post: a small stop on the way to consultant."""
    found = value.stop("specialist_in_lis_post")
    if found is None or value.stop("consultant") is None:
        return []
    x = (SPECIALIST_X + CAPSULE / 2 + BEYOND_X) / 2
    first, _space, rest = found.name.partition(" ")
    lines = [text(x, y + 24, first, "under", halo=True, anchor="middle")]
    if rest:
        lines.append(text(x, y + 38, rest, "under", halo=True, anchor="middle"))
    return [stop(x, y), *lines]


def local_tag(value: PathwayMap, x: float, y: float, count: int) -> Element:
    """A local offer: dotted and tagged, never a piece of the national line."""
    label = value.texts.local if count == 1 else f"{count} {value.texts.local}"
    width = 14 + 6.4 * len(label)
    return element(
        "a",
        element("rect", class_="local-tag", x=x - width / 2, y=y - 9, width=width, height=18, rx=4),
        text(x, y + 4, label, "under", anchor="middle"),
        href="#local-offers",
        aria_label=f"{value.texts.local_label}: {count}",
    )
