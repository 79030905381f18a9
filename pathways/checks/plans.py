"""Checks on the published training plans.

Plans are kept as published, and some contradict themselves or the law. Each check says
which, so that a planner or a doctor who relies on the plan is told.
"""

import re
from collections.abc import Iterable
from datetime import date

from pathways.checks.bundle import ReferenceBundle
from pathways.checks.finding import CheckResult
from pathways.checks.inspection import Inspection
from pathways.checks.months import Interval, choice_groups, length, total_length
from pathways.checks.plan_order import inside_circle, order_circle
from pathways.types.knowledge import Specialty
from pathways.types.plans import Duration, PlanService, PublishedPlan

LIS1 = "LIS1"
LIS1_MONTHS = 18
"""12 months in hospital and 6 in a municipality (src-001, src-012, src-013)."""

WHOLE_TRAINING = ("part1", "part2_and_3", "part3")
"""Scopes of a total that can be held against the legal minimum."""

OLD_AFTER_YEARS = 3
"""Training plans are revised about this often; an older page is marked."""

LISTED_AS_IDENTIFIER = "Identifier only"
"""How `objectives.csv` marks an objective whose text was not visible."""


def plan_total(bundle: ReferenceBundle) -> CheckResult:
    """A stated total must be one that the listed services can add up to.

    For an exact, target, expected or summed total the months must lie inside what the
    services can take; a minimum must not be above it.
    """
    check = Inspection("plan_total", "Services of each plan against its stated total")
    for plan in bundle.plans:
        if plan.total_months is None:
            continue
        check.examined += 1
        services = total_length(plan)
        stated = plan.total_months
        fits = services.may_reach if plan.total_stated_as == "minimum" else services.may_be
        if not fits(stated):
            kind = plan.total_stated_as or "total"
            message = f"the services take {services} months, the stated {kind} is {stated:g}"
            check.contradiction(plan.plan_id, message, _source(bundle, plan))
    return check.result()


def plan_legal_minimum(bundle: ReferenceBundle) -> CheckResult:
    """Parts 2 and 3 take at least five years, part 1 takes 18 months.

    Source: spesialistforskriften (src-001, src-002). Judged on the stated total, and on
    the services where the page lists them all. A total with another scope, such as a
    period in an institution, is left out.
    """
    check = Inspection("plan_legal_minimum", "Plans against the legal minimum of service")
    for plan in bundle.plans:
        specialty = bundle.specialty(plan.specialty)
        least = LIS1_MONTHS if plan.specialty == LIS1 else _least(plan, specialty)
        if least is None or plan.total_scope not in (*WHOLE_TRAINING, None):
            continue
        check.examined += 1
        if plan.total_months is not None and plan.total_months < least:
            message = f"the stated total is {plan.total_months:g} months, the law asks {least}"
            check.contradiction(plan.plan_id, message, _source(bundle, plan))
        services = total_length(plan)
        if not services.may_reach(least):
            message = f"the services take {services} months, the law asks {least}"
            check.contradiction(plan.plan_id, message, _source(bundle, plan))
    return check.result()


def plan_inside(bundle: ReferenceBundle) -> CheckResult:
    """A service counted inside another must lie in one of the same plan, and fit there.

    Otherwise its months would vanish from the sum without being served anywhere.
    """
    check = Inspection("plan_inside", "Services counted inside another service")
    for plan in bundle.plans:
        by_seq = {service.seq: service for service in plan.services}
        for service in plan.services:
            if service.counted_inside_seq is None:
                continue
            check.examined += 1
            subject = f"{plan.plan_id} service {service.seq}"
            holder = by_seq.get(service.counted_inside_seq)
            if holder is None:
                check.error(subject, f"no service {service.counted_inside_seq} in the plan")
            elif circle := inside_circle(service, by_seq):
                check.error(subject, f"is counted inside itself: {names_of(circle)}")
            elif not length(holder.duration).may_reach(length(service.duration).low):
                message = (
                    f"takes {length(service.duration)} months inside service {holder.seq}, "
                    f"which takes {length(holder.duration)}"
                )
                check.contradiction(subject, message, _source(bundle, plan))
    return check.result()


