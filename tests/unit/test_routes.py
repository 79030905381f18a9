"""Routes with their least time, what a stage requires on a day, and what is open from it."""

import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.graph import build_graph, knowledge_of, stage_of
from pathways.routes import (
    UnknownStage,
    main_route,
    minimum_total_months,
    open_from,
    requirements_of,
    routes,
    shortest_minimum_months,
)
from pathways.types.knowledge import Knowledge, RequirementKind, TransitionKind
from tests.unit.knowledge_values import (
    a_requirement,
    a_stage,
    a_transition,
    real_graph,
    real_knowledge,
    small_knowledge,
    with_requirements,
    with_stages,
    with_transitions,
    without_edges,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "routes.json").read_text("utf-8"))
DAY = date(2026, 9, 1)
CODES = [specialty.code for specialty in real_knowledge().specialties]


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["specialty"])
def test_golden_routes(case):
    route = main_route(real_graph(), case["specialty"])
    specialty = next(s for s in real_knowledge().specialties if s.code == case["specialty"])
    assert specialty.name_nb == case["name"]
    assert list(route.stage_keys) == case["stages"]
    assert route.minimum_months == case["minimum_months"]
    assert route.minimum_from_authorisation_months == case["minimum_months"]
    onwards = open_from(real_graph(), case["stages"][-1])
    assert sorted(t.target for t in onwards if t.kind.is_progress) == case["roles"]


@pytest.mark.parametrize("code", CODES)
def test_every_route_to_every_specialty_takes_6_5_years_from_authorisation(code):
    found = routes(real_graph(), "student_unlicensed", f"specialist:{code}")
    assert {route.minimum_from_authorisation_months for route in found} == {78}
    assert found[0].stage_keys[-len(main_route(real_graph(), code).stages) :] == (
        main_route(real_graph(), code).stage_keys
    )


def test_routes_come_plain_first():
    found = routes(real_graph(), "degree", "specialist:VOP")
    assert [route.stage_keys[1:3] for route in found] == [
        ("lis1_hospital", "lis1_municipality"),
        ("part1_abroad", "part1_complete"),
        ("lis0", "lis1_hospital"),
        ("part1_abroad", "lis1_hospital"),
    ]


def test_a_route_keeps_its_transitions():
    route = main_route(real_graph(), "VOP")
    assert [(t.origin, t.target) for t in route.transitions] == list(
        zip(route.stage_keys, route.stage_keys[1:], strict=False)
    )
    assert all(t.kind.is_progress for t in route.transitions)


@pytest.mark.parametrize(
    ("start", "goal", "months"),
    [
        ("lis1_hospital", "lis1_municipality", 12),
        ("lis1_hospital", "part1_complete", 18),
        ("degree", "part3:VOP", 0),  # foreign service may stand for all of LIS1
        ("part1_complete", "specialist:VOP", 60),
        ("part1_complete", "specialist:HJS", 60),
        ("part2:HJS", "specialist:HJS", 60),
        ("lis1_municipality", "specialist:VOP", 66),
        ("degree", "specialist:VOP", 78),
        ("student_licensed", "general_practitioner", 78),
        ("specialist:VOP", "consultant", 0),
        ("specialist:ALM", "consultant", None),
        ("part3:VOP", "part3:HJS", None),
        ("consultant", "degree", None),
        ("part3:VOP", "part3:VOP", None),
    ],
)
def test_least_months(start, goal, months):
    assert shortest_minimum_months(real_graph(), start, goal) == months


def test_a_shortcut_does_not_beat_the_minimum_total():
    knowledge = with_transitions(small_knowledge(), a_transition("degree", "part3:VOP"))
    found = routes(build_graph(knowledge), "student_unlicensed", "specialist:VOP")
    assert len(found) == 3
    assert {route.minimum_months for route in found} == {78}


