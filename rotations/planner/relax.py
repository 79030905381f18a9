"""Relaxations applied to a case, and read off a plan that gives up as little as it can."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rotations.types.case import Block, Doctor, Limit, LimitPer, RotationCase, Span
from rotations.types.results import Relaxation, RelaxKind


@dataclass(frozen=True, slots=True)
class RelaxPrices:
    """What giving up costs: "what do you give up first". All are settings; points.

    `person_month` is paid per person and month over a maximum or under a minimum. None: this
    kind must not give way at all.
    """

    person_month: int | None = 3
    lock: int | None = 10
    thaw: int | None = 10
    """Per placement that the frozen months hold or keep out, and that is moved after all."""
    block: int | None = 40


DEFAULT_PRICES = RelaxPrices()

Change = Callable[[Doctor], Doctor]


def relaxed(case: RotationCase, relaxations: Sequence[Relaxation]) -> RotationCase:
    """The case with these demands given up, nothing else changed.

    A limit that gives way in some months only is split by months; the part that gives way keeps
    the key, the others get the month in which they begin behind it.
    """
    for relaxation in relaxations:
        case = _apply(case, relaxation)
    return case


def _apply(case: RotationCase, relaxation: Relaxation) -> RotationCase:
    kind = relaxation.kind
    if kind is RelaxKind.RELEASE_LOCK:
        return replace(case, locks=tuple(k for k in case.locks if k != relaxation.lock))
    if kind is RelaxKind.THAW:
        return _with_doctor(case, relaxation.doctor, lambda d: replace(d, is_thawed=True))
    if kind is RelaxKind.FREE_PAIR:
        freed = {relaxation.doctor, relaxation.other}
        return replace(case, pairs=tuple(p for p in case.pairs if set(p.doctors) != freed))
    if kind is RelaxKind.DROP_BLOCK:
        key = relaxation.block or ""
        locks = tuple(
            k for k in case.locks if (k.doctor, k.block) != (relaxation.doctor, relaxation.block)
        )
        case = replace(case, locks=locks)
        return _with_doctor(case, relaxation.doctor, lambda d: without_block(d, key))
    limits: list[Limit] = []
    for limit in case.limits:
        limits += _given_way(limit, relaxation) if _is_meant(limit, relaxation) else [limit]
    return replace(case, limits=tuple(limits))


def _is_meant(limit: Limit, relaxation: Relaxation) -> bool:
    """Whether it is the limit, or a part of it that an earlier relaxation split off."""
    key = relaxation.limit or ""
    return limit.key == key or limit.key.startswith(f"{key}@")


def _given_way(limit: Limit, relaxation: Relaxation) -> list[Limit]:
    by = relaxation.by or 0
    if relaxation.kind is RelaxKind.RAISE_MAXIMUM:
        eased = replace(limit, maximum=(limit.maximum or 0) + by)
    else:
        eased = replace(limit, minimum=max(0, (limit.minimum or 0) - by))
    if limit.per is LimitPer.SPAN:
        return [eased]
    first = limit.span.first if relaxation.first is None else relaxation.first
    last = limit.span.last if relaxation.last is None else relaxation.last
    if not limit.span.meets(Span(first, last)):
        return [limit]
    parts = [replace(eased, span=Span(max(first, limit.span.first), min(last, limit.span.last)))]
    if limit.span.first < first:
        before = Span(limit.span.first, first - 1)
        parts.append(replace(limit, key=f"{limit.key}@{before.first}", span=before))
    if last < limit.span.last:
        after = Span(last + 1, limit.span.last)
        parts.append(replace(limit, key=f"{limit.key}@{after.first}", span=after))
    return parts


def _with_doctor(case: RotationCase, key: str | None, change: Change) -> RotationCase:
    doctors = tuple(change(d) if d.key == key else d for d in case.doctors)
    return replace(case, doctors=doctors)


def without_block(doctor: Doctor, key: str) -> Doctor:
    """The doctor with one block less; what waited for it waits no longer.

    When too few are left of a choice, as many fewer are taken.
    """
    dropped = next((b for b in doctor.blocks if b.key == key), None)
    if dropped is None:
        return doctor
    blocks = tuple(_not_after(b, dropped) for b in doctor.blocks if b.key != key)
    choices = tuple(
        replace(choice, take=max(0, choice.take - 1)) if choice.key == dropped.choice else choice
        for choice in doctor.choices
    )
    same_town = tuple(tuple(k for k in group if k != key) for group in doctor.same_town)
    return replace(doctor, blocks=blocks, choices=choices, same_town=same_town)


def _not_after(block: Block, dropped: Block) -> Block:
    before = []
    for demand in block.months_before:
        if dropped.key not in demand.blocks:
            before.append(demand)
            continue
        rest = tuple(k for k in demand.blocks if k != dropped.key)
        months = demand.months - dropped.min_months
        if rest and months > 0:
            before.append(replace(demand, blocks=rest, months=months))
    after = tuple(k for k in block.after if k != dropped.key)
    return replace(block, after=after, months_before=tuple(before))


def total_cost(relaxations: Iterable[Relaxation]) -> int:
    """Their cost together."""
    return sum(relaxation.cost for relaxation in relaxations)
