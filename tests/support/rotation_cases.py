"""Small rotation cases drawn at random, plans for them, and every plan there is (brute force).

A drawn case is sound (`rotations.validation` finds no mistake in it) and uses every field of
`rotations.types.case` now and then. Most have a plan; many do not.
"""

import random
from dataclasses import replace
from datetime import date

from rotations.types.case import (
    Block,
    Choice,
    Doctor,
    InnerPlacement,
    InnerService,
    Limit,
    LimitKind,
    LimitPer,
    Lock,
    MonthsBefore,
    ObjectivePlace,
    Pair,
    PairKind,
    Placement,
    RotationCase,
    ShareSpan,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
    Weights,
    Wish,
    WishKind,
)
from tests.support.rotation_brute_force import TooMany, brute_force, brute_force_plan

__all__ = ["TooMany", "brute_force", "brute_force_plan", "random_case", "random_plan"]

FIRST_MONTH = date(2027, 1, 1)
SERVICES = ("Psychiatry", "Surgery", "Medicine", "General practice")
OBJECTIVES = ("o1", "o2", "o3")


def random_case(
    rng: random.Random,
    *,
    doctors: int = 3,
    months: int = 6,
    sites: int = 3,
    blocks: int = 3,
    limits: int = 3,
    extras: float = 0.2,
    published: float = 0.5,
) -> RotationCase:
    """A sound case. `extras` is how likely each feature is, for each doctor or block."""
    draw = _Draw(rng, months, extras)
    places = draw.sites(sites)
    keys = [site.key for site in places]
    people = tuple(draw.doctor(f"d{number}", keys, blocks) for number in range(doctors))
    case = RotationCase(
        name="drawn",
        first_month=FIRST_MONTH,
        months=months,
        sites=places,
        doctors=people,
        limits=tuple(draw.limit(f"l{number}", keys) for number in range(limits)),
        pairs=draw.pairs([doctor.key for doctor in people]),
        objective_places=draw.objective_places(keys),
        weights=draw.weights(),
        notice_months=rng.randint(0, 3),
    )
    before = random_plan(rng, case, mistakes=0.0)
    case = replace(case, locks=draw.locks(case, before))
    if rng.random() < published:
        kept = tuple(each for each in before if rng.random() < 0.9)
        frozen = rng.choice((0, 0, 1, 2)) if draw.sometimes(3) else 0
        case = replace(case, published=kept, frozen_months=min(frozen, months))
    return case


def random_plan(
    rng: random.Random, case: RotationCase, *, mistakes: float = 0.3
) -> tuple[Placement, ...]:
    """A plan in which each doctor's blocks follow each other; `mistakes` spoils placements."""
    found: list[Placement] = []
    for doctor in case.doctors:
        found += _one_after_another(rng, case, doctor)
    return tuple(
        _spoilt(rng, case, each) if rng.random() < mistakes else each
        for each in found
        if rng.random() >= mistakes / 4
    )


def _one_after_another(rng: random.Random, case: RotationCase, doctor: Doctor) -> list[Placement]:
    end = case.months - 1
    if doctor.available_to is not None:
        end = min(end, doctor.available_to)
    leave = {month for span in doctor.leave for month in span.months}
    month, found = doctor.start, []
    for block in _in_order(rng, doctor):
        month += rng.random() < 0.2
        while month in leave:
            month += 1
        last, credit = month - 1, 0
        wanted = 100 * rng.randint(block.min_months, block.max_months)
        while credit < wanted and last < end:
            last += 1
            credit += 0 if last in leave else _share(doctor, last)
        is_whole = credit >= 100 * block.min_months
        is_going_on = last == case.months - 1 and not doctor.must_finish
        if last < month or not (is_whole or is_going_on):
            break
        site = rng.choice(block.sites)
        inner = _inner(rng, block, month, last)
        found.append(Placement(doctor.key, month, last, block.key, site, inner, not is_whole))
        month = last + 1
    return found


def _in_order(rng: random.Random, doctor: Doctor) -> list[Block]:
    taken: list[Block] = [block for block in doctor.blocks if block.choice is None]
    for choice in doctor.choices:
        options = [block for block in doctor.blocks if block.choice == choice.key]
        taken += rng.sample(options, choice.take)
    rng.shuffle(taken)
    keys = {block.key for block in taken}
    done: list[Block] = []
    while taken:
        ready = [b for b in taken if not (set(b.after) & keys) - {d.key for d in done}]
        done.append(ready[0])
        taken.remove(ready[0])
    return done


def _share(doctor: Doctor, month: int) -> int:
    return next((each.percent for each in doctor.shares if month in each.span), 100)


