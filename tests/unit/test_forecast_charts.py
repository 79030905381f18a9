"""The forecast's drawings: what stands where, safe for a page, the same bytes every time."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from app.charts import forecast_bars, forecast_fan, forecast_pyramid, plots
from app.charts.course_demand import ChartWords
from app.charts.forecast_bars import Height, SwingBar, YearBar, draw_swings, draw_years
from app.charts.forecast_fan import Fan, FanWords, FanYear, draw_fan, scale
from app.charts.forecast_pyramid import AgeBar, draw_ages
from app.charts.plots import Bar, Label, Line, Plot, Room, rebuilt
from app.charts.svg import TAGS, Element

WORDS = FanWords(
    "Spesialister <og> behov",
    "84 og 90 & «mer»",
    *("i dag", "84 årsverk", "84", "behov 90", "90"),
    *("spesialister 97", "leger", "behov 105", "behov", "8 av 10 forløp", "mangler 14"),
)
YEARS = tuple(
    FanYear(2026 + n, 84 - 2 * n, 84 - n, 84.0, 84 + n, 84 + 2 * n, 89.5 + n, 90 + n, 90.5 + n)
    for n in range(6)
)
FAN = Fan(WORDS, YEARS, ((2024, 82.0), (2025, 83.0), (2026, 84.0)), 2030)
CHART = ChartWords("chart", "Sjanse", "Sjansen per år")
BARS = [YearBar(2027, 0.0), YearBar(2028, 0.25, "25"), YearBar(2029, 1.0, "100")]
HEIGHTS = [Height(0, "0 %"), Height(1, "100 %")]
SWINGS = [SwingBar("Alder", -9.0, 8.0, "−9", "+8"), SwingBar("Behov", 3.0, -3.0, "+3", "−3")]
AGES = [AgeBar(35, 49, "35–49", 6, 9), AgeBar(50, 54, "50–54", 5, 0)]
SIDES = ("kvinner", "menn")

DRAWINGS = [
    *(draw_fan(FAN, width) for width in (forecast_fan.WIDE, forecast_fan.NARROW)),
    *(draw_years(CHART, BARS, HEIGHTS, width) for width in (606, 352)),
    *(draw_swings(CHART, SWINGS, width) for width in (606, 352)),
    *(draw_ages(CHART, AGES, SIDES, width) for width in (606, 352)),
]


def parsed(drawing: Element) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawing.render()))


def texts(drawing: Element) -> list[str]:
    return [each.text or "" for each in parsed(drawing).iter("text")]


def paths(drawing: Element, kind: str) -> list[list[tuple[float, float]]]:
    found = []
    for each in parsed(drawing).iter("path"):
        if each.get("class") == kind:
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", each.get("d", ""))]
            found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_drawing_has_a_name_and_nothing_that_the_page_forbids(drawing: Element) -> None:
    root = parsed(drawing)
    assert root.get("role") == "img"
    named = {each.get("id"): each for each in root if each.tag in ("title", "desc")}
    assert " ".join(named) == root.get("aria-labelledby")
    assert all(each.text for each in named.values())
    attributes = {name for each in root.iter() for name in each.attrib}
    assert attributes <= {
        *("class", "d", "x", "y", "viewBox", "role", "aria-labelledby", "id"),
    }
    assert {each.tag for each in root.iter()} <= TAGS
    assert [each.get("id") for each in root.iter() if each.get("id")] == list(named)


def test_two_widths_in_one_page_share_no_id() -> None:
    pages = [DRAWINGS[first : first + 2] for first in range(0, len(DRAWINGS), 2)]
    for wide, narrow in pages:
        ids = [each.get("id") for one in (wide, narrow) for each in parsed(one).iter()]
        known = [each for each in ids if each]
        assert len(known) == len(set(known)) == 4
        assert "only-wide" in str(wide.render())
        assert "only-narrow" in str(narrow.render())


def test_equal_data_give_equal_bytes_and_other_data_other_ones() -> None:
    first = str(draw_fan(FAN, 1296).render())
    plots.draw.cache_clear()
    assert str(draw_fan(replace(FAN), 1296).render()) == first
    assert str(draw_fan(replace(FAN, gap_year=2031), 1296).render()) != first


def test_a_drawing_is_made_once_for_the_same_data() -> None:
    plots.draw.cache_clear()
    assert draw_fan(FAN, 1296) is draw_fan(replace(FAN), 1296)
    assert plots.draw.cache_info().misses == 1


def test_the_fan_stands_where_its_numbers_say() -> None:
    drawing, room = draw_fan(FAN, 1296), forecast_fan.ROOMS[1296]
    first, last, step = scale(FAN)
    assert (first, last, step) == (70, 100, 10)

    def at(year: float, value: float) -> tuple[float, float]:
        across = room.left + (year - 2024) / (2031 - 2024) * (room.right - room.left)
        up = room.bottom - (value - first) / (last - first) * (room.bottom - room.top)
        return pytest.approx(across, abs=0.06), pytest.approx(up, abs=0.06)

    assert paths(drawing, "fan-middle") == [[at(each.year, each.middle) for each in YEARS]]
    assert paths(drawing, "need-line") == [[at(each.year, each.needed) for each in YEARS]]
    assert paths(drawing, "fan-history") == [[at(*each) for each in FAN.history]]
    assert paths(drawing, "decides") == [[at(2030, 84), at(2030, 94)]]
    outer = paths(drawing, "fan-outer")[0]
    assert outer[:6] == [at(each.year, each.high) for each in YEARS]
    # Today low and high are one point, where the area closes.
    assert outer[6:] == [at(each.year, each.low) for each in reversed(YEARS[1:])]


def test_the_narrow_fan_uses_the_short_names() -> None:
    wide, narrow = texts(draw_fan(FAN, 1296)), texts(draw_fan(FAN, 352))
    assert {"84 årsverk", "behov 90", "spesialister 97", "behov 105", "mangler 14"} <= set(wide)
    assert {"84", "90", "leger", "behov", "mangler 14"} <= set(narrow)


def test_a_fan_without_a_gap_or_a_history_leaves_them_out() -> None:
    bare = replace(FAN, history=(), gap_year=None, words=replace(WORDS, gap=""))
    drawing = draw_fan(bare, 1296)
    assert paths(drawing, "fan-history") == paths(drawing, "decides") == []
    assert "mangler 14" not in texts(drawing)


def test_names_at_the_end_never_touch() -> None:
    close = tuple(replace(each, needed=each.middle + 0.1) for each in YEARS)
    drawing = parsed(draw_fan(replace(FAN, years=close), 352))
    ends = [float(each.get("y", "0")) for each in drawing.iter("text") if each.get("x") == "300"]
    assert len(ends) == 2
    assert abs(ends[0] - ends[1]) >= 15


def test_bars_by_year_start_at_zero_and_are_as_high_as_their_numbers() -> None:
    drawing = draw_years(CHART, BARS, HEIGHTS, 606)
    heights = [max(y for _x, y in bar) - min(y for _x, y in bar) for bar in _bars(drawing)]
    assert heights == pytest.approx([0.4, 37.5, 150], abs=0.11)
    assert all(max(y for _x, y in bar) == 170 for bar in _bars(drawing))
    assert {"25", "100", "0 %", "100 %", "2028"} <= set(texts(drawing))


def _bars(drawing: Element) -> list[list[tuple[float, float]]]:
    return paths(drawing, "bar-accent")


@pytest.mark.parametrize("width", [606, 352])
def test_swings_go_both_ways_from_zero(width: int) -> None:
    drawing = draw_swings(CHART, SWINGS, width)
    zero = paths(drawing, "today")[0][0][0]
    low, high = paths(drawing, "bar-pale"), paths(drawing, "bar-accent")
    unit = (max(x for x, _y in high[0]) - zero) / 8
    assert unit > 0
    assert min(x for x, _y in low[0]) == pytest.approx(zero - 9 * unit, abs=0.2)
    # The second input moves the answer the other way.
    assert max(x for x, _y in low[1]) == pytest.approx(zero + 3 * unit, abs=0.2)
    assert min(x for x, _y in high[1]) == pytest.approx(zero - 3 * unit, abs=0.2)
    assert {"Alder", "−9", "+8", "Behov", "+3", "−3"} <= set(texts(drawing))
    assert all(0 <= x <= width for bar in low + high for x, _y in bar)


def test_the_area_of_an_age_bar_is_its_persons() -> None:
    drawing = draw_ages(CHART, AGES, SIDES, forecast_pyramid.WIDE)

    def area(bar: list[tuple[float, float]]) -> float:
        across, up = zip(*bar, strict=True)
        return (max(across) - min(across)) * (max(up) - min(up))

    (men,), women = paths(drawing, "bar-accent"), paths(drawing, "bar-pale")
    # A narrow gap between bars takes more of a low bar than of a high one.
    assert area(men) / area(women[0]) == pytest.approx(9 / 6, rel=0.02)
    assert area(women[1]) / area(women[0]) == pytest.approx(5 / 6, rel=0.1)
    assert texts(drawing) == ["35–49", "6", "9", "50–54", "5", "kvinner", "menn"]


ROOM = Room(100, 50, 0, 0, 100, 50)


def test_a_name_stays_the_text_it_is() -> None:
    name = "<b>$x$ & «æ»</b>"
    drawing = plots.draw(Plot("k", name, name, ROOM, (0, 1), (0, 1), (Label((0.5, 0.5), name),)))
    assert texts(drawing) == [name]
    assert "<b>" not in str(drawing.render())


def test_an_axis_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="two different ends"):
        plots.draw(Plot("k", "t", "d", ROOM, (1, 1), (0, 1), ()))


@pytest.mark.parametrize(
    "inside",
    [
        '<script>alert("x")</script>',
        '<image href="http://elsewhere"/>',
        '<path d="M0 0 url(x)"/>',
        '<use href="#m"/>',
    ],
)
def test_what_has_no_place_in_a_drawing_is_refused(inside: str) -> None:
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg"><g id="mark-0">{inside}</g></svg>'
    with pytest.raises(ValueError, match="no place in our drawings"):
        list(rebuilt(drawn, (Line(((0, 0), (1, 1)), "today"),)))


@pytest.mark.parametrize("turn", ["rotate(-90 1 1)", "matrix(1 0 0 1 0 0)"])
def test_a_turned_text_is_refused(turn: str) -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg"><g id="mark-0">'
        f'<text x="1" y="1" transform="{turn}">a</text></g></svg>'
    )
    with pytest.raises(ValueError, match="no place in our drawings"):
        list(rebuilt(drawn, (Label((0, 0), "a"),)))


def test_styles_of_matplotlib_are_left_behind() -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>*{fill:red}</style>'
        '<g id="mark-0"><path d="M 1.25 2 \nL 3 4.06 \nz" style="fill: red" onclick="x()"/>'
        "</g></svg>"
    )
    (found,) = rebuilt(drawn, (Bar((0, 0), (1, 1), "bar-accent"),))
    assert str(found.render()) == '<path class="bar-accent" d="M1.2 2L3 4.1z"/>'


def test_the_bars_know_both_widths() -> None:
    assert (forecast_bars.WIDE, forecast_bars.NARROW) == (606, 352)
