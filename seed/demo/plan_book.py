"""Invented training plans for Sykehuset Østfold, and which plan a trainee follows.

No published plan of Sykehuset Østfold is among the reference data. These stand in for them
in the demo, say so in their text, and have gaps on purpose (a service of unknown length, a
sum that differs from the total), because published plans have such gaps too.
"""

import json
from dataclasses import dataclass
from typing import Any

from seed.demo import departments as at
from seed.demo.values import DemoPlan, DemoReference, Rows

DEMO_SOURCE = "https://example.org/legelop-demo"
"""Schema 1.0 asks for an address; this domain is reserved for examples."""
DEMO_NOTE = "Invented for the demo; not a plan of any hospital."
PROVIDER = "Sykehuset Østfold HF"

MAIN = "main"
SECOND = "second"
EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class PlannedService:
    """One service of an invented plan.

    `where` is main, second, external or the key of a unit. `months` is what the document
    says (None: unknown), `usual_months` what the demo's trainees take.
    """

    seq: int
    name_nb: str
    name_en: str
    where: str
    months: float | None
    usual_months: int
    longest: float | None = None
    optional: bool = False
    at_least: bool = False
    """Whether `months` is a minimum and nothing says how long it may be."""


@dataclass(frozen=True, slots=True)
class PlanSpec:
    """An invented plan before it is written as a document."""

    code: str
    name_nb: str
    name_en: str
    parts: tuple[str, ...]
    total: float | None
    total_as: str | None
    services: tuple[PlannedService, ...]
    version: int = 1
    notes: tuple[str, ...] = ()
    before_external: tuple[str, ...] = ()
    objectives: int | None = None
    """How many objectives the plan says there are."""

    @property
    def plan_id(self) -> str:
        """As the reference data forms it, with `demo` as the variant."""
        return f"{self.code}-{at.OSTFOLD}-demo"


_S = PlannedService

VOP_OBJECTIVES = 89
"""Objectives in psychiatry as the demo counts them; the real number is not on record."""