def _inner(rng: random.Random, block: Block, first: int, last: int) -> InnerPlacement | None:
    if block.inner is None:
        return None
    begin = first + block.inner.not_before + rng.randint(0, 1)
    begin = min(begin, max(first, last - block.inner.months + 1))
    site = rng.choice(block.inner.sites)
    return InnerPlacement(site, begin, min(begin + block.inner.months - 1, last))


def _spoilt(rng: random.Random, case: RotationCase, placement: Placement) -> Placement:
    """The same with one thing changed, which mostly breaks something."""
    site = rng.choice([*(each.key for each in case.sites), "nowhere"])
    doctor = rng.choice([*(each.key for each in case.doctors), "nobody"])
    block = rng.choice([*(b.key for d in case.doctors for b in d.blocks), "nothing"])
    inner = InnerPlacement(site, placement.first, rng.randint(placement.first, placement.last))
    return rng.choice(
        (
            replace(placement, first=placement.first + rng.randint(-2, 2)),
            replace(placement, last=placement.last + rng.randint(-2, 2)),
            replace(placement, first=placement.first + 1, last=placement.last + 1),
            replace(placement, site=site),
            replace(placement, block=block),
            replace(placement, doctor=doctor),
            replace(placement, inner=inner),
            replace(placement, inner=None),
            replace(placement, continues=not placement.continues),
        )
    )


