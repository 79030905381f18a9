"""The career ladder: routes side by side, what is unknown, and what a doctor has behind."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.graph import specialty_of, stage_of
from pathways.ladder import MOST_COMPARED, Goal, Published, compare, parse_goal
from pathways.ladder_credit import OwnTime
from pathways.phases import phases_of
from pathways.requirement_places import caps_of
from pathways.routes import UnknownStage, routes
from pathways.types.carrying import Range
from pathways.types.knowledge import FactStatus, Lis1Figure, LocalOffer
from pathways.worktime import Limits
from tests.support.minimum_time import earliest_by_minimum_time
from tests.unit.knowledge_values import real_graph, real_knowledge
from tests.unit.trainee_records import a_record, a_service, share

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "ladder.json").read_text("utf-8"))
TODAY = date(2026, 11, 23)
CODES = [specialty.code for specialty in real_knowledge().specialties]
LIS1 = (
    a_service("01.09.2021", "31.08.2022", "lis1_hospital"),
    a_service("01.09.2022", "28.02.2023", "lis1_municipality"),
)


def ladders(start: str, goal: str, **more):
    return compare(real_graph(), start, parse_goal(real_graph(), goal), TODAY, **more)


@pytest.mark.parametrize("case", GOLDEN["ladders"], ids=lambda case: case["case"])
def test_golden_ladders(case):
    found = ladders(case["from"], case["to"])
    assert found.count == case["count"]
    assert [one.minimum_months for one in found.ladders] == case["minimum_months"]
    assert [[stage.key for stage in one.unknown] for one in found.ladders] == case["unknown"]
    assert found.problem == case.get("problem")
    expected = {one.expected.key if one.expected else None for one in found.ladders}
    assert expected == ({case["expected"]} if found.ladders else set())


@given(code=st.sampled_from(CODES), start=st.sampled_from(["student_abroad", "degree", "lis0"]))
def test_a_ladder_has_the_minimum_of_its_route_and_keeps_the_order(code, start):
    found = ladders(start, f"specialist:{code}")
    expected = routes(real_graph(), start, f"specialist:{code}")
    assert found.count == len(expected)
    assert [one.keys for one in found.ladders] == [
        route.stage_keys for route in expected[:MOST_COMPARED]
    ]
    for ladder, route in zip(found.ladders, expected, strict=False):
        assert ladder.minimum_months == route.minimum_months
        assert sum(rung.minimum_months or 0 for rung in ladder.rungs) <= ladder.minimum_months
        assert ladder.difference.months == route.minimum_months - expected[0].minimum_months


def test_a_goal_by_way_of_one_specialty_passes_no_other():
    found = ladders("degree", "consultant:VOP")
    codes = {stage.specialty for one in found.ladders for stage in one.stages}
    assert codes == {None, "VOP"}
    assert Goal("consultant", "VOP").key == "consultant:VOP"
    assert Goal("specialist:VOP", "VOP").key == "specialist:VOP"


def test_the_difference_names_the_rungs_and_what_is_unknown():
    second = ladders("lis1_hospital", "consultant:VOP").ladders[1].difference
    assert [stage.key for stage in second.extra] == ["specialist_in_lis_post"]
    assert second.extra == second.unknown
    assert (second.missing, second.months) == ((), 0)


def test_a_change_leaves_the_old_post_at_once_and_says_what_carries():
    found = ladders("part3:HJS", "specialist:LUN")
    (ladder,) = found.ladders
    assert ladder.is_change
    assert ladder.rungs[0].minimum_months == 0
    assert [rung.minimum_months for rung in ladder.rungs] == [0, 0, None, 60, 0]
    assert found.carried is not None and found.carried.target == "LUN"
    assert all(item.earned is None for item in found.carried.items)
    # Part 2 is done in the part 3 post, so a doctor in it changes in the same way.
    assert ladders("part2:HJS", "specialist:LUN").ladders[0].keys[1:] == ladder.keys[1:]


def test_offers_and_places_stand_on_their_rung():
    offer = LocalOffer(
        "o", "lis1_hospital", "BUP", "ahus", "Tilbud", "Offer", "src", FactStatus.CONFIRMED, True
    )
    figure = Lis1Figure(
        "f",
        "2024",
        None,
        "national",
        None,
        None,
        592,
        "per intake",
        None,
        None,
        "src",
        None,
        FactStatus.CONFIRMED,
    )
    other = replace(figure, key="g", measure="municipality coupling")
    unstated = replace(figure, key="h", posts=None)
    published = Published((offer,), (figure, other, unstated))
    by_stage = {
        rung.stage.key: rung
        for rung in ladders("degree", "specialist:BUP", published=published).ladders[0].rungs
    }
    assert by_stage["lis1_hospital"].offers == (offer,)
    assert by_stage["lis1_hospital"].places == (figure,)
    assert by_stage["lis1_municipality"].places == (other,)
    assert by_stage["part3:BUP"].offers == ()
    elsewhere = ladders("degree", "specialist:VOP", published=published).ladders[0]
    assert all(not rung.offers for rung in elsewhere.rungs)


def test_measured_delays_follow_ladders_through_training_only():
    assert [rule.key for rule in ladders("part3:VOP", "specialist:VOP").delays] == [
        "delay-share-2025",
        "delay-median-2021",
        "delay-share-2021",
    ]
    assert ladders("specialist:VOP", "consultant").delays == ()


@given(code=st.sampled_from(CODES), months=st.integers(0, 70), percent=st.sampled_from([50, 100]))
def test_what_is_left_is_what_the_earliest_approval_says(code, months, percent):
    graph = real_graph()
    end = date(2021 + (2 + months) // 12, (2 + months) % 12 + 1, 27)
    training = replace(a_service("01.03.2023", "31.03.2023", f"part3:{code}"), ends_on=end)
    services = (*LIS1, training) if end > training.starts_on else LIS1
    record = a_record(
        *services,
        stage=f"part3:{code}",
        specialty=code,
        shares=(share(percent, "01.03.2023", None),),
    )
    own = OwnTime(record, Limits())
    ladder = ladders(record.stage, f"specialist:{code}", own=own).ladders[0]
    earliest = earliest_by_minimum_time(
        record,
        phases_of(
            stage_of(graph, "lis1_hospital"),
            stage_of(graph, "lis1_municipality"),
            specialty_of(graph, code),
            caps_of(code, real_knowledge().rules, TODAY),
        ),
        Fraction(78),
        TODAY,
        Limits(),
    )
    assert ladder.left == Range(earliest.remaining_months, earliest.remaining_months)


def test_own_time_is_taken_off_and_never_more_than_the_minimum():
    record = a_record(*LIS1, a_service("01.03.2023", "28.02.2025"))
    own = OwnTime(record, Limits())
    found = ladders("part3:VOP", "consultant:VOP", own=own)
    assert [one.left for one in found.ladders] == [Range(Fraction(36), Fraction(36))] * 2
    assert found.ladders[0].rungs[0].served == Range(Fraction(24), Fraction(24))
    change = ladders("part3:VOP", "specialist:RUS", own=own).ladders[0]
    assert change.left == Range(Fraction(36), Fraction(60))
    assert change.rungs[0].served is None


def test_an_unknown_stage_is_named():
    with pytest.raises(UnknownStage, match="nowhere"):
        ladders("nowhere", "specialist:VOP")
    with pytest.raises(UnknownStage, match="consultant:XXX"):
        parse_goal(real_graph(), "consultant:XXX")
