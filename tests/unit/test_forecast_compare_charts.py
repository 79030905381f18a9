"""What is missing in several forecasts, and what somebody has said: what stands where."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from app.charts.forecast_compare import (
    LEAST_APART,
    LINES,
    NARROW,
    WIDE,
    CompareLine,
    Comparison,
    draw_comparison,
)
from app.charts.forecast_said import EDGE, THIN, WIDTH, draw_said
from app.charts.svg import Element

FOUND = Comparison(
    "Årsverk som mangler",
    "I 2029 mangler 3",
    2026,
    tuple(
        CompareLine(f"{letter} scenario", letter, (4.0, 4 - n, 3 - 2 * n, 3.0 - n / 20))
        for n, letter in enumerate("ABCD")
    ),
    ("full dekning", "fullt"),
)


def parsed(drawing: Element) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawing.render()))


def ends(data: str) -> tuple[float, float]:
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", data)]
    return numbers[-2], numbers[-1]


@pytest.mark.parametrize(("width", "last"), [(WIDE, "full dekning"), (NARROW, "fullt")])
def test_four_lines_with_their_names_and_the_line_of_nothing_missing(width: int, last: str) -> None:
    root = parsed(draw_comparison(FOUND, width))
    kinds = [each.get("class", "") for each in root.iter("path")]
    assert [kind for kind in kinds if kind.startswith("compare-")] == list(LINES)
    (level,) = [each for each in root.iter("path") if each.get("class") == "need-line"]
    names = [each for each in root.iter("text") if each.get("class", "").startswith("bold")]
    assert [each.text for each in names][-1] == last
    heights = sorted(float(each.get("y", "0")) for each in names)
    assert len(names) == 5
    assert all(b - a >= LEAST_APART - 0.2 for a, b in pairwise(heights))
    # More missing lies higher; too many lies below the level.
    lines = {each.get("class"): each.get("d", "") for each in root.iter("path")}
    assert ends(lines["compare-first"])[1] < ends(lines["compare-fourth"])[1]
    assert ends(lines["compare-fourth"])[1] < ends(level.get("d", ""))[1]
    below = [float(n) for n in re.findall(r"-?[\d.]+", lines["compare-fourth"])][1::2]
    assert max(below) > ends(level.get("d", ""))[1]
    assert "\u22125" in [each.text for each in root.iter("text")]


def test_the_same_numbers_give_the_same_bytes() -> None:
    drawn = [draw_comparison(FOUND, WIDE).render() for _again in range(2)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(
    ("low", "high", "start", "width"),
    [
        (0, 10, EDGE, WIDTH - 2 * EDGE),
        (5, 5, WIDTH / 2 - THIN / 2, THIN),
        (5, 10, WIDTH / 2, WIDTH / 2 - EDGE),
    ],
)
def test_a_belief_is_a_bar_between_its_numbers(
    low: float, high: float, start: float, width: float
) -> None:
    bar = parsed(draw_said(low, high, (0, 10), counts=True)).find("rect")
    assert bar is not None
    assert (float(bar.get("x", "0")), float(bar.get("width", "0"))) == (start, width)
    assert bar.get("class") == "bar-accent"


def test_a_scale_without_length_puts_the_bar_in_the_middle() -> None:
    bar = parsed(draw_said(3, 3, (3, 3), counts=False)).find("rect")
    assert bar is not None
    assert (bar.get("x"), bar.get("class")) == (str(WIDTH // 2 - THIN // 2), "bar-pale")
