"""All checks on the reference data outside the graph, in the order they are reported."""

from datetime import date

from pathways.checks import lis1, plans, rows
from pathways.checks.bundle import ReferenceBundle
from pathways.checks.finding import CheckResult

__all__ = ["ReferenceBundle", "run_reference_checks"]

CHECKS = (
    rows.source_keys,
    rows.duplicate_keys,
    rows.status_of_rows,
    rows.specialty_counts,
    rows.placeholder_codes,
    rows.organisation_parents,
    rows.organisation_numbers,
    rows.organisation_municipalities,
    rows.course_scopes,
    rows.course_hours,
    rows.local_offers,
    lis1.lis1_places,
    lis1.lis1_sites,
    lis1.lis1_years,
    lis1.lis1_extra_posts,
    lis1.lis1_hired,
    lis1.lis1_plan_capacity,
    lis1.round_order,
    lis1.common_objectives,
    plans.plan_specialty,
    plans.plan_parts,
    plans.plan_durations,
    plans.plan_inside,
    plans.plan_after,
    plans.plan_choices,
    plans.plan_total,
    plans.plan_legal_minimum,
    plans.plan_objectives,
    plans.plan_without_length,
    plans.plan_provider,
)


def run_reference_checks(bundle: ReferenceBundle, today: date) -> tuple[CheckResult, ...]:
    """Run every check; `today` decides which plans are old.

    A check never changes the data. Errors should stop a load, contradictions and notes
    are there to be shown.
    """
    return (*(check(bundle) for check in CHECKS), plans.plan_age(bundle, today))
