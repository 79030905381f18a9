"""Every graph check has a pathway that passes it and one that does not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.checks.finding import Severity
from pathways.checks.graph import run_graph_checks
from pathways.checks.report import format_results, has_errors
from pathways.graph import FINAL_STAGES, build_graph
from pathways.routes import routes
from pathways.types.knowledge import FactStatus, Knowledge, Part2Kind, TransitionKind
from tests.unit.knowledge_values import (
    RULE,
    a_requirement,
    a_specialty,
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

TODAY = date(2026, 9, 1)
CHECKS = [
    *("stages-reachable", "no-dead-end", "specialty-route", "no-progress-cycle"),
    *("exchange-return", "sources-and-rules", "minimum-time", "requirement-stages"),
    *("requirement-versions", "part2", "names-unique", "requirements-in-force", "open-rules"),
]


def found_by(knowledge: Knowledge, name: str, today: date = TODAY) -> list[tuple[str, str]]:
    """Subject and message of what one check finds."""
    results = {result.name: result for result in run_graph_checks(build_graph(knowledge), today)}
    assert all(finding.check == name for finding in results[name].findings)
    return [(finding.subject, finding.message) for finding in results[name].findings]


def test_the_small_pathway_passes_every_check():
    results = run_graph_checks(build_graph(small_knowledge()), TODAY)
    assert [result.name for result in results] == CHECKS
    assert [finding for result in results for finding in result.findings] == []
    assert all(result.examined for result in results)


def test_the_real_pathway_has_no_error_and_names_what_is_open():
    results = run_graph_checks(real_graph(), TODAY)
    assert not has_errors(results)
    assert {finding.check for result in results for finding in result.findings} == {"open-rules"}
    text = format_results(results)
    assert "specialty-route: Every specialty has its route (46 examined, nothing found)" in text
    assert "lis1-absence-percent" in text
    assert "The sources disagree" in text


def test_a_stage_that_no_way_leads_to():
    knowledge = with_stages(small_knowledge(), a_stage("island"))
    assert found_by(knowledge, "stages-reachable") == [
        ("island", "cannot be reached from any start stage")
    ]


def test_a_start_stage_that_is_missing():
    knowledge = small_knowledge()
    knowledge = without_edges(knowledge, ("student_unlicensed", "degree"))
    knowledge = replace(knowledge, stages=knowledge.stages[1:])
    assert [subject for subject, _ in found_by(knowledge, "stages-reachable")] == [
        "student_unlicensed"
    ]


def test_a_dead_end():
    knowledge = without_edges(small_knowledge(), ("part3:VOP", "specialist:VOP"))
    assert ("part3:VOP", "has no way on and is no final stage") in found_by(
        knowledge, "no-dead-end"
    )


def test_a_side_step_without_a_way_back():
    knowledge = without_edges(small_knowledge(), ("trainee_leave", "part3:VOP"))
    assert [subject for subject, _ in found_by(knowledge, "no-dead-end")] == ["trainee_leave"]
    assert found_by(knowledge, "exchange-return") == [
        ("part3:VOP -> trainee_leave", "has no return the other way")
    ]


def test_a_return_that_nobody_left_for():
    knowledge = with_transitions(
        small_knowledge(), a_transition("trainee_leave", "lis1_hospital", TransitionKind.RETURN)
    )
    assert found_by(knowledge, "exchange-return") == [
        ("trainee_leave -> lis1_hospital", "has no exchange the other way")
    ]


def test_a_specialty_without_a_specialist_stage():
    knowledge = small_knowledge(specialties=(a_specialty("VOP"), a_specialty("HJS")))
    assert found_by(knowledge, "specialty-route") == [("HJS", "has no stage specialist:HJS")]


def test_a_specialty_cut_off_from_the_students():
    knowledge = without_edges(small_knowledge(), ("student_abroad", "degree_abroad"))
    assert found_by(knowledge, "specialty-route") == [
        ("VOP", "has no route from student_abroad to specialist:VOP")
    ]


def test_a_specialty_without_work_afterwards():
    knowledge = without_edges(small_knowledge(), ("specialist:VOP", "consultant"))
    assert found_by(knowledge, "specialty-route") == [
        ("VOP", "has no working role after specialist:VOP")
    ]


@pytest.mark.parametrize("kind", [TransitionKind.PROGRESS, TransitionKind.CHOICE])
def test_a_cycle_of_progress(kind):
    knowledge = with_transitions(small_knowledge(), a_transition("lis1_municipality", "lis0", kind))
    assert found_by(knowledge, "no-progress-cycle") == [
        ("lis0", "is in a cycle with lis0, lis1_hospital, lis1_municipality")
    ]


def test_a_stage_that_leads_to_itself():
    knowledge = with_transitions(small_knowledge(), a_transition("lis0", "lis0"))
    assert [subject for subject, _ in found_by(knowledge, "no-progress-cycle")] == ["lis0"]


def test_sources_and_rules_that_do_not_exist():
    knowledge = with_stages(small_knowledge(), a_stage("lis0", None, source_key="gone"))
    knowledge = with_transitions(
        knowledge, a_transition("lis0", "part1_complete", rule_keys=("rule", "no-rule"))
    )
    knowledge = with_requirements(knowledge, a_requirement("asks", "degree", source_key="nowhere"))
    knowledge = replace(knowledge, rules=(RULE, replace(RULE, key="other", source_key="lost")))
    assert found_by(knowledge, "sources-and-rules") == [
        ("lis0", "names the unknown source 'gone'"),
        ("lis0 -> part1_complete", "names the unknown rule 'no-rule'"),
        ("asks", "names the unknown source 'nowhere'"),
        ("other", "names the unknown source 'lost'"),
    ]


def test_a_plain_route_that_is_too_short():
    knowledge = with_stages(small_knowledge(), a_stage("lis1_municipality", 5))
    assert found_by(knowledge, "minimum-time") == [
        (
            "VOP",
            "takes 77 months from authorisation, not 78: degree, lis1_hospital, "
            "lis1_municipality, part1_complete, part3:VOP, specialist:VOP",
        )
    ]


def test_a_route_that_is_too_long():
    knowledge = with_stages(small_knowledge(), a_stage("lis1_hospital", 13))
    messages = [message for _, message in found_by(knowledge, "minimum-time")]
    assert messages[0].startswith("takes 79 months from authorisation, not 78")
    assert all("79 months, not 78" in message for message in messages[1:])


def test_a_part_3_that_differs_from_the_minimum_of_its_specialty():
    knowledge = small_knowledge(specialties=(a_specialty("VOP", minimum_part23_months=72),))
    assert found_by(knowledge, "minimum-time") == [("VOP", "part3:VOP takes 60 months, not 72")]


def test_a_requirement_without_a_stage():
    knowledge = with_requirements(small_knowledge(), a_requirement("lost", "part3:HJS"))
    assert found_by(knowledge, "requirement-stages") == [
        ("lost", "is for the unknown stage 'part3:HJS'")
    ]


def versions(first_to: date | None, second_from: date | None, amount: float = 29) -> Knowledge:
    return with_requirements(
        small_knowledge(),
        a_requirement("old", "degree", amount=75, valid_to=first_to),
        a_requirement("new", "degree", amount=amount, valid_from=second_from),
    )


def test_versions_that_follow_each_other():
    knowledge = versions(date(2026, 2, 28), date(2026, 3, 1))
    assert found_by(knowledge, "requirement-versions") == []
    assert found_by(knowledge, "requirements-in-force") == []


@pytest.mark.parametrize(
    ("first_to", "second_from"),
    [(date(2026, 3, 1), date(2026, 3, 1)), (None, date(2026, 3, 1)), (None, None)],
)
def test_versions_that_overlap_with_different_amounts(first_to, second_from):
    assert found_by(versions(first_to, second_from), "requirement-versions") == [
        ("old", "asks for 75 months and new for 29 months on the same day")
    ]
    assert found_by(versions(first_to, second_from, amount=75), "requirement-versions") == []


def test_a_version_of_the_template_clashes_with_one_of_a_single_specialty():
    knowledge = with_requirements(small_knowledge(), a_requirement("own", "part3:VOP", amount=24))
    assert found_by(knowledge, "requirement-versions") == [
        ("service", "asks for 12 months and own for 24 months on the same day")
    ]


def test_a_requirement_that_ends_before_it_begins():
    backwards = a_requirement(
        "asks", "degree", valid_from=date(2026, 3, 1), valid_to=date(2026, 2, 1)
    )
    assert found_by(with_requirements(small_knowledge(), backwards), "requirement-versions") == [
        ("asks", "ends on 2026-02-01, before it begins on 2026-03-01")
    ]


def test_a_requirement_key_used_twice():
    knowledge = with_requirements(small_knowledge(), a_requirement("service", "degree"))
    assert found_by(knowledge, "requirement-versions") == [("service", "is used 2 times")]


def test_a_gap_between_versions():
    knowledge = versions(date(2026, 2, 28), date(2026, 3, 2))
    assert found_by(knowledge, "requirements-in-force") == [
        ("old", "is not there from 2026-03-01 until new begins")
    ]


def test_a_requirement_that_has_run_out():
    asks = a_requirement("asks", "degree", valid_to=date(2026, 8, 31))
    knowledge = with_requirements(small_knowledge(), asks)
    assert found_by(knowledge, "requirements-in-force", date(2026, 8, 31)) == []
    assert found_by(knowledge, "requirements-in-force") == [
        ("asks", "ended on 2026-08-31 and nothing follows")
    ]


def test_part_2_where_no_specialty_has_it():
    knowledge = with_transitions(
        with_stages(small_knowledge(), a_stage("part2:VOP", None)),
        a_transition("part1_complete", "part2:VOP", TransitionKind.CHOICE),
        a_transition("part2:VOP", "part3:VOP"),
    )
    assert found_by(knowledge, "part2") == [("VOP", "should not have the stage part2:VOP")]


def test_part_2_that_is_missing_or_passed_by():
    knowledge = small_knowledge(specialties=(a_specialty("VOP", Part2Kind.FIM),))
    assert found_by(knowledge, "part2") == [
        ("VOP", "should have the stage part2:VOP"),
        ("VOP", "can go to part 3 without part 2"),
    ]


def test_part_2_in_its_place():
    knowledge = with_transitions(
        with_stages(
            without_edges(small_knowledge(), ("part1_complete", "part3:VOP")),
            a_stage("part2:VOP", None),
        ),
        a_transition("part1_complete", "part2:VOP", TransitionKind.CHOICE),
        a_transition("part2:VOP", "part3:VOP"),
    )
    knowledge = replace(knowledge, specialties=(a_specialty("VOP", Part2Kind.FIM),))
    results = run_graph_checks(build_graph(knowledge), TODAY)
    assert not has_errors(results)


def test_two_stages_with_one_name():
    knowledge = with_stages(
        small_knowledge(), a_stage("lis0", None, name_nb="Steg degree", name_en="Waiting")
    )
    assert found_by(knowledge, "names-unique") == [
        ("degree", "has the name 'Steg degree' together with lis0")
    ]


def test_open_rules_in_force_are_notes():
    unsettled = replace(RULE, key="limit", status=FactStatus.OPEN, note_en="Sources disagree.")
    ended = replace(unsettled, key="past", valid_to=date(2026, 8, 31))
    knowledge = small_knowledge(rules=(RULE, unsettled, ended))
    results = run_graph_checks(build_graph(knowledge), TODAY)
    notes = [finding for result in results for finding in result.findings]
    assert [(n.subject, n.severity, n.source_key) for n in notes] == [
        ("limit", Severity.NOTE, "src")
    ]
    assert notes[0].message == "Rule: 1 months. Sources disagree."


PROGRESS_EDGES = sorted(
    (t.origin, t.target) for t in real_knowledge().transitions if t.kind.is_progress
)


@settings(max_examples=25, deadline=None)
@given(edge=st.sampled_from(PROGRESS_EDGES))
def test_taking_away_a_progress_edge_is_found_or_leaves_every_specialty_its_way(edge):
    knowledge = without_edges(real_knowledge(), edge)
    graph = build_graph(knowledge)
    if has_errors(run_graph_checks(graph, TODAY)):
        return
    code = edge[1].partition(":")[2] or edge[0].partition(":")[2] or "VOP"
    assert routes(graph, "student_unlicensed", f"specialist:{code}")
    assert any(routes(graph, f"specialist:{code}", role) for role in FINAL_STAGES)


@settings(max_examples=40, deadline=None)
@given(kept=st.sets(st.integers(0, 13)))
def test_checks_answer_on_any_broken_graph(kept):
    knowledge = small_knowledge()
    transitions = tuple(knowledge.transitions[place] for place in sorted(kept))
    used = {end for t in transitions for end in (t.origin, t.target)}
    stages = tuple(stage for stage in knowledge.stages if stage.key in used)
    graph = build_graph(replace(knowledge, stages=stages, transitions=transitions))
    results = run_graph_checks(graph, TODAY)
    assert [result.name for result in results] == CHECKS
    if len(kept) < 14 and not has_errors(results):
        # One of the two ways to LIS1, a whole side step or a change may go.
        gone = {(t.origin, t.target) for t in knowledge.transitions if t not in transitions}
        assert gone <= {
            ("degree", "lis0"),
            ("lis0", "lis1_hospital"),
            ("degree", "lis1_hospital"),
            ("part3:VOP", "part1_complete"),
            ("part3:VOP", "trainee_leave"),
            ("trainee_leave", "part3:VOP"),
        }
