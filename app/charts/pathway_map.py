"""The public map "Veier" as SVG: one trunk, 46 strands in six families, and what comes after.

A pure function from a `PathwayMap`. Every family and specialty is a plain link with an
`hx-get` beside it; where the answer goes is inherited from the page around the map.
"""

from itertools import pairwise

from app.charts.pathway_layout import (
    NAME_X,
    PART2_X,
    WIDTH,
    Layout,
    PlacedBundle,
    drawing_order,
    lay_out,
)
from app.charts.pathway_map_value import Bundle, PathwayMap, Strand
from app.charts.pathway_stations import draw_beyond, draw_trunk, local_tag, registered_span
from app.charts.svg import Element, bent_line, element, number, path, text
from app.charts.track import CORNER

ZONE_X = (20, 230, 334, 524, 1006, 1092)


def draw_pathway_map(value: PathwayMap) -> Element:
    """Draw the map; call `.render()` on the result to place it in a page."""
    layout = lay_out(value.bundles)
    bottom = registered_span(layout)[1] + 15
    return element(
        "svg",
        element("title", value.texts.title, id="map-title"),
        element("desc", value.texts.description, id="map-description"),
        *_zones(value, bottom),
        *_bundles(value, layout),
        *draw_trunk(value, layout),
        *draw_beyond(value, layout),
        class_="map only-wide",
        viewBox=f"0 0 {WIDTH} {number(bottom + 8)}",
        role="group",
        aria_labelledby="map-title",
        aria_describedby="map-description",
    )


def _zones(value: PathwayMap, bottom: float) -> list[Element]:
    drawn = []
    for x, heading in zip(ZONE_X, value.texts.zones, strict=True):
        drawn.append(element("line", class_="zone-line", x1=x, y1=34, x2=x, y2=bottom))
        drawn.append(text(x + 2, 22, heading, "zone"))
    return drawn


# Families and specialties


def _bundles(value: PathwayMap, layout: Layout) -> list[Element]:
    """Closed bundles first, the open one over them, then capsules and names."""
    some_open = value.open_bundle is not None
    ordered = sorted(layout.placed, key=lambda placed: placed.bundle.is_open)
    drawn: list[Element] = []
    for placed in ordered:
        drawn.extend(_part2_corridor(placed))
        drawn.extend(_strands(layout, placed, pale=some_open and not placed.bundle.is_open))
    for placed in ordered:
        drawn.extend(_part2_capsules(layout, placed, value, some_open))
    for placed in layout.placed:
        drawn.append(_family_link(placed, pale=some_open and not placed.bundle.is_open))
        drawn.extend(_specialty_links(value, placed))
    return drawn


def _strands(layout: Layout, placed: PlacedBundle, *, pale: bool) -> list[Element]:
    drawn = []
    for index, strand in drawing_order(placed):
        classes = _strand_classes(placed.bundle, strand, pale=pale)
        for points in layout.strand_paths(placed, index):
            drawn.append(path(bent_line(points, CORNER), *classes))
    return drawn


def _strand_classes(bundle: Bundle, strand: Strand, *, pale: bool) -> tuple[str, ...]:
    width = "strand-spread" if bundle.is_open else "strand"
    tone = ("pale",) if pale else ()
    if strand.is_chosen:
        width = "strand-chosen"
    return ("track", f"line-{bundle.line}", width, *tone)


def _part2_corridor(placed: PlacedBundle) -> list[Element]:
    """Joins the capsules of one part 2; the strands that bypass it run across on top."""
    if not (placed.bundle.is_open and placed.has_part2):
        return []
    ends = [members for passes, members in placed.groups() if passes]
    drawn = []
    for upper, lower in pairwise(ends):
        data = f"M{PART2_X} {number(placed.heights[upper[-1]])}V{number(placed.heights[lower[0]])}"
        drawn += [path(data, "corridor"), path(data, "corridor-inside")]
    return drawn


