"""Whether a reported clash is a real one, tried with every plan there is (no planner).

A clash alone: its limits in its months, its doctors, its locks and nothing else. Every other
doctor takes no room and fills each minimum that one of the doctor's plans (without locks) could.
"""

from collections.abc import Iterator
from dataclasses import replace

from rotations.loads import staffing
from rotations.types.case import Doctor, Limit, LimitPer, RotationCase, Span
from rotations.types.results import Clash
from tests.support.rotation_brute_force import brute_force, plans_of


def alone(case: RotationCase, clash: Clash) -> RotationCase:
    """The clash as a case of its own."""
    people = tuple(
        replace(d, is_thawed=d.is_thawed or d.key not in clash.frozen)
        for d in case.doctors
        if d.key in clash.doctors
    )
    others = [d for d in case.doctors if d.key not in clash.doctors]
    limits: list[Limit] = []
    for number, (key, first, last) in enumerate(clash.limits):
        limit = next(each for each in case.limits if each.key == key)
        limits += _parts(case, limit, Span(first, last), others, f"{key}/{number}")
    return replace(
        case,
        doctors=people,
        limits=tuple(limits),
        locks=clash.locks,
        pairs=tuple(pair for pair in case.pairs if pair.doctors in clash.pairs),
    )


def _parts(
    case: RotationCase, limit: Limit, span: Span, others: list[Doctor], key: str
) -> Iterator[Limit]:
    """The limit month by month (as a whole when it holds for its span)."""
    spans = [span] if limit.per is LimitPer.SPAN else [Span(m, m) for m in span.months]
    for number, months in enumerate(spans):
        part = replace(limit, key=f"{key}/{number}", span=months)
        if limit.per is LimitPer.SPAN:
            part = replace(part, span=limit.span)
        if limit.minimum is not None:
            unit = 100 if limit.counts_share else 1
            most = sum(could(case, other, part) for other in others)
            part = replace(part, minimum=max(0, -(-(limit.minimum * unit - most) // unit)))
        yield part


def could(case: RotationCase, doctor: Doctor, limit: Limit) -> int:
    """The most that one doctor, without locks and frozen months, brings to a limit."""
    free = replace(doctor, is_thawed=True)
    bare = replace(case, doctors=(free,), limits=(limit,), locks=(), pairs=())
    return max((max(staffing(bare, plan)[limit.key]) for plan in plans_of(bare, free)), default=0)


def has_plan(case: RotationCase) -> bool:
    """Whether there is any plan without breach."""
    return brute_force(case)[1] > 0


def without_one(case: RotationCase, clash: Clash) -> Iterator[Clash]:
    """The clash without each one of its members."""
    for limit in clash.limits:
        yield replace(clash, limits=tuple(each for each in clash.limits if each != limit))
    for doctor in clash.doctors:
        yield replace(
            clash,
            doctors=tuple(each for each in clash.doctors if each != doctor),
            locks=tuple(lock for lock in clash.locks if lock.doctor != doctor),
            pairs=tuple(pair for pair in clash.pairs if doctor not in pair),
        )
    for lock in clash.locks:
        yield replace(clash, locks=tuple(each for each in clash.locks if each != lock))
    for key in clash.frozen:
        yield replace(clash, frozen=tuple(each for each in clash.frozen if each != key))
