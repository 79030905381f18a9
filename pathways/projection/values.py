"""What a projection is asked with, and what it answers: plain values.

All days are last days of service unless they are called `starts_on`; both ends of a period are
included. `None` for a day means that it is not known, never that it is not needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from pathways.projection.asked import Asked, StretchNeeds, asked_of, stretches_of
from pathways.projection.plan_needs import PlanNeeds, plan_needs_of
from pathways.requirement_state import Measures, RequirementState
from pathways.start_and_goal import Goal, Intake, Lis1Start
from pathways.types.knowledge import Requirement
from pathways.types.plans import PublishedPlan
from pathways.worktime import ticks_of


class Certainty(StrEnum):
    """How far the expected day can be trusted."""

    EXACT = "exact"
    """Everything that takes time is known."""
    RANGE = "range"
    """The plan gives lengths from-to, or contradicts itself: the day lies between two."""
    NOT_BEFORE = "not_before"
    """Something that takes time has no length: only the first possible day is known."""
    UNKNOWN = "unknown"
    """Not even that; `missing` says what is lacking."""
    DONE = "done"
    """Nothing is left that takes time."""


class ItemKind(StrEnum):
    """What one line of the answer is about."""

    REQUIREMENT = "requirement"
    """A requirement of the pathway, by its key."""
    PLAN_SERVICE = "plan_service"
    """A service of the training plan, by its number."""
    PLAN_TOTAL = "plan_total"
    """The total length that the plan states."""
    COURSE = "course"
    """A course, by its key."""


class WaitKind(StrEnum):
    """What a line waits for before it can be done."""

    NOTHING = "nothing"
    TIME = "time"
    """Credited time that simply has to pass."""
    BOOKED_START = "booked_start"
    """A booked period starts on `day`; it could not be earlier as things are booked."""
    EARLIER_SERVICE = "earlier_service"
    """The service before it in the order (`ref`)."""
    SESSION = "session"
    """A course session that starts on `day`; `deadline` is when sign-up closes."""
    SESSION_UNKNOWN = "session_unknown"
    """No session is known."""
    PERSON = "person"
    """Somebody who holds it (`ref` is the name)."""
    SERVICE_OF_IT = "service_of_it"
    """Objectives wait for the last service they belong to (`ref`)."""
    LENGTH_UNKNOWN = "length_unknown"
    """Nobody has said how long it takes."""
    INTAKE = "intake"
    """The next LIS1 start (`day`)."""
    STAGE = "stage"
    """An earlier stage (`ref`) must be finished first."""
    EVERYTHING = "everything"
    """All else: the final approval."""


class Wait(NamedTuple):
    """What a line waits for; `ref` names the other line, person or stage.

    A named tuple, as `Item`, `Stint` and `Unknown`: dozens of them are made for each
    doctor, and a frozen dataclass takes six times as long to make.
    """

    kind: WaitKind
    ref: str | None = None
    day: date | None = None
    deadline: date | None = None


NO_WAIT = Wait(WaitKind.NOTHING)


class Item(NamedTuple):
    """One line: a requirement, a service of the plan, the plan's total, or a course.

    `earliest` is the day it is done as things are booked; `latest` the last day that does not
    move the end; `slack_days` the days between (less than 0 never happens). All three are None
    when it is done, takes no time of its own, or is unknown (`wait` says which).
    `best` is the earliest day when everything that can still be chosen falls out best.
    """

    key: str
    """`requirement:part3-service`, `service:3`, `plan-total`, `course:<key>`."""
    kind: ItemKind
    is_done: bool
    wait: Wait
    starts_on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    best: date | None = None
    latest_start: date | None = None
    """The last day it can begin without moving the end (services only)."""
    decides: bool = False
    """Whether it alone or with others gives the expected day."""
    is_recommended: bool = False
    """A recommendation: another documented activity can take its place."""
    state: RequirementState | None = None
    """How the requirement stands today; None for lines that are no requirement."""
    has: Fraction | None = None
    needs: Fraction | None = None
    unit: str | None = None
    has_booked: Fraction | None = None

    @property
    def slack_days(self) -> int | None:
        """Days that it can wait without moving the end."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest).days


class StintKind(StrEnum):
    """Why a period stands in the expected timeline."""

    NOW = "now"
    """Going on today."""
    BOOKED = "booked"
    TO_PLAN = "to_plan"
    """Needed and not booked: put at the first place where it fits."""
    FILL = "fill"
    """Service that has no named place: time that only has to be served."""


