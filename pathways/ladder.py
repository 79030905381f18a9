"""The career ladder: the routes from a stage to a goal as ladders that can be compared.

Each rung is a stage with the least time it takes, what lets one onto it, how much it asks
for, and what is published about places and local offers there. Lengths that nobody sets
stay unknown. With a doctor's record, what is served already is taken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pathways.carry_over import carry_over
from pathways.graph import (
    AUTHORISATION_STAGE,
    CHOICE_STAGE,
    PathwayGraph,
    knowledge_of,
    specialty_of,
    stage_of,
    transition_of,
)
from pathways.ladder_credit import Credit, OwnTime, credit_of, is_change, time_left
from pathways.routes import SPECIALIST, Route, UnknownStage, requirements_of, routes
from pathways.types.carrying import CarryOver, Range
from pathways.types.knowledge import (
    Course,
    Lis1Figure,
    LocalOffer,
    Rule,
    Stage,
    Transition,
    TransitionKind,
)
from pathways.worktime import Limits

MOST_COMPARED = 4
USUAL_TIME_RULES = "usual-time"
DELAY_RULES = "delay-"
HOSPITAL_PLACES = ("per intake", "per year", "in total", "in total (two intakes)")
MUNICIPALITY_PLACES = ("municipality coupling",)
PLACES_OF = {"lis1_hospital": HOSPITAL_PLACES, "lis1_municipality": MUNICIPALITY_PLACES}
"""What published figures count, by the stage they are about."""


class Problem(StrEnum):
    """Why there is no ladder."""

    ALREADY_THERE = "already_there"
    NO_WAY = "no_way"


@dataclass(frozen=True, slots=True)
class Goal:
    """A stage to reach, for a working role perhaps by way of one specialty."""

    stage: str
    specialty: str | None = None

    @property
    def key(self) -> str:
        """`specialist:VOP`, `consultant:VOP` or `consultant`."""
        if self.specialty is None or self.stage.endswith(f":{self.specialty}"):
            return self.stage
        return f"{self.stage}:{self.specialty}"


@dataclass(frozen=True, slots=True)
class Published:
    """What the reference data publish locally: offers on stages, and LIS1 places."""

    offers: tuple[LocalOffer, ...] = ()
    figures: tuple[Lis1Figure, ...] = ()
    courses: tuple[Course, ...] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """One stage of a ladder.

    `minimum_months` is None when nothing sets a length, and 0 for the goal, which is reached
    and not served. `entry` is how one comes here, None on the first rung. `served` is the
    doctor's own credited months, None without a record or where they are not counted.
    """

    stage: Stage
    minimum_months: int | None
    entry: Transition | None
    requirement_count: int
    offers: tuple[LocalOffer, ...]
    places: tuple[Lis1Figure, ...]
    served: Range | None = None

    @property
    def usual_wait_months(self) -> int | None:
        """The usual wait before the rung; None when no source tells."""
        return None if self.entry is None else self.entry.usual_wait_months


@dataclass(frozen=True, slots=True)
class Difference:
    """How a ladder differs from the first one."""

    extra: tuple[Stage, ...]
    missing: tuple[Stage, ...]
    months: int
    """Minimum months more than the first ladder takes (less when negative)."""
    unknown: tuple[Stage, ...]
    """Extra stages whose length nobody sets: the true difference is larger by them."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """One route, rung by rung.

    `minimum_months` is the route's. `expected` is a measured mean from authorisation to
    specialist approval, None where no source gives one. `left` is what the doctor still has
    to serve at least, None without a record.
    """

    rungs: tuple[Rung, ...]
    minimum_months: int
    expected: Rule | None
    difference: Difference
    left: Range | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The stages' keys, first to last."""
        return tuple(stage.key for stage in self.stages)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages, first to last."""
        return tuple(rung.stage for rung in self.rungs)

    @property
    def unknown(self) -> tuple[Stage, ...]:
        """Stages before the goal whose length nobody sets; part 2 lies inside part 3."""
        return _without_length(self.stages[:-1])

    @property
    def is_change(self) -> bool:
        """Whether the ladder begins with a change of specialty."""
        entries = [rung.entry for rung in self.rungs if rung.entry is not None]
        return any(entry.kind is TransitionKind.CHANGE for entry in entries)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ladders from a stage to a goal, at most four, the best known first.

    `count` is how many routes there are in all. `delays` are measured delays of doctors in
    training, which hold for every ladder through part 3. `carried` is set for a change of
    specialty.
    """

    start: Stage
    goal: Goal
    goal_stage: Stage
    ladders: tuple[Ladder, ...]
    count: int
    problem: Problem | None = None
    delays: tuple[Rule, ...] = ()
    carried: CarryOver | None = None

    @property
    def minimum_months(self) -> int | None:
        """The least time over all routes, None when there is none."""
        return self.ladders[0].minimum_months if self.ladders else None


def parse_goal(graph: PathwayGraph, key: str) -> Goal:
    """The goal behind `specialist:VOP`, `consultant:VOP` or `consultant`.

    Raises `UnknownStage` when neither the key nor its two parts are known.
    """
    if key in graph:
        return Goal(key, stage_of(graph, key).specialty)
    stage, _, code = key.partition(":")
    if stage in graph and code and specialty_of(graph, code) is not None:
        return Goal(stage, code)
    raise UnknownStage(key, ())


