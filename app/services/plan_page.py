"""One published training plan as a page: services, lengths, gaps and contradictions."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.pathways_facts import SourceRef
from app.services.pathways_links import PathwayLinks
from app.services.wording import (
    figure,
    in_language,
    in_words,
    lower_first,
    page_day,
    together,
    upper_first,
    years,
)
from pathways.checks import plans as checks
from pathways.checks.bundle import ReferenceBundle
from pathways.checks.finding import Finding, Severity
from pathways.checks.months import Interval, total_length
from pathways.types.knowledge import Knowledge, Specialty
from pathways.types.plans import Duration, PlanService, PublishedPlan

PLAN_CHECKS = (
    checks.plan_total,
    checks.plan_legal_minimum,
    checks.plan_parts,
    checks.plan_inside,
    checks.plan_choices,
    checks.plan_durations,
    checks.plan_without_length,
)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service of the plan, as published."""

    name: str
    detail: str | None
    place: str
    length: str
    has_length: bool
    note: str | None
    """The reader's note, in English."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A published plan with what it lacks and where it contradicts itself."""

    name: str
    provider: str
    sentence: str
    reason: str
    specialty_in_sentence: str
    specialty_url: str | None
    services: tuple[ServiceRow, ...]
    contradictions: tuple[str, ...]
    gaps: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    """(term, text) of what the page says about supervision, order and capacity, in English."""
    courses: tuple[str, ...]
    notes: tuple[str, ...]
    source: SourceRef
    page_date: str
    other_copies: tuple[tuple[str, str], ...]
    """(address, date) of other stored copies."""


def build_plan_page(
    knowledge: Knowledge,
    plans: tuple[PublishedPlan, ...],
    plan_id: str,
    *,
    today: date,
    links: PathwayLinks | None = None,
) -> PlanPage | None:
    """The page of a plan; None when there is no plan with that id."""
    plan = next((one for one in plans if one.plan_id == plan_id), None)
    if plan is None:
        return None
    specialty = next((one for one in knowledge.specialties if one.code == plan.specialty), None)
    name = (in_language(specialty, "name") if specialty else None) or _("LIS1")
    links = links or PathwayLinks()
    bundle = ReferenceBundle(
        sources=knowledge.sources, specialties=knowledge.specialties, plans=(plan,)
    )
    return PlanPage(
        name=_("%(specialty)s, %(provider)s", specialty=name, provider=provider_name(plan)),
        provider=provider_name(plan),
        sentence=_sentence(plan, name),
        reason=_reason(plan),
        specialty_in_sentence=lower_first(name),
        specialty_url=links.specialty(specialty.family, specialty.code) if specialty else None,
        services=tuple(_service(service) for service in plan.services),
        contradictions=_contradictions(plan, specialty, bundle),
        gaps=_gaps(plan, bundle, today),
        conditions=_conditions(plan),
        courses=tuple(course.name_nb for course in plan.courses),
        notes=plan.notes,
        source=SourceRef(plan.provider_nb, plan.source_address),
        page_date=_page_date(plan.page_date),
        other_copies=tuple((copy[0], _page_date(copy[1])) for copy in plan.other_copies),
    )


def provider_name(plan: PublishedPlan) -> str:
    """Who has published the plan, without the form of company."""
    name = without_company_form(plan.provider_nb)
    if plan.variant_nb and len(plan.variant_nb) < 30 and plan.variant_nb not in name:
        return f"{name}, {plan.variant_nb}"
    return name


def without_company_form(name: str) -> str:
    """A provider as people say it: Sykehuset Østfold, not Sykehuset Østfold HF."""
    return name.removesuffix(" HF").removesuffix(" AS")


def plan_remark(plan: PublishedPlan) -> str:
    """One line about a plan: its length and what it lacks."""
    parts = [_total(plan) or _("uten samlet tid")]
    without = sum(not _is_stated(service.duration) for service in plan.services)
    if without and plan.services:
        parts.append(
            ngettext(
                "%(num)s tjeneste uten oppgitt lengde",
                "%(num)s tjenester uten oppgitt lengde",
                without,
            )
        )
    return ", ".join(parts)


