"""Demo rows about places: room, supervisors, agreements, objectives, practical help."""

from dataclasses import dataclass
from datetime import date

from app.db.tables import AgreementKind, AgreementState, LegalState
from rotations.types.case import LimitKind


@dataclass(frozen=True, slots=True)
class DemoCapacity:
    """How many doctors some units take together; empty services or groups: all."""

    public_id: str
    organisation: str
    name: str
    kind: LimitKind
    units: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    valid_from: date
    valid_to: date | None = None
    services: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    is_hard: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class DemoUnitSupervisor:
    """A supervisor at a unit and how many doctors he or she can take at a time."""

    public_id: str
    unit: str
    person: str
    name: str
    places: int
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DemoAgreement:
    """What lets the home's doctors serve at the host."""

    public_id: str
    kind: AgreementKind
    state: AgreementState
    title: str
    home: str
    host: str
    starts_on: date
    ends_on: date | None = None
    unit: str | None = None
    specialty: str | None = None
    places: int | None = None
    months_a_year: int | None = None
    min_months: int | None = None
    max_months: int | None = None
    person: str | None = None
    home_share: int | None = None
    tutor: str | None = None
    funding_note: str | None = None
    blockers: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DemoObjectivePlace:
    """An objective that can be met at a unit."""

    objective_set: str
    identifier: str
    unit: str
    legal_state: LegalState
    source: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DemoGuide:
    """What a doctor who comes to a unit needs."""

    unit: str
    contact_name: str
    contact_email: str
    housing: str | None
    travel: str | None
    before_arrival: tuple[str, ...]
