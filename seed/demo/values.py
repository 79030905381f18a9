"""What the demo world is made of: frozen rows with text keys instead of database ids.

A person is pointed at by public id, an organisation or a unit by key, a plan by plan id.
`seed.demo.load` turns the keys into database ids; nothing here knows a database.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any, TypeVar

from app.roles import Role, ScopeKind
from pathways.types.courses import CourseKind, RegistrationState
from pathways.types.knowledge import Course, FactStatus, Objective, Organisation, Specialty
from pathways.types.plans import PublishedPlan
from pathways.types.record import (
    AbsenceKind,
    AttendanceState,
    ObjectiveState,
    PlaceKind,
    SignState,
)
from seed.demo.lis1_values import DemoCouncil
from seed.demo.place_values import (
    DemoAgreement,
    DemoCapacity,
    DemoGuide,
    DemoObjectivePlace,
    DemoUnitSupervisor,
)
from seed.demo.rotation_values import DemoRotationPlan

T = TypeVar("T")

SEED = "legelop-demo-1"
"""Changes every invented name and date when it is changed."""

DEMO_TODAY = date(2026, 11, 23)
"""The day the demo world is seen from; the hand-made cast is coherent on this day only."""


@dataclass(frozen=True, slots=True)
class DemoReference:
    """The reference data that the demo world leans on."""

    organisations: tuple[Organisation, ...]
    specialties: tuple[Specialty, ...]
    courses: tuple[Course, ...]
    objectives: tuple[Objective, ...]
    plans: tuple[PublishedPlan, ...]
    stages: frozenset[str]
    """Keys of the stages in the pathway graph."""


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An invented organisation: a contract specialist's practice."""

    key: str
    name: str
    kind: str
    parent: str | None
    municipality: str | None
    county: str | None
    status: FactStatus
    note: str


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A department, clinic or surgery; `short_name` is at most twelve characters."""

    key: str
    organisation: str
    name: str
    short_name: str
    place_kind: PlaceKind
    specialty: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person; `public_id` says nothing about who it is."""

    public_id: str
    given_name: str
    family_name: str
    authorised_on: date | None = None
    student_licence_on: date | None = None
    degree_expected_on: date | None = None

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """How a person is known at sign-in; demo people have no password."""

    person: str
    username: str


@dataclass(frozen=True, slots=True)
class DemoEmployment:
    """Who employs a person and for how large a share (per cent)."""

    person: str
    organisation: str
    unit: str | None
    title_nb: str
    starts_on: date
    share_percent: int = 100
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class DemoGrant:
    """A role with its scope; `organisation` or `unit` is given when the scope needs it."""

    person: str
    role: Role
    scope: ScopeKind
    valid_from: date
    organisation: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """An invented training plan; `document` is JSON in schema 1.0."""

    plan_id: str
    specialty: str
    provider_nb: str
    provider_kind: str
    organisation: str
    version: int
    document: str


@dataclass(frozen=True, slots=True)
class DemoEnrolment:
    """One person's training; `plan_id` names a demo plan or a published one."""

    person: str
    specialty: str | None
    stage: str
    plan_id: str | None
    organisation: str | None
    personal_supervisor: str | None
    approver: str | None
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class DemoService:
    """Service done, going on or planned; `plan_seq` is a service of the person's plan."""

    person: str
    stage: str
    name_nb: str
    name_en: str
    organisation: str
    unit: str | None
    place_kind: PlaceKind
    starts_on: date
    ends_on: date | None
    is_planned: bool = False
    plan_seq: int | None = None
    counted_inside: tuple[date, str] | None = None
    """Start day and Norwegian name of the person's service that this one lies in."""


@dataclass(frozen=True, slots=True)
class DemoAbsence:
    """Leave or holiday by its dates; a cause exists nowhere."""

    person: str
    kind: AbsenceKind
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class DemoShare:
    """A period at less than full time, in per cent."""

    person: str
    share_percent: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class DemoObjective:
    """Where one objective stands; `held_by` only while it is sent."""

    person: str
    objective_set: str
    identifier: str
    state: ObjectiveState
    held_by: str | None = None
    sent_on: date | None = None
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class DemoSignature:
    """A signed step of an objective."""

    person: str
    objective_set: str
    identifier: str
    step: str
    by: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """A course attended, booked or planned."""

    person: str
    course_key: str
    state: AttendanceState
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class DemoTalk:
    """A supervision talk, in hours; one on a day ahead is agreed and not signed."""

    person: str
    held_on: date
    hours: float
    supervisor: str | None
    starts_at: time | None = None
    sign_state: SignState = SignState.SIGNED


