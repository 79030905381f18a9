"""What is stored about places, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from app.db.tables import AgreementKind, AgreementState, LegalState
from pathways.types.record import PlaceKind
from rotations.types.case import LimitKind, TraineeGroup


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A unit where doctors serve, with the organisation it belongs to."""

    id: int
    key: str
    name: str
    short: str
    place_kind: PlaceKind
    specialty_code: str | None
    organisation_id: int
    organisation: str
    organisation_kind: str
    municipality: str | None
    parent_id: int | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """How many doctors some units take together in some months; `valid_to` None: until further
    notice. Empty services or groups: all. `unit_ids` are all its units, in order.
    """

    id: int
    public_id: str
    organisation_id: int
    name: str
    kind: LimitKind
    services: tuple[str, ...]
    groups: tuple[TraineeGroup, ...]
    minimum: int | None
    maximum: int | None
    is_hard: bool
    counts_share: bool
    valid_from: date
    valid_to: date | None
    source: str
    is_demo: bool
    version: int
    unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SupervisorRow:
    """A supervisor at a unit and how many doctors he or she can take at a time."""

    id: int
    public_id: str
    unit_id: int
    person_id: int | None
    name: str
    places: int
    valid_from: date
    valid_to: date | None
    is_demo: bool
    version: int


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """What lets the home's doctors serve at the host. `unit_id` None: any unit of the host.

    `unit_ids` are those of the units asked about that it speaks of (`limits_of` fills it in).
    """

    id: int
    public_id: str
    kind: AgreementKind
    state: AgreementState
    title: str
    home_id: int
    home: str
    host_id: int
    host: str
    unit_id: int | None
    unit: str | None
    specialty_code: str | None
    starts_on: date
    ends_on: date | None
    places: int | None
    months_a_year: int | None
    min_months: int | None
    max_months: int | None
    person_id: int | None
    person: str | None
    home_share: int | None
    tutor: str | None
    funding_note: str | None
    blockers: str | None
    note: str | None
    is_demo: bool
    version: int
    unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectivePlaceRow:
    """An objective that can be met at a unit, with its legal state and where that is said."""

    id: int
    objective_set: str
    identifier: str
    unit_id: int
    legal_state: LegalState
    source: str
    valid_from: date | None
    valid_to: date | None
    is_demo: bool
    version: int


@dataclass(frozen=True, slots=True)
class GuideRow:
    """What a doctor who comes to a unit needs. `version` 0: nobody has written it."""

    unit_id: int
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    housing: str | None = None
    travel: str | None = None
    before_arrival: tuple[str, ...] = ()
    changed_at: datetime | None = None
    is_demo: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class PlaceLimits:
    """Everything that limits some units in some months."""

    capacities: tuple[CapacityRow, ...]
    supervisors: tuple[SupervisorRow, ...]
    agreements: tuple[AgreementRow, ...]
