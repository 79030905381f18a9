"""Training plans as providers have published them (schema 1.0, or our extension 1.1).

A value the page does not give is None. Nothing has been estimated; a plan may
contradict itself, and `pathways.checks` reports where it does.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duration:
    """Length of a service: both ends equal for an exact figure, None for an unknown end.

    `unit` is `months` or `weeks`; `stated_as` is exact, minimum, maximum, range or
    estimate.
    """

    minimum: float | None
    maximum: float | None
    unit: str | None
    stated_as: str | None


@dataclass(frozen=True, slots=True)
class PlanService:
    """One service of a plan; `seq` is the order on the page, not the order of service."""

    seq: int
    phase_label_nb: str | None
    name_nb: str
    department_nb: str | None
    sites_nb: tuple[str, ...]
    site_rule: str | None
    host_nb: str | None
    host_kind: str
    arrangement: str | None
    agreement_nb: str | None
    duration: Duration
    counted_inside_seq: int | None
    choice_group: str | None
    choice_option: str | None
    optional: bool | None
    order_note: str | None
    prerequisites: tuple[str, ...]
    learning_objective_ids: tuple[str, ...] | None
    note: str | None
    after_seq: tuple[int, ...] = ()
    """Services that must be full before this one starts (schema 1.1); () when none is named."""


@dataclass(frozen=True, slots=True)
class PlanCourse:
    """A course as a plan lists it."""

    name_nb: str
    code: str | None
    arranger: str | None
    hours: float | None
    days: float | None
    frequency_per_year: float | None
    requirement: str | None
    timing: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """One published training plan with its source.

    `total_months` and `total_stated_as` (exact, minimum, target, expected, sum) are what
    the page says; `services_complete` is False when only part of the page was stored.
    """

    plan_id: str
    specialty: str
    """Three-letter ASCII code, or LIS1."""
    code_basis: str
    parts: tuple[str, ...]
    provider_slug: str
    provider_nb: str
    provider_kind: str
    health_region: str | None
    variant_nb: str | None
    total_months: float | None
    total_stated_as: str | None
    total_scope: str | None
    total_note: str | None
    self_sufficient: str | None
    services: tuple[PlanService, ...]
    objective_count: int | None
    objective_ids_home: tuple[str, ...] | None
    objective_ids_external: tuple[str, ...] | None
    objective_note: str | None
    courses: tuple[PlanCourse, ...]
    supervision_individual: str | None
    supervision_group: str | None
    supervision_other: str | None
    rules_before_external: tuple[str, ...]
    rotation_rule: str | None
    trainee_positions: int | None
    specialist_positions: int | None
    throughput_min: int | None
    throughput_max: int | None
    capacity_as_of: str | None
    capacity_note: str | None
    waiting_remark: str | None
    services_complete: bool
    completeness_remark: str | None
    notes: tuple[str, ...]
    source_address: str
    page_date: str | None
    page_date_note: str | None
    other_copies: tuple[tuple[str, str | None, str | None], ...]
    """(address, page date, note) of every other stored copy."""
