"""What the rule checks and the scorer say about a finished plan."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Every rule by name; each is one independent check in `rotations.rules`."""

    UNKNOWN = "unknown"
    """A placement names a doctor, block or site that the case does not have."""
    OVERLAP = "overlap"
    OUTSIDE = "outside"
    """Before the doctor's start, after `available_to`, or beyond the case."""
    LENGTH = "length"
    SITE_NOT_ALLOWED = "site_not_allowed"
    SITE_CLOSED = "site_closed"
    DOCTOR_AWAY = "doctor_away"
    ON_LEAVE = "on_leave"
    """Begins or ends in leave, or lies wholly in it."""
    INTERRUPTED = "interrupted"
    """Leave inside a block that must not be interrupted."""
    ORDER = "order"
    MONTHS_BEFORE = "months_before"
    OBJECTIVES_BEFORE = "objectives_before"
    WINDOW = "window"
    INNER = "inner"
    MISSING_BLOCK = "missing_block"
    TWICE = "twice"
    CHOICE = "choice"
    SAME_TOWN = "same_town"
    AT_MOST = "at_most"
    LOCK = "lock"
    FROZEN = "frozen"
    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    PAIR = "pair"
    NOTICE = "notice"
    """A change that begins within the notice horizon: a remark, never a breach."""


class Severity(StrEnum):
    """A breach makes the plan invalid; a remark does not."""

    BREACH = "breach"
    REMARK = "remark"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One rule that a plan does not keep: who, where, when, how much, and a sentence.

    `first`..`last` are the months concerned (runs of equal months are one violation). `sentence`
    is English and complete; pages build their own from the values.
    """

    rule: Rule
    severity: Severity
    sentence: str
    doctor: str | None = None
    block: str | None = None
    site: str | None = None
    limit: str | None = None
    first: int | None = None
    last: int | None = None
    count: int | None = None
    """How many there are, for limits and choices; months credited, for length."""
    expected: int | None = None
    """What it should be at most, at least or exactly."""
    others: tuple[str, ...] = ()
    """Other doctors (those at a full place) or blocks (what must come first) concerned."""


@dataclass(frozen=True, slots=True)
class DoctorScore:
    """One doctor's points, term by term; `total` is their sum."""

    doctor: str
    wishes: int
    length: int
    idle: int
    site_changes: int
    town_changes: int
    late: int
    changed: int
    wishes_met: tuple[str, ...]

    @property
    def total(self) -> int:
        """All terms together; costs are negative."""
        return (
            self.wishes
            + self.length
            + self.idle
            + self.site_changes
            + self.town_changes
            + self.late
            + self.changed
        )


@dataclass(frozen=True, slots=True)
class PlanScore:
    """The plan's points: doctors' sum, the worst-off doctor's weight, soft limits' prices."""

    total: int
    doctors: tuple[DoctorScore, ...]
    worst: int
    soft_limits: int
    """Zero or negative."""
