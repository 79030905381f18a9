"""Small rotation cases made from a hidden plan, and clashes planted in them.

The hidden plan keeps every limit, so a case without a planted clash certainly has a plan. Each
planted clash is impossible by construction; the tests ask whether the explanation names it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from random import Random

from rotations.types.case import (
    Block,
    Doctor,
    Limit,
    LimitKind,
    Lock,
    Placement,
    RotationCase,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
)

SERVICES = ("medicine", "surgery", "psychiatry")
FIRST_MONTH = date(2027, 1, 1)


class Plant(StrEnum):
    """What is planted."""

    OVER_MAXIMUM = "over_maximum"
    UNDER_MINIMUM = "under_minimum"
    LOCK_ON_LEAVE = "lock_on_leave"
    LOCK_WHILE_CLOSED = "lock_while_closed"
    TOO_LITTLE_TIME = "too_little_time"


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted clash: the limit and month, or the doctor, that must be named."""

    kind: Plant
    limit: str | None = None
    month: int | None = None
    doctors: tuple[str, ...] = ()
    lock: Lock | None = None


def hidden_case(
    seed: int, *, doctors: int = 7, months: int = 24, sites: int = 4
) -> tuple[RotationCase, tuple[Placement, ...]]:
    """A case with a plan that keeps every limit, and that plan."""
    draw = Random(seed)
    places = tuple(
        Site(f"h{n}", f"House {n}", f"H{n}", SiteKind.HOSPITAL, f"town{n // 2}", f"trust{n // 2}")
        for n in range(sites)
    )
    people, plan = [], []
    for n in range(doctors):
        doctor, placed = _doctor(draw, f"d{n}", months, sites)
        people.append(doctor)
        plan += placed
    limits = _limits(draw, tuple(people), plan, places, months)
    case = RotationCase(f"hidden {seed}", FIRST_MONTH, months, places, tuple(people), limits)
    return case, tuple(plan)


def _doctor(draw: Random, key: str, months: int, sites: int) -> tuple[Doctor, list[Placement]]:
    start = draw.randint(0, 2)
    leave: tuple[Span, ...] = ()
    if draw.random() < 0.35:
        first = draw.randint(start + 2, start + 9)
        leave = (Span(first, first + draw.randint(1, 2)),)
    blocks, placed, month = [], [], start
    order = draw.sample(SERVICES, len(SERVICES))
    for number, service in enumerate(order):
        length = draw.randint(3, 5)
        allowed = tuple(sorted(draw.sample([f"h{n}" for n in range(sites)], draw.randint(1, 3))))
        after = (blocks[-1].key,) if blocks and draw.random() < 0.3 else ()
        longest = length + draw.choice((0, 0, 1))
        block = Block(f"{key}-b{number}", service, allowed, length, longest, after)
        first, last = _run(month + draw.choice((0, 0, 1)), length, leave)
        blocks.append(block)
        placed.append(Placement(key, first, last, block.key, draw.choice(allowed)))
        month = last + 1
    assert month <= months
    doctor = Doctor(
        key, f"Doctor {key[1:]}", TraineeGroup.LIS23, tuple(blocks), start=start, leave=leave
    )
    return doctor, placed


def _run(first: int, length: int, leave: Sequence[Span]) -> tuple[int, int]:
    """The calendar months of a run of `length` working months that begins at `first` or later."""
    away = {month for span in leave for month in span.months}
    while first in away:
        first += 1
    last, left = first - 1, length
    while left:
        last += 1
        left -= last not in away
    return first, last


def present(doctor: Doctor, placement: Placement) -> set[int]:
    """The months in which the doctor works there."""
    away = {month for span in doctor.leave for month in span.months}
    return set(placement.span.months) - away


def load_of(
    doctors: Sequence[Doctor], plan: Sequence[Placement], site: str, service: str | None
) -> Counter[int]:
    """People per month at a site in a service (None: any)."""
    by_key = {doctor.key: doctor for doctor in doctors}
    load: Counter[int] = Counter()
    for placement in plan:
        doctor = by_key[placement.doctor]
        served = {block.key: block.service for block in doctor.blocks}[placement.block]
        if placement.site == site and service in (None, served):
            load.update(present(doctor, placement))
    return load


def _limits(
    draw: Random,
    doctors: tuple[Doctor, ...],
    plan: Sequence[Placement],
    places: Sequence[Site],
    months: int,
) -> tuple[Limit, ...]:
    limits = []
    for place in places:
        for service in SERVICES:
            load = load_of(doctors, plan, place.key, service)
            limits.append(
                Limit(
                    f"{place.key}-{service}",
                    LimitKind.PLACE,
                    f"{place.name} {service}",
                    (place.key,),
                    Span(0, months - 1),
                    maximum=max([1, *load.values()]),
                    services=(service,),
                )
            )
        load = load_of(doctors, plan, place.key, None)
        busy = sorted(month for month, count in load.items() if count)
        if busy and draw.random() < 0.5:
            month = draw.choice(busy)
            limits.append(
                Limit(
                    f"{place.key}-staffed",
                    LimitKind.ROTA,
                    place.name,
                    (place.key,),
                    Span(month, month),
                    minimum=1,
                )
            )
    return tuple(limits)


