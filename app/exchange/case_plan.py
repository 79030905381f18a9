"""The training plan of a case file: a document of its own, or one that is published."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from app.exchange.json_text import Notes, Place, shown
from pathways.checks import plans as checks
from pathways.checks.bundle import ReferenceBundle
from pathways.checks.finding import Severity
from pathways.types.plans import PublishedPlan
from seed.csv_rows import ReferenceFileError
from seed.reference_plans import LIS1, check_plan_document

AT = "plan"
CHECKS = (
    (checks.plan_inside, "counted_inside_seq", "another service of the plan, and no circle"),
    (checks.plan_after, "after_seq", "services of the plan that can be full before it"),
    (checks.plan_choices, "choice_group", "a group with at least two options"),
    (checks.plan_durations, "duration", "a length that holds together"),
)
"""Checks whose errors make a plan impossible to reckon with, the key they are about, and what
should stand there. Contradictions are shown with the answer and stop nothing."""


def plan_of(
    data: Mapping[str, Any],
    published: Mapping[str, PublishedPlan],
    specialties: frozenset[str],
    notes: Notes,
) -> PublishedPlan | None:
    """The plan; None when something is wrong with it, which is then noted."""
    if list(data) == ["plan_id"]:
        return published_plan(data["plan_id"], published, (AT, "plan_id"), notes)
    try:
        plan = check_plan_document(dict(data), notes.file, {*specialties, LIS1})
    except ReferenceFileError as error:
        for problem in error.problems:
            notes.add((AT, *_place(problem.field or "")), problem.found, problem.expected)
        return None
    before = len(notes.problems)
    bundle = ReferenceBundle(plans=(plan,))
    rows = {f"{plan.plan_id} service {s.seq}": index for index, s in enumerate(plan.services)}
    for check, field, expected in CHECKS:
        for finding in check(bundle).of(Severity.ERROR):
            row = rows.get(finding.subject)
            place: Place = (AT, "services") if row is None else (AT, "services", row, field)
            notes.add(place, finding.message, expected)
    return plan if len(notes.problems) == before else None


def published_plan(
    plan_id: str, published: Mapping[str, PublishedPlan], at: Place, notes: Notes
) -> PublishedPlan | None:
    """A plan of the reference data; None when there is none with this id, which is noted."""
    plan = published.get(plan_id)
    if plan is None:
        near = get_close_matches(plan_id, published, n=3, cutoff=0.4)
        expected = "the id of a published plan" + (f"; perhaps {', '.join(near)}" if near else "")
        notes.add(at, shown(plan_id), expected)
    return plan


def _place(field: str) -> Place:
    """`services[2].duration` as keys and row numbers; the document itself is ()."""
    if field == "the file":
        return ()
    return tuple(
        int(part[1:-1]) if part.startswith("[") else part
        for part in re.findall(r"\[\d+\]|[^.\[\]]+", field)
    )
