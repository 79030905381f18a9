"""Invented rotation cases of any size: `python -m benchmarks.rotation_cases 60x36x10 normal`.

Every limit is made from a hidden random plan, so a plan exists. LIS1 (three hospital blocks, then a
municipality), LIS2/3 (base service, another house, subspecialties, a choice, a contract
specialist) and ALIS (practice, one of three hospital services, nursing home, emergency unit);
leave, part time, staggered starts, supervisors and agreements.

normal: maxima are the year's peak of the hidden plan, half of them one more; a third of the places
has a minimum; everybody has wishes of their own.
tight: maxima are the half-year's peak, supervisors exact, and all want the same sites.
Both: three in ten doctors have a published plan, and the first six months are frozen.
free: tight without a published plan.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from random import Random

from app.exchange.rotation_files import case_to_document
from rotations.types.case import (
    Block,
    Choice,
    Doctor,
    Limit,
    LimitKind,
    LimitPer,
    Placement,
    RotationCase,
    ShareSpan,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
    Wish,
    WishKind,
)

FIRST_MONTH = date(2027, 1, 1)
FROZEN = 6
SIZES = ((60, 36, 10), (120, 48, 20), (300, 60, 40))
"""Doctors, months and sites that the planner must carry."""
TRIES = 200


class Tightness(StrEnum):
    """How much room the limits leave beside the hidden plan."""

    NORMAL = "normal"
    TIGHT = "tight"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Instance:
    """A case and the plan that its limits were made from."""

    case: RotationCase
    hidden: tuple[Placement, ...]


HOSPITAL_SERVICES = ("Indremedisin", "Kirurgi", "Psykiatri", "Akuttmedisin")
SUBSPECIALTIES = tuple(f"Grenspesialitet {number}" for number in range(1, 9))
MUNICIPAL_SERVICES = ("Kommunehelsetjeneste", "Allmennpraksis", "Sykehjem", "Legevakt")
CONTRACT = "Avtalespesialist"


def instance(
    doctors: int, months: int, sites: int, tightness: Tightness, seed: int = 1
) -> Instance:
    """A case of this size and the plan hidden in it; the same for the same arguments."""
    rng = Random(f"{doctors}x{months}x{sites} {tightness} {seed}")  # noqa: S311
    places = _sites(sites)
    offers = _offers(rng, places)
    people, hidden = [], []
    for number in range(doctors):
        doctor, plan = _doctor_with_plan(rng, number, months, offers, places)
        people.append(_wishing(rng, doctor, offers, tightness))
        hidden += plan
    case = RotationCase(
        name=f"{doctors} x {months} x {sites} {tightness}, seed {seed}",
        first_month=FIRST_MONTH,
        months=months,
        sites=places,
        doctors=tuple(people),
    )
    case = replace(case, limits=tuple(_limits(rng, case, hidden, tightness)))
    if tightness is not Tightness.FREE:
        case = replace(case, published=_published(rng, case, hidden), frozen_months=FROZEN)
    return Instance(case, tuple(hidden))


# ---- Places ----------------------------------------------------------------------------------


def _sites(number: int) -> tuple[Site, ...]:
    """Four in ten hospitals, one in ten contract specialists, the rest municipalities."""
    hospitals = max(2, number * 4 // 10)
    contracts = max(1, number // 10)
    rows = []
    for index in range(number):
        if index < hospitals:
            kind, name = SiteKind.HOSPITAL, f"Sykehus {index + 1}"
            employer = f"Foretak {index // 2 + 1}"
        elif index < hospitals + contracts:
            kind, name = SiteKind.CONTRACT_SPECIALIST, f"Avtalehjemmel {index + 1}"
            employer = name
        else:
            kind, name = SiteKind.MUNICIPALITY, f"Kommune {index + 1}"
            employer = name
        town = f"By {index % max(2, number * 6 // 10) + 1}"
        rows.append(Site(f"s{index}", name, name, kind, town, employer))
    return tuple(rows)


def _offers(rng: Random, sites: Sequence[Site]) -> dict[str, tuple[str, ...]]:
    """Where each service can be served: one to four sites."""
    of_kind = defaultdict(list)
    for site in sites:
        of_kind[site.kind].append(site.key)
    offers = {}
    for service in (*HOSPITAL_SERVICES, *SUBSPECIALTIES):
        keys = of_kind[SiteKind.HOSPITAL]
        least = 2 if service in HOSPITAL_SERVICES else 1
        # In a large case a service has more sites than one doctor may go to.
        most = len(keys) if service in HOSPITAL_SERVICES else max(2, len(keys) // 3)
        offers[service] = tuple(sorted(rng.sample(keys, rng.randint(least, max(least, most)))))
    for service in MUNICIPAL_SERVICES:
        offers[service] = tuple(of_kind[SiteKind.MUNICIPALITY])
    offers[CONTRACT] = tuple(of_kind[SiteKind.CONTRACT_SPECIALIST])
    return offers


# ---- Doctors ---------------------------------------------------------------------------------


def _block(
    rng: Random,
    offers: Mapping[str, tuple[str, ...]],
    key: str,
    service: str,
    months: tuple[int, int],
    after: tuple[str, ...] = (),
    choice: str | None = None,
) -> Block:
    keys = offers[service]
    sites = tuple(sorted(rng.sample(keys, min(len(keys), rng.randint(1, 4)))))
    return Block(key, service, sites, *months, after=after, choice=choice)


def _lis1(rng: Random, offers: Mapping[str, tuple[str, ...]]) -> list[Block]:
    services = rng.sample(HOSPITAL_SERVICES, 3)
    blocks = [
        _block(rng, offers, f"h{number}", service, (4, 4))
        for number, service in enumerate(services)
    ]
    last = _block(rng, offers, "kommune", MUNICIPAL_SERVICES[0], (6, 6), ("h0", "h1", "h2"))
    return [*blocks, last]


def _lis23(rng: Random, offers: Mapping[str, tuple[str, ...]], months: int) -> list[Block]:
    base = rng.choice(HOSPITAL_SERVICES)
    length = rng.choice((9, 12)) if months < 48 else rng.choice((12, 15, 18))
    subs = rng.sample(SUBSPECIALTIES, 6)
    blocks = [
        _block(rng, offers, "base", base, (length, length)),
        _block(rng, offers, "hus2", base, (6, rng.choice((6, 9))), ("base",)),
    ]
    for number in range(rng.randint(2, 3 if months < 48 else 4)):
        short = rng.choice((3, 4, 6))
        blocks.append(_block(rng, offers, f"g{number}", subs[number], (short, short), ("base",)))
    for number in range(rng.randint(3, 4)):
        service = rng.choice(SUBSPECIALTIES)
        blocks.append(_block(rng, offers, f"v{number}", service, (3, 4), ("base",), "valgfri"))
    if rng.random() < 0.5:
        blocks.append(_block(rng, offers, "avtale", CONTRACT, (3, 6), ("base",)))
    return blocks


def _alis(rng: Random, offers: Mapping[str, tuple[str, ...]], months: int) -> list[Block]:
    practice = rng.choice((9, 12)) if months < 48 else rng.choice((12, 18))
    blocks = [_block(rng, offers, "praksis", "Allmennpraksis", (practice, practice))]
    for number, service in enumerate(rng.sample(HOSPITAL_SERVICES, 3)):
        blocks.append(_block(rng, offers, f"s{number}", service, (6, 6), (), "sykehus"))
    blocks.append(_block(rng, offers, "sykehjem", "Sykehjem", (3, 6)))
    blocks.append(_block(rng, offers, "legevakt", "Legevakt", (3, 3), ("praksis",)))
    return blocks


def _doctor_with_plan(
    rng: Random,
    number: int,
    months: int,
    offers: Mapping[str, tuple[str, ...]],
    sites: Sequence[Site],
) -> tuple[Doctor, list[Placement]]:
    """A doctor whose blocks fit within the case, and one way in which they do."""
    part = number % 20
    group = (
        TraineeGroup.LIS1 if part < 6 else TraineeGroup.LIS23 if part < 15 else TraineeGroup.ALIS
    )
    for _ in range(TRIES):
        doctor = _doctor(rng, number, group, months, offers, sites)
        plan = _plan(rng, doctor, months)
        if plan is not None:
            late = max(each.last for each in plan) + rng.randint(-2, 4)
            return replace(doctor, deadline=late), plan
    raise ValueError(f"no plan for a doctor of {group} in {months} months")


def _doctor(
    rng: Random,
    number: int,
    group: TraineeGroup,
    months: int,
    offers: Mapping[str, tuple[str, ...]],
    sites: Sequence[Site],
) -> Doctor:
    choices: tuple[Choice, ...] = ()
    if group is TraineeGroup.LIS1:
        blocks, latest = _lis1(rng, offers), months - 18
    elif group is TraineeGroup.LIS23:
        blocks, latest = _lis23(rng, offers, months), months // 3
        choices = (Choice("valgfri", rng.randint(1, 2)),)
    else:
        blocks, latest = _alis(rng, offers, months), months // 2
        choices = (Choice("sykehus", 1),)
    start = rng.choice((0, 0, rng.randint(0, max(0, latest))))
    leave: tuple[Span, ...] = ()
    if rng.random() < 0.15:
        first = rng.randint(start + 2, max(start + 2, months - 8))
        leave = (Span(first, first + rng.randint(3, 9)),)
    shares = (ShareSpan(Span(0, months - 1), 80),) if rng.random() < 0.1 else ()
    return Doctor(
        key=f"d{number:03}",
        name=f"Lege {number + 1}",
        group=group,
        blocks=tuple(blocks),
        start=start,
        choices=choices,
        shares=shares,
        leave=leave,
        town=rng.choice(sites).town,
    )


# ---- The hidden plan -------------------------------------------------------------------------


def on_leave(doctor: Doctor, month: int) -> bool:
    """Whether the doctor is on leave in a month."""
    return any(month in span for span in doctor.leave)


def percent(doctor: Doctor, month: int) -> int:
    """Credit of a month that is not leave."""
    return next((each.percent for each in doctor.shares if month in each.span), 100)


def run_end(doctor: Doctor, first: int, months: int, end: int) -> int | None:
    """Last month of the shortest run from `first` that is credited `months`; None: beyond `end`."""
    if on_leave(doctor, first):
        return None
    credit = 0
    for month in range(first, end):
        if not on_leave(doctor, month):
            credit += percent(doctor, month)
            if credit >= 100 * months:
                return month
    return None


def _plan(rng: Random, doctor: Doctor, months: int) -> list[Placement] | None:
    """The doctor's blocks in a random order that keeps the rules, now and then with a gap."""
    chosen = [block for block in doctor.blocks if block.choice is None]
    for choice in doctor.choices:
        of_choice = [block for block in doctor.blocks if block.choice == choice.key]
        chosen += rng.sample(of_choice, choice.take)
    month, done = doctor.start, set[str]()
    plan: list[Placement] = []
    keys = {block.key for block in chosen}
    while len(plan) < len(chosen):
        free = [
            block
            for block in chosen
            if block.key not in done and all(key in done or key not in keys for key in block.after)
        ]
        block = rng.choice(free)
        month += rng.choice((0, 0, 0, 0, 1))
        while on_leave(doctor, month):
            month += 1
        last = run_end(doctor, month, rng.randint(block.min_months, block.max_months), months)
        if last is None:
            return None
        plan.append(Placement(doctor.key, month, last, block.key, rng.choice(block.sites)))
        done.add(block.key)
        month = last + 1
    return plan


