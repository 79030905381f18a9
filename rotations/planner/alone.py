"""Doctors who have no plan even when nobody else is there, and which demand is to blame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from rotations.planner.model import column_of, compile_case, placements_of
from rotations.planner.objective import FREE, Objective, least_relaxation
from rotations.planner.relax import RelaxPrices, relaxed
from rotations.planner.sentences import Names, alone_sentence
from rotations.types.case import Doctor, Lock, RotationCase
from rotations.types.results import Clash, Relaxation, RelaxKind

T = TypeVar("T")

STRICT = Objective(FREE, (), counts_wishes=False, counts_soft=False, hard_price=1)
"""Nothing counts but what is broken."""


def alone_case(case: RotationCase, doctor: Doctor) -> RotationCase:
    """One doctor, with the locks and frozen months but without limits and other doctors."""
    locks = tuple(lock for lock in case.locks if lock.doctor == doctor.key)
    return replace(case, doctors=(doctor,), limits=(), pairs=(), locks=locks)


def has_plan_alone(case: RotationCase, doctor: Doctor) -> bool:
    """Whether the doctor has any plan when nobody else is there."""
    blocks = {block.key for block in doctor.blocks}
    if any(lock.doctor == doctor.key and lock.block not in blocks for lock in case.locks):
        return False
    model = compile_case(alone_case(case, doctor), STRICT)
    return model.pricer.run(np.zeros(len(model.rows))).has_plan(0)


def without_plan(case: RotationCase) -> list[Doctor]:
    """Doctors without a plan alone, in case order."""
    model = compile_case(replace(case, limits=(), pairs=()), STRICT)
    priced = model.pricer.run(np.zeros(len(model.rows)))
    blocks = {(doctor.key, block.key) for doctor in case.doctors for block in doctor.blocks}
    astray = {lock.doctor for lock in case.locks if (lock.doctor, lock.block) not in blocks}
    return [
        doctor
        for index, doctor in enumerate(case.doctors)
        if doctor.key in astray or not priced.has_plan(index)
    ]


@dataclass(slots=True)
class AloneClashes:
    """What was found: the case goes on without the demands in `given_up`."""

    case: RotationCase
    clashes: list[Clash]
    given_up: list[Relaxation]
    tried: int = 0


def alone_clashes(case: RotationCase, prices: RelaxPrices) -> AloneClashes:
    """Every clash inside one doctor, each settled by giving up one demand so as to go on."""
    found = AloneClashes(case, [], [])
    for doctor in without_plan(case):
        _settle(found, doctor.key, prices)
    return found


def _settle(found: AloneClashes, key: str, prices: RelaxPrices) -> None:
    while True:
        doctor = next(d for d in found.case.doctors if d.key == key)
        found.tried += 1
        if has_plan_alone(found.case, doctor):
            return
        locks, is_frozen = _to_blame(found, doctor)
        names = Names.of(found.case)
        frozen = (key,) if is_frozen else ()
        sentence = alone_sentence(names, doctor, locks, is_frozen)
        found.clashes.append(Clash((), (key,), locks, sentence, frozen=frozen))
        if locks:
            lost = Relaxation(RelaxKind.RELEASE_LOCK, prices.lock or 0, doctor=key, lock=locks[-1])
            _give_up(found, replace(lost, block=locks[-1].block))
        elif is_frozen:
            _give_up(found, Relaxation(RelaxKind.THAW, prices.thaw or 0, doctor=key))
        else:
            for block in missing_blocks(found.case, doctor):
                cost = prices.block or 0
                lost = Relaxation(RelaxKind.DROP_BLOCK, cost, doctor=key, block=block)
                _give_up(found, lost)


def _give_up(found: AloneClashes, lost: Relaxation) -> None:
    found.given_up.append(lost)
    found.case = relaxed(found.case, (lost,))


def _to_blame(found: AloneClashes, doctor: Doctor) -> tuple[tuple[Lock, ...], bool]:
    """Locks and frozen months that cannot all hold; without any one of them there is a plan.

    Nothing when there is no plan without them either.
    """
    case = found.case
    own = [lock for lock in case.locks if lock.doctor == doctor.key]

    def is_stuck(kept: Sequence[Lock | None]) -> bool:
        found.tried += 1
        locks = tuple(lock for lock in kept if lock is not None)
        thawed = replace(doctor, is_thawed=doctor.is_thawed or None not in kept)
        return not has_plan_alone(replace(case, locks=locks), thawed)

    if is_stuck(()):
        return (), False
    members: list[Lock | None] = [*own, None]
    kept = shrink(members, is_stuck)
    return tuple(lock for lock in kept if lock is not None), None in kept


def missing_blocks(case: RotationCase, doctor: Doctor) -> list[str]:
    """The fewest blocks without which the doctor has a plan, locks and frozen months kept so
    far as they can be."""
    model = compile_case(alone_case(case, doctor), least_relaxation(lock_price=1, block_price=40))
    own = model.doctors[0]
    arcs = model.pricer.run(np.zeros(len(model.rows))).plan(0)
    placed = {p.block for p in placements_of(own, column_of(own, arcs).arcs)}
    return lacking(doctor, placed)


def lacking(doctor: Doctor, placed: set[str]) -> list[str]:
    """Compulsory blocks that are not placed, and of each choice as many as are lacking."""
    if not doctor.must_finish:
        return []
    found = [b.key for b in doctor.blocks if b.choice is None and b.key not in placed]
    for choice in doctor.choices:
        group = [b.key for b in doctor.blocks if b.choice == choice.key]
        left = [key for key in group if key not in placed]
        found += left[: max(0, choice.take - (len(group) - len(left)))]
    return found


def shrink(items: Sequence[T], still: Callable[[Sequence[T]], bool]) -> list[T]:
    """A part of the items for which `still` holds and holds no more without any one of them.

    `still` must hold for all of them, and for everything that contains something it holds for.
    Halving chunks first, single items last.
    """
    kept = list(items)
    size = max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if still(rest):
                kept = rest
            else:
                at += size
        if size == 1:
            return kept
        size = max(1, size // 2)
