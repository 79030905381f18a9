"""The graph holds every stage and transition, and can be taken out as JSON and GraphML."""

import json
from dataclasses import replace
from datetime import date

import networkx as nx
import pytest

from pathways.graph import (
    AUTHORISATION_STAGE,
    CHOICE_STAGE,
    FINAL_STAGES,
    START_STAGES,
    build_graph,
    knowledge_of,
    progress_subgraph,
    specialty_of,
    stage_of,
    transition_of,
    transitions_of,
)
from pathways.graph_export import describe_stage, to_graphml, to_json
from pathways.routes import UnknownStage
from pathways.types.knowledge import TransitionKind
from tests.unit.knowledge_values import (
    a_stage,
    a_transition,
    real_graph,
    real_knowledge,
    small_knowledge,
    with_stages,
    with_transitions,
)

DAY = date(2026, 9, 1)


def test_nodes_and_edges_carry_their_values():
    knowledge = small_knowledge()
    graph = build_graph(knowledge)
    assert [stage_of(graph, key) for key in graph] == list(knowledge.stages)
    assert transition_of(graph, "lis0", "lis1_hospital") in knowledge.transitions
    assert len(transitions_of(graph)) == len(knowledge.transitions)
    assert knowledge_of(graph) is knowledge
    assert specialty_of(graph, "VOP") == knowledge.specialties[0]
    assert specialty_of(graph, "ØNH") is None


def test_every_problem_is_named_at_once():
    knowledge = with_transitions(
        replace(small_knowledge(), stages=(*small_knowledge().stages, a_stage("lis0"))),
        a_transition("degree", "lis1_hospital", TransitionKind.CHOICE),
        a_transition("degree", "part3:XXX"),
        a_transition("nowhere", "lis0"),
    )
    with pytest.raises(ValueError, match="cannot be built") as error:
        build_graph(knowledge)
    message = str(error.value)
    assert "stage lis0 is given 2 times" in message
    assert "2 transitions from degree to lis1_hospital" in message
    assert "unknown stage part3:XXX in the transition from degree to part3:XXX" in message
    assert "unknown stage nowhere in the transition from nowhere to lis0" in message


def test_the_progress_subgraph_keeps_all_stages_and_only_progress():
    graph = build_graph(small_knowledge())
    progress = progress_subgraph(graph)
    assert set(progress) == set(graph)
    assert not progress.has_edge("part3:VOP", "trainee_leave")
    assert not progress.has_edge("part3:VOP", "part1_complete")
    assert progress.has_edge("part1_complete", "part3:VOP")
    assert nx.is_directed_acyclic_graph(progress)
    assert not nx.is_directed_acyclic_graph(graph)
    assert knowledge_of(progress) is knowledge_of(graph)


def test_the_named_stages_are_in_the_real_graph():
    assert {*START_STAGES, *FINAL_STAGES, AUTHORISATION_STAGE, CHOICE_STAGE} <= set(real_graph())


def test_json_is_plain_and_reads_back_whole():
    graph = real_graph()
    data = to_json(graph)
    assert json.loads(json.dumps(data)) == data
    back = nx.node_link_graph(data)
    assert set(back) == set(graph)
    assert set(back.edges) == set(graph.edges)
    for key, attributes in back.nodes(data=True):
        stage = stage_of(graph, key)
        assert attributes["name_nb"] == stage.name_nb
        assert attributes["minimum_months"] == stage.minimum_months
        assert attributes["rule_keys"] == list(stage.rule_keys)
        assert attributes["status"] == stage.status.value
    for origin, target, attributes in back.edges(data=True):
        transition = transition_of(graph, origin, target)
        assert attributes["kind"] == transition.kind.value
        assert attributes["condition_en"] == transition.condition_en
    assert len(back.graph["requirements"]) == len(real_knowledge().requirements)
    dated = next(r for r in back.graph["rules"] if r["key"] == "common-objectives-lis1-2025")
    assert dated["valid_from"] == "2025-09-01"


def test_exports_do_not_depend_on_the_order_of_the_files():
    knowledge = real_knowledge()
    turned = replace(
        knowledge,
        sources=knowledge.sources[::-1],
        rules=knowledge.rules[::-1],
        specialties=knowledge.specialties[::-1],
        stages=knowledge.stages[::-1],
        transitions=knowledge.transitions[::-1],
        requirements=knowledge.requirements[::-1],
    )
    graph = build_graph(turned)
    assert to_json(graph) == to_json(real_graph())
    assert to_graphml(graph) == to_graphml(real_graph())


def test_graphml_reads_back_without_what_is_unknown():
    graph = real_graph()
    back = nx.parse_graphml(to_graphml(graph))
    assert set(back) == set(graph)
    assert set(back.edges) == set(graph.edges)
    assert back.nodes["part3:ONH"]["name_nb"] == "Del 3 i øre-nese-halssykdommer"
    assert back.nodes["part3:VOP"]["minimum_months"] == 60
    assert back.nodes["part3:VOP"]["counts_as_training"] is True
    assert "minimum_months" not in back.nodes["lis0"]
    assert back.nodes["lis0"]["rule_keys"] == "lis0-term;lis0-not-counted"
    assert back.edges["lis0", "lis1_hospital"]["kind"] == "progress"


def test_graphml_survives_signs_that_xml_reserves():
    stage = a_stage("lis0", name_nb='Vent & "se" <nå>')
    graph = build_graph(with_stages(small_knowledge(), stage))
    assert nx.parse_graphml(to_graphml(graph)).nodes["lis0"]["name_nb"] == stage.name_nb


def test_a_stage_described_in_english():
    text = describe_stage(real_graph(), "part3:VOP", DAY)
    assert text.startswith("Part 3 in psychiatry (part3:VOP)\n")
    assert "Least time: 60 months" in text
    assert "common_objectives: Common objectives: 29 objectives" in text
    assert "courses: Recommended courses (recommended)" in text
    assert "progress: Specialist in psychiatry (specialist:VOP)" in text
    assert "change: Part 1 complete" in text
    assert "(minimum-part23)" in text
    assert "None" not in text


def test_the_description_follows_the_day():
    text = describe_stage(real_graph(), "part3:VOP", date(2026, 2, 28))
    assert "Common objectives: 75 objectives" in text


def test_a_stage_with_nothing_to_tell_says_so():
    graph = build_graph(small_knowledge())
    text = describe_stage(graph, "consultant", DAY)
    assert "Least time: not set" in text
    assert "Requirements on 2026-09-01:\n  none" in text
    assert "Open from here:\n  nothing" in text


def test_describing_an_unknown_stage_names_the_nearest():
    with pytest.raises(UnknownStage) as error:
        describe_stage(real_graph(), "part3:VOB", DAY)
    assert "part3:VOP" in error.value.nearest