def plan_after(bundle: ReferenceBundle) -> CheckResult:
    """A service that waits for others must be able to start at all.

    The services it waits for are in the plan, it does not wait for itself by any way round,
    and not for the service it lies inside: that one is full only when it is over.
    """
    check = Inspection("plan_after", "Services that wait for other services")
    for plan in bundle.plans:
        by_seq = {service.seq: service for service in plan.services}
        for service in plan.services:
            if not service.after_seq:
                continue
            check.examined += 1
            subject = f"{plan.plan_id} service {service.seq}"
            for seq in service.after_seq:
                if seq not in by_seq:
                    check.error(subject, f"no service {seq} in the plan")
            if circle := order_circle(service, by_seq):
                check.error(subject, f"waits for itself: {names_of(circle)}")
    return check.result()


def names_of(services: Iterable[PlanService]) -> str:
    """The services by number and name, in the order given, for a reader to walk along."""
    return " → ".join(f"{service.seq} {service.name_nb}" for service in services)


def plan_choices(bundle: ReferenceBundle) -> CheckResult:
    """A choice group with one option is no choice: its services would be compulsory.

    An option that names no group would be compulsory too.
    """
    check = Inspection("plan_choices", "Choice groups have at least two options")
    for plan in bundle.plans:
        for service in plan.services:
            if service.choice_option and not service.choice_group:
                message = f"choice option {service.choice_option} without a choice group"
                check.error(f"{plan.plan_id} service {service.seq}", message)
        for group, options in choice_groups(plan.services).items():
            check.examined += 1
            if len(options) < 2:
                check.error(plan.plan_id, f"choice group {group} has one option only")
    return check.result()


def plan_durations(bundle: ReferenceBundle) -> CheckResult:
    """A length needs a unit, its ends in order, and figures that fit how it is stated."""
    check = Inspection("plan_durations", "Lengths of services have a unit and ends in order")
    for plan in bundle.plans:
        for service in plan.services:
            check.examined += 1
            wrong = _wrong_with(service.duration)
            if wrong:
                check.error(f"{plan.plan_id} service {service.seq}", wrong)
    return check.result()


def plan_specialty(bundle: ReferenceBundle) -> CheckResult:
    """A plan must be for a specialty of the list, or for part 1 (LIS1)."""
    check = Inspection("plan_specialty", "Plans name a known specialty")
    for plan in bundle.plans:
        check.examined += 1
        if plan.specialty != LIS1 and bundle.specialty(plan.specialty) is None:
            check.error(plan.plan_id, f"unknown specialty {plan.specialty}")
    return check.result()


def plan_parts(bundle: ReferenceBundle) -> CheckResult:
    """A plan can hold part 2 only where the specialty has one (src-039)."""
    check = Inspection("plan_parts", "Parts of each plan against the specialty")
    for plan in bundle.plans:
        specialty = bundle.specialty(plan.specialty)
        if specialty is None and plan.specialty != LIS1:
            continue
        check.examined += 1
        parts, source = " and ".join(plan.parts), _source(bundle, plan)
        has_part2 = specialty is not None and specialty.part2 is not None
        if (plan.specialty == LIS1) != ("1" in plan.parts):
            check.contradiction(plan.plan_id, f"{plan.specialty} with part {parts}", source)
        elif "2" in plan.parts and not has_part2:
            check.contradiction(plan.plan_id, f"{plan.specialty} has no part 2", source)
        elif plan.total_scope == "part2_and_3" and not {"2", "3"} <= set(plan.parts):
            message = f"the total is for parts 2 and 3, the plan for part {parts}"
            check.contradiction(plan.plan_id, message, source)
        elif has_part2 and "2" not in plan.parts:
            check.note(plan.plan_id, f"covers part {parts} only; {plan.specialty} has a part 2")
    return check.result()


def plan_objectives(bundle: ReferenceBundle) -> CheckResult:
    """Objectives that a plan refers to must be known, or be plain identifiers.

    Many pages show only identifiers. They can be ticked off, but not read; the note says
    how many. A stated number of objectives cannot be below the identifiers listed.
    """
    check = Inspection("plan_objectives", "Learning objectives that plans refer to")
    gists = {item.identifier: item.gist_en or "" for item in bundle.objectives}
    for plan in bundle.plans:
        identifiers = _objective_identifiers(plan)
        if not identifiers:
            continue
        check.examined += len(identifiers)
        known = [i for i in identifiers if i in gists]
        bare = [i for i in known if gists[i].startswith(LISTED_AS_IDENTIFIER)]
        for identifier in identifiers:
            if identifier not in gists and not re.fullmatch(r"[A-Z]{3}-\d{3}", identifier):
                check.error(plan.plan_id, f"{identifier} is no objective and no identifier")
        if bare:
            message = f"{len(bare)} of {len(identifiers)} objectives are known by identifier only"
            check.note(plan.plan_id, message, _source(bundle, plan))
        if len(known) < len(identifiers):
            missing = ", ".join(i for i in identifiers if i not in gists)
            check.note(plan.plan_id, f"not in the list of objectives: {missing}")
        if plan.objective_count is not None and plan.objective_count < len(identifiers):
            message = f"states {plan.objective_count} objectives and lists {len(identifiers)}"
            check.contradiction(plan.plan_id, message, _source(bundle, plan))
    return check.result()