def test_time_before_authorisation_and_after_approval_comes_on_top():
    knowledge = with_stages(
        small_knowledge(),
        a_stage("student_unlicensed", 5),
        a_stage("specialist:VOP", 3),
        a_stage("part3:VOP", 10),
    )
    route = routes(build_graph(knowledge), "student_unlicensed", "consultant")[0]
    assert route.minimum_from_authorisation_months == 78 + 3
    assert route.minimum_months == 5 + 78 + 3


def test_a_route_that_begins_after_authorisation_has_no_time_from_it():
    route = routes(real_graph(), "lis0", "specialist:VOP")[0]
    assert route.minimum_from_authorisation_months is None
    assert route.minimum_months == 78


def test_minimum_total_of_a_specialty():
    assert minimum_total_months(real_graph(), "VOP") == 78
    assert minimum_total_months(real_graph(), "XXX") == 0


def test_leaves_and_changes_are_no_routes():
    assert routes(real_graph(), "part3:VOP", "part1_complete") == ()
    assert routes(real_graph(), "part3:VOP", "trainee_leave") == ()


def test_unknown_stages_name_the_nearest():
    with pytest.raises(UnknownStage) as error:
        routes(real_graph(), "lis1_hopsital", "consultant")
    assert error.value.key == "lis1_hopsital"
    assert error.value.nearest[0] == "lis1_hospital"
    assert str(error.value).startswith("Unknown stage 'lis1_hopsital'. Nearest: lis1_hospital")
    with pytest.raises(UnknownStage, match="Nearest: part3:VOP"):
        open_from(real_graph(), "part3:vop")
    with pytest.raises(UnknownStage, match=r"Unknown stage '###'\.$"):
        requirements_of(real_graph(), "###", DAY)
    with pytest.raises(UnknownStage):
        main_route(real_graph(), "XYZ")


def test_a_specialty_cut_off_has_no_main_route():
    graph = build_graph(without_edges(small_knowledge(), ("lis1_municipality", "part1_complete")))
    with pytest.raises(LookupError, match="No route leads from degree to specialist:VOP"):
        main_route(graph, "VOP")


@pytest.mark.parametrize(
    ("stage", "day", "amount"),
    [
        ("part1_complete", date(2024, 8, 31), 74),
        ("part1_complete", date(2024, 9, 1), 75),
        ("part1_complete", date(2025, 8, 31), 75),
        ("part1_complete", date(2025, 9, 1), 29),
        ("part3:HJS", date(2024, 8, 31), 74),
        ("part3:HJS", date(2025, 9, 1), 75),
        ("part3:HJS", date(2026, 2, 28), 75),
        ("part3:HJS", date(2026, 3, 1), 29),
    ],
)
def test_common_objectives_by_day(stage, day, amount):
    found = [
        r
        for r in requirements_of(real_graph(), stage, day)
        if r.kind is RequirementKind.COMMON_OBJECTIVES
    ]
    assert [r.amount for r in found] == [amount]


@settings(max_examples=60, deadline=None)
@given(
    key=st.sampled_from([stage.key for stage in real_knowledge().stages]),
    day=st.dates(date(2019, 3, 1), date(2035, 1, 1)),
)
def test_on_any_day_a_stage_asks_for_each_thing_once(key, day):
    found = requirements_of(real_graph(), key, day)
    assert len({(r.kind, r.name_nb) for r in found}) == len(found)
    assert found or key in ("student_abroad", "trainee_leave")


def test_what_general_practice_asks_for():
    found = {r.name_en: r for r in requirements_of(real_graph(), "part3:ALM", DAY)}
    assert found["Open, unselected general practice"].amount == 24
    assert found["Institution service"].amount == 6
    assert found["At least 60 months of service"].amount == 60
    assert found["At least 78 months in all"].amount == 78
    assert found["Individual supervision"].amount == 4
    assert not found["Recommended courses"].compulsory


def test_specific_requirements_come_last_and_others_stay_away():
    found = requirements_of(real_graph(), "part3:SAM", DAY)
    stages = [requirement.stage for requirement in found]
    assert stages == sorted(stages)
    assert set(stages) == {"part3", "part3:SAM"}
    assert [r.amount for r in found if r.inside_service == "community_medicine"] == [48]