# ---- Limits, wishes, the published plan ------------------------------------------------------


def _wishing(
    rng: Random, doctor: Doctor, offers: Mapping[str, tuple[str, ...]], tightness: Tightness
) -> Doctor:
    """Wishes for sites and services: one's own, or in a tight case the same as everybody's."""
    wishes: list[Wish] = []
    for block in rng.sample(doctor.blocks, min(len(doctor.blocks), rng.randint(2, 4))):
        rank = len(wishes) + 1
        # Wishes outweigh what moving costs: a gap in per cent of a sum near 0 would say nothing.
        points = 6 * (5 - rank) + rng.randint(0, 8)
        key = f"w{rank}"
        popular = [site for site in offers[block.service][:2] if site in block.sites]
        if tightness is not Tightness.NORMAL and popular:
            wishes.append(Wish(key, WishKind.SITE, points, block.service, popular[0], rank=rank))
        elif block.choice is not None:
            wishes.append(Wish(key, WishKind.SERVICE, points, block.service, rank=rank))
        elif rng.random() < 0.3:
            first = doctor.start + rng.randint(0, 12)
            starts = Span(first, first + 5)
            wishes.append(Wish(key, WishKind.TIME, points, block.service, starts=starts, rank=rank))
        else:
            site = rng.choice(block.sites)
            wishes.append(Wish(key, WishKind.SITE, points, block.service, site, rank=rank))
    return replace(doctor, wishes=tuple(wishes))


