"""Courses with sessions and seats: what the seat rule is asked with, and what it answers.

All days are inclusive. Everything here is a plain value; `pathways.courses` does the reckoning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CourseKind(StrEnum):
    """What a session is a session of."""

    COURSE = "course"
    SIMULATION = "simulation"
    """Simulation training (RegSim): a learning activity with seats and a place."""


class SeatOrder(StrEnum):
    """One thing that puts a doctor before another when seats are given."""

    LONGEST_SERVICE = "longest_service"
    """Most credited service in the specialty at course start; part 1 is not counted."""
    EARLIEST_APPLICATION = "earliest_application"
    """Applied first. Whoever has not applied comes after those who have."""
    NEAREST_APPROVAL = "nearest_approval"
    """The earliest day on which all else is done."""


class ServiceMeasure(StrEnum):
    """How service counts towards the order. No source says; a visible choice."""

    CREDITED = "credited"
    """Part-time counts by its share, and leave does not count."""
    CALENDAR = "calendar"
    """Every day from the first day of service in the specialty counts in full."""


@dataclass(frozen=True, slots=True)
class SeatRule:
    """How the seats of one course are given.

    The regional training centres' rule: as a rule the longest service in the specialty at
    course start, part 1 not counted; some courses have criteria of their own; a waiting list is
    used until the start. Doctors who are equal in every `order` come in the order of their keys,
    so that the answer is always the same. `is_predictable` False: the arranger decides by
    criteria that nobody can reckon with, so only confirmed seats are known.
    """

    order: tuple[SeatOrder, ...] = (SeatOrder.LONGEST_SERVICE, SeatOrder.EARLIEST_APPLICATION)
    measure: ServiceMeasure = ServiceMeasure.CREDITED
    is_predictable: bool = True


@dataclass(frozen=True, slots=True)
class CourseSession:
    """One announced run of a course. `cancelled_on` None: it stands."""

    key: str
    course: str
    starts_on: date
    ends_on: date
    seats: int
    signup_opens_on: date | None = None
    signup_closes_on: date | None = None
    cancelled_on: date | None = None
    place: str = ""

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be held."""
        return self.cancelled_on is not None

    def takes_signups(self, today: date) -> bool:
        """Whether somebody can still sign up: not cancelled, not begun, not past the deadline.

        Sign-up that opens later counts as possible: it can be done by then.
        """
        if self.is_cancelled or self.starts_on <= today:
            return False
        return self.signup_closes_on is None or self.signup_closes_on >= today


class RegistrationState(StrEnum):
    """Where a doctor stands in one session."""

    INTERESTED = "interested"
    """Has said so before sign-up opens; binds nobody."""
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    """On the waiting list, which is used until the start."""
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"
    ABSENT = "absent"
    """Had a seat and did not come."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One doctor's place in one session. `applied_on` is the day of the application."""

    session: str
    state: RegistrationState
    applied_on: date | None = None


@dataclass(frozen=True, slots=True)
class CourseOffer:
    """A course as the engine sees it: its sessions, whoever arranges them, and its rule.

    `usual_seats` and `usual_days` describe one more session; None: as the sessions it has.
    """

    key: str
    name_nb: str = ""
    kind: CourseKind = CourseKind.COURSE
    sessions: tuple[CourseSession, ...] = ()
    rule: SeatRule = field(default_factory=SeatRule)
    usual_seats: int | None = None
    usual_days: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """One doctor who needs one course.

    `from_on` is the first day on which the doctor can take it (begun in the specialty);
    `leaves` first and last days of leave, in which no session can be taken. `service` is the
    credited or calendar service in the specialty, in ticks, on the start day of each session
    and candidate that may come up (see `pathways.courses.service`). `registrations` are those
    for sessions of this course.
    """

    doctor: str
    course: str
    from_on: date
    service: Mapping[date, int]
    leaves: tuple[tuple[date, date], ...] = ()
    registrations: tuple[Registration, ...] = ()


