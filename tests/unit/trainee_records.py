"""Short builders for doctors' records, so that a test says only what it is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from pathways.types.plans import Duration, PlanService, PublishedPlan
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    PlaceKind,
    Service,
    Share,
    TraineeRecord,
)


def day(text: str) -> date:
    """A day written the Norwegian way, `01.09.2026`."""
    number, month, year = text.split(".")
    return date(int(year), int(month), int(number))


def a_service(first: str, last: str | None, stage: str = "part3:VOP", **changes: Any) -> Service:
    """Service at one place; planned only when the test says so."""
    service = Service(
        key=f"{stage}-{first}-{last}",
        stage=stage,
        name_nb="Tjeneste",
        name_en="Service",
        place="Kalnes",
        organisation="Sykehuset Østfold",
        place_kind=PlaceKind.HOSPITAL,
        starts_on=day(first),
        ends_on=day(last) if last else None,
        is_planned=False,
    )
    return replace(service, **changes)


def leave(first: str, last: str) -> AbsencePeriod:
    return AbsencePeriod(AbsenceKind.LEAVE, day(first), day(last))


def holiday(first: str, last: str) -> AbsencePeriod:
    return AbsencePeriod(AbsenceKind.HOLIDAY, day(first), day(last))


def share(percent: int, first: str, last: str | None) -> Share:
    return Share(percent, day(first), day(last) if last else None)


def a_record(*services: Service, **changes: Any) -> TraineeRecord:
    """A doctor in psychiatry with the given services and nothing else."""
    record = TraineeRecord(
        person="p-test",
        name="Testlege Testesen",
        stage="part3:VOP",
        specialty="VOP",
        organisation="Sykehuset Østfold",
        authorised_on=day("01.07.2021"),
        student_licence_on=None,
        degree_expected_on=None,
        started_on=day("01.09.2021"),
        plan_id=None,
        plan_version=None,
        personal_supervisor=None,
        approver=None,
        services=services,
        absences=(),
        shares=(),
        objectives=(),
        courses=(),
        talks=(),
        group_guidance=(),
    )
    return replace(record, **changes)


def a_plan_service(seq: int, months: float | None, **changes: Any) -> PlanService:
    """A service of a plan with an exact length in months, or none."""
    stated = None if months is None else "exact"
    service = PlanService(
        seq=seq,
        phase_label_nb=None,
        name_nb=f"Tjeneste {seq}",
        department_nb=None,
        sites_nb=(),
        site_rule=None,
        host_nb=None,
        host_kind="own",
        arrangement=None,
        agreement_nb=None,
        duration=Duration(months, months, "months" if months is not None else None, stated),
        counted_inside_seq=None,
        choice_group=None,
        choice_option=None,
        optional=False,
        order_note=None,
        prerequisites=(),
        learning_objective_ids=None,
        note=None,
    )
    return replace(service, **changes)


def a_plan(*services: PlanService, **changes: Any) -> PublishedPlan:
    """A whole plan in psychiatry over 60 months with the given services."""
    plan = PublishedPlan(
        plan_id="VOP-test",
        specialty="VOP",
        code_basis="working code",
        parts=("3",),
        provider_slug="test",
        provider_nb="Testsykehuset",
        provider_kind="health_trust",
        health_region=None,
        variant_nb=None,
        total_months=60,
        total_stated_as="exact",
        total_scope="part3",
        total_note=None,
        self_sufficient=None,
        services=services,
        objective_count=None,
        objective_ids_home=None,
        objective_ids_external=None,
        objective_note=None,
        courses=(),
        supervision_individual=None,
        supervision_group=None,
        supervision_other=None,
        rules_before_external=(),
        rotation_rule=None,
        trainee_positions=None,
        specialist_positions=None,
        throughput_min=None,
        throughput_max=None,
        capacity_as_of=None,
        capacity_note=None,
        waiting_remark=None,
        services_complete=True,
        completeness_remark=None,
        notes=(),
        source_address="/test",
        page_date=None,
        page_date_note=None,
        other_copies=(),
    )
    return replace(plan, **changes)
