"""What a planning run, an explanation and a repair return."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from rotations.types.case import Lock, Placement
from rotations.types.findings import PlanScore, Violation


class Mode(StrEnum):
    """Reproducible runs are bounded by work, interactive ones by seconds."""

    REPRODUCIBLE = "reproducible"
    INTERACTIVE = "interactive"


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """How much work a run may do. Work limits give the same plan every time; seconds do not."""

    mode: Mode = Mode.INTERACTIVE
    seconds: float = 60.0
    subgradient_rounds: int = 60
    column_rounds: int = 60
    search_rounds: int = 200
    mip_nodes: int = 2_000


class Phase(StrEnum):
    """Steps of a run, for progress."""

    ALONE = "alone"
    PRICES = "prices"
    FIRST_PLAN = "first_plan"
    COLUMNS = "columns"
    INTEGER = "integer"
    SEARCH = "search"
    PROOF = "proof"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is. `score` is None until there is a plan without breach."""

    phase: Phase
    seconds: float
    score: int | None
    hard_breaches: int | None
    """Person-months over or under hard limits in the best plan so far; 0 when valid."""
    bound: int | None
    placements: tuple[Placement, ...] | None = None
    """The best plan so far, when it is new since the last report."""


Report = Callable[[Progress], bool]
"""Called between rounds; False asks the run to stop and keep the best."""


class Status(StrEnum):
    """How a run ended."""

    OPTIMAL = "optimal"
    """Proven: no plan has a higher score."""
    FEASIBLE = "feasible"
    """A plan without breach; `bound` says how much better one could be at most."""
    IMPOSSIBLE = "impossible"
    """Proven: no plan keeps every rule."""
    NONE_FOUND = "none_found"
    """No plan was found, and none was ruled out."""


@dataclass(frozen=True, slots=True)
class SolveResult:
    """The plan with its proof. `gap` = (bound - score) / |score|, None without plan or bound."""

    status: Status
    placements: tuple[Placement, ...]
    """The best found; with `NONE_FOUND` or `IMPOSSIBLE` the one with fewest breaches, if any."""
    score: PlanScore | None
    bound: int | None
    bound_source: str
    """`lagrange`, `columns`, `enumeration`, or empty."""
    hard_breaches: int
    seconds: float
    seed: int
    limits: WorkLimits
    is_stopped: bool
    input_hash: str
    plan_hash: str
    versions: tuple[tuple[str, str], ...]
    violations: tuple[Violation, ...] = ()
    """From `rotations.rules`, never from the solver: empty or remarks only in a valid plan."""
    history: tuple[tuple[float, int | None, int | None], ...] = ()
    """(seconds, score, bound) whenever one of them changed."""

    @property
    def gap(self) -> float | None:
        """How far the score may lie from the best possible, as a share of the score."""
        if self.score is None or self.bound is None or not self.placements:
            return None
        if self.bound <= self.score.total:
            return 0.0
        return (self.bound - self.score.total) / max(1, abs(self.score.total))


class RelaxKind(StrEnum):
    """One thing that can give way so that there is a plan."""

    RAISE_MAXIMUM = "raise_maximum"
    LOWER_MINIMUM = "lower_minimum"
    RELEASE_LOCK = "release_lock"
    THAW = "thaw"
    """Let a doctor be moved within the frozen months."""
    DROP_BLOCK = "drop_block"
    """No place at all is left for it within the case."""
    FREE_PAIR = "free_pair"
    """Two doctors' plans need not fit each other any more."""


@dataclass(frozen=True, slots=True, order=True)
class Relaxation:
    """One change of the demands, with what it costs in points of the elastic problem."""

    kind: RelaxKind
    cost: int
    limit: str | None = None
    first: int | None = None
    last: int | None = None
    by: int | None = None
    """Places more, or doctors fewer, in each of the months."""
    doctor: str | None = None
    block: str | None = None
    lock: Lock | None = None
    other: str | None = None
    """The other doctor of a pair."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Demands that cannot all hold: without any one of them there is a plan for the rest.

    `limits` are (key, first, last). A clash inside one doctor has one doctor and no limit.
    `sentence` is English and complete.
    """

    limits: tuple[tuple[str, int, int], ...]
    doctors: tuple[str, ...]
    locks: tuple[Lock, ...]
    sentence: str
    is_minimum: bool = False
    """A minimum that too few doctors can come to; `at_most` says how many could."""
    at_most: int | None = None
    frozen: tuple[str, ...] = ()
    """Doctors whose frozen months are part of it."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Pairs of doctors whose plans must fit each other, as part of it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way out, tried: relaxations that together give a plan, and that plan."""

    relaxations: tuple[Relaxation, ...]
    cost: int
    is_smallest: bool
    """Proven to be the cheapest of all."""
    placements: tuple[Placement, ...]
    """A plan that keeps every rule of the relaxed case, checked by `rotations.rules`."""
    changed: int | None
    """Placements that differ from the plan that was there, when one was given."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no plan and what is the least to give up; empty clashes: there may be one."""

    is_proven: bool
    """There is certainly no plan."""
    clashes: tuple[Clash, ...]
    options: tuple[Option, ...]
    """At most three, cheapest first."""
    lower_bound: int
    """No relaxation costs less."""
    demands_tried: int
    seconds: float
    not_cause: tuple[str, ...] = ()
    """Keys of limits that have room in every month and every plan tried."""


@dataclass(frozen=True, slots=True)
class RepairResult:
    """The fewest further changes after a person's edit."""

    placements: tuple[Placement, ...]
    changed: tuple[Placement, ...]
    """Placements of the result that the plan before did not have (the edit itself included)."""
    changed_count: int
    """Placements of the plan before that are not kept, apart from the edit."""
    lower_bound: int
    """No repair changes fewer."""
    is_possible: bool
    seconds: float
    violations: tuple[Violation, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether fewer changes are impossible."""
        return self.is_possible and self.changed_count <= self.lower_bound


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another placement, or a wish, would cost: exact when `is_exact`, else an estimate."""

    is_possible: bool
    difference: int | None
    """Points lost (positive) against the present plan."""
    is_exact: bool
    gap: float | None = None
    placements: tuple[Placement, ...] = ()
    violations: tuple[Violation, ...] = field(default_factory=tuple)
