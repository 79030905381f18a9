"""The doctor's own line as a drawing: solid behind, dashed ahead, nothing cut off."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.strip import WIDTH, Stop, Strip, draw_strip, wrapped


def drawn(*stops: Stop) -> ET.Element:
    strip = Strip("Veien din", "Hvor du er.", "Du er her", stops)
    return ET.fromstring(str(draw_strip(strip).render()))


def classes(root: ET.Element, tag: str) -> list[str]:
    return [e.get("class", "") for e in root.iter() if e.tag.endswith(tag)]


PASSED = Stop("LIS1 sykehus", ("Kalnes", "2021"), "passed")
HERE = Stop("Poliklinikk", ("DPS Halden",), "here", "p")
AHEAD = Stop("Psykose", ("Kalnes",), "ahead", "p")
GOAL = Stop("Spesialist", ("tidligst 13.01.2029",), "ahead", "p", "interchange")
ROLE = Stop("Overlege", (), "ahead", shape="stop")


def test_what_is_behind_is_solid_and_what_is_ahead_dashed() -> None:
    tracks = [c for c in classes(drawn(PASSED, HERE, AHEAD, GOAL), "path") if "track" in c]
    assert ["ahead" in kind for kind in tracks] == [False, True, True]


def test_the_line_takes_the_colour_of_the_specialty() -> None:
    tracks = [c for c in classes(drawn(PASSED, PASSED, HERE), "path") if "track" in c]
    assert tracks[0] == "track trunk"
    assert tracks[1] == "track strand-chosen line-p"


def test_you_are_here_stands_once_with_its_words() -> None:
    root = drawn(PASSED, HERE, AHEAD)
    assert classes(root, "circle").count("here-disc") == 1
    assert "Du er her" in "".join(root.itertext())


def test_the_goal_is_a_capsule_and_the_role_after_it_hangs_on_dots() -> None:
    root = drawn(HERE, GOAL, ROLE)
    assert "interchange line-p" in classes(root, "rect")
    assert "side-line" in classes(root, "path")


def test_a_leave_is_a_dotted_bow_with_its_length() -> None:
    root = drawn(Stop("Akutt", (), "passed", bows=("permisjon 8 md.",)), HERE)
    assert "side-line" in classes(root, "path")
    assert "permisjon 8 md." in "".join(root.itertext())


def test_a_name_with_markup_stays_text() -> None:
    root = drawn(Stop("<b>A & B</b>", (), "here"))
    assert "<b>A & B</b>" in "".join(root.itertext())


def test_an_empty_strip_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        drawn()


def test_a_long_name_is_broken_and_shortened() -> None:
    assert wrapped("Institusjonstjeneste, sykehus", 22) == ["Institusjonstjeneste,", "sykehus"]
    assert wrapped("Akuttpsykiatriskseksjon", 10) == ["Akuttpsyk…"]
    assert wrapped("", 10) == []


@given(st.text("abc æøå-", max_size=60), st.integers(4, 30))
def test_no_line_is_longer_than_its_room(words: str, letters: int) -> None:
    lines = wrapped(words, letters)
    assert len(lines) <= 2
    assert all(len(line) <= letters + 1 for line in lines)


@given(st.integers(1, 14))
def test_every_station_stands_inside_the_drawing(count: int) -> None:
    root = drawn(*([PASSED] * (count - 1)), HERE)
    xs = [float(e.get("cx", 0)) for e in root.iter() if e.tag.endswith("circle")]
    assert all(0 < x < WIDTH for x in xs)
    assert not re.search(r"style|<script", str(ET.tostring(root)))


def brackets(decides: tuple[int, int] | None, *stops: Stop) -> list[str]:
    strip = Strip("Veien", "Her.", "Du er her", stops, decides, "avgjør datoen")
    root = ET.fromstring(str(draw_strip(strip).render()))
    found = [e.get("d", "") for e in root.iter() if e.get("class") == "decides"]
    assert ("avgjør datoen" in "".join(root.itertext())) == bool(found)
    return found


def test_a_bracket_stands_over_what_decides_and_nowhere_else() -> None:
    line = (PASSED, HERE, AHEAD, GOAL, ROLE)
    assert brackets(None, *line) == []
    (drawn_once,) = brackets((2, 3), *line)
    start, end = re.match(r"M(\d+) .*H(\d+)v8", drawn_once).groups()  # type: ignore[union-attr]
    places = [62 + (WIDTH - 124) / 4 * number for number in range(5)]
    assert (int(start), int(end)) == (round(places[2]), round(places[3]))


def test_a_bracket_clears_the_plate_and_goes_over_a_leave() -> None:
    (from_here,) = brackets((1, 3), PASSED, HERE, AHEAD, GOAL, ROLE)
    assert int(re.match(r"M(\d+)", from_here)[1]) > 62 + (WIDTH - 124) / 4 + 40  # type: ignore[index]
    bowed = Stop("Psykose", ("Kalnes",), "ahead", "p", bows=("permisjon 8 md.",))
    (raised,) = brackets((2, 3), PASSED, HERE, bowed, GOAL, ROLE)
    (level,) = brackets((2, 3), PASSED, HERE, AHEAD, GOAL, ROLE)
    height = [int(re.match(r"M\d+ (\d+)", one)[1]) for one in (raised, level)]  # type: ignore[index]
    assert height[0] < height[1]
