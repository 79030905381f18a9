"""What is true for everybody: sources, rules, specialties, stages and transitions.

Every value here was read from `seed/reference`. A figure without a source does not
exist, and a figure that no stored page confirms says so in its `status`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FactStatus(StrEnum):
    """How far a fact can be trusted."""

    CONFIRMED = "confirmed"
    """Read from the named source."""
    UNVERIFIED = "unverified"
    """General knowledge that no stored page confirmed; never a hard rule."""
    OPEN = "open"
    """Sources disagree or are cut off; a dated setting until somebody decides."""


class Part2Kind(StrEnum):
    """The two shared part 2 curricula."""

    FIM = "fim"
    """Felles indremedisinske læringsmål: the ten internal-medicine specialties."""
    SURGERY = "surgery"
    """Kirurgi del 2: eight of the surgical specialties."""


class Family(StrEnum):
    """Families of specialties as the map draws them; the order is the map's order."""

    INTERNAL = "internal"
    SURGERY = "surgery"
    PSYCHIATRY = "psychiatry"
    HOSPITAL = "hospital"
    LABORATORY = "laboratory"
    PRIMARY = "primary"

    @property
    def letter(self) -> str:
        """The letter on the family's line: I, K, P, S, L or A."""
        return {
            Family.INTERNAL: "I",
            Family.SURGERY: "K",
            Family.PSYCHIATRY: "P",
            Family.HOSPITAL: "S",
            Family.LABORATORY: "L",
            Family.PRIMARY: "A",
        }[self]


class Zone(StrEnum):
    """The six zones of the map, left to right."""

    STUDENT = "student"
    LIS0 = "lis0"
    PART1 = "part1"
    PART23 = "part23"
    SPECIALIST = "specialist"
    BEYOND = "beyond"


class TransitionKind(StrEnum):
    """Why a doctor moves from one stage to another."""

    PROGRESS = "progress"
    """The next step of training; these edges alone form no cycle."""
    CHOICE = "choice"
    """A choice between several next steps; counts as progress."""
    EXCHANGE = "exchange"
    """A spell elsewhere, with a way back."""
    RETURN = "return"
    """Back from an exchange or a leave."""
    CHANGE = "change"
    """Change of specialty, or a second one."""

    @property
    def is_progress(self) -> bool:
        """Whether the edge leads towards the goal (progress or choice)."""
        return self in (TransitionKind.PROGRESS, TransitionKind.CHOICE)


