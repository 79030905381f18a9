"""The charts of Kursbehov: every number on its bar, words where colour would stand alone."""

import re

import pytest

from app.charts.course_demand import (
    NARROW,
    WIDE,
    ChartWords,
    HalfYearBar,
    MonthBar,
    draw_half_years,
    draw_months,
    draw_need,
    draw_saved,
    ticks,
)

WORDS = ChartWords("by-month", "Legemåneder spart", "Mest i mars.")
MONTHS = (
    MonthBar("jan", 0, "0", obstacle="for tidlig"),
    MonthBar("feb", 24, "24"),
    MonthBar("mar", 31, "31", is_best=True),
    MonthBar("apr", 0, "0"),
)
HALF_YEARS = (
    HalfYearBar("høst 2026", "h. 26", 16, 14, "14", 0),
    HalfYearBar("vår 2027", "v. 27", 16, 16, "16", 10, "10 venter"),
    HalfYearBar("høst 2027", "h. 27", 0, 0, "0", 0),
)


def heights(markup: str, kind: str) -> list[float]:
    return [
        float(found) for found in re.findall(rf'<rect class="{kind}"[^>]*height="([\d.]+)"', markup)
    ]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_months_are_drawn_to_scale_with_their_numbers(width: int) -> None:
    markup = draw_months(WORDS, MONTHS, width).render()
    assert f'viewBox="0 0 {width} 216"' in markup
    assert 'role="img"' in markup and "<title" in markup and "<desc" in markup
    assert "style=" not in markup
    (best,), (second, nothing) = heights(markup, "bar-accent"), heights(markup, "bar-pale")
    assert best == 150 and nothing == 0
    assert second == pytest.approx(150 * 24 / 31, abs=0.1)
    assert re.search(r'class="bold middle"[^>]*>31<|>31</text>', markup)
    assert "for tidlig" in markup


def test_wide_and_narrow_have_ids_of_their_own() -> None:
    wide, narrow = (draw_months(WORDS, MONTHS, width).render() for width in (WIDE, NARROW))
    ids = re.findall(r'id="([^"]+)"', wide + narrow)
    assert len(ids) == len(set(ids)) == 4


def test_the_narrow_chart_names_months_by_a_letter() -> None:
    assert ">mar</text>" in draw_months(WORDS, MONTHS, WIDE).render()
    narrow = draw_months(WORDS, MONTHS, NARROW).render()
    assert ">mar</text>" not in narrow and ">m</text>" in narrow


def test_those_who_wait_stand_on_top_in_words_and_the_seats_are_a_line() -> None:
    markup = draw_half_years(WORDS, HALF_YEARS, WIDE).render()
    assert markup.count('class="bar-bad"') == 1
    assert "10 venter" in markup
    assert markup.count('class="seats-mark"') == 3
    seated = heights(markup, "bar-pale")
    (late,) = heights(markup, "bar-bad")
    assert late / seated[1] == pytest.approx(10 / 16, abs=0.01)
    assert ">14</text>" in markup and ">16</text>" in markup


def test_empty_charts_can_be_drawn() -> None:
    assert "<svg" in draw_months(WORDS, (), WIDE).render()
    assert "<svg" in draw_half_years(WORDS, (), NARROW).render()


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (31, [0, 10, 20, 30]),
        (10, [0, 5, 10]),
        (1314, [0, 500, 1000]),
    ],
)
def test_the_axis_has_a_few_whole_numbers_from_zero(most: float, expected: list[int]) -> None:
    assert ticks(most) == expected


def test_small_bars_are_hidden_from_those_who_listen() -> None:
    need, saved = draw_need(46, 32, 80).render(), draw_saved(31, 31).render()
    assert 'aria-hidden="true"' in need and 'aria-hidden="true"' in saved
    assert 'width="69"' in need and "M48 " in need
    assert 'width="220"' in saved
    assert 'width="0.5"' in draw_saved(0, 0).render()
