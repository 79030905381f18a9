"""One doctor's record: what is done, going on, booked, and who holds what.

All days are inclusive: a period from 01.09. to 30.09. is thirty days. A missing `ends_on`
means "still going on" for a service and "until further notice" for a share.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PlaceKind(StrEnum):
    """Kind of place a doctor serves at, as the board draws them."""

    HOSPITAL = "hospital"
    DPS = "dps"
    MUNICIPALITY = "municipality"
    OPEN_PRACTICE = "open_practice"
    """Open, unselected general practice (åpen uselektert)."""
    CONTRACT_SPECIALIST = "contract_specialist"
    OTHER_TRUST = "other_trust"
    NURSING_HOME = "nursing_home"
    EMERGENCY_UNIT = "emergency_unit"
    """Municipal emergency unit: legevakt or acute beds (KAD)."""
    COMMUNITY_MEDICINE = "community_medicine"
    COMPANY_HEALTH = "company_health"


class AbsenceKind(StrEnum):
    """Absence by how it is counted; the cause is never kept."""

    HOLIDAY = "holiday"
    LEAVE = "leave"


class SignState(StrEnum):
    """How far something registered has come towards a signature."""

    DRAFT = "draft"
    """Saved, and nobody has been asked."""
    SENT = "sent"
    SIGNED = "signed"


class ObjectiveState(StrEnum):
    """How far one objective has come, and with whom it lies."""

    IN_PROGRESS = "in_progress"
    SENT = "sent"
    """With the personal supervisor or the leader."""
    APPROVED = "approved"


class AttendanceState(StrEnum):
    """How sure a course is."""

    PLANNED = "planned"
    BOOKED = "booked"
    ATTENDED = "attended"


@dataclass(frozen=True, slots=True)
class Service:
    """A period of service at one place, done, going on or planned."""

    key: str
    stage: str
    name_nb: str
    name_en: str
    place: str
    organisation: str
    place_kind: PlaceKind
    starts_on: date
    ends_on: date | None
    is_planned: bool
    counted_inside: str | None = None
    plan_seq: int | None = None
    """The service of the training plan that this period fulfils."""
    is_own_post: bool = False
    """A LIS1 post that the employer created itself (section 11 third paragraph)."""


@dataclass(frozen=True, slots=True)
class AbsencePeriod:
    """Leave or holiday, first and last day included."""

    kind: AbsenceKind
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Share:
    """Share of full time in per cent for a period."""

    percent: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ObjectiveTally:
    """Objectives of one set, counted: approved, sent and under way.

    `objective_set` is `DEL1`, `FKM` or a specialty code. `FKM` is the set in force; objectives
    approved in an older one are kept apart as `FKM-2019` or `FKM-2024`.
    """

    objective_set: str
    approved: int
    sent: int
    in_progress: int
    held_by: tuple[tuple[str, int], ...] = ()
    """(name, how many) of those who hold sent objectives now."""
    oldest_sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class CourseTaken:
    """A course that is attended, booked or planned."""

    course_key: str
    name_nb: str
    state: AttendanceState
    starts_on: date | None
    ends_on: date | None
    is_equivalent: bool = False
    """Another documented activity that gives the same competence, instead of the course."""
    is_signed: bool = True


@dataclass(frozen=True, slots=True)
class ExpectedCourse:
    """A course that the doctor needs, with the session that the seat rule is expected to give.

    Worked out over everybody who competes for the seats (`pathways.courses`), for one who is
    neither confirmed nor done. `ends_on` None: no session is known. `is_bound`: every session
    announced is full before the doctor's turn, and `ends_on` is the last day of the last of
    them, before which the course cannot be done.
    """

    course_key: str
    name_nb: str
    starts_on: date | None = None
    ends_on: date | None = None
    signup_closes_on: date | None = None
    is_bound: bool = False
    is_recommended: bool = True


@dataclass(frozen=True, slots=True)
class ProcedureTally:
    """How many of one procedure are registered. `procedure_key` is the key of an objective row."""

    procedure_key: str
    count: int
    signed: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """A supervision talk: day and hours. One that is only agreed gives no hours, also when its
    day has passed."""

    held_on: date
    hours: float
    is_agreed: bool = False

    def was_held(self, today: date) -> bool:
        """Whether the talk has taken place."""
        return not self.is_agreed and self.held_on <= today


@dataclass(frozen=True, slots=True)
class GroupPeriod:
    """Group guidance over a period, in hours."""

    starts_on: date
    ends_on: date | None
    hours: float
    in_open_practice: bool


@dataclass(frozen=True, slots=True)
class TraineeRecord:
    """Everything the engines read about one doctor, in stable order (by start day)."""

    person: str
    """Public id."""
    name: str
    stage: str
    specialty: str | None
    organisation: str | None
    authorised_on: date | None
    student_licence_on: date | None
    degree_expected_on: date | None
    started_on: date
    plan_id: str | None
    plan_version: int | None
    personal_supervisor: str | None
    approver: str | None
    services: tuple[Service, ...]
    absences: tuple[AbsencePeriod, ...]
    shares: tuple[Share, ...]
    objectives: tuple[ObjectiveTally, ...]
    courses: tuple[CourseTaken, ...]
    talks: tuple[Talk, ...]
    group_guidance: tuple[GroupPeriod, ...]
    procedures: tuple[ProcedureTally, ...] = ()
    expected_courses: tuple[ExpectedCourse, ...] = ()
