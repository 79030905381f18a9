"""The public map: geometry that holds for every choice, and markup that is safe and complete."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts import svg
from app.charts.pathway_layout import (
    CHOOSE_X,
    PART2_X,
    SPECIALIST_X,
    SPREAD,
    TIGHT,
    Layout,
    lay_out,
)
from app.charts.pathway_map import draw_pathway_map
from app.charts.pathway_map_value import PathwayMap
from app.charts.svg import Point
from app.services.pathways_links import PathwayLinks
from app.services.pathways_map import Choice, build_map
from pathways.types.knowledge import FactStatus, Family, LocalOffer, Specialty
from tests.unit.knowledge_values import real_graph, real_knowledge

CHOICES = [None, *Family]
WITHOUT_PART2 = {"MAX", "NKI", "ORT"}


def a_specialty(code: str) -> Specialty:
    return next(one for one in real_knowledge().specialties if one.code == code)


def a_map(family: Family | None = None, code: str | None = None, *offers: LocalOffer) -> PathwayMap:
    specialty = a_specialty(code) if code else None
    choice = Choice(specialty.family if specialty else family, specialty)
    return build_map(real_graph(), offers, choice, PathwayLinks())


def drawn(value: PathwayMap) -> ET.Element:
    return ET.fromstring(str(draw_pathway_map(value).render()))


def with_class(root: ET.Element, *names: str) -> list[ET.Element]:
    return [one for one in root.iter() if set(names) <= set(one.get("class", "").split())]


def height_at(lines: tuple[tuple[Point, ...], ...], x: float) -> float | None:
    """The height of a strand at `x`, corners taken as sharp."""
    for points in lines:
        for (x1, y1), (x2, y2) in pairwise(points):
            if x1 <= x <= x2 and x2 > x1:
                return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return None


def all_strands(layout: Layout) -> list[tuple[tuple[Point, ...], ...]]:
    return [
        layout.strand_paths(placed, index)
        for placed in layout.placed
        for index in range(len(placed.heights))
    ]


# Geometry


@pytest.mark.parametrize("family", CHOICES)
def test_strands_keep_their_order_and_never_cross(family: Family | None) -> None:
    strands = all_strands(lay_out(a_map(family).bundles))
    assert len(strands) == 46

    for x in range(CHOOSE_X + 1, SPECIALIST_X, 3):
        heights = [height_at(lines, x) for lines in strands]
        found = [height for height in heights if height is not None]
        assert found == sorted(found), f"strands cross at x = {x}"


@pytest.mark.parametrize("family", CHOICES)
def test_only_the_open_family_is_spread(family: Family | None) -> None:
    for placed in lay_out(a_map(family).bundles).placed:
        steps = {round(low - high, 3) for high, low in pairwise(placed.heights)}
        assert steps == {SPREAD if placed.bundle.is_open else TIGHT}


@pytest.mark.parametrize("family", CHOICES)
def test_every_strand_runs_from_the_choice_to_specialist(family: Family | None) -> None:
    for lines in all_strands(lay_out(a_map(family).bundles)):
        assert lines[0][0][0] == CHOOSE_X
        assert lines[-1][-1][0] == SPECIALIST_X


@given(counts=st.lists(st.integers(1, 20), min_size=6, max_size=6), opened=st.integers(-1, 5))
def test_bundles_of_any_size_lie_apart(counts: list[int], opened: int) -> None:
    strand = a_map().bundles[0].strands[0]
    bundles = tuple(
        replace(bundle, strands=(strand,) * count, is_open=index == opened)
        for index, (bundle, count) in enumerate(zip(a_map().bundles, counts, strict=True))
    )
    placed = lay_out(bundles).placed
    for above, below in pairwise(placed):
        # A name stands between them.
        assert below.header - above.bottom > 20


def test_surgery_without_part2_bypasses_the_capsule_when_open() -> None:
    value = a_map(Family.SURGERY)
    layout = lay_out(value.bundles)
    surgery = layout.placed[1]
    for index, strand in enumerate(surgery.bundle.strands):
        lines = layout.strand_paths(surgery, index)
        stops = any(points[-1][0] == PART2_X for points in lines)
        assert stops is (strand.code not in WITHOUT_PART2)


def test_surgery_has_two_capsules_when_open_and_an_opening_when_closed() -> None:
    opened, closed = drawn(a_map(Family.SURGERY)), drawn(a_map())
    # One for internal medicine, two for surgery: the three that bypass it lie between.
    assert len([one for one in with_class(opened, "stop") if one.tag.endswith("rect")]) == 3
    assert with_class(opened, "corridor")
    assert len(with_class(closed, "opening")) == 1


# What is drawn


def test_closed_map_draws_46_strands_in_full_colour() -> None:
    root = drawn(a_map())
    through_opening = len(WITHOUT_PART2)
    assert len(with_class(root, "strand")) == 46 + through_opening
    assert not with_class(root, "pale")


def test_open_family_leaves_the_others_pale() -> None:
    root = drawn(a_map(Family.PSYCHIATRY))
    assert len(with_class(root, "strand-spread", "line-p")) == 3
    assert not with_class(root, "pale", "line-p")
    assert all("pale" in one.get("class", "") for one in with_class(root, "strand"))


def test_chosen_strand_is_thick_and_goes_on_after_specialist() -> None:
    root = drawn(a_map(code="VOP"))
    thick = with_class(root, "strand-chosen")
    starts = [one.get("d", "") for one in thick]
    assert all("line-p" in one.get("class", "") for one in thick)
    assert sum(start.startswith(f"M{SPECIALIST_X} ") for start in starts) == 2
    assert len(with_class(root, "station", "line-p")) == 2


def test_general_practice_leads_to_general_practitioner_only() -> None:
    assert a_map(code="ALM").onward == {"general_practitioner"}


@pytest.mark.parametrize("family", CHOICES)
def test_every_link_works_with_and_without_htmx(family: Family | None) -> None:
    links = [one for one in drawn(a_map(family)).iter() if one.tag.endswith("a")]
    members = next((b.strands for b in a_map(family).bundles if b.is_open), ())
    assert len(links) == 6 + len(members)
    for link in links:
        assert link.get("href") == link.get("hx-get")
        assert re.fullmatch(r"/veier\?familie=[ikpsla](&fag=[a-z]{3}#fakta)?", link.get("href", ""))
    ids = [link.get("id") for link in links]
    assert len(set(ids)) == len(ids)


def test_drawing_has_role_title_and_description_and_no_style() -> None:
    root = drawn(a_map(code="HJS"))
    assert root.get("role") == "group"
    titles = {one.get("id"): one.text for one in root if one.tag in ("title", "desc")}
    assert titles[root.get("aria-labelledby")] == "Kart over veiene"
    assert "46 fag" in (titles[root.get("aria-describedby")] or "")
    for one in root.iter():
        assert "style" not in one.attrib
        assert not [name for name in one.attrib if name.startswith("on")]


def test_months_on_the_map_are_those_of_the_graph() -> None:
    value = a_map()
    graph = real_graph()
    for template in ("lis1_hospital", "lis1_municipality"):
        months = graph.nodes[template]["stage"].minimum_months
        stop = value.stop(template)
        assert stop is not None and stop.under == f"{months} måneder"
    assert value.texts.zones[2] == "Del 1: LIS1, 18\u00a0md."


def test_local_offer_is_tagged_and_hangs_on_its_station() -> None:
    offer = LocalOffer(
        *("x", "lis1_hospital", None, "ahus", "Tilbud", "Offer", "src-012"),
        status=FactStatus.CONFIRMED,
        is_demo=False,
    )
    root = drawn(a_map(None, "VOP", offer))
    (tag,) = with_class(root, "local-tag")
    assert tag is not None
    assert [one.get("href") for one in root.iter() if one.get("href", "").startswith("#")] == [
        "#local-offers"
    ]
    assert not with_class(drawn(a_map(None, "VOP")), "local-tag")


# The builder


def test_text_and_attributes_are_escaped() -> None:
    made = svg.text(0, 0, "<b>&", "x").render()
    assert made == '<text x="0" y="0" class="x">&lt;b&gt;&amp;</text>'
    assert "&#34;" in svg.element("g", aria_label='"').render()


@pytest.mark.parametrize(
    "attributes",
    [
        {"style": "color:red"},
        {"onclick": "alert(1)"},
        {"href": "javascript:alert(1)"},
        {"href": "//example.org"},
        {"hx_get": "https://example.org"},
    ],
)
def test_unsafe_attributes_are_refused(attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"allowed|within the site"):
        svg.element("a", **attributes)


def test_unknown_elements_are_refused() -> None:
    with pytest.raises(ValueError, match="script"):
        svg.element("script")


def test_bent_line_rounds_a_corner_and_keeps_its_ends() -> None:
    assert svg.bent_line([(0, 0), (100, 0), (100, 100)], 14) == "M0 0L86 0Q100 0 100 14L100 100"
    # A short piece gives at most half of itself to each corner.
    assert svg.bent_line([(0, 0), (10, 0), (10, 100)], 14).startswith("M0 0L5 0Q10 0")


@given(st.floats(-1e4, 1e4))
def test_numbers_have_at_most_one_decimal(value: float) -> None:
    assert re.fullmatch(r"-?\d+(\.[1-9])?", svg.number(value))