def test_requirements_can_be_asked_of_the_knowledge_alone():
    assert requirements_of(real_knowledge(), "part3:VOP", DAY) == requirements_of(
        real_graph(), "part3:VOP", DAY
    )


def test_both_ends_of_a_requirement_count():
    dated = a_requirement(
        "dated", "degree", valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 31)
    )
    knowledge = with_requirements(small_knowledge(), dated)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
    assert [len(requirements_of(knowledge, "degree", day)) for day in days] == [0, 1, 1, 0]


def test_what_is_open_from_a_trainee_post():
    assert [(t.kind, t.target) for t in open_from(real_graph(), "part3:ONH")] == [
        (TransitionKind.PROGRESS, "specialist:ONH"),
        (TransitionKind.EXCHANGE, "external_service"),
        (TransitionKind.EXCHANGE, "observation_stay"),
        (TransitionKind.EXCHANGE, "trainee_leave"),
        (TransitionKind.CHANGE, "part1_complete"),
    ]


def test_the_interchange_opens_all_specialties():
    found = open_from(real_graph(), "part1_complete")
    assert sorted(t.target.split(":")[1] for t in found) == sorted(CODES)
    assert all(t.kind is TransitionKind.CHOICE for t in found)


@pytest.mark.parametrize(
    ("goal", "codes"),
    [
        ("general_practitioner", {"ALM"}),
        ("municipal_chief_physician", {"SAM"}),
        ("company_physician", {"ARB"}),
        ("consultant", set(CODES) - {"ALM", "SAM", "ARB"}),
        ("contract_specialist", set(CODES) - {"ALM", "SAM", "ARB"}),
    ],
)
def test_working_roles_are_reached_from_the_right_specialties_only(goal, codes):
    reached = {
        stage.specialty
        for route in routes(real_graph(), "part1_complete", goal)
        for stage in route.stages
        if stage.specialty
    }
    assert reached == codes


def shuffled(knowledge: Knowledge, seed: int) -> Knowledge:
    source = random.Random(seed)
    return replace(
        knowledge,
        stages=tuple(source.sample(knowledge.stages, len(knowledge.stages))),
        transitions=tuple(source.sample(knowledge.transitions, len(knowledge.transitions))),
        requirements=tuple(source.sample(knowledge.requirements, len(knowledge.requirements))),
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), code=st.sampled_from(CODES))
def test_answers_do_not_depend_on_the_order_of_the_files(seed, code):
    graph = build_graph(shuffled(real_knowledge(), seed))
    key = f"part3:{code}"
    for start, goal in (("student_unlicensed", f"specialist:{code}"), ("degree", "consultant")):
        assert routes(graph, start, goal) == routes(real_graph(), start, goal)
    assert open_from(graph, key) == open_from(real_graph(), key)
    assert requirements_of(graph, key, DAY) == requirements_of(real_graph(), key, DAY)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_longer_start_never_makes_a_route_shorter(data):
    graph = real_graph()
    start = data.draw(st.sampled_from(sorted(graph)))
    goal = data.draw(st.sampled_from(sorted(graph)))
    for route in routes(graph, start, goal):
        later = shortest_minimum_months(graph, route.stage_keys[1], goal)
        if later is not None:
            assert route.minimum_months >= later
        assert len(set(route.stage_keys)) == len(route.stages)
        assert route.stages[0] == stage_of(graph, start)
        assert route.stages[-1] == stage_of(graph, goal)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_more_service_never_makes_a_route_shorter(months):
    names = ("lis1_hospital", "lis1_municipality", "part3:VOP")
    served = with_stages(small_knowledge(), *map(a_stage, names, months))
    graph = build_graph(served)
    longer = build_graph(with_stages(served, a_stage("part3:VOP", months[2] + 1)))
    before = shortest_minimum_months(graph, "degree", "specialist:VOP")
    assert before == max(78, sum(months))
    assert shortest_minimum_months(longer, "degree", "specialist:VOP") in (before, before + 1)
    assert knowledge_of(graph) is served
