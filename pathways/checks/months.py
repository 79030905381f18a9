"""How long the services of a published plan can take together: interval arithmetic.

A plan gives exact lengths, ranges, minimums, maximums, choices and blanks. The sum is
therefore not a number but an interval of months: `low` is certain, `high` is None when
something in the plan has no upper end or is not stated.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pathways.types.plans import Duration, PlanService, PublishedPlan

MONTHS_PER_WEEK = 12 * 7 / 365.25
"""A week in months of an average year."""

TOLERANCE = 0.05
"""Months; two lengths closer than this are the same (weeks do not divide a month)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high` months, both included; `high` None is open-ended."""

    low: float
    high: float | None

    def __add__(self, other: "Interval") -> "Interval":
        """Both after each other."""
        open_ended = self.high is None or other.high is None
        high = None if open_ended else (self.high or 0.0) + (other.high or 0.0)
        return Interval(self.low + other.low, high)

    def either(self, other: "Interval") -> "Interval":
        """One of the two, not known which."""
        open_ended = self.high is None or other.high is None
        high = None if open_ended else max(self.high or 0.0, other.high or 0.0)
        return Interval(min(self.low, other.low), high)

    def may_be(self, months: float) -> bool:
        """Whether `months` lies inside the interval."""
        return self.may_reach(months) and self.low <= months + TOLERANCE

    def may_reach(self, months: float) -> bool:
        """Whether the interval has a value of `months` or more."""
        return self.high is None or self.high >= months - TOLERANCE

    def __str__(self) -> str:
        """`66`, `30 to 48` or `at least 30`."""
        if self.high is None:
            return f"at least {self.low:.4g}"
        if self.high - self.low <= TOLERANCE:
            return f"{self.low:.4g}"
        return f"{self.low:.4g} to {self.high:.4g}"


NOTHING = Interval(0.0, 0.0)
UNKNOWN = Interval(0.0, None)


def length(duration: Duration) -> Interval:
    """A stated length in months; a missing end is unknown, not zero."""
    factor = MONTHS_PER_WEEK if duration.unit == "weeks" else 1.0
    low = 0.0 if duration.minimum is None else duration.minimum * factor
    return Interval(low, None if duration.maximum is None else duration.maximum * factor)


def service_length(service: PlanService) -> Interval:
    """What a service adds if it is taken or not: one that may be left out can be zero.

    A plan that does not say whether a service is optional (None) leaves both open.
    """
    served = length(service.duration)
    return served if service.optional is False else served.either(NOTHING)


def total_length(plan: PublishedPlan) -> Interval:
    """All services of a plan together, in months.

    A service counted inside another adds nothing. Of a choice group one option is taken,
    and an option may hold several services. A list of services that the page does not
    give whole has no upper end.
    """
    counted = [service for service in plan.services if service.counted_inside_seq is None]
    total = sum_of(service_length(service) for service in counted if not service.choice_group)
    for options in choice_groups(counted).values():
        lengths = [sum_of(map(service_length, services)) for services in options.values()]
        group = lengths[0]
        for option in lengths[1:]:
            group = group.either(option)
        total += group
    return total if plan.services_complete and counted else total + UNKNOWN


def choice_groups(services: Iterable[PlanService]) -> dict[str, dict[str, list[PlanService]]]:
    """Services by choice group and option; without an option each is its own."""
    groups: dict[str, dict[str, list[PlanService]]] = {}
    for service in services:
        if service.choice_group:
            option = service.choice_option or f"seq {service.seq}"
            groups.setdefault(service.choice_group, {}).setdefault(option, []).append(service)
    return groups


def sum_of(intervals: Iterable[Interval]) -> Interval:
    """All after each other; nothing gives zero months."""
    total = NOTHING
    for interval in intervals:
        total += interval
    return total