@dataclass(frozen=True, slots=True)
class Doctor:
    """When a doctor could be approved if no course stood in the way, and what is needed.

    `ready_on` None: not known; the doctor takes a seat, but no delay can be given in days.
    """

    key: str
    ready_on: date | None
    demands: tuple[Demand, ...] = ()


class SeatOutcome(StrEnum):
    """What the rule gives one doctor for one course."""

    CONFIRMED = "confirmed"
    """A seat is confirmed."""
    LIKELY = "likely"
    """No seat yet; the rule gives one in the session named."""
    NO_SEAT = "no_seat"
    """Every session that is announced is full before the doctor's turn, or falls in a leave."""
    NOT_ANNOUNCED = "not_announced"
    """No session that can be taken is announced."""
    ARRANGER_DECIDES = "arranger_decides"
    """The arranger has criteria of its own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A doctor's place in the order for one session: `position` 1 is first, of `applicants`."""

    session: str
    position: int
    applicants: int
    seats: int

    @property
    def gets_seat(self) -> bool:
        """Whether the place in the order is within the seats."""
        return self.position <= self.seats


@dataclass(frozen=True, slots=True)
class Standing:
    """One doctor and one course: the session that the doctor gets, and what that does.

    `done_on` is the last day of that session. Without a seat it is the last day of the last
    announced session, and `is_bound` is True: the course cannot be done before. None when
    nothing is announced or the arranger decides. `moved_days` is how much later than all else
    (other courses included) this course makes the approval; None when either is unknown.
    `turns` are the doctor's places in the sessions tried, in order of time.
    """

    doctor: str
    course: str
    outcome: SeatOutcome
    session: str | None = None
    done_on: date | None = None
    is_bound: bool = False
    moved_days: int | None = None
    turns: tuple[Turn, ...] = ()


class Obstacle(StrEnum):
    """Why a candidate date cannot be used."""

    TOO_SOON = "too_soon"
    """Sign-up could not be announced and closed in time."""
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Extra:
    """One more session at a candidate date, and what it saves over all doctors.

    `saved_days` are days of approval won in all; `helped` how many doctors win any; `seated` how
    many get a seat who had none (for them no day was known, or only a bound). With an `obstacle`
    all are 0.
    """

    starts_on: date
    ends_on: date
    seats: int
    saved_days: int = 0
    helped: int = 0
    seated: int = 0
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class MoreSeats:
    """Ten more seats in an announced session, and what they save."""

    session: str
    seats: int
    saved_days: int
    helped: int


@dataclass(frozen=True, slots=True)
class Move:
    """An announced session held on another date, and what that saves (less than 0: costs)."""

    session: str
    starts_on: date
    ends_on: date
    saved_days: int
    helped: int


@dataclass(frozen=True, slots=True)
class HalfYear:
    """One half-year: seats, doctors who get one, and those who still wait when it ends.

    `starts_on` is 1 January or 1 July. `waiting_late` are those among `waiting` whose approval
    could have come in or before this half-year if they had had the course.
    """

    starts_on: date
    seats: int
    seated: int
    waiting: int
    waiting_late: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """One course over the whole population and the sessions ahead.

    `delay_days` is the sum of the days that this course moves approvals, over the `delayed`
    doctors; `unknown` doctors need it and have no known day. `best` is the extra session that
    saves most (earliest among equals; None when none saves anything) and `saved_by` what it
    saves for each doctor who wins any.
    """

    course: str
    needing: int
    seats_ahead: int
    delayed: int
    delay_days: int
    unknown: int
    extras: tuple[Extra, ...] = ()
    more_seats: tuple[MoreSeats, ...] = ()
    moves: tuple[Move, ...] = ()
    half_years: tuple[HalfYear, ...] = ()
    best: Extra | None = None
    saved_by: Mapping[str, int] = field(default_factory=dict)