def plant(
    case: RotationCase, hidden: Sequence[Placement], kinds: Sequence[Plant], seed: int
) -> tuple[RotationCase, tuple[Planted, ...]]:
    """The case with a clash of each kind planted, as far as there is room for them.

    Each doctor is used by one planted clash at most, so that they stay separate.
    """
    draw = Random(seed)
    planted: list[Planted] = []
    used: set[str] = set()
    for number, kind in enumerate(kinds):
        result = _PLANTERS[kind](draw, case, hidden, used, f"planted{number}")
        if result is not None:
            case, found = result
            planted.append(found)
            used.update(found.doctors)
    return case, tuple(planted)


Result = tuple[RotationCase, Planted] | None


def _over_maximum(
    draw: Random, case: RotationCase, hidden: Sequence[Placement], used: set[str], key: str
) -> Result:
    """Everybody who is at a site in some month in the hidden plan is locked; one too many."""
    doctors = {doctor.key: doctor for doctor in case.doctors}
    crowds = []
    for site in case.sites:
        for month in range(case.months):
            there = [
                placement
                for placement in hidden
                if placement.site == site.key
                and month in present(doctors[placement.doctor], placement)
            ]
            if len(there) >= 2 and not used & {placement.doctor for placement in there}:
                crowds.append((site.key, month, there))
    if not crowds:
        return None
    site_key, month, there = draw.choice(crowds)
    locks = tuple(
        Lock(p.doctor, p.block, p.site, p.first, p.last, "locked for the test") for p in there
    )
    limit = Limit(
        key,
        LimitKind.PLACE,
        f"Ward {key}",
        (site_key,),
        Span(month, month),
        maximum=len(there) - 1,
    )
    changed = replace(case, limits=(*case.limits, limit), locks=(*case.locks, *locks))
    return changed, Planted(Plant.OVER_MAXIMUM, key, month, tuple(p.doctor for p in there))


def _under_minimum(
    draw: Random, case: RotationCase, hidden: Sequence[Placement], used: set[str], key: str
) -> Result:
    """One more is wanted in a service at a site than have such a block at all."""
    site = draw.choice(case.sites)
    service = draw.choice(sorted({b.service for d in case.doctors for b in d.blocks}))
    could = [
        doctor.key
        for doctor in case.doctors
        if any(b.service == service and site.key in b.sites for b in doctor.blocks)
    ]
    month = draw.randrange(2, case.months - 8)
    limit = Limit(
        key,
        LimitKind.ROTA,
        f"Ward {key}",
        (site.key,),
        Span(month, month),
        minimum=len(could) + 1,
        services=(service,),
    )
    return replace(case, limits=(*case.limits, limit)), Planted(Plant.UNDER_MINIMUM, key, month)


def _free(case: RotationCase, used: set[str]) -> list[Doctor]:
    locked = {lock.doctor for lock in case.locks}
    return [d for d in case.doctors if d.key not in used and d.key not in locked]


def _lock_on_leave(
    draw: Random, case: RotationCase, hidden: Sequence[Placement], used: set[str], key: str
) -> Result:
    found = [doctor for doctor in _free(case, used) if doctor.leave]
    if not found:
        return None
    doctor = draw.choice(found)
    block = draw.choice(doctor.blocks)
    lock = Lock(doctor.key, block.key, None, doctor.leave[0].first, None, key)
    changed = replace(case, locks=(*case.locks, lock))
    return changed, Planted(Plant.LOCK_ON_LEAVE, doctors=(doctor.key,), lock=lock)


def _lock_while_closed(
    draw: Random, case: RotationCase, hidden: Sequence[Placement], used: set[str], key: str
) -> Result:
    found = _free(case, used)
    if not found:
        return None
    doctor = draw.choice(found)
    placement = draw.choice([p for p in hidden if p.doctor == doctor.key])
    closed = Span(placement.first, placement.first)
    lock = Lock(doctor.key, placement.block, placement.site, placement.first, None, key)
    away = replace(doctor, away=(*doctor.away, (placement.site, closed)))
    changed = replace(
        case,
        locks=(*case.locks, lock),
        doctors=tuple(away if d.key == doctor.key else d for d in case.doctors),
    )
    return changed, Planted(Plant.LOCK_WHILE_CLOSED, doctors=(doctor.key,), lock=lock)


def _too_little_time(
    draw: Random, case: RotationCase, hidden: Sequence[Placement], used: set[str], key: str
) -> Result:
    found = [doctor for doctor in _free(case, used) if doctor.must_finish]
    if not found:
        return None
    doctor = draw.choice(found)
    needed = sum(block.min_months for block in doctor.blocks if block.choice is None)
    short = replace(doctor, available_to=doctor.start + needed - 2)
    changed = replace(
        case, doctors=tuple(short if d.key == doctor.key else d for d in case.doctors)
    )
    return changed, Planted(Plant.TOO_LITTLE_TIME, doctors=(doctor.key,))


_PLANTERS = {
    Plant.OVER_MAXIMUM: _over_maximum,
    Plant.UNDER_MINIMUM: _under_minimum,
    Plant.LOCK_ON_LEAVE: _lock_on_leave,
    Plant.LOCK_WHILE_CLOSED: _lock_while_closed,
    Plant.TOO_LITTLE_TIME: _too_little_time,
}