def compare(
    graph: PathwayGraph,
    start: str,
    goal: Goal,
    on: date,
    published: Published | None = None,
    own: OwnTime | None = None,
) -> Comparison:
    """All ladders from `start` to `goal` as the rules are on `on`.

    By minimum time, then by the number of stages of unknown length, then by number and keys
    of stages, so that the same question always gets the same order. A doctor in one specialty
    who asks for another gets the way through a change of specialty. Raises `UnknownStage`.
    """
    for key in (start, goal.stage):
        if key not in graph:
            raise UnknownStage(key, ())
    stages = (stage_of(graph, start), stage_of(graph, goal.stage))
    found = _routes(graph, stages[0], goal)
    if not found:
        same = start == goal.stage
        problem = Problem.ALREADY_THERE if same else Problem.NO_WAY
        return Comparison(stages[0], goal, stages[1], (), 0, problem)
    question = _Question(graph, goal, on, published or Published(), own)
    carried = _carried(question, stages[0])
    shown = found[:MOST_COMPARED]
    trains = any(stage.template == "part3" for route in shown for stage in route.stages)
    return Comparison(
        stages[0],
        goal,
        stages[1],
        tuple(_ladder(question, route, shown[0], carried) for route in shown),
        len(found),
        delays=_rules(graph, DELAY_RULES) if trains else (),
        carried=carried,
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """What every ladder is built from."""

    graph: PathwayGraph
    goal: Goal
    on: date
    published: Published
    own: OwnTime | None


def _routes(graph: PathwayGraph, start: Stage, goal: Goal) -> tuple[Route, ...]:
    """Routes by progress, or through a change when the goal lies in another specialty."""
    if goal.specialty is None:
        return routes(graph, start.key, goal.stage)
    if start.specialty in (None, goal.specialty):
        return routes(_only(graph, goal.specialty), start.key, goal.stage)
    return _routes_by_change(graph, start, goal)


def _only(graph: PathwayGraph, code: str | None) -> PathwayGraph:
    """The stages of one specialty and those of none: of 46 specialties 45 are in the way."""
    return graph.subgraph([key for key in graph if stage_of(graph, key).specialty in (None, code)])


def _routes_by_change(graph: PathwayGraph, start: Stage, goal: Goal) -> tuple[Route, ...]:
    # Part 2 is done in the part 3 post, so that is the post one leaves.
    left = f"part3:{start.specialty}" if start.template == "part2" else start.key
    if not graph.has_edge(left, CHOICE_STAGE):
        return ()
    change = transition_of(graph, left, CHOICE_STAGE)
    if change.kind is not TransitionKind.CHANGE:
        return ()
    tails = routes(_only(graph, goal.specialty), CHOICE_STAGE, goal.stage)
    return tuple(
        Route((start, *tail.stages), (change, *tail.transitions), tail.minimum_months, None)
        for tail in tails
    )


def _carried(question: _Question, start: Stage) -> CarryOver | None:
    """What a change of specialty takes along; None when the ladder is no change."""
    goal, own = question.goal.specialty, question.own
    if start.specialty is None or goal is None or goal == start.specialty:
        return None
    return carry_over(
        own.record if own else None,
        question.graph,
        start.specialty,
        goal,
        question.on,
        own.limits if own else Limits(),
        question.published.courses,
    )


def _ladder(question: _Question, route: Route, first: Route, carried: CarryOver | None) -> Ladder:
    graph, own = question.graph, question.own
    credit = credit_of(graph, route, own, question.on, carried) if own else None
    entries = (None, *route.transitions)
    return Ladder(
        rungs=tuple(
            _rung(question, route, stage, entry, credit)
            for stage, entry in zip(route.stages, entries, strict=True)
        ),
        minimum_months=route.minimum_months,
        expected=_expected(graph, route),
        difference=_difference(route, first),
        left=time_left(graph, route, credit) if credit else None,
    )


def _rung(
    question: _Question,
    route: Route,
    stage: Stage,
    entry: Transition | None,
    credit: Credit | None,
) -> Rung:
    asked = requirements_of(question.graph, stage.key, question.on)
    measures = PLACES_OF.get(stage.key, ())
    codes = (None, question.goal.specialty, stage.specialty)
    # The goal is reached, and a post that is left need not be served to its end.
    is_served = stage is not route.stages[-1] and not (
        is_change(route) and stage is route.stages[0]
    )
    return Rung(
        stage=stage,
        minimum_months=stage.minimum_months if is_served else 0,
        entry=entry,
        requirement_count=sum(one.compulsory for one in asked),
        offers=tuple(
            offer
            for offer in question.published.offers
            if offer.stage in (stage.key, stage.template) and offer.specialty in codes
        ),
        places=tuple(
            one
            for one in question.published.figures
            if one.posts is not None and one.measure in measures
        ),
        served=credit.by_stage.get(stage.key) if credit and is_served else None,
    )


def _expected(graph: PathwayGraph, route: Route) -> Rule | None:
    """The newest measured mean from authorisation to specialist, for a route through both."""
    keys, templates = route.stage_keys, [stage.template for stage in route.stages]
    if AUTHORISATION_STAGE not in keys or SPECIALIST not in templates:
        return None
    return next(iter(_rules(graph, USUAL_TIME_RULES)), None)


def _rules(graph: PathwayGraph, beginning: str) -> tuple[Rule, ...]:
    """Rules by the beginning of their key, the newest figure first."""
    found = [
        rule
        for rule in knowledge_of(graph).rules
        if rule.key.startswith(beginning) and rule.number is not None and rule.valid_from
    ]
    return tuple(sorted(found, key=lambda r: (-(r.valid_from or date.min).toordinal(), r.key)))


def _difference(route: Route, first: Route) -> Difference:
    extra = tuple(stage for stage in route.stages if stage not in first.stages)
    return Difference(
        extra=extra,
        missing=tuple(stage for stage in first.stages if stage not in route.stages),
        months=route.minimum_months - first.minimum_months,
        unknown=_without_length(extra),
    )


def _without_length(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    return tuple(
        stage for stage in stages if stage.minimum_months is None and stage.template != "part2"
    )
