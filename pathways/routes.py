"""Questions put to the pathway graph: which routes, how long, what is required, what next.

Times are months of service. The minimum of a route counts the stages it passes from its
start up to, and not with, its goal. Part 2 has no length of its own, so the 60 months
of parts 2 and 3 are counted once. A route that passes authorisation and reaches a
specialist approval is never shorter than the minimum total (6.5 years,
spesialistforskriften). Waiting times between stages are not in it.
"""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import pairwise

import networkx as nx

from pathways.graph import (
    AUTHORISATION_STAGE,
    PathwayGraph,
    knowledge_of,
    progress_subgraph,
    specialty_of,
    stage_of,
    transition_of,
)
from pathways.types.knowledge import (
    Knowledge,
    Requirement,
    RequirementKind,
    Stage,
    Transition,
    TransitionKind,
)

SPECIALIST = "specialist"
MONTHS_PER_YEAR = 12

REQUIREMENT_ORDER = {kind: place for place, kind in enumerate(RequirementKind)}
TRANSITION_ORDER = {kind: place for place, kind in enumerate(TransitionKind)}


@dataclass(frozen=True, slots=True)
class Route:
    """One way through the graph, from its first stage to its last.

    `minimum_months` is the least time until the last stage is reached;
    `minimum_from_authorisation_months` the part of it that is counted from
    authorisation, None when the route begins after authorisation.
    """

    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    minimum_months: int
    minimum_from_authorisation_months: int | None

    @property
    def stage_keys(self) -> tuple[str, ...]:
        """The keys of the stages, first to last."""
        return tuple(stage.key for stage in self.stages)


class UnknownStage(LookupError):
    """A stage key that the graph does not have, with the keys most like it."""

    def __init__(self, key: str, nearest: tuple[str, ...]) -> None:
        """Keep both, and make a sentence that helps whoever mistyped."""
        self.key = key
        self.nearest = nearest
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"Unknown stage {key!r}.{hint}")


def routes(graph: PathwayGraph, start: str, goal: str) -> tuple[Route, ...]:
    """All routes over progress edges from `start` to `goal`.

    Shortest first, then the one with fewest stages of unknown length (so the plain way
    through LIS1 comes before LIS0 and foreign service), then by number and keys of
    stages. Empty when there is none, also when start and goal are the same. Raises
    `UnknownStage`.
    """
    _require(graph, start, goal)
    progress = progress_subgraph(graph)
    # Only what lies between: without this a goal in one specialty walks all 46.
    between = (nx.descendants(progress, start) | {start}) & (nx.ancestors(progress, goal) | {goal})
    if start == goal or goal not in between:
        return ()
    paths = nx.all_simple_paths(progress.subgraph(between), start, goal)
    return tuple(sorted((_route(graph, tuple(path)) for path in paths), key=_route_order))


def shortest_minimum_months(graph: PathwayGraph, start: str, goal: str) -> int | None:
    """The least time in months over all routes, None when there is no route."""
    return min((route.minimum_months for route in routes(graph, start, goal)), default=None)


def main_route(graph: PathwayGraph, specialty: str) -> Route:
    """The plain route from authorisation to specialist: through LIS1, without LIS0.

    Raises `UnknownStage` for an unknown specialty code and LookupError when the graph
    has no route there.
    """
    goal = f"{SPECIALIST}:{specialty}"
    found = routes(graph, AUTHORISATION_STAGE, goal)
    if not found:
        raise LookupError(f"No route leads from {AUTHORISATION_STAGE} to {goal}.")
    return found[0]


def requirements_of(
    source: PathwayGraph | Knowledge, stage_key: str, on: date
) -> tuple[Requirement, ...]:
    """What a stage asks for on a given day.

    First what holds for every specialty of the stage, then what only this one asks for;
    each by kind and key. Raises `UnknownStage`.
    """
    return tuple(
        requirement
        for requirement in requirements_ever(source, stage_key)
        if applies_on(requirement, on)
    )


def requirements_ever(source: PathwayGraph | Knowledge, stage_key: str) -> tuple[Requirement, ...]:
    """The same whatever the day: every dated version of what a stage asks for."""
    knowledge = source if isinstance(source, Knowledge) else knowledge_of(source)
    stage = next((stage for stage in knowledge.stages if stage.key == stage_key), None)
    if stage is None:
        raise _unknown(stage_key, [stage.key for stage in knowledge.stages])
    return tuple(
        sorted(
            (r for r in knowledge.requirements if r.stage in (stage.key, stage.template)),
            key=lambda r: (r.stage != stage.template, REQUIREMENT_ORDER[r.kind], r.key),
        )
    )


def applies_on(requirement: Requirement, day: date) -> bool:
    """Whether the requirement is in force on `day`; both ends count, missing ends are open."""
    return (requirement.valid_from is None or requirement.valid_from <= day) and (
        requirement.valid_to is None or day <= requirement.valid_to
    )


def open_from(graph: PathwayGraph, stage_key: str) -> tuple[Transition, ...]:
    """Every transition out of a stage: progress first, then choices, exchanges and changes.

    Raises `UnknownStage`.
    """
    _require(graph, stage_key)
    found = (transition_of(graph, stage_key, target) for target in graph.successors(stage_key))
    return tuple(sorted(found, key=lambda t: (TRANSITION_ORDER[t.kind], t.target)))


def _require(graph: PathwayGraph, *keys: str) -> None:
    for key in keys:
        if key not in graph:
            raise _unknown(key, list(graph))


def _unknown(key: str, known: list[str]) -> UnknownStage:
    # Lower case on both sides, since codes are capitals and people are not.
    by_folded = {name.casefold(): name for name in sorted(known)}
    nearest = get_close_matches(key.casefold(), by_folded)
    return UnknownStage(key, tuple(by_folded[name] for name in nearest))


def _route(graph: PathwayGraph, keys: tuple[str, ...]) -> Route:
    stages = tuple(stage_of(graph, key) for key in keys)
    transitions = tuple(transition_of(graph, *pair) for pair in pairwise(keys))
    if AUTHORISATION_STAGE not in keys:
        return Route(stages, transitions, _served(stages), None)
    at = keys.index(AUTHORISATION_STAGE)
    counted = _from_authorisation(graph, stages[at:])
    return Route(stages, transitions, _served(stages[: at + 1]) + counted, counted)


def _served(stages: tuple[Stage, ...]) -> int:
    """Months of the stages; the last one is the goal and not served."""
    return sum(stage.minimum_months or 0 for stage in stages[:-1])


def _from_authorisation(graph: PathwayGraph, stages: tuple[Stage, ...]) -> int:
    """Months from authorisation, raised to the minimum total at the specialist approval."""
    for place, stage in enumerate(stages):
        if stage.template == SPECIALIST and stage.specialty is not None:
            floor = minimum_total_months(graph, stage.specialty)
            return max(_served(stages[: place + 1]), floor) + _served(stages[place:])
    return _served(stages)


def minimum_total_months(graph: PathwayGraph, specialty: str) -> int:
    """The least time from authorisation to specialist in months, 0 for an unknown specialty."""
    found = specialty_of(graph, specialty)
    return 0 if found is None else round(found.minimum_total_years * MONTHS_PER_YEAR)


def _route_order(route: Route) -> tuple[int, int, int, tuple[str, ...]]:
    unknown_lengths = sum(stage.minimum_months is None for stage in route.stages)
    return (route.minimum_months, unknown_lengths, len(route.stages), route.stage_keys)
