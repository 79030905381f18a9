"""What delays are looked for in, and the visible settings that decide what counts as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from pathways.projection.values import Frame, Item, Projection
from pathways.talks import TalkStatus
from pathways.types.courses import CourseSession, Extra, Registration, Standing
from pathways.types.record import TraineeRecord

COURSE_PREFIX = "course:"
Lines = Mapping[str, Item]
"""The lines of one projection by key."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """From this share of the service on, so much of each recommended number is looked for."""

    served: Fraction
    done: Fraction


@dataclass(frozen=True, slots=True)
class DelayLimits:
    """Every setting behind the flags. No source gives these figures unless one is named.

    Months are calendar months, days calendar days.
    """

    near_days: int = 28
    """A deadline so near counts as near: four weeks is one roster. A choice of ours."""
    horizon_months: int = 6
    """A needed service is to be booked so long before its latest start: the six months' horizon
    that rotation plans are made with (design section 6)."""
    municipality_months: int = 4
    """A LIS1 must know the municipality so long before (rule `lis1-municipality-notice`)."""
    held_days: int = 30
    """Days that something may lie with somebody. A choice of ours: about a month."""
    held_months: int = 12
    """What lies with somebody is told as a delay when its last day is within so many months;
    until then it is a matter between the two. A choice of ours."""
    talk_grace_days: int = 62
    """Days a talk may be overdue before it is a sign that the supervision has stopped: two
    months. A choice of ours; a talk that is merely late is told where talks are agreed."""
    announced_months: int = 6
    """Sessions are announced about so long before they start (regional training centres)."""
    notice_days: int = 56
    """An extra session can be held so long after it is asked for. A choice of ours: no source
    says. Ordinary sign-up closes about three months before a course, which an extra session seldom
    can keep. The same figure as the dates for extra sessions are tried with."""
    small_days: int = 0
    """An approval moved by so few days is not delayed."""
    small_booking_days: int = 6
    """The same for the order of booked services: a week is hardly more than uneven months."""
    least_change_days: int = 7
    """When nothing but a number of days has changed, and by less than this, a flag is not
    updated for a reason that is not the line's own."""
    drift_days: int = 28
    """When the expected day has moved by so much since the flag was written, with no other
    reason, the flag is updated because the day has moved."""
    milestones: tuple[Milestone, ...] = (
        Milestone(Fraction(1, 2), Fraction(1, 4)),
        Milestone(Fraction(3, 4), Fraction(1, 2)),
    )
    """Recommended procedures: at half of the service a quarter, at three quarters a half. Far
    below an even pace, because procedures belong to services that may come late."""


DEFAULT_LIMITS = DelayLimits()


@dataclass(frozen=True, slots=True)
class CourseSituation:
    """One course that a doctor needs, as it stands on the day.

    `session` is the one that `standing` names, `next_open` the first that can still be signed up
    for, `registration` the doctor's own that is newest, `ahead` all announced sessions that
    stand. `saved_by_extra` is the days that the best extra session (`extra`) would win for this
    doctor.
    """

    standing: Standing
    session: CourseSession | None = None
    next_open: CourseSession | None = None
    registration: Registration | None = None
    saved_by_extra: int = 0
    extra: Extra | None = None
    ahead: tuple[CourseSession, ...] = ()


@dataclass(frozen=True, slots=True)
class DelayCase:
    """One doctor on one day.

    `projection` is reckoned with each course at the session that the doctor is expected to get,
    `without_leave` for the same doctor without leave and part-time ahead (None: there is none).
    `courses` are the needed courses by key. `frame` is the projection's own: procedures are judged
    by its measures, external service by its plan, LIS1 by its intakes; without it those are not
    looked at.
    """

    record: TraineeRecord
    projection: Projection
    today: date
    without_leave: Projection | None = None
    courses: Mapping[str, CourseSituation] = field(default_factory=dict)
    talks: TalkStatus | None = None
    frame: Frame | None = None


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """What has happened since the last scan, for one doctor.

    `last_scan_on` None: there was no earlier scan. `cancelled` and `changed` are the keys of
    sessions by course key: those that were cancelled, and those that are new, were moved or have
    other seats. `seats_before` are the doctor's standings in the last scan, `expected_before`
    the expected day then; None when they are not known.
    """

    today: date
    last_scan_on: date | None
    case: DelayCase | None = None
    """The doctor now; None when the doctor is not followed any more."""
    cancelled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    changed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    record_changed: bool = False
    content_changed: bool = False
    """Reference data, plan or settings."""
    is_new: bool = False
    """The doctor was not in the last scan."""
    left_training: bool = False
    seats_before: Mapping[str, Standing] | None = None
    expected_before: date | None = None
    limits: DelayLimits = DEFAULT_LIMITS