class RequirementKind(StrEnum):
    """What a stage can ask for; the engines judge each kind in its own way."""

    SERVICE = "service"
    OBJECTIVES = "objectives"
    COMMON_OBJECTIVES = "common_objectives"
    COURSES = "courses"
    PROCEDURES = "procedures"
    SUPERVISION = "supervision"
    GROUP_GUIDANCE = "group_guidance"
    MINIMUM_TOTAL = "minimum_total"
    APPROVAL = "approval"
    LICENCE = "licence"
    ORDER = "order"
    EMPLOYMENT = "employment"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read.

    `page_date` is the date the page itself shows, as written there (ISO date, year or
    "undated"); `retrieved` says that stored copies were read, not live pages.
    """

    key: str
    title: str
    address: str | None
    page_date: str | None
    retrieved: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated rule or figure.

    `value` is text so that a range or an unknown can be held; `number` is the same as a
    number where it is one. `valid_to` is the last day the rule applies (inclusive).
    """

    key: str
    name_nb: str
    name_en: str
    value: str | None
    unit: str | None
    valid_from: date | None
    valid_to: date | None
    status: FactStatus
    source_key: str
    note_nb: str | None = None
    note_en: str | None = None

    @property
    def number(self) -> float | None:
        """The value as a number, or None when it is not one."""
        try:
            return None if self.value is None else float(self.value)
        except ValueError:
            return None

    def applies_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`; missing ends are open."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Specialty:
    """One of the 46 specialties.

    `code` is the ASCII key (ONH), `code_display` what people read (ØNH);
    `code_official` is False for the ten placeholders. `minimum_total_years` counts from
    authorisation, `minimum_part23_months` is the legal minimum of parts 2 and 3.
    """

    code: str
    code_display: str
    code_official: bool
    name_nb: str
    name_en: str
    family: Family
    part2: Part2Kind | None
    minimum_total_years: float
    minimum_part23_months: int
    is_asa: bool
    """Allmenn-, samfunns- or arbeidsmedisin: registered enterprises may train."""
    status: FactStatus
    source_key: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A node of the pathway graph.

    `key` is `lis1_hospital` or, for a stage of one specialty, `part3:VOP`. `template` is
    the key without the specialty (`part3`). `minimum_months` is the least service the
    stage itself takes, None when nothing sets a length (LIS0, part 2, a consultant).
    """

    key: str
    template: str
    specialty: str | None
    zone: Zone
    name_nb: str
    name_en: str
    short_nb: str
    short_en: str
    minimum_months: int | None
    counts_as_training: bool
    """Whether time here counts towards the 6.5 years."""
    rule_keys: tuple[str, ...]
    source_key: str
    status: FactStatus
    note_nb: str | None = None
    note_en: str | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """An edge of the pathway graph.

    `condition_*` says in words what must hold; `usual_wait_months` is the usual wait
    before the next stage starts (None: not known).
    """

    origin: str
    target: str
    kind: TransitionKind
    condition_nb: str | None
    condition_en: str | None
    usual_wait_months: int | None
    rule_keys: tuple[str, ...]
    source_key: str
    status: FactStatus


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one stage asks for before it is complete.

    `amount` with `unit` (months, hours, objectives, courses …) is None when the sources
    give no figure. A requirement holds for every specialty of the stage unless the stage
    key names one.
    """

    key: str
    stage: str
    kind: RequirementKind
    name_nb: str
    name_en: str
    amount: float | None
    unit: str | None
    rule_keys: tuple[str, ...]
    source_key: str
    valid_from: date | None
    valid_to: date | None
    status: FactStatus
    note_nb: str | None = None
    note_en: str | None = None
    inside_service: str | None = None
    """Kind of place a service must be done at, for kind `service`."""
    compulsory: bool = True
    """False for recommendations such as courses, where the objectives decide."""


class CourseOrigin(StrEnum):
    """Where the catalogue has a course from."""

    REFERENCE = "reference"
    """The sources name it."""
    OWN = "own"
    """Registered in this installation, because no source names it."""
    DEMO = "demo"
    """Invented, for the demo."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course that the sources name for a specialty."""

    key: str
    code: str | None
    name_nb: str
    specialty: str | None
    """Specialty code, None when shared; `scope` keeps the source's own text."""
    scope: str
    arranger: str | None
    hours: str | None
    days: str | None
    requirement: str | None
    frequency: str | None
    usual_capacity: str | None
    recommended_timing: str | None
    rule_set: str
    current: bool
    """False for courses of the scheme before 2019."""
    source_key: str
    page_date: str | None
    status: FactStatus
    note: str | None = None
    origin: CourseOrigin = CourseOrigin.REFERENCE


@dataclass(frozen=True, slots=True)
class Objective:
    """A learning objective, a recommended procedure count or a published count of objectives."""

    key: str
    row_type: str
    identifier: str | None
    scope: str
    part: str
    category: str | None
    gist_en: str | None
    value: float | None
    unit: str | None
    validity: str | None
    source_key: str
    page_date: str | None
    status: FactStatus


@dataclass(frozen=True, slots=True)
class Organisation:
    """A health region, trust, hospital, unit or municipality from the reference data.

    `org_number` and `municipality_number` are foreign codes and never keys.
    """

    key: str
    name: str
    kind: str
    """health_region, health_trust, hospital, unit, private_nonprofit or municipality."""
    parent: str | None
    municipality: str | None
    org_number: str | None
    municipality_number: str | None
    health_community: str | None
    population: int | None
    population_year: int | None
    county: str | None
    source_key: str
    status: FactStatus
    note: str | None = None
    health_community_source_key: str | None = None
    """Source of the health community; None when no source names it."""
    population_source_key: str | None = None


@dataclass(frozen=True, slots=True)
class Lis1Figure:
    """One published figure about LIS1 posts, applicants or dates.

    `posts` and `hired` are whole posts per `measure` ("per intake", "per year" …).
    """

    key: str
    intake: str
    application_round: str | None
    organisation: str
    site: str | None
    municipality: str | None
    posts: int | None
    measure: str
    applicants: str | None
    hired: int | None
    source_key: str
    source_date: str | None
    status: FactStatus
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RoundDate:
    """A date of a LIS1 round as it was published (2024), for planning of later rounds."""

    key: str
    round: str
    """spring or autumn."""
    year: int
    step_nb: str
    step_en: str
    on: date
    time: str | None
    source_key: str
    status: FactStatus


@dataclass(frozen=True, slots=True)
class LocalOffer:
    """A local offer on the national path: a summer job, a three-part LIS1, a combined post.

    Drawn as an offer on `stage` (a template or a stage key), never as a requirement.
    """

    key: str
    stage: str
    specialty: str | None
    organisation: str
    name_nb: str
    name_en: str
    source_key: str
    status: FactStatus
    is_demo: bool
    note_nb: str | None = None
    note_en: str | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All reference data that the pathway graph and the pages need, in stable order."""

    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    specialties: tuple[Specialty, ...]
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    requirements: tuple[Requirement, ...]
