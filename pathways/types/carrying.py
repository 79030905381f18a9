"""What is carried over, as values: ranges, verdicts and their grounds."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pathways.types.knowledge import FactStatus


@dataclass(frozen=True, slots=True)
class Range:
    """From the least to the most; the same twice when it is known."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        """A range that ends before it begins is a broken promise."""
        if not 0 <= self.low <= self.high:
            raise ValueError(f"not a range: {self.low} to {self.high}")

    def __add__(self, other: "Range") -> "Range":
        """Both together."""
        return Range(self.low + other.low, self.high + other.high)

    @property
    def is_known(self) -> bool:
        """Whether there is one answer."""
        return self.low == self.high

    def left_of(self, needed: Fraction) -> "Range":
        """What is left of `needed` when this much counts; never under zero."""
        none = Fraction(0)
        return Range(max(none, needed - self.high), max(none, needed - self.low))

    def at_least(self, other: "Range") -> "Range":
        """Raised to `other` where that asks for more."""
        return Range(max(self.low, other.low), max(self.high, other.high))


NOTHING = Range(Fraction(0), Fraction(0))


class Elsewhere(StrEnum):
    """Service that is not a change of specialty."""

    OTHER_TRUST = "other_trust"
    ABROAD = "abroad"


class CarriedThing(StrEnum):
    """What may be taken along."""

    LIS1 = "lis1"
    COMMON_OBJECTIVES = "common_objectives"
    OLDER_COMMON_OBJECTIVES = "older_common_objectives"
    """Approved in a set that is no longer in force."""
    PART2_OBJECTIVES = "part2_objectives"
    SERVICE_IN_GOAL = "service_in_goal"
    """Service that was done in the new specialty already."""
    SERVICE = "service"
    SPECIALTY_OBJECTIVES = "specialty_objectives"
    SHARED_COURSES = "shared_courses"
    SPECIALTY_COURSES = "specialty_courses"
    FOREIGN_SERVICE = "foreign_service"
    """Service abroad that is recorded instead of LIS1."""
    SERVICE_THERE = "service_there"
    """The service to come at the other place."""


class Verdict(StrEnum):
    """Whether a thing is taken along."""

    CARRIES = "carries"
    CASE_BY_CASE = "case_by_case"
    DOES_NOT_CARRY = "does_not_carry"
    NO_SOURCE = "no_source"


class GroundKind(StrEnum):
    """How well a verdict is founded."""

    RULE = "rule"
    """The rules say so."""
    READING = "reading"
    """We read it out of rules that do not speak of a change."""
    NO_SOURCE = "no_source"
    """No source says."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: the rules in force, and how far they can be trusted. No rules when no source says."""

    kind: GroundKind
    rule_keys: tuple[str, ...] = ()
    status: FactStatus = FactStatus.OPEN


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """One thing with its verdict.

    `earned` is what the record shows (None without a record, or when the record cannot
    tell), `carried` the least and the most of it that counts afterwards (None: not known).
    Both are in `unit`: months, objectives or courses.
    """

    what: CarriedThing
    verdict: Verdict
    ground: Ground
    unit: str
    earned: Fraction | None = None
    carried: Range | None = None


@dataclass(frozen=True, slots=True)
class CarryOver:
    """All of it. `needed` is the least service of parts 2 and 3 of the goal, None elsewhere."""

    origin: str | None
    target: str | Elsewhere
    items: tuple[CarriedItem, ...]
    needed: Fraction | None

    def with_verdict(self, verdict: Verdict) -> tuple[CarriedItem, ...]:
        """The items with one verdict, in order."""
        return tuple(item for item in self.items if item.verdict is verdict)

    @property
    def months(self) -> Range:
        """Months of parts 2 and 3 that surely count and that may count."""
        ranges = [
            item.carried
            for item in self.items
            if item.what in (CarriedThing.SERVICE_IN_GOAL, CarriedThing.SERVICE)
            and item.carried is not None
        ]
        return sum(ranges, NOTHING)

    @property
    def remaining(self) -> Range | None:
        """Months of parts 2 and 3 left to serve in the goal; None when nothing is needed."""
        return None if self.needed is None else self.months.left_of(self.needed)