# The answer


def _sentence(plan: PublishedPlan, specialty: str) -> str:
    field = lower_first(specialty)
    if plan.total_months is None:
        return _(
            "Planen for %(specialty)s ved %(provider)s oppgir *ingen samlet tid*.",
            specialty=field,
            provider=provider_name(plan),
        )
    return _(
        "Planen for %(specialty)s ved %(provider)s er på *%(total)s*.",
        specialty=field,
        provider=provider_name(plan),
        total=_total(plan),
    )


def _total(plan: PublishedPlan) -> str | None:
    """The stated total with how it is stated: "5 år (mål)"."""
    if plan.total_months is None:
        return None
    total = years(plan.total_months)
    return {
        "minimum": _("minst %(total)s", total=total),
        "target": _("%(total)s (mål)", total=total),
        "expected": _("%(total)s (forventet)", total=total),
        "sum": _("%(total)s (sum av delene)", total=total),
    }.get(plan.total_stated_as or "", total)


def _reason(plan: PublishedPlan) -> str:
    count = len(plan.services)
    without = sum(not _is_stated(service.duration) for service in plan.services)
    text = ngettext(
        "Den har %(words)s tjeneste", "Den har %(words)s tjenester", count, words=in_words(count)
    )
    if without == 0:
        return _(
            "%(text)s, alle med oppgitt lengde. Vi viser den slik den er publisert.", text=text
        )
    return _(
        "%(text)s. %(without)s av dem har ingen oppgitt lengde."
        " Vi viser den slik den er publisert.",
        text=text,
        without=upper_first(in_words(without)),
    )


# Services


def _service(service: PlanService) -> ServiceRow:
    return ServiceRow(
        name=service.name_nb,
        detail=_detail(service),
        place=_place(service),
        length=_length(service.duration),
        has_length=_is_stated(service.duration),
        note=service.note,
    )


def _detail(service: PlanService) -> str | None:
    parts = [service.phase_label_nb, service.department_nb]
    if service.counted_inside_seq is not None:
        parts.append(_("inngår i tjeneste %(number)s", number=service.counted_inside_seq))
    if service.choice_group:
        parts.append(_("valg %(group)s", group=service.choice_group))
    if service.optional:
        parts.append(_("frivillig"))
    said = [part for part in parts if part and part != service.name_nb]
    return " · ".join(said) or None


def _place(service: PlanService) -> str:
    kind = {
        "own": _("eget foretak"),
        "other_trust": _("annet foretak"),
        "private_nonprofit": _("privat ideelt sykehus"),
        "private": _("privat"),
        "contract_specialist": _("avtalespesialist"),
        "municipality": _("kommune"),
    }.get(service.host_kind, _("sted ikke oppgitt"))
    sites = ", ".join(service.sites_nb) or service.host_nb
    return f"{sites} ({kind})" if sites else upper_first(kind)


def _length(duration: Duration) -> str:
    """The length as the page states it; unknown is said, not left blank."""
    low, high = duration.minimum, duration.maximum
    if low is None and high is None:
        return _("ikke oppgitt")
    if low is not None and high is not None:
        amount = figure(low) if low == high else f"{figure(low)}–{figure(high)}"
        text = _unit(amount, duration)
        return _("omtrent %(length)s", length=text) if duration.stated_as == "estimate" else text
    if low is not None:
        return _("minst %(length)s", length=_unit(figure(low), duration))
    return _("høyst %(length)s", length=_unit(figure(high or 0), duration))


def _unit(amount: str, duration: Duration) -> str:
    if duration.unit == "weeks":
        return _("%(number)s uker", number=amount)
    return _("%(number)s md.", number=amount)


def _is_stated(duration: Duration) -> bool:
    return duration.minimum is not None or duration.maximum is not None


# What is missing, and what cannot both be right