class _Draw:
    """Draws the parts of a case."""

    def __init__(self, rng: random.Random, months: int, extras: float) -> None:
        self.rng, self.months, self.extras = rng, months, extras

    def sometimes(self, factor: float = 1.0) -> bool:
        return self.rng.random() < self.extras * factor

    def span(self, longest: int) -> Span:
        first = self.rng.randrange(self.months)
        return Span(first, min(self.months - 1, first + self.rng.randint(0, longest - 1)))

    def some(self, keys: list[str], most: int = 2) -> tuple[str, ...]:
        count = self.rng.randint(1, min(most, len(keys)))
        return tuple(self.rng.sample(keys, count))

    def sites(self, count: int) -> tuple[Site, ...]:
        return tuple(
            Site(
                key=f"s{number}",
                name=f"Site {number}",
                short=f"S{number}",
                kind=self.rng.choice(list(SiteKind)),
                town=self.rng.choice(("Moss", "Halden")),
                employer=f"Trust {number}",
                open=self._open() if self.sometimes(0.5) else (),
            )
            for number in range(count)
        )

    def _open(self) -> tuple[Span, ...]:
        gap = self.rng.randrange(self.months)
        spans = (Span(0, gap - 1), Span(gap + 1, self.months + 3))
        return tuple(span for span in spans if span.first <= span.last)

    def doctor(self, key: str, sites: list[str], most: int) -> Doctor:
        rng = self.rng
        start = rng.randint(0, min(1, self.months - 1))
        doctor = Doctor(
            key=key,
            name=f"Doctor {key[1:]}",
            group=rng.choice(list(TraineeGroup)),
            blocks=self.blocks(sites, rng.randint(1, most)),
            start=start,
            available_to=max(start, self.months - rng.randint(0, 2)) if self.sometimes() else None,
            deadline=rng.randint(start, self.months - 1) if self.sometimes(2) else None,
            must_finish=not self.sometimes(),
            shares=(ShareSpan(self.span(self.months), rng.choice((50, 80))),)
            if self.sometimes()
            else (),
            leave=(self.span(2),) if self.sometimes() else (),
            away=((rng.choice(sites), self.span(2)),) if self.sometimes() else (),
            town=rng.choice(("Moss", "Halden", None)),
            site=rng.choice([*sites, None]),
            at_most=((rng.choice(sites), rng.randint(0, 1)),) if self.sometimes() else (),
            objectives_met=self.some(list(OBJECTIVES)) if self.sometimes(3) else (),
            wishes=tuple(self.wish(f"w{number}", sites) for number in range(rng.randint(0, 3))),
            is_vacancy=self.sometimes(),
            is_thawed=self.sometimes(),
        )
        return self._joined(doctor)

    def blocks(self, sites: list[str], count: int) -> tuple[Block, ...]:
        rng, longest = self.rng, max(1, self.months // 3)
        found = []
        for number in range(count):
            least = rng.randint(1, longest)
            found.append(
                Block(
                    key=f"b{number}",
                    service=rng.choice(SERVICES),
                    sites=self.some(sites),
                    min_months=least,
                    max_months=least + (rng.randint(0, 2) if self.sometimes(1.5) else 0),
                    needs_objectives=self.some(list(OBJECTIVES), 1) if self.sometimes(0.5) else (),
                    window=self.span(self.months) if self.sometimes(0.7) else None,
                    leave_may_interrupt=not self.sometimes(),
                    inner=self.inner(sites, least) if self.sometimes() else None,
                    points_per_month=rng.randint(0, 2),
                )
            )
        return tuple(found)

    def inner(self, sites: list[str], least: int) -> InnerService:
        months = self.rng.randint(1, least)
        wait = self.rng.randint(0, least - months)
        return InnerService(self.rng.choice(SERVICES), self.some(sites), months, wait)

    def _joined(self, doctor: Doctor) -> Doctor:
        """The same with what binds blocks to each other: order, choice, town."""
        blocks = list(doctor.blocks)
        keys = [block.key for block in blocks]
        for number in range(1, len(blocks)):
            earlier = tuple(keys[:number])
            if self.sometimes():
                blocks[number] = replace(blocks[number], after=self.some(list(earlier), 1))
            if self.sometimes(0.7):
                most = sum(block.max_months for block in blocks[:number])
                demand = MonthsBefore(earlier, self.rng.randint(1, most))
                blocks[number] = replace(blocks[number], months_before=(demand,))
        choices: tuple[Choice, ...] = ()
        if len(blocks) > 1 and self.sometimes(2):
            blocks[-2:] = [replace(block, choice="c") for block in blocks[-2:]]
            choices = (Choice("c", self.rng.randint(0, 2) if self.sometimes() else 1),)
        towns = (tuple(keys),) if self.sometimes() else ()
        return replace(doctor, blocks=tuple(blocks), choices=choices, same_town=towns)

    def wish(self, key: str, sites: list[str]) -> Wish:
        rng = self.rng
        return Wish(
            key=key,
            kind=rng.choice(list(WishKind)),
            points=rng.randint(-4, 10),
            service=rng.choice([*SERVICES, None]),
            site=rng.choice([*sites, None]),
            starts=self.span(self.months) if self.sometimes(2) else None,
            rank=rng.randint(1, 3),
        )

    def limit(self, key: str, sites: list[str]) -> Limit:
        rng = self.rng
        per = LimitPer.SPAN if self.sometimes() else LimitPer.MONTH
        most = rng.randint(1, 6) if per is LimitPer.SPAN else rng.randint(0, 2)
        least = rng.randint(0, 1) if self.sometimes(1.5) else None
        return Limit(
            key=key,
            kind=rng.choice(list(LimitKind)),
            name=f"Limit {key[1:]}",
            sites=self.some(sites),
            span=self.span(self.months),
            minimum=least,
            maximum=None if least is not None and rng.random() < 0.5 else max(most, least or 0, 1),
            services=self.some(list(SERVICES)) if self.sometimes(2) else (),
            groups=tuple(rng.sample(list(TraineeGroup), 2)) if self.sometimes() else (),
            per=per,
            is_hard=rng.random() < 0.6,
            over_price=rng.randint(0, 9),
            under_price=rng.randint(0, 9),
            counts_share=self.sometimes(),
        )

    def pairs(self, doctors: list[str]) -> tuple[Pair, ...]:
        if len(doctors) < 2 or not self.sometimes(2):
            return ()
        one, other = self.rng.sample(doctors, 2)
        span = self.span(self.months) if self.sometimes(2) else None
        return (Pair(self.rng.choice(list(PairKind)), (one, other), span),)

    def objective_places(self, sites: list[str]) -> tuple[ObjectivePlace, ...]:
        rng = self.rng
        return tuple(
            ObjectivePlace(objective, site, rng.choice((*SERVICES, None)))
            for objective in OBJECTIVES
            for site in self.some(sites)
        )

    def weights(self) -> Weights:
        rng = self.rng
        return Weights(
            idle_month=rng.randint(0, 6),
            site_change=rng.randint(0, 3),
            town_change=rng.randint(0, 8),
            late_month=rng.randint(0, 10),
            changed_placement=rng.randint(0, 6),
            changed_near=rng.randint(0, 12),
            worst_off=rng.randint(0, 3),
        )

    def locks(self, case: RotationCase, plan: tuple[Placement, ...]) -> tuple[Lock, ...]:
        """Some placements of a plan for the case, locked as they are there or in part."""
        return tuple(
            Lock(
                each.doctor,
                each.block,
                site=each.site if self.rng.random() < 0.6 else None,
                first=each.first if self.rng.random() < 0.6 else None,
                last=each.last if self.sometimes() else None,
                reason="drawn",
            )
            for each in plan
            if self.sometimes()
        )
