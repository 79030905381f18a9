"""The years as a drawing: blocks where the days are, never on top of each other."""

from datetime import date
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from app.charts.timeline import (
    LEFT,
    RIGHT,
    Block,
    Mark,
    Timeline,
    TimelineWords,
    draw_timeline,
    position,
)

WORDS = TimelineWords(
    "Tidslinje", "Alt.", "Tjeneste", "Permisjon, deltid", "Kurs", "Samtaler", "i dag"
)
FIRST, LAST, TODAY = date(2023, 1, 1), date(2029, 6, 30), date(2026, 11, 23)


def a_timeline(*services: Block, **changes: object) -> Timeline:
    values = {
        "words": WORDS,
        "first": FIRST,
        "last": LAST,
        "today": TODAY,
        "services": services,
        "absences": (),
        "courses": (),
        "talks": (),
        **changes,
    }
    return Timeline(**values)  # type: ignore[arg-type]


def drawn(value: Timeline) -> ET.Element:
    return ET.fromstring(str(draw_timeline(value).render()))


def words_of(root: ET.Element) -> str:
    return " ".join(root.itertext())


def blocks(root: ET.Element) -> list[ET.Element]:
    return [e for e in root.iter() if e.get("class", "").startswith("block ")]


AKUTT = Block("Akutt, Kalnes", "hospital", date(2023, 3, 1), date(2024, 3, 31))
DPS = Block("DPS Halden", "dps", date(2026, 8, 1), date(2027, 8, 31))


def test_a_block_lies_between_its_days() -> None:
    value = a_timeline(AKUTT)
    block = blocks(drawn(value))[0]
    assert float(block.get("x", 0)) == round(position(value, AKUTT.starts_on), 1)
    assert LEFT <= position(value, FIRST) < position(value, LAST) <= RIGHT


def test_services_that_overlap_get_a_row_each() -> None:
    inside = Block("Intensiv", "hospital", date(2023, 6, 1), date(2023, 8, 31))
    rows = {block.get("y") for block in blocks(drawn(a_timeline(AKUTT, inside, DPS)))}
    assert len(rows) == 2


def test_every_block_says_its_name_to_those_who_point_at_it() -> None:
    root = drawn(a_timeline(AKUTT, DPS))
    titles = [child.text for block in blocks(root) for child in block]
    assert titles == ["Akutt, Kalnes", "DPS Halden"]


def test_a_row_without_anything_is_left_out() -> None:
    assert "Kurs" not in words_of(drawn(a_timeline(AKUTT)))
    course = Mark("Kurs A", "done", date(2023, 10, 16))
    assert "Kurs" in words_of(drawn(a_timeline(AKUTT, courses=(course,))))


def test_today_and_the_reckoned_day_have_lines_and_names() -> None:
    root = drawn(a_timeline(AKUTT, end=date(2029, 1, 13), end_label="tidligst 13.01.2029"))
    lines = [e.get("class") for e in root.iter() if e.tag.endswith("line")]
    assert {"today", "end-line"} <= set(lines)
    assert "i dag" in words_of(root)
    assert "tidligst 13.01.2029" in words_of(root)


def test_the_reckoned_day_close_to_today_is_named_alone() -> None:
    root = drawn(a_timeline(AKUTT, end=date(2026, 12, 20), end_label="tidligst 20.12.2026"))
    assert "i dag" not in words_of(root)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_no_day_falls_outside_the_axis(day: date) -> None:
    assert LEFT <= position(a_timeline(AKUTT), day) <= RIGHT


def test_the_best_day_stands_before_the_end_and_only_when_it_is_earlier() -> None:
    end = date(2029, 2, 28)

    def lines(best: date | None) -> list[float]:
        root = drawn(a_timeline(end=end, end_label="28.02.2029", best=best))
        return [float(e.get("x1", "")) for e in root.iter() if e.get("class") == "best-line"]

    (x,) = lines(date(2029, 1, 13))
    assert LEFT < x < position(a_timeline(), end)
    assert lines(end) == lines(None) == []


def test_what_needs_a_place_has_no_colour_of_a_place() -> None:
    block = Block("Psykose, må plasseres", "to-plan", date(2028, 1, 1), date(2028, 12, 31))
    root = drawn(a_timeline(block))
    assert [e.get("class") for e in blocks(root)] == ["block block-to-plan"]
    assert not [e for e in root.iter() if e.get("class", "").startswith("strip-")]
