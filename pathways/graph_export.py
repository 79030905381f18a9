"""The pathway graph as JSON, as GraphML and as plain text for the command line."""

from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any

import networkx as nx

from pathways.graph import (
    PathwayGraph,
    knowledge_of,
    stage_of,
    transitions_of,
)
from pathways.routes import open_from, requirements_of
from pathways.types.knowledge import Requirement, Stage, Transition

LIST_MARK = ";"
"""Joins lists in GraphML, which has single values only."""
ENDS = ("origin", "target")
"""Fields of a transition that the edge itself tells."""


def to_json(graph: PathwayGraph) -> dict[str, Any]:
    """The graph as node-link data with every attribute, plain values and sorted.

    `networkx.node_link_graph` reads it back. `graph` holds the specialties, rules,
    requirements and sources that the stages and transitions point to.
    """
    knowledge = knowledge_of(graph)
    return {
        "directed": True,
        "multigraph": False,
        "graph": {
            "specialties": sorted(map(_plain, knowledge.specialties), key=lambda s: s["code"]),
            "rules": sorted(map(_plain, knowledge.rules), key=lambda rule: rule["key"]),
            "requirements": sorted(map(_plain, knowledge.requirements), key=lambda r: r["key"]),
            "sources": sorted(map(_plain, knowledge.sources), key=lambda source: source["key"]),
        },
        "nodes": [{"id": key, **_plain(stage_of(graph, key))} for key in sorted(graph)],
        "edges": [
            {"source": t.origin, "target": t.target, **_edge(t)} for t in transitions_of(graph)
        ],
    }


def to_graphml(graph: PathwayGraph) -> str:
    """The stages and transitions as GraphML that `networkx.parse_graphml` reads.

    What is not known is left out, and lists are joined by semicolons.
    """
    plain: nx.DiGraph[str] = nx.DiGraph()
    for key in sorted(graph):
        plain.add_node(key, **_flat(_plain(stage_of(graph, key))))
    for transition in transitions_of(graph):
        plain.add_edge(transition.origin, transition.target, **_flat(_edge(transition)))
    return "\n".join(nx.generate_graphml(plain)) + "\n"


def describe_stage(graph: PathwayGraph, key: str, on: date) -> str:
    """One stage in English as plain text: length, requirements on `on`, ways on, source.

    Raises `UnknownStage`.
    """
    ways = open_from(graph, key)  # first, since it says which stages are nearest
    stage = stage_of(graph, key)
    lines = [
        f"{stage.name_en} ({stage.key})",
        f"  Norwegian: {stage.name_nb}",
        f"  Least time: {_length(stage)}",
        f"  Counts as training: {'yes' if stage.counts_as_training else 'no'}",
        f"  Source: {stage.source_key} ({stage.status})",
    ]
    if stage.note_en:
        lines.append(f"  {stage.note_en}")
    lines += ["", f"Requirements on {on.isoformat()}:"]
    lines += [_requirement_line(r) for r in requirements_of(graph, key, on)] or ["  none"]
    lines += ["", "Open from here:"]
    lines += [_way_line(graph, transition) for transition in ways] or ["  nothing"]
    lines += ["", "Rules:"]
    rules = {rule.key: rule for rule in knowledge_of(graph).rules}
    lines += [f"  {rules[name].name_en} ({name})" for name in stage.rule_keys if name in rules] or [
        "  none"
    ]
    return "\n".join(lines)


def _plain(value: Any) -> dict[str, Any]:
    return {field.name: _plain_field(getattr(value, field.name)) for field in fields(value)}


def _plain_field(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _edge(transition: Transition) -> dict[str, Any]:
    return {name: value for name, value in _plain(transition).items() if name not in ENDS}


def _flat(attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        name: LIST_MARK.join(value) if isinstance(value, list) else value
        for name, value in attributes.items()
        if value is not None
    }


def _length(stage: Stage) -> str:
    return "not set" if stage.minimum_months is None else f"{stage.minimum_months} months"


def _requirement_line(requirement: Requirement) -> str:
    amount = ""
    if requirement.amount is not None:
        unit = (requirement.unit or "").replace("_", " ")
        unit = unit.removesuffix("s") if requirement.amount == 1 else unit
        amount = f": {requirement.amount:g} {unit}".rstrip()
    advice = "" if requirement.compulsory else " (recommended)"
    return (
        f"  {requirement.kind}: {requirement.name_en}{amount}{advice}"
        f" [{requirement.source_key}, {requirement.status}]"
    )


def _way_line(graph: PathwayGraph, transition: Transition) -> str:
    name = stage_of(graph, transition.target).name_en
    condition = f" - {transition.condition_en}" if transition.condition_en else ""
    return f"  {transition.kind}: {name} ({transition.target}){condition}"
