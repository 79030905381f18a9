"""The pathway graph: stages as nodes, transitions as edges, one directed graph for all.

A node carries its `Stage` as attribute `stage`, an edge its `Transition` as attribute
`transition`, and the graph the `Knowledge` it was built from. The same graph is walked
for one doctor, drawn as the map and flowed through by the forecast.
"""

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import networkx as nx

from pathways.types.knowledge import Knowledge, Specialty, Stage, Transition

if TYPE_CHECKING:
    PathwayGraph: TypeAlias = nx.DiGraph[str]
else:  # the class of networkx takes no type argument when the program runs
    PathwayGraph = nx.DiGraph

STAGE = "stage"
TRANSITION = "transition"
KNOWLEDGE = "knowledge"

START_STAGES = ("student_unlicensed", "student_abroad", "degree_abroad")
"""Where somebody may enter the graph."""
AUTHORISATION_STAGE = "degree"
"""The 6.5 years of training are counted from here."""
CHOICE_STAGE = "part1_complete"
"""The interchange where one of the 46 specialties is chosen."""
FINAL_STAGES = (
    "consultant",
    "contract_specialist",
    "general_practitioner",
    "municipal_chief_physician",
    "company_physician",
)
"""Working roles of a specialist; the only stages that may have no way on."""


def build_graph(knowledge: Knowledge) -> PathwayGraph:
    """The graph of all stages and transitions.

    Raises ValueError naming every stage key that is given twice, every pair of stages
    with two transitions, and every end of a transition that is no stage.
    """
    problems = _problems(knowledge)
    if problems:
        raise ValueError("The pathway graph cannot be built: " + "; ".join(problems) + ".")
    graph: PathwayGraph = nx.DiGraph()
    graph.graph[KNOWLEDGE] = knowledge
    for stage in knowledge.stages:
        graph.add_node(stage.key, **{STAGE: stage})
    for transition in knowledge.transitions:
        graph.add_edge(transition.origin, transition.target, **{TRANSITION: transition})
    return graph


def progress_subgraph(graph: PathwayGraph) -> PathwayGraph:
    """All stages, and only the edges that lead towards a goal (progress and choice)."""
    progress: PathwayGraph = nx.DiGraph(**graph.graph)
    progress.add_nodes_from(graph.nodes(data=True))
    progress.add_edges_from(
        (origin, target, data)
        for origin, target, data in graph.edges(data=True)
        if data[TRANSITION].kind.is_progress
    )
    return progress


def stage_of(graph: PathwayGraph, key: str) -> Stage:
    """The stage of a node; KeyError when there is none."""
    stage: Stage = graph.nodes[key][STAGE]
    return stage


def transition_of(graph: PathwayGraph, origin: str, target: str) -> Transition:
    """The transition of an edge; KeyError when there is none."""
    transition: Transition = graph.edges[origin, target][TRANSITION]
    return transition


def transitions_of(graph: PathwayGraph) -> tuple[Transition, ...]:
    """All transitions of the graph, by origin and target."""
    found = [transition_of(graph, origin, target) for origin, target in graph.edges]
    return tuple(sorted(found, key=lambda transition: (transition.origin, transition.target)))


def knowledge_of(graph: PathwayGraph) -> Knowledge:
    """What the graph was built from."""
    knowledge: Knowledge = graph.graph[KNOWLEDGE]
    return knowledge


def specialty_of(graph: PathwayGraph, code: str) -> Specialty | None:
    """The specialty with that code, or None."""
    return next((s for s in knowledge_of(graph).specialties if s.code == code), None)


def _problems(knowledge: Knowledge) -> list[str]:
    stages = Counter(stage.key for stage in knowledge.stages)
    pairs = Counter((t.origin, t.target) for t in knowledge.transitions)
    problems = [f"stage {key} is given {n} times" for key, n in sorted(stages.items()) if n > 1]
    problems += [
        f"{n} transitions from {origin} to {target}"
        for (origin, target), n in sorted(pairs.items())
        if n > 1
    ]
    for origin, target in sorted(pairs):
        problems += [
            f"unknown stage {key} in the transition from {origin} to {target}"
            for key in (origin, target)
            if key not in stages
        ]
    return problems
