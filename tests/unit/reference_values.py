"""Small reference values for the tests of the checks; every field can be set."""

from dataclasses import replace
from datetime import date

from pathways.checks.bundle import ReferenceBundle
from pathways.checks.finding import CheckResult, Severity
from pathways.types.knowledge import (
    Course,
    FactStatus,
    Family,
    Lis1Figure,
    LocalOffer,
    Objective,
    Organisation,
    RoundDate,
    Rule,
    Source,
    Specialty,
)
from pathways.types.plans import Duration, PlanService, PublishedPlan

TODAY = date(2026, 11, 1)
OK = FactStatus.CONFIRMED


def specialty(code="VOP", part2=None, **values) -> Specialty:
    base = Specialty(
        code, code, True, "Fag", "Field", Family.PSYCHIATRY, part2, 6.5, 60, False, OK, "s"
    )
    return replace(base, **values)


def months(low, high=None, stated_as="exact", unit="months") -> Duration:
    return Duration(low, low if stated_as == "exact" else high, unit, stated_as)


UNSTATED = Duration(None, None, None, None)


def service(seq=1, duration=UNSTATED, **values) -> PlanService:
    base = PlanService(
        seq, None, "Tjeneste", None, (), None, None, "own", None, None, duration, None, None,
        None, False, None, (), None, None,
    )  # fmt: skip
    return replace(base, **values)


def plan(*services, total=None, stated_as="exact", **values) -> PublishedPlan:
    base = PublishedPlan(
        plan_id="VOP-x", specialty="VOP", code_basis="", parts=("3",), provider_slug="x",
        provider_nb="X", provider_kind="health_trust", health_region=None, variant_nb=None,
        total_months=total, total_stated_as=stated_as if total else None, total_scope="part3",
        total_note=None, self_sufficient=None, services=services, objective_count=None,
        objective_ids_home=None, objective_ids_external=None, objective_note=None, courses=(),
        supervision_individual=None, supervision_group=None, supervision_other=None,
        rules_before_external=(), rotation_rule=None, trainee_positions=None,
        specialist_positions=None, throughput_min=None, throughput_max=None, capacity_as_of=None,
        capacity_note=None, waiting_remark=None, services_complete=True, completeness_remark=None,
        notes=(), source_address="https://x.no/plan", page_date=None, page_date_note=None,
        other_copies=(),
    )  # fmt: skip
    return replace(base, **values)


def bundle(*published, **values) -> ReferenceBundle:
    defaults = {"specialties": (specialty(),), "sources": (source(),), "plans": published}
    return ReferenceBundle(**{**defaults, **values})


def source(key="s", address="https://www.x.no/plan/") -> Source:
    return Source(key, "Title", address, "undated", "stored copy")


def organisation(key, kind="health_trust", parent=None, **values) -> Organisation:
    base = Organisation(
        key, key.title(), kind, parent, None, None, None, None, None, None, None, "s", OK
    )
    return replace(base, **values)


def figure(posts, site=None, organisation="trust", measure="per intake", **values) -> Lis1Figure:
    base = Lis1Figure(
        f"{organisation}-{site}-{measure}-{posts}", "recurring", None, organisation, site, None,
        posts, measure, None, None, "s", None, OK,
    )  # fmt: skip
    return replace(base, **values)


def course(key, scope="VOP", specialty="VOP", **values) -> Course:
    base = Course(
        key, None, "Kurs", specialty, scope, None, None, None, None, None, None, None, "current",
        True, "s", None, OK,
    )  # fmt: skip
    return replace(base, **values)


def objective(identifier, scope="VOP", gist="Do it.", **values) -> Objective:
    base = Objective(
        f"o-{identifier}", "objective", identifier, scope, "3", None, gist, None, None, None, "s",
        None, OK,
    )  # fmt: skip
    return replace(base, **values)


def count(value, validity, part="1-3", gist="Shared competence objectives") -> Objective:
    return replace(
        objective(None), key=f"count-{value}-{part}", row_type="count", part=part, value=value,
        validity=validity, gist_en=gist, scope="ALL",
    )  # fmt: skip


def rule(key, value, start=None, end=None) -> Rule:
    return Rule(key, "Regel", "Rule", value, "objectives", start, end, OK, "s")


def step(key, on) -> RoundDate:
    return RoundDate(
        f"2024-spring-{key}", "spring", 2024, "x", "x", date.fromisoformat(on), None, "s", OK
    )


def offer(**values) -> LocalOffer:
    base = LocalOffer("offer", "part3", None, "trust", "Tilbud", "Offer", "s", OK, False)
    return replace(base, **values)


def found(result: CheckResult) -> list[tuple[Severity, str]]:
    return [(finding.severity, finding.subject) for finding in result.findings]


def contradiction_in(result: CheckResult) -> str:
    """The message of the one finding, which must be a contradiction."""
    (finding,) = result.findings
    assert finding.severity is Severity.CONTRADICTION
    return finding.message


def error_in(result: CheckResult) -> str:
    (finding,) = result.findings
    assert finding.severity is Severity.ERROR
    return finding.message


def note_in(result: CheckResult) -> str:
    (finding,) = result.findings
    assert finding.severity is Severity.NOTE
    return finding.message