def _loads(case: RotationCase, plan: Iterable[Placement]) -> dict[tuple[str, str], list[int]]:
    """Doctors in each month by site and service; those on leave are not there."""
    doctors = {doctor.key: doctor for doctor in case.doctors}
    services = {(d.key, block.key): block.service for d in case.doctors for block in d.blocks}
    loads: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * case.months)
    for each in plan:
        for month in each.span.months:
            if not on_leave(doctors[each.doctor], month):
                loads[each.site, services[each.doctor, each.block]][month] += 1
    return loads


def _limits(
    rng: Random, case: RotationCase, hidden: Sequence[Placement], tightness: Tightness
) -> Iterable[Limit]:
    loads = _loads(case, hidden)
    is_normal = tightness is Tightness.NORMAL
    cells = sorted(
        {(s, b.service) for doctor in case.doctors for b in doctor.blocks for s in b.sites}
    )
    for key, service in cells:
        yield from _place_limits(rng, case, key, service, loads, is_normal)
    for site in case.sites:
        if site.kind is SiteKind.HOSPITAL:
            yield from _supervisors(case, site, loads, is_normal)
    yield from _agreements(case, loads, is_normal)


def _place_limits(
    rng: Random,
    case: RotationCase,
    site: str,
    service: str,
    loads: Mapping[tuple[str, str], list[int]],
    is_normal: bool,
) -> Iterable[Limit]:
    used = loads.get((site, service), [0] * case.months)
    step = 12 if is_normal else 6
    has_minimum = rng.random() < 1 / 3
    more = rng.choice((0, 1)) if is_normal else 0
    for first in range(0, case.months, step):
        span = Span(first, min(first + step, case.months) - 1)
        part = used[span.first : span.last + 1]
        peak = max(part) + more
        yield Limit(
            key=f"{site}-{service}-{first}",
            kind=LimitKind.PLACE,
            name=f"{service}, {site}",
            sites=(site,),
            span=span,
            services=(service,),
            minimum=(min(part) or None) if has_minimum else None,
            maximum=max(1, peak) if is_normal else peak,
        )


