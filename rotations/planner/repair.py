"""After a person's edit: the plan that keeps as much as can be of what was there.

First the fewest changed placements, with proof; then, with that number fixed, the most points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rotations.plan_facts import is_kept
from rotations.planner.alone import alone_clashes, without_plan
from rotations.planner.elastic import cheapest, columns_of
from rotations.planner.model import CaseModel, DoctorModel, compile_case
from rotations.planner.objective import best_plan_objective, fewest_changes
from rotations.planner.options import breaches
from rotations.planner.pricing import Pricer
from rotations.planner.relax import DEFAULT_PRICES
from rotations.planner.watch import Watch
from rotations.scoring import score
from rotations.types.case import Lock, Placement, RotationCase
from rotations.types.findings import Rule, Severity, Violation
from rotations.types.results import Phase, RepairResult, Report, WorkLimits

HARD_PRICE = 30
SCORE_SHARE = 0.5
"""Of the time left after the fewest changes are found, for the points."""


@dataclass(frozen=True, slots=True)
class _Found:
    placements: tuple[Placement, ...]
    lower: int
    violations: tuple[Violation, ...]
    is_found: bool = True


def repair(
    case: RotationCase,
    before: Sequence[Placement],
    locks: Sequence[Lock],
    *,
    limits: WorkLimits,
    seed: int = 0,
    report: Report | None = None,
) -> RepairResult:
    """Keep the locks (a person's edit) and every rule with the fewest changes of `before`.

    The edit replaces the case's locks on the same blocks. The edited doctors may be moved in the
    frozen months, nobody else. The edited blocks' own placements are not counted as changes.
    """
    watch = Watch(limits, report)
    edited = edited_case(case, locks)
    stuck = _stuck(edited, watch)
    if stuck:
        return RepairResult((), (), 0, 0, False, watch.seconds, stuck)
    counted = _counted(edited, before, locks)
    found = _fewest(edited, before, counted, watch, seed)
    if found.violations or not found.is_found:
        violations = found.violations
        return RepairResult((), (), 0, found.lower, False, watch.seconds, violations)
    count = changed_count(counted, found.placements)
    best = _best_score(edited, counted, found.placements, watch, seed)
    changed = tuple(new for new in best if not any(is_kept(old, new) for old in before))
    return RepairResult(best, changed, count, found.lower, True, watch.seconds)


def edited_case(case: RotationCase, locks: Sequence[Lock]) -> RotationCase:
    """The case with the edit as locks, the edited doctors thawed."""
    spots = {(lock.doctor, lock.block) for lock in locks}
    people = {lock.doctor for lock in locks}
    kept = tuple(lock for lock in case.locks if (lock.doctor, lock.block) not in spots)
    doctors = tuple(
        replace(doctor, is_thawed=True) if doctor.key in people else doctor
        for doctor in case.doctors
    )
    return replace(case, doctors=doctors, locks=(*kept, *locks))


def changed_count(before: Iterable[Placement], after: Sequence[Placement]) -> int:
    """How many placements of `before` are not in `after` as they were."""
    return sum(not any(is_kept(old, new) for new in after) for old in before)


def _counted(
    case: RotationCase, before: Sequence[Placement], locks: Sequence[Lock]
) -> tuple[Placement, ...]:
    """The placements whose change counts: blocks that the case has, but for the edited ones."""
    known = {(doctor.key, block.key) for doctor in case.doctors for block in doctor.blocks}
    known -= {(lock.doctor, lock.block) for lock in locks}
    return tuple(each for each in before if (each.doctor, each.block) in known)


def _stuck(case: RotationCase, watch: Watch) -> tuple[Violation, ...]:
    """Doctors without any plan alone, each with the reason."""
    watch.tell(Phase.ALONE)
    stuck = tuple(without_plan(case))
    if not stuck:
        return ()
    found = alone_clashes(replace(case, doctors=stuck, limits=(), pairs=()), DEFAULT_PRICES)
    return tuple(
        Violation(
            Rule.LOCK if clash.locks else Rule.FROZEN if clash.frozen else Rule.MISSING_BLOCK,
            Severity.BREACH,
            clash.sentence,
            doctor=clash.doctors[0],
            block=clash.locks[0].block if clash.locks else None,
            site=clash.locks[0].site if clash.locks else None,
            first=clash.locks[0].first if clash.locks else None,
            last=clash.locks[0].last if clash.locks else None,
        )
        for clash in found.clashes
    )


def _fewest(
    case: RotationCase,
    before: Sequence[Placement],
    counted: tuple[Placement, ...],
    watch: Watch,
    seed: int,
) -> _Found:
    """The plan with the fewest changes; with violations when none without breach was found.

    A breach has a price that a handful of changes is below; only when the cheapest plan breaks
    something is it tried with a price above all changes together.
    """
    start: Sequence[Placement] = before
    found = _Found((), 0, (), is_found=False)
    for price in (HARD_PRICE, max(HARD_PRICE, len(counted)) + 1):
        model = compile_case(case, fewest_changes(counted, price))
        best = cheapest(model, watch, seed=seed, start=columns_of(model, start))
        if best is None:
            return found
        start = model.placements(best.columns)
        found = _Found(tuple(start), max(0, best.lower), breaches(case, start))
        if not found.violations:
            return found
    return found


def _best_score(
    case: RotationCase,
    counted: tuple[Placement, ...],
    plan: tuple[Placement, ...],
    watch: Watch,
    seed: int,
) -> tuple[Placement, ...]:
    """The plan with most points that changes no more; the given one when none better is found."""
    if watch.is_over:
        return plan
    model = compile_case(case, best_plan_objective(case))
    price = int(model.rows.price.max(initial=100.0)) // 2
    model = with_kept(model, counted, max(1, price))
    found = cheapest(model, watch.part(SCORE_SHARE), seed=seed, start=columns_of(model, plan))
    if found is None:
        return plan
    better = model.placements(found.columns)
    if changed_count(counted, better) > changed_count(counted, plan) or breaches(case, better):
        return plan
    if score(case, better).total < score(case, plan).total:
        return plan
    return better


def with_kept(model: CaseModel, kept: Sequence[Placement], price: int) -> CaseModel:
    """The model with `price` more points lost for each of these placements that is changed."""
    doctors = tuple(_doctor_with_kept(doctor, kept, price) for doctor in model.doctors)
    pricer = Pricer([d.network for d in doctors], [d.use for d in doctors])
    return replace(model, doctors=doctors, pricer=pricer)


def _doctor_with_kept(model: DoctorModel, kept: Sequence[Placement], price: int) -> DoctorModel:
    arcs, bonus = model.arcs, np.zeros(len(model.arcs), dtype=np.int64)
    blocks = [block.key for block in model.doctor.blocks]
    own = [p for p in kept if p.doctor == model.doctor.key and p.block in blocks]
    for placement in own:
        same = (
            (arcs.block == blocks.index(placement.block))
            & (arcs.first == placement.first)
            & (arcs.last == placement.last)
        )
        if placement.site in model.sites:
            bonus[same & (arcs.site == model.sites.index(placement.site))] += price
    gain = arcs.gain + bonus
    constant = model.constant - price * len(own)
    network = replace(model.network, v_gain=gain[model.network.arc_order], constant=constant)
    return replace(model, arcs=replace(arcs, gain=gain), network=network, constant=constant)
