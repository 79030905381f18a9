"""One planning run: its clock, its best plan and bound so far, and whom it reports to.

The clock is read for seconds only; in the reproducible mode nothing that is decided depends on it.
"""

import math
import time
from collections.abc import Callable, Sequence

import numpy as np

from rotations.planner.generate import Bound
from rotations.planner.hashes import plan_hash
from rotations.planner.master import hard_breaches, value_of, whole
from rotations.planner.model import CaseModel, Column
from rotations.planner.pool import Pool
from rotations.types.results import Mode, Phase, Progress, Report, WorkLimits

ENDLESS = 10**9
ASK_EVERY = 1.0
"""Seconds between two questions whether to stop, within one long step."""
Plan = tuple[Column, ...]
"""One column per doctor, in the case's order."""


class Run:
    """State of a run. Work in `rounds`, ask `goes_on` between them, `offer` every whole plan."""

    def __init__(
        self, model: CaseModel, limits: WorkLimits, seed: int, report: Report | None
    ) -> None:
        """Start the clock."""
        self.model, self.limits, self.report = model, limits, report
        self.pool = Pool(model)
        self.whole = whole(model)
        self.rng = np.random.Generator(np.random.PCG64(seed))
        self.plan: Plan | None = None
        """The best plan without breach."""
        self.score: int | None = None
        self.broken_plan: Plan | None = None
        """The plan with fewest breaches, as long as there is none without."""
        self.breaches: int | None = None
        self.bound: int | None = None
        self.bound_source = ""
        self.prices: Bound | None = None
        """Prices of the best Lagrange bound."""
        self.is_stopped = False
        self.history: list[tuple[float, int | None, int | None]] = []
        self._started = time.monotonic()
        self._told: Plan | None = None

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._started

    @property
    def is_timed(self) -> bool:
        """Whether seconds bound the run."""
        return self.limits.mode is Mode.INTERACTIVE

    def left(self, share: float = 1.0) -> float:
        """Seconds left until this share of the time is used; endless when work is the limit."""
        if not self.is_timed:
            return math.inf
        return max(0.0, share * self.limits.seconds - self.seconds)

    def slice(self, most: float) -> float | None:
        """Seconds that one step may take; None when work is the limit."""
        return min(most, max(0.1, self.left())) if self.is_timed else None

    @property
    def is_done(self) -> bool:
        """Whether the plan is proven best."""
        return self.score is not None and self.bound is not None and self.score >= self.bound

    def rounds(self, number: int) -> int:
        """Rounds that a step may take: as the work limits say, or endless within the seconds."""
        return ENDLESS if self.is_timed else number

    @property
    def nodes(self) -> int | None:
        """Nodes of one integer programme; None when seconds bound it."""
        return None if self.is_timed else self.limits.mip_nodes

    def interrupt(self, phase: Phase) -> Callable[[], bool]:
        """Question for a long step: whether to stop now. Reports at most once a second."""
        asked = time.monotonic()

        def stop() -> bool:
            nonlocal asked
            if time.monotonic() - asked < ASK_EVERY:
                return False
            asked = time.monotonic()
            self.goes_on(phase)
            return self.is_stopped

        return stop

    def goes_on(self, phase: Phase, share: float = 1.0) -> bool:
        """Report, and say whether to work on: not stopped, not proven, time left."""
        if self.report is not None and not self.is_stopped:
            self.is_stopped = not self.report(self._progress(phase))
        return not self.is_stopped and not self.is_done and self.left(share) > 0.0

    def _progress(self, phase: Phase) -> Progress:
        shown = self.plan if self.plan is not None else self.broken_plan
        is_new = shown is not None and shown is not self._told
        self._told = shown
        return Progress(
            phase=phase,
            seconds=self.seconds,
            score=self.score,
            hard_breaches=0 if self.plan is not None else self.breaches,
            bound=self.bound,
            placements=self.model.placements(shown) if is_new and shown is not None else None,
        )

    def offer(self, plan: Sequence[Column]) -> bool:
        """Take a whole plan when it is better than the best; says whether it was."""
        broken = hard_breaches(self.whole, plan)
        if broken:
            if self.plan is None and (self.breaches is None or broken < self.breaches):
                self.broken_plan, self.breaches = tuple(plan), broken
                return True
            return False
        score = round(value_of(self.whole, plan))
        if self.score is not None and score <= self.score:
            return False
        self.plan, self.score, self.breaches = tuple(plan), score, 0
        self._note()
        return True

    def bounded(self, bound: float, source: str) -> None:
        """Take a bound when it is lower than the best."""
        if not math.isfinite(bound):
            return
        whole_points = math.floor(bound + 1e-6)
        if self.bound is None or whole_points < self.bound:
            self.bound, self.bound_source = whole_points, source
            self._note()

    def priced(self, bound: Bound, source: str = "lagrange") -> None:
        """Take the bound of a Lagrange step, and its prices when they are the best."""
        if self.prices is None or bound.value < self.prices.value:
            self.prices = bound
        self.bounded(bound.value, source)

    def _note(self) -> None:
        self.history.append((self.seconds, self.score, self.bound))

    def hash(self) -> str:
        """Hash of the best plan."""
        return plan_hash(self.model.placements(self.plan or ()))