def _supervisors(
    case: RotationCase,
    site: Site,
    loads: Mapping[tuple[str, str], list[int]],
    is_normal: bool,
) -> Iterable[Limit]:
    """One supervisor for two subspecialties of a house."""
    for number in range(0, len(SUBSPECIALTIES), 2):
        pair = SUBSPECIALTIES[number : number + 2]
        used = [
            sum(loads[site.key, service][month] for service in pair if (site.key, service) in loads)
            for month in range(case.months)
        ]
        if not any(used):
            continue
        yield Limit(
            key=f"{site.key}-veileder-{number}",
            kind=LimitKind.SUPERVISOR,
            name=f"Veileder {number // 2 + 1}, {site.name}",
            sites=(site.key,),
            span=Span(0, case.months - 1),
            services=pair,
            maximum=max(used) + (1 if is_normal else 0),
        )


def _agreements(
    case: RotationCase, loads: Mapping[tuple[str, str], list[int]], is_normal: bool
) -> Iterable[Limit]:
    """Person-months a year with each contract specialist, and surgery of a trust on one rota."""
    for site in case.sites:
        if site.kind is not SiteKind.CONTRACT_SPECIALIST or (site.key, CONTRACT) not in loads:
            continue
        for first in range(0, case.months, 12):
            span = Span(first, min(first + 12, case.months) - 1)
            used = sum(loads[site.key, CONTRACT][span.first : span.last + 1])
            yield Limit(
                key=f"{site.key}-avtale-{first}",
                kind=LimitKind.AGREEMENT,
                name=f"Avtale, {site.name}",
                sites=(site.key,),
                span=span,
                maximum=used + (3 if is_normal else 0),
                per=LimitPer.SPAN,
            )
    trusts = defaultdict(list)
    for site in case.sites:
        if site.kind is SiteKind.HOSPITAL and (site.key, "Kirurgi") in loads:
            trusts[site.employer].append(site.key)
    for employer, keys in trusts.items():
        if len(keys) > 1:
            used = max(
                sum(loads[key, "Kirurgi"][month] for key in keys) for month in range(case.months)
            )
            yield Limit(
                key=f"vakt-{employer}",
                kind=LimitKind.ROTA,
                name=f"Felles vakt i kirurgi, {employer}",
                sites=tuple(keys),
                span=Span(0, case.months - 1),
                services=("Kirurgi",),
                maximum=used + (1 if is_normal else 0),
            )


def _published(
    rng: Random, case: RotationCase, hidden: Sequence[Placement]
) -> tuple[Placement, ...]:
    """What three in ten doctors were told: the hidden plan, later placements partly elsewhere."""
    told = {doctor.key for doctor in case.doctors if rng.random() < 0.3}
    blocks = {(d.key, block.key): block for d in case.doctors for block in d.blocks}
    rows = []
    for each in hidden:
        if each.doctor not in told:
            continue
        if each.first >= FROZEN and rng.random() < 0.3:
            sites = blocks[each.doctor, each.block].sites
            rows.append(replace(each, site=rng.choice(sites)))
        else:
            rows.append(each)
    return tuple(rows)


def main() -> None:
    """Print one case as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", help="doctors x months x sites, such as 60x36x10")
    parser.add_argument("tightness", choices=[each.value for each in Tightness])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    doctors, months, sites = map(int, asked.size.split("x"))
    made = instance(doctors, months, sites, Tightness(asked.tightness), asked.seed)
    print(json.dumps(case_to_document(made.case), ensure_ascii=False))


if __name__ == "__main__":
    main()