PLAN_SPECS = (
    PlanSpec(
        "VOP", "Psykiatri", "Psychiatry", ("3",), 60, "minimum",
        (
            _S(1, "Akuttpsykiatri", "Acute psychiatry", at.AKUTT, 12, 12),
            _S(2, "Poliklinikk, DPS", "Outpatient clinic", at.DPS_FREDRIKSTAD, 28, 28),
            _S(3, "Psykose", "Psychosis", at.PSYKOSE, 12, 12),
            _S(4, "Alderspsykiatri", "Old age psychiatry", at.ALDER, 6, 6),
            _S(5, "Rus- og konsultasjonstjeneste", "Addiction and liaison", at.DPS_MOSS, None, 2,
               optional=True),
        ),
        version=6,
        objectives=VOP_OBJECTIVES,
        notes=("The services with a length add up to 58 months, the total is at least 60.",),
    ),
    PlanSpec(
        "MED", "Indremedisin", "Internal medicine", ("2", "3"), 60, "target",
        (
            _S(1, "Felles indremedisin", "Shared internal medicine", MAIN, 24, 24),
            _S(2, "Sengepost og vakt", "Wards and on-call", MAIN, 18, 18),
            _S(3, "Poliklinikk og geriatri", "Outpatient clinic and geriatrics", SECOND, 12, 12),
            _S(4, "Tjeneste ved annet foretak", "Service at another trust", EXTERNAL, 12, 6,
               longest=12),
        ),
        notes=("The services add up to 66 months against a target of 60.",),
        before_external=("Felles indremedisinske læringsmål er godkjent.",),
    ),
    PlanSpec(
        "HJS", "Hjertesykdommer", "Cardiology", ("2", "3"), 60, "minimum",
        (
            _S(1, "Felles indremedisin", "Shared internal medicine", MAIN, 24, 24),
            _S(2, "Hjertemedisinsk sengepost", "Cardiology ward", MAIN, None, 18),
            _S(3, "Ekko og poliklinikk", "Echo and outpatient clinic", SECOND, 6, 6, longest=12),
            _S(4, "Invasiv kardiologi", "Invasive cardiology", EXTERNAL, 12, 12),
        ),
        notes=("The length of the ward service is not stated.",),
    ),
    PlanSpec(
        "KIR", "Generell kirurgi", "General surgery", ("2", "3"), None, None,
        (
            _S(1, "Kirurgi del 2", "Surgery part 2", MAIN, 24, 24),
            _S(2, "Operasjon og vakt", "Theatre and on-call", MAIN, 18, 18),
            _S(3, "Dagkirurgi", "Day surgery", SECOND, None, 12),
            _S(4, "Traumesenter", "Trauma centre", EXTERNAL, 6, 6),
        ),
        notes=("Neither the total nor the length of day surgery is stated.",),
    ),
    PlanSpec(
        "ORT", "Ortopedisk kirurgi", "Orthopaedic surgery", ("3",), 60, "exact",
        (
            _S(1, "Ortopedisk sengepost og vakt", "Orthopaedic ward and on-call", MAIN, 30, 30),
            _S(2, "Elektiv protesekirurgi", "Elective arthroplasty", SECOND, 12, 12),
            _S(3, "Ortopedisk poliklinikk", "Orthopaedic outpatient clinic", MAIN, 6, 6),
            _S(4, "Barneortopedi, rygg og tumor", "Paediatric, spine and tumour surgery",
               EXTERNAL, 12, 12),
        ),
        before_external=("Alle kurs om bruddbehandling er gjennomført.",),
    ),
    PlanSpec(
        "ANE", "Anestesiologi", "Anaesthesiology", ("3",), 60, "minimum",
        (
            _S(1, "Anestesi", "Anaesthesia", MAIN, 30, 30),
            _S(2, "Intensiv", "Intensive care", MAIN, 12, 12),
            _S(3, "Smerte og dagkirurgi", "Pain and day surgery", SECOND, 6, 6),
            _S(4, "Universitetssykehus", "University hospital", EXTERNAL, 12, 12, longest=18),
        ),
    ),
    PlanSpec(
        "ALM", "Allmennmedisin", "General practice", ("3",), 60, "exact",
        (
            _S(1, "Åpen uselektert allmennpraksis", "Open unselected practice", MAIN, 24, 54,
               at_least=True),
            _S(2, "Annen allmennmedisinsk tjeneste", "Other general practice", MAIN, None, 0,
               longest=30, optional=True),
            _S(3, "Institusjonstjeneste i sykehus", "Institution service in hospital", EXTERNAL,
               6, 6),
        ),
    ),
    PlanSpec(
        "LIS1", "Spesialistutdanningens del 1", "Part 1 (foundation) training", ("1",), 18,
        "exact",
        (
            _S(1, "Indremedisin", "Internal medicine", MAIN, 4, 4),
            _S(2, "Kirurgi", "Surgery", MAIN, 4, 4),
            _S(3, "Psykiatri", "Psychiatry", MAIN, 4, 4),
            _S(4, "Kommunetjeneste", "Municipal service", MAIN, 6, 6),
        ),
    ),
)  # fmt: skip


class PlanBook:
    """The invented plans, and the plan that a place offers in a specialty."""

    def __init__(self, reference: DemoReference, rows: Rows) -> None:
        """Add the invented plans to `rows`."""
        self.specs = {spec.code: spec for spec in PLAN_SPECS}
        self._published = sorted(reference.plans, key=lambda plan: plan.plan_id)
        self._region = {each.key: each.parent for each in reference.organisations}
        for spec in PLAN_SPECS:
            rows.add(demo_plan(spec))

    def spec_for(self, employer: str, code: str) -> PlanSpec | None:
        """The invented plan of an employer; only Sykehuset Østfold has any."""
        return self.specs.get(code) if employer == at.OSTFOLD else None

    def choose(self, employer: str, code: str) -> str | None:
        """The employer's own plan, else one of the same region, else any published one."""
        spec = self.spec_for(employer, code)
        if spec is not None:
            return spec.plan_id
        plans = [plan for plan in self._published if plan.specialty == code]
        if not plans:
            return None
        region = self._region.get(employer)

        def distance(plan: Any) -> tuple[bool, bool, str]:
            same_region = self._region.get(plan.provider_slug) == region and region is not None
            return (plan.provider_slug != employer, not same_region, plan.plan_id)

        return str(min(plans, key=distance).plan_id)