@dataclass(frozen=True, slots=True)
class DemoGroupGuidance:
    """Group guidance over a period, in hours."""

    person: str
    starts_on: date
    ends_on: date | None
    hours: float
    in_open_practice: bool


@dataclass(frozen=True, slots=True)
class DemoProcedure:
    """Procedures of one kind registered for one day; `held_by` only while they are sent."""

    person: str
    procedure_key: str
    count: int
    done_on: date
    state: SignState
    held_by: str | None = None
    waits_for: str | None = None
    sent_on: date | None = None
    signed_on: date | None = None
    signed_by: str | None = None


@dataclass(frozen=True, slots=True)
class DemoActivity:
    """A learning activity towards one of the person's objectives."""

    person: str
    objective_set: str
    identifier: str
    name: str
    done_on: date
    state: SignState
    held_by: str | None = None
    waits_for: str | None = None
    sent_on: date | None = None
    signed_on: date | None = None
    signed_by: str | None = None


@dataclass(frozen=True, slots=True)
class DemoSetup:
    """How an invented course is handled; its seat rule is the usual one."""

    course_key: str
    kind: CourseKind
    usual_seats: int
    usual_days: int
    timing_from_months: int
    timing_to_months: int


@dataclass(frozen=True, slots=True)
class DemoSession:
    """One run of a course, with seats and the days of sign-up."""

    public_id: str
    course_key: str
    region: str
    arranger: str
    place: str
    starts_on: date
    ends_on: date
    seats: int
    signup_opens_on: date
    signup_closes_on: date
    seats_given_on: date | None = None
    cancelled_on: date | None = None
    cancel_note: str | None = None


@dataclass(frozen=True, slots=True)
class DemoRegistration:
    """One doctor in one session, pointed at by its public id."""

    person: str
    session: str
    state: RegistrationState
    applied_on: date | None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class World:
    """The whole demo world in the order it was built; the same input gives the same world."""

    today: date
    scale: int
    organisations: tuple[DemoOrganisation, ...]
    units: tuple[DemoUnit, ...]
    plans: tuple[DemoPlan, ...]
    people: tuple[DemoPerson, ...]
    accounts: tuple[DemoAccount, ...]
    employments: tuple[DemoEmployment, ...]
    grants: tuple[DemoGrant, ...]
    enrolments: tuple[DemoEnrolment, ...]
    services: tuple[DemoService, ...]
    absences: tuple[DemoAbsence, ...]
    shares: tuple[DemoShare, ...]
    objectives: tuple[DemoObjective, ...]
    signatures: tuple[DemoSignature, ...]
    courses: tuple[DemoCourse, ...]
    talks: tuple[DemoTalk, ...]
    group_guidance: tuple[DemoGroupGuidance, ...]
    procedures: tuple[DemoProcedure, ...]
    activities: tuple[DemoActivity, ...]
    catalogue: tuple[Course, ...]
    """Invented courses."""
    setups: tuple[DemoSetup, ...]
    sessions: tuple[DemoSession, ...]
    registrations: tuple[DemoRegistration, ...]
    capacities: tuple[DemoCapacity, ...]
    unit_supervisors: tuple[DemoUnitSupervisor, ...]
    agreements: tuple[DemoAgreement, ...]
    objective_places: tuple[DemoObjectivePlace, ...]
    guides: tuple[DemoGuide, ...]
    rotation_plans: tuple[DemoRotationPlan, ...]
    lis1_councils: tuple[DemoCouncil, ...]

    def tables(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Name and rows of every kind, in the order of the fields."""
        for field in fields(self):
            rows = getattr(self, field.name)
            if isinstance(rows, tuple):
                yield field.name, rows

    def counts(self) -> dict[str, int]:
        """How many rows of every kind."""
        return {name: len(rows) for name, rows in self.tables()}

    def content_hash(self) -> str:
        """SHA-256 over every value; tells whether a database holds this very world."""
        digest = hashlib.sha256(f"{self.today} {self.scale}".encode())
        for name, rows in self.tables():
            digest.update(name.encode())
            for row in rows:
                digest.update(repr(row).encode())
        return digest.hexdigest()


class Rows:
    """Rows under construction, by kind and in the order they are added."""

    def __init__(self) -> None:
        """Start empty."""
        self._by_kind: dict[type[Any], list[Any]] = {}

    def add(self, *rows: Any) -> None:
        """Append rows of any kind."""
        for row in rows:
            self._by_kind.setdefault(type(row), []).append(row)

    def of(self, kind: type[T]) -> Sequence[T]:
        """The rows of one kind so far."""
        return self._by_kind.get(kind, [])


def public_id(*parts: object) -> str:
    """Twelve hexadecimal digits that stay the same for the same parts."""
    text = ":".join((SEED, *map(str, parts)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