def plan_without_length(bundle: ReferenceBundle) -> CheckResult:
    """A plan that gives no length at all can be shown but not be planned with."""
    check = Inspection("plan_without_length", "Plans that state no length at all")
    for plan in bundle.plans:
        check.examined += 1
        stated = [service for service in plan.services if _is_stated(service.duration)]
        if plan.total_months is None and not stated:
            message = f"no total and no length for any of {len(plan.services)} services"
            check.note(plan.plan_id, message, _source(bundle, plan))
    return check.result()


def plan_age(bundle: ReferenceBundle, today: date) -> CheckResult:
    """A plan page older than three years, or without a date, may no longer hold."""
    check = Inspection("plan_age", f"Plans older than {OLD_AFTER_YEARS} years or undated")
    check.examined = len(bundle.plans)
    for plan in bundle.plans:
        if plan.page_date is not None and _years_since(plan.page_date, today) >= OLD_AFTER_YEARS:
            newer = sorted(day for _, day, _ in plan.other_copies if day and day > plan.page_date)
            seen = f"; another stored copy is dated {newer[-1]}" if newer else ""
            message = f"the page is dated {plan.page_date}{seen}"
            check.note(plan.plan_id, message, _source(bundle, plan))
    undated = [plan.plan_id for plan in bundle.plans if plan.page_date is None]
    if undated:
        check.note("plans", f"{len(undated)} show no date: {', '.join(undated)}")
    return check.result()


def plan_provider(bundle: ReferenceBundle) -> CheckResult:
    """A provider outside the list of organisations cannot be joined to places or posts.

    The national frame for municipalities is not one provider and is left out.
    """
    check = Inspection("plan_provider", "Providers of plans are known organisations")
    known = {organisation.key for organisation in bundle.organisations}
    for plan in bundle.plans:
        if plan.provider_kind == "municipal_framework":
            continue
        check.examined += 1
        if plan.provider_slug not in known:
            message = f"provider {plan.provider_slug} is not in the list of organisations"
            check.note(plan.plan_id, message, _source(bundle, plan))
    return check.result()


def _source(bundle: ReferenceBundle, plan: PublishedPlan) -> str | None:
    return bundle.source_key_of(plan.source_address)


def _least(plan: PublishedPlan, specialty: Specialty | None) -> int | None:
    """The minimum holds for parts 2 and 3 together: part 3 alone says nothing of it."""
    if specialty is None or (specialty.part2 is not None and "2" not in plan.parts):
        return None
    return specialty.minimum_part23_months


def _is_stated(duration: Duration) -> bool:
    return duration.minimum is not None or duration.maximum is not None


def _wrong_with(duration: Duration) -> str | None:
    low, high = duration.minimum, duration.maximum
    if not _is_stated(duration):
        return None
    if duration.unit is None:
        return "a length without a unit"
    if low is not None and high is not None and low > high:
        return f"the minimum {low:g} is above the maximum {high:g}"
    fits = {
        "exact": low == high,
        "minimum": low is not None and high is None,
        "maximum": low is None and high is not None,
        "range": low is not None and high is not None and low < high,
        "estimate": True,
    }
    if not fits.get(duration.stated_as or "", False):
        shown = Interval(low or 0.0, high)
        return f"stated as {duration.stated_as or 'nothing'}, but given as {shown} {duration.unit}"
    return None


def _objective_identifiers(plan: PublishedPlan) -> tuple[str, ...]:
    lists = [plan.objective_ids_home, plan.objective_ids_external]
    lists += [service.learning_objective_ids for service in plan.services]
    return tuple(dict.fromkeys(identifier for found in lists for identifier in found or ()))


def _years_since(day: str, today: date) -> float:
    return (today - date.fromisoformat(day)).days / 365.25
