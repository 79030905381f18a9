"""Delay flags: what is found on a day, what is remembered, and what happened to it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class DelayState(StrEnum):
    """How much a line threatens the day of approval."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    """Moves nothing yet; will if nothing is done by `act_by`."""
    LATE = "late"
    """Moves the day now."""
    BLOCKED = "blocked"
    """Moves the day or stops it, and nobody can do anything about it now."""


class Cause(StrEnum):
    """Why; the code list of the design."""

    COURSE = "course"
    PROCEDURE_ACCESS = "procedure_access"
    ROTATION_SLOT = "rotation_slot"
    LEAVE_OR_PART_TIME = "leave_or_part_time"
    STAFFING = "staffing"
    MISSING_SUPERVISOR = "missing_supervisor"
    MISSING_APPROVAL = "missing_approval"
    WAITING_FOR_LIS1 = "waiting_for_lis1"


class Action(StrEnum):
    """The next thing that helps."""

    SIGN_UP = "sign_up"
    """Sign up for the session named."""
    ASK_FOR_SESSION = "ask_for_session"
    """Ask the arranger for one more session."""
    WATCH_WAITING_LIST = "watch_waiting_list"
    PLAN_SERVICE = "plan_service"
    """Find a place for a service that is not booked."""
    TRY_SWAP = "try_swap"
    """A booked service could come earlier."""
    SIGN_OR_ANSWER = "sign_or_answer"
    """What was sent lies with somebody."""
    FIND_SUPERVISOR = "find_supervisor"
    HOLD_TALK = "hold_talk"
    PLAN_PROCEDURES = "plan_procedures"
    APPLY_LIS1 = "apply_lis1"
    NOTHING = "nothing"
    """The delay is explained; there is nothing to do."""


class Owner(StrEnum):
    """Who does it."""

    TRAINEE = "trainee"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    APPROVER = "approver"
    HOLDER = "holder"
    """The person it lies with, by name in `Evidence.holder`."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the finding rests on; every change of a flag is explained by what changed here.

    `expected` is the day of approval as things are; `without` the day if this line were no
    hindrance. `earliest` and `latest` are the line's own days in the projection.
    """

    expected: date | None = None
    without: date | None = None
    earliest: date | None = None
    latest: date | None = None
    session: str | None = None
    session_starts_on: date | None = None
    outcome: str | None = None
    """Value of `SeatOutcome` for a course."""
    signup_closes_on: date | None = None
    position: int | None = None
    seats: int | None = None
    since: date | None = None
    """Since when something lies with somebody or is missing."""
    holder: str | None = None
    count: int | None = None
    has: str | None = None
    needs: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One delay of one doctor on one day; `ref` and `cause` together name it.

    `ref` is the key of a line of the projection (`course:<key>`, `service:3`,
    `requirement:…`), or `leave`, `supervisor`, `talks`. `days_moved` is the days that it moves
    the approval now (0: none yet; None: not known); `is_bound` says that it is at least so many.
    `days_saveable` is what can still be won by `action`, on or before `act_by` (None: no
    last day).
    """

    ref: str
    cause: Cause
    state: DelayState
    days_moved: int | None
    days_saveable: int
    action: Action
    owner: Owner
    act_by: date | None = None
    is_bound: bool = False
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same delay on another day."""
        return (self.ref, str(self.cause))


class EventKind(StrEnum):
    """What happened to a flag."""

    OPENED = "opened"
    UPDATED = "updated"
    CLOSED = "closed"
    COMMENTED = "commented"
    CAUSE_SET = "cause_set"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"


class Reason(StrEnum):
    """Why a flag was opened, changed or closed: named from what changed, never guessed."""

    FIRST_SEEN = "first_seen"
    """There was no earlier scan to compare with, or the doctor is new."""
    SESSION_CANCELLED = "session_cancelled"
    SESSION_ADDED = "session_added"
    """Also a session that was moved or got more seats."""
    SEAT_GAINED = "seat_gained"
    SEAT_LOST = "seat_lost"
    """Others go first under the rule, or the registration was withdrawn."""
    DEADLINE_PASSED = "deadline_passed"
    DEADLINE_NEAR = "deadline_near"
    DATE_MOVED = "date_moved"
    """Something else moved the day of approval."""
    RECORD_CHANGED = "record_changed"
    """Service, leave, share or progress was registered or changed."""
    SENT = "sent"
    """Something was sent to somebody."""
    SIGNED = "signed"
    DONE = "done"
    """The line itself is done."""
    RULE_CHANGED = "rule_changed"
    """Reference data, plan or setting changed."""
    LEFT_TRAINING = "left_training"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry in the history of a flag. `before` and `after` are None where there was none."""

    kind: EventKind
    reason: Reason
    before: Finding | None
    after: Finding | None