def _contradictions(
    plan: PublishedPlan, specialty: Specialty | None, bundle: ReferenceBundle
) -> tuple[str, ...]:
    """The contradictions and errors that the named checks find, in words."""
    found = [
        finding
        for check in PLAN_CHECKS
        for finding in check(bundle).findings
        if finding.severity is not Severity.NOTE
    ]
    return tuple(dict.fromkeys(_contradiction(one, plan, specialty) for one in found))


def _contradiction(finding: Finding, plan: PublishedPlan, specialty: Specialty | None) -> str:
    services = _interval(total_length(plan))
    stated = _months(figure(plan.total_months)) if plan.total_months is not None else ""
    if finding.check == "plan_total":
        return _(
            "Tjenestene tar %(services)s til sammen, men planen oppgir %(stated)s.",
            services=services,
            stated=stated,
        )
    if finding.check == "plan_legal_minimum":
        least = specialty.minimum_part23_months if specialty else checks.LIS1_MONTHS
        return _(
            "Planen gir %(services)s, men forskriften krever minst %(least)s.",
            services=stated or services,
            least=_months(figure(least)),
        )
    if finding.check == "plan_parts":
        return _(
            "Planen gjelder del %(parts)s, og det stemmer ikke med delene faget har.",
            parts=_parts(plan),
        )
    return _("%(subject)s: %(message)s", subject=finding.subject, message=finding.message)


def _interval(interval: Interval) -> str:
    low = figure(interval.low)
    if interval.high is None:
        return _("minst %(length)s", length=_months(low))
    high = figure(interval.high)
    return _months(low if low == high else f"{low}–{high}")


def _months(number: str) -> str:
    """Months in a running sentence."""
    return together(_("%(number)s måneder", number=number))


def _parts(plan: PublishedPlan) -> str:
    return _(" og ").join(plan.parts)


def _gaps(plan: PublishedPlan, bundle: ReferenceBundle, today: date) -> tuple[str, ...]:
    """What the page does not tell, so that nobody takes it for zero."""
    gaps = []
    if plan.total_months is None:
        gaps.append(_("Samlet tid er ikke oppgitt."))
    missing = [one.name_nb for one in plan.services if not _is_stated(one.duration)]
    if missing:
        gaps.append(_("Uten lengde: %(services)s.", services=", ".join(missing)))
    if not plan.services_complete:
        gaps.append(_("Listen over tjenester er ikke hel. Vi så bare begynnelsen av siden."))
    if plan.objective_ids_home is None and plan.objective_count is None:
        gaps.append(_("Hvilke læringsmål som nås hvor, er ikke oppgitt."))
    if plan.trainee_positions is None:
        gaps.append(_("Antall stillinger er ikke oppgitt."))
    if plan.page_date is None:
        gaps.append(_("Siden viser ingen dato, så vi vet ikke hvor gammel planen er."))
    elif any(one.subject == plan.plan_id for one in checks.plan_age(bundle, today).findings):
        gaps.append(
            _(
                "Siden er fra %(day)s, og planen kan være endret siden.",
                day=page_day(plan.page_date),
            )
        )
    return tuple(gaps)


def _conditions(plan: PublishedPlan) -> tuple[tuple[str, str], ...]:
    """What the page says in words; the summaries are in English, as they were read."""
    pairs = [
        (_("Individuell veiledning"), plan.supervision_individual),
        (_("Gruppeveiledning"), plan.supervision_group),
        (_("Annen veiledning"), plan.supervision_other),
        (_("Rotasjon"), plan.rotation_rule),
        (_("Før tjeneste et annet sted"), " ".join(plan.rules_before_external) or None),
        (_("Kapasitet"), plan.capacity_note),
        (_("Ventetid"), plan.waiting_remark),
        (_("Om listen"), plan.completeness_remark),
        (_("Om lengden"), plan.total_note),
    ]
    return tuple((term, text) for term, text in pairs if text)


def _page_date(text: str | None) -> str:
    return page_day(text) or _("udatert")
