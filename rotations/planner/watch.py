"""How much of the allowed work a run has done, and whether it was asked to stop."""

import time
from collections.abc import Sequence
from dataclasses import replace

from rotations.types.case import Placement
from rotations.types.results import Mode, Phase, Progress, Report, WorkLimits


class Watch:
    """Counts time and asks the caller between rounds whether to go on.

    In reproducible mode time never ends a run: the rounds of the work limits do.
    """

    def __init__(self, limits: WorkLimits, report: Report | None = None) -> None:
        """Start counting now."""
        self.limits = limits
        self._report = report
        self._start = time.monotonic()
        self.is_stopped = False

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    @property
    def left(self) -> float:
        """Seconds left; endless in reproducible mode."""
        if self.limits.mode is Mode.REPRODUCIBLE:
            return float("inf")
        return max(0.0, self.limits.seconds - self.seconds)

    @property
    def is_over(self) -> bool:
        """Whether to end now and keep the best."""
        return self.is_stopped or self.left <= 0

    def part(self, share: float) -> "Watch":
        """A watch that ends after this share of what is left, and stops when this one does."""
        limits = replace(self.limits, seconds=max(0.2, min(self.left, 1e9) * share))
        inner = Watch(limits, self._forward)
        inner.is_stopped = self.is_stopped
        return inner

    def _forward(self, progress: Progress) -> bool:
        """Report a part's progress in this watch's time."""
        if self._report is not None and not self.is_stopped:
            self.is_stopped = not self._report(replace(progress, seconds=self.seconds))
        return not self.is_over

    def tell(
        self,
        phase: Phase,
        *,
        score: int | None = None,
        breaches: int | None = None,
        bound: int | None = None,
        placements: Sequence[Placement] | None = None,
    ) -> bool:
        """Report where the run is; False when it should end."""
        if self._report is not None and not self.is_stopped:
            plan = None if placements is None else tuple(placements)
            progress = Progress(phase, self.seconds, score, breaches, bound, plan)
            self.is_stopped = not self._report(progress)
        return not self.is_over
