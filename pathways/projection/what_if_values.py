"""Changes that a doctor may try out, and what they do. Nothing here is ever saved by itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from pathways.projection.values import Projection, Session


@dataclass(frozen=True, slots=True)
class ShareChange:
    """Work `percent` of full time from `starts_on` to `ends_on` (None: until further notice)."""

    percent: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class LeaveChange:
    """Be away from `starts_on` to `ends_on`."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class MoveChange:
    """Start the booked period `service` on another day, with the same length in credited time.

    The booked periods after it follow without a break, and the one before it ends the day before.
    """

    service: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class SiteChange:
    """Choose one option of a choice group of the plan."""

    group: str
    option: str


@dataclass(frozen=True, slots=True)
class CourseChange:
    """Take the course in another or an extra session."""

    course_key: str
    session: Session


@dataclass(frozen=True, slots=True)
class SpecialtyChange:
    """Train in another specialty from `starts_on`. General practice (ALM) is the way of ALIS."""

    specialty: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class AbroadChange:
    """Serve abroad from `starts_on` to `ends_on`; how much counts is decided afterwards."""

    starts_on: date
    ends_on: date


Change = (
    ShareChange
    | LeaveChange
    | MoveChange
    | SiteChange
    | CourseChange
    | SpecialtyChange
    | AbroadChange
)

CHANGE_KINDS: dict[str, type[Change]] = {
    "share": ShareChange,
    "leave": LeaveChange,
    "move": MoveChange,
    "site": SiteChange,
    "course": CourseChange,
    "specialty": SpecialtyChange,
    "abroad": AbroadChange,
}
"""What files, addresses and stored wishes call each change."""


class ReasonKind(StrEnum):
    """Why the day moves, or does not."""

    SAME_ROOM = "same_room"
    """The change costs time, but there was room for it (`months` lost, `room` left)."""
    LESS_TIME = "less_time"
    """The change takes credited time that was needed (`months`)."""
    OTHER_DECIDES = "other_decides"
    """Another line decides now (`ref`)."""
    SAME_DECIDES = "same_decides"
    """The same line decides, on another day (`ref`)."""
    CARRIES_OVER = "carries_over"
    """`months` to `room` months carry over."""
    IMPOSSIBLE = "impossible"
    """The change cannot be made (`ref` names why)."""
    NOTHING_CHANGES = "nothing_changes"


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the explanation; the page has a sentence for each kind."""

    kind: ReasonKind
    ref: str | None = None
    months: Fraction | None = None
    room: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the changes do: the projection after them, and why it differs.

    `days_moved` is less than 0 when the day comes earlier, None when either day is unknown;
    `days_moved_latest` the same for the other end of a range.
    """

    changes: tuple[Change, ...]
    projection: Projection | None
    """None when a change cannot be made; the reasons say why."""
    days_moved: int | None
    days_moved_latest: int | None
    reasons: tuple[Reason, ...]