class Stint(NamedTuple):
    """A period of service ahead, in the expected timeline.

    `ref` is the key of the line it serves (`service:3`, `requirement:alm-institution`), `service`
    the key of the recorded period. `ends_on` is None for service that goes on.
    """

    kind: StintKind
    starts_on: date
    ends_on: date | None
    ref: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain that decides the day: the line `ref` from `starts_on` to `ends_on`.

    `wait` says why it starts when it does. The first link is the earliest in time.
    """

    ref: str
    starts_on: date
    ends_on: date
    wait: Wait


class UnknownKind(StrEnum):
    """What nobody has said."""

    NO_PLAN = "no_plan"
    PLAN_PARTIAL = "plan_partial"
    """The stored page does not list every service."""
    PLAN_CONTRADICTS = "plan_contradicts"
    """The stated total and the sum of the services differ."""
    SERVICE_LENGTH = "service_length"
    CHOICE_OPEN = "choice_open"
    COURSE_SESSION = "course_session"
    OBJECTIVE_COUNT = "objective_count"
    REQUIREMENT_AMOUNT = "requirement_amount"
    SERVICE_ABROAD = "service_abroad"
    """How much of service abroad counts is decided after an application."""
    OTHER_SPECIALTY = "other_specialty"
    """How much service in another specialty counts is decided case by case."""
    ORDER_BEFORE_EXTERNAL = "order_before_external"
    """The plan asks for local objectives before service elsewhere, without a number."""


class Unknown(NamedTuple):
    """Something unknown, the line it belongs to, and by when it must be known or done.

    `room_months` is how many months it may take without moving the day; `low` and `high` are
    figures that disagree, in months.
    """

    kind: UnknownKind
    ref: str | None = None
    by: date | None = None
    room_months: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None


class Assumption(StrEnum):
    """What was taken for granted; each is shown with the answer."""

    UNBROKEN_SERVICE = "unbroken_service"
    SHARE_GOES_ON = "share_goes_on"
    LEAVE_DOES_NOT_COUNT = "leave_does_not_count"
    HOLIDAY_LIMIT = "holiday_limit"
    PART1_TAKEN_AS_DONE = "part1_taken_as_done"
    OTHER_SPECIALTY_NOT_COUNTED = "other_specialty_not_counted"
    INTAKE_DATES = "intake_dates"
    OWN_POSTS = "own_posts"
    TO_PLAN_FITS = "to_plan_fits"
    """What is not booked finds a place at the first opportunity."""
    COURSES_AS_PLANNED = "courses_as_planned"
    APPROVAL_AT_ONCE = "approval_at_once"
    """The approval follows on the day that the last requirement is met."""


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a course. `seats_left` None: not known, taken as possible."""

    starts_on: date
    ends_on: date
    signup_closes_on: date | None = None
    seats_left: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class CourseNeed:
    """A course that the plan or the specialty lists, with the sessions that are announced."""

    key: str
    name_nb: str
    is_recommended: bool = True
    sessions: tuple[Session, ...] = ()

    def open_sessions(self, today: date) -> tuple[Session, ...]:
        """The sessions ahead with sign-up open and a seat, the first to end first."""
        open_ones = [
            session
            for session in self.sessions
            if session.starts_on > today
            and (session.signup_closes_on is None or session.signup_closes_on >= today)
            and session.seats_left != 0
        ]
        return tuple(sorted(open_ones, key=lambda session: (session.ends_on, session.starts_on)))


@dataclass(frozen=True)
class Frame:
    """Everything that does not depend on the doctor: made once, used for many.

    `requirements` are those of the stages ahead, every dated version included; the version in
    force on the expected day applies. `total_months` is the least service in all (78: 6.5
    years); None when no specialty is chosen.
    """

    goal: Goal
    requirements: tuple[Requirement, ...]
    measures: Measures
    total_months: Fraction | None
    plan: PublishedPlan | None = None
    courses: tuple[CourseNeed, ...] = ()
    intakes: tuple[Intake, ...] = ()

    # What only the frame decides is worked out once for all its doctors.

    @cached_property
    def plan_needs(self) -> PlanNeeds:
        """What the plan asks for."""
        return plan_needs_of(self.plan)

    @cached_property
    def total_ticks(self) -> int | None:
        """The least service in all, in ticks of months."""
        return None if self.total_months is None else ticks_of(self.total_months)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The requirements, each with its judge and its line."""
        return asked_of(self.requirements)

    def stretches(self, specialty: str | None) -> Mapping[str, StretchNeeds]:
        """What each stretch asks of a doctor in `specialty`, by the key of its phase."""
        found = self._stretches.get(specialty)
        if found is None:
            found = stretches_of(self.measures.phases, self.asked, self.plan_needs, specialty)
            self._stretches[specialty] = found
        return found

    def lines_by_stage(self, stage: str) -> dict[int, Item]:
        """Lines that are the same for all doctors at `stage`, by place among the requirements.

        Whoever meets such a line first puts it here (`requirements.is_by_stage`).
        """
        found = self._lines_by_stage.get(stage)
        if found is None:
            found = self._lines_by_stage[stage] = {}
        return found

    def offers(self, today: date) -> Mapping[str, tuple[Session, ...]]:
        """The sessions of each course that can still be signed up for, the first to end first."""
        found = self._offers.get(today)
        if found is None:
            found = {need.key: need.open_sessions(today) for need in self.courses}
            self._offers[today] = found
        return found

    @cached_property
    def _offers(self) -> dict[date, Mapping[str, tuple[Session, ...]]]:
        return {}

    @cached_property
    def _lines_by_stage(self) -> dict[str, dict[int, Item]]:
        return {}

    @cached_property
    def _stretches(self) -> dict[str | None, Mapping[str, StretchNeeds]]:
        return {}


@dataclass(frozen=True, slots=True)
class Projection:
    """The answer.

    `expected` is the day as things are booked (the first day possible when `certainty` says
    so), `expected_latest` the other end of a range, `best` the best reachable day when
    everything that can still be chosen falls out best: other dates for what is booked, an
    equivalent activity instead of a recommended course, the shorter of two options.
    """

    goal: Goal
    today: date
    certainty: Certainty
    expected: date | None
    expected_latest: date | None
    best: date | None
    items: tuple[Item, ...]
    timeline: tuple[Stint, ...]
    chain: tuple[Link, ...]
    unknowns: tuple[Unknown, ...]
    assumptions: tuple[Assumption, ...]
    lis1_start: Lis1Start | None = None
    missing: str | None = None
    """`degree_date` or `intake_dates` when the day is unknown."""

    def item(self, key: str) -> Item:
        """The line with this key; KeyError when there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    @property
    def deciding(self) -> tuple[Item, ...]:
        """The lines that give the expected day."""
        return tuple(item for item in self.items if item.decides)
