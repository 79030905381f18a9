"""What a plan is worth in points. Judges any plan, valid or not; knows no planner."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rotations.loads import LoadedPlan
from rotations.plan_facts import DoctorPlan, Placed, PlanFacts, is_kept, soonest_change
from rotations.types.case import FULL_TIME, Placement, RotationCase, Wish
from rotations.types.findings import DoctorScore, PlanScore


def score(case: RotationCase, placements: Sequence[Placement]) -> PlanScore:
    """The plan's points with every doctor's, in case order.

    `total` = all doctors together + `worst_off` x the lowest doctor (vacant posts apart) + the
    soft limits' prices. A started place over or under a soft limit costs a whole one. What the
    case does not know is left out.
    """
    return score_plan(LoadedPlan(case, placements))


def score_plan(facts: LoadedPlan) -> PlanScore:
    """The same for a plan that is indexed already."""
    doctors = tuple(_doctor_score(facts, plan) for plan in facts.plans.values())
    people = [
        each.total
        for each, plan in zip(doctors, facts.plans.values(), strict=True)
        if not plan.doctor.is_vacancy
    ]
    worst = min(people, default=0)
    soft = -sum(
        _started(amount, load.unit) * price
        for load in facts.loads.values()
        if not load.limit.is_hard
        for price, broken in (
            (load.limit.over_price, load.over()),
            (load.limit.under_price, load.under()),
        )
        for _, amount in broken
    )
    total = sum(each.total for each in doctors) + facts.case.weights.worst_off * worst + soft
    return PlanScore(total=total, doctors=doctors, worst=worst, soft_limits=soft)


def _started(amount: int, unit: int) -> int:
    return -(-amount // unit)


def _doctor_score(facts: PlanFacts, plan: DoctorPlan) -> DoctorScore:
    weights, doctor = facts.case.weights, plan.doctor
    sites = [each.placement.site for each in plan.placed]
    met = () if doctor.is_vacancy else tuple(wish for wish in doctor.wishes if _is_met(wish, plan))
    return DoctorScore(
        doctor=doctor.key,
        wishes=sum(wish.points for wish in met),
        length=sum(_length_points(plan, placed) for placed in plan.placed),
        idle=-weights.idle_month * _idle_months(facts, plan),
        site_changes=-weights.site_change * _changes([doctor.site, *sites]),
        town_changes=-weights.town_change
        * _changes([doctor.town, *(facts.town(site) for site in sites)]),
        late=-weights.late_month * _late_months(plan),
        changed=-_changed_price(facts, plan),
        wishes_met=tuple(wish.key for wish in met),
    )


def _is_met(wish: Wish, plan: DoctorPlan) -> bool:
    """Whether a placement matches all that the wish names. An inner service is not matched."""
    return any(
        wish.service in (None, block.service)
        and wish.site in (None, placement.site)
        and (wish.starts is None or placement.first in wish.starts)
        for placement, block in plan.placed
    )


def _length_points(plan: DoctorPlan, placed: Placed) -> int:
    """Points for whole credited months between the block's minimum and maximum."""
    placement, block = placed
    if not block.points_per_month:
        return 0
    credited = min(plan.credited(placement) // FULL_TIME, block.max_months)
    return block.points_per_month * max(0, credited - block.min_months)


def _idle_months(facts: PlanFacts, plan: DoctorPlan) -> int:
    """Months at work without placement, from the start to the last placed month.

    For a doctor who need not finish: to the case's end, or the month in which the doctor leaves.
    """
    doctor, placed = plan.doctor, plan.placed
    last = max((each.placement.last for each in placed), default=-1)
    if not doctor.must_finish:
        end = facts.case.months - 1
        if doctor.available_to is not None:
            end = min(end, doctor.available_to)
        last = max(last, end)
    start = max(0, doctor.start)
    idle = plan.months.worked(start, last) if last >= start else 0
    reached = start - 1
    for placement, _block in placed:
        first = max(placement.first, reached + 1)
        if first <= placement.last:
            idle -= plan.months.worked(first, placement.last)
            reached = placement.last
    return idle


def _changes(places: Iterable[str | None]) -> int:
    """How often the next place is another; what is not known first is no change."""
    return sum(before is not None and before != after for before, after in pairwise(places))


def _late_months(plan: DoctorPlan) -> int:
    """Months at work after the deadline, to the last placed month."""
    deadline = plan.doctor.deadline
    last = max((each.placement.last for each in plan.placed), default=None)
    if deadline is None or last is None or last <= deadline:
        return 0
    first = max(deadline + 1, plan.doctor.start, 0)
    return plan.months.worked(first, last) if first <= last else 0


def _changed_price(facts: PlanFacts, plan: DoctorPlan) -> int:
    """What it costs that published placements are not kept as they are."""
    weights, horizon = facts.case.weights, min(facts.case.notice_months, facts.case.months)
    price = 0
    for before in facts.published.get(plan.doctor.key, ()):
        after = plan.of_block(before.block)
        if any(is_kept(before, each) for each in after):
            continue
        is_near = soonest_change(plan.doctor, (before,), after, horizon) is not None
        price += weights.changed_near if is_near else weights.changed_placement
    return price