def _part2_capsules(
    layout: Layout, placed: PlacedBundle, value: PathwayMap, some_open: bool
) -> list[Element]:
    if not placed.has_part2:
        return []
    label = text(PART2_X, placed.header, value.texts.part2, "under", halo=True, anchor="middle")
    if placed.bundle.is_open:
        spans = [
            (placed.heights[members[0]] - 8, placed.heights[members[-1]] + 8)
            for passes, members in placed.groups()
            if passes
        ]
        return [*(_small_capsule(top, bottom) for top, bottom in spans), label]
    capsule = _small_capsule(placed.top - 7, placed.bottom + 7)
    gaps = _bypass_gaps(layout, placed, pale=some_open)
    return [capsule, *gaps, label]


def _bypass_gaps(layout: Layout, placed: PlacedBundle, *, pale: bool) -> list[Element]:
    """Openings in a closed capsule, with the strands that do not stop drawn through them."""
    drawn = []
    for passes, members in placed.groups():
        if passes:
            continue
        top, bottom = placed.heights[members[0]], placed.heights[members[-1]]
        drawn.append(
            element(
                "rect",
                class_="opening",
                x=PART2_X - 8,
                y=top - 2.2,
                width=16,
                height=bottom - top + 4.4,
            )
        )
        for index in members:
            classes = _strand_classes(placed.bundle, placed.bundle.strands[index], pale=pale)
            height = number(placed.heights[index])
            drawn.append(path(f"M{PART2_X - 9} {height}H{PART2_X + 9}", *classes))
    return drawn


def _small_capsule(top: float, bottom: float) -> Element:
    return element("rect", class_="stop", x=PART2_X - 6, y=top, width=12, height=bottom - top, rx=6)


def _family_link(placed: PlacedBundle, *, pale: bool) -> Element:
    bundle = placed.bundle
    y = placed.header
    tone = "family-pale" if pale else f"family-{bundle.line}"
    count = bundle.count_text if bundle.is_open else f"{bundle.count_text} ▸"
    reach = 24 if bundle.is_open else placed.bottom - y + 22
    return element(
        "a",
        _hit_area(726, y - 18, reach),
        element("circle", class_=f"disc-{bundle.line}", cx=736, cy=y - 4.5, r=9),
        text(736, y - 0.3, bundle.letter, "letter"),
        text(NAME_X, y, bundle.name, "name", tone, halo=True),
        text(1000, y, count, "under", halo=True, anchor="end"),
        **_link(bundle.href, f"map-{bundle.line}", current=bundle.is_open),
        aria_label=f"{bundle.name}, {bundle.count_text}",
    )


def _specialty_links(value: PathwayMap, placed: PlacedBundle) -> list[Element]:
    if not placed.bundle.is_open:
        return []
    drawn = []
    for strand, height in zip(placed.bundle.strands, placed.heights, strict=True):
        weight = ("name",) if strand.is_chosen else ()
        drawn.append(
            element(
                "a",
                _hit_area(726, height - 12.5, 25),
                text(
                    NAME_X,
                    height + 4.5,
                    strand.name,
                    *weight,
                    f"family-{placed.bundle.line}",
                    halo=True,
                ),
                **_link(strand.href, f"map-{strand.code.lower()}", current=strand.is_chosen),
            )
        )
        if strand.local_offers:
            drawn.append(local_tag(value, 964, height, strand.local_offers))
    return drawn


def _hit_area(x: float, y: float, height: float) -> Element:
    """The whole row can be clicked, not only the letters."""
    return element("rect", class_="hit-area", x=x, y=y, width=1004 - x, height=height)


def _link(href: str, key: str, *, current: bool) -> dict[str, str | None]:
    """A plain link that htmx may follow; the id lets focus survive the swap."""
    return {
        "href": href,
        "hx_get": href,
        "id": key,
        "aria_current": "true" if current else None,
    }