def demo_plan(spec: PlanSpec) -> DemoPlan:
    """The plan as a row with its document in schema 1.0."""
    document = json.dumps(_document(spec), ensure_ascii=False, sort_keys=True)
    return DemoPlan(
        spec.plan_id, spec.code, PROVIDER, "health_trust", at.OSTFOLD, spec.version, document
    )


def _document(spec: PlanSpec) -> dict[str, Any]:
    scope = "part1" if spec.parts == ("1",) else "part2_and_3" if "2" in spec.parts else "part3"
    return {
        "schema_version": "1.0",
        "plan_id": spec.plan_id,
        "specialty": {
            "code": spec.code,
            "code_basis": "working code",
            "name_nb": spec.name_nb,
            "name_en": spec.name_en,
            "parts": list(spec.parts),
        },
        "provider": {
            "slug": at.OSTFOLD,
            "name_nb": PROVIDER,
            "kind": "health_trust",
            "health_region": "HSO",
        },
        "variant_nb": "Demo",
        "total_duration": {
            "months": spec.total,
            "stated_as": spec.total_as,
            "scope": scope,
            "note": None,
        },
        "self_sufficient": _self_sufficient(spec),
        "services": [_service(spec, service) for service in spec.services],
        "learning_objectives": {
            "count": spec.objectives,
            "ids_home": None,
            "ids_external": None,
            "note": None,
        },
        "courses": [],
        "supervision": {"individual": None, "group": None, "other": None},
        "rules_before_external": list(spec.before_external),
        "rotation_rule": None,
        "capacity": dict.fromkeys(
            (
                *("trainee_positions", "specialist_positions"),
                *("throughput_positions_min", "throughput_positions_max", "as_of", "note"),
            )
        ),
        "waiting_or_queue_remark": None,
        "completeness": {"services": "complete", "remark": None},
        "notes": [DEMO_NOTE, *spec.notes],
        "source": DEMO_SOURCE,
        "retrieved": "stored copy",
        "page_date": None,
        "page_date_note": None,
        "other_copies": [],
    }


def _self_sufficient(spec: PlanSpec) -> str:
    away = any(service.where == EXTERNAL for service in spec.services)
    return "partly" if away or spec.code == "LIS1" else "yes"


def _service(spec: PlanSpec, service: PlannedService) -> dict[str, Any]:
    municipal = spec.code == "ALM" or service.name_nb == "Kommunetjeneste"
    external = service.where == EXTERNAL
    return {
        "seq": service.seq,
        "phase_label_nb": None,
        "name_nb": service.name_nb,
        "department_nb": None,
        "sites_nb": [],
        "site_rule": "unspecified",
        "host_nb": None if external or municipal else PROVIDER,
        "host_kind": _host_kind(spec, external, municipal),
        "arrangement": "external" if external or municipal else "internal",
        "agreement_nb": None,
        "duration": _duration(service),
        "counted_inside_seq": None,
        "choice_group": None,
        "choice_option": None,
        "optional": service.optional,
        "order_note": None,
        "prerequisites": [],
        "learning_objective_ids": None,
        "note": None,
    }


def _host_kind(spec: PlanSpec, external: bool, municipal: bool) -> str:
    if spec.code == "ALM":
        return "own" if external else "municipality"
    return "other_trust" if external else "municipality" if municipal else "own"


def _duration(service: PlannedService) -> dict[str, Any]:
    if service.months is None:
        unknown = service.longest is None
        return {
            "min": None,
            "max": service.longest,
            "unit": None if unknown else "months",
            "stated_as": None if unknown else "maximum",
        }
    if service.at_least:
        return {"min": service.months, "max": None, "unit": "months", "stated_as": "minimum"}
    exact = service.longest in (None, service.months)
    return {
        "min": service.months,
        "max": service.months if exact else service.longest,
        "unit": "months",
        "stated_as": "exact" if exact else "range",
    }
