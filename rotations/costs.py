"""What one plan takes and gives against another, counted. Judges any plan; knows no planner."""

from collections.abc import Sequence
from dataclasses import replace

from rotations.compare import Change, compare
from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Placement, RotationCase, Weights
from rotations.types.findings import DoctorScore, PlanScore, Severity
from rotations.types.questions import PlanCost

ONE_EACH = Weights(
    idle_month=1,
    site_change=1,
    town_change=1,
    late_month=1,
    changed_placement=1,
    changed_near=1,
    worst_off=0,
)
"""Weights that make points a count."""


def cost_of(
    case: RotationCase, before: Sequence[Placement], after: Sequence[Placement]
) -> PlanCost:
    """The difference from `before` to `after`, by the case's own rules and wishes."""
    counted = _counted(case)
    old, new = score(counted, before), score(counted, after)
    changes = compare(before, after)
    people = {each.doctor for each in changes}
    posts = {doctor.key for doctor in case.doctors if doctor.is_vacancy}
    return PlanCost(
        points=score(case, before).total - score(case, after).total,
        placements=len(changes),
        moved=tuple(d.key for d in case.doctors if d.key in people - posts),
        posts_moved=len(people & posts),
        wishes_lost=_wishes(old, new),
        wishes_met=_wishes(new, old),
        finish_moved=_finishes(changes, posts),
        idle_months=_more(old, new, "idle"),
        site_changes=_more(old, new, "site_changes"),
        town_changes=_more(old, new, "town_changes"),
        late_months=_more(old, new, "late"),
        longer_months=-_more(old, new, "length"),
        published_changed=_more(old, new, "changed"),
        beyond_soft=old.soft_limits - new.soft_limits,
        breaches_before=_breaches(case, before),
    )


def _counted(case: RotationCase) -> RotationCase:
    """The case with a price of one on everything that is counted."""
    doctors = tuple(
        replace(
            doctor,
            blocks=tuple(
                replace(block, points_per_month=min(1, max(0, block.points_per_month)))
                for block in doctor.blocks
            ),
        )
        for doctor in case.doctors
    )
    limits = tuple(replace(each, over_price=1, under_price=1) for each in case.limits)
    return replace(case, doctors=doctors, limits=limits, weights=ONE_EACH)


def _more(old: PlanScore, new: PlanScore, term: str) -> int:
    """How much more of a cost (whose points are negative) the new plan has."""

    def total(plan: PlanScore) -> int:
        return sum(int(getattr(each, term)) for each in plan.doctors)

    return total(old) - total(new)


def _wishes(having: PlanScore, lacking: PlanScore) -> tuple[tuple[str, str], ...]:
    """(doctor, wish) of what the first plan meets and the second does not."""
    others = {each.doctor: each for each in lacking.doctors}

    def left(each: DoctorScore) -> list[str]:
        other = others.get(each.doctor)
        return [key for key in each.wishes_met if other is None or key not in other.wishes_met]

    return tuple((each.doctor, key) for each in having.doctors for key in left(each))


def _finishes(changes: Sequence[Change], posts: set[str]) -> tuple[tuple[str, int], ...]:
    moved = {each.doctor: each.finish_moved for each in changes if each.doctor not in posts}
    return tuple((doctor, months) for doctor, months in moved.items() if months)


def _breaches(case: RotationCase, plan: Sequence[Placement]) -> int:
    return sum(each.severity is Severity.BREACH for each in check(case, plan))
