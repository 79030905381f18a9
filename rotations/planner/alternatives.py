"""What another placement, or a wish, would cost: tried, not guessed.

The placement or wish is demanded, the plan repaired with the fewest changes, and the planner goes
on from there with the real points. The difference is exact when the new plan is proven best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, product

from rotations.planner.repair import edited_case, repair
from rotations.planner.solve import solve
from rotations.scoring import score
from rotations.types.case import Block, Doctor, Lock, Placement, RotationCase, Span, Wish
from rotations.types.results import Alternative, Mode, Status, WorkLimits

MOST_WAYS = 24
"""Ways to meet (or avoid) one wish that are tried; with more, nothing is called exact."""


def why_not(
    case: RotationCase, placements: Sequence[Placement], lock: Lock, *, limits: WorkLimits
) -> Alternative:
    """What it would cost to have this placement instead.

    Impossible with `is_exact` means that no plan has it; the violations say why, when known.
    """
    changed = edited_case(case, (lock,))
    mended = repair(case, placements, (lock,), limits=shared(limits, 0.4))
    start = mended.placements if mended.is_possible else placements
    found = _compared(case, changed, placements, start, shared(limits, 0.6))
    if found.is_possible:
        return found
    return replace(found, violations=mended.violations)


def wish_cost(
    case: RotationCase,
    placements: Sequence[Placement],
    doctor: str,
    wish_key: str,
    *,
    limits: WorkLimits,
) -> Alternative:
    """What it would cost the whole plan to meet a wish (for negative points: to be spared it).

    Zero when it is met already. KeyError when there is no such doctor or wish.
    """
    person, wish = _named(case, doctor, wish_key)
    if _is_settled(case, placements, doctor, wish):
        return Alternative(True, 0, True, 0.0, tuple(placements))
    ways, is_all = _tried(_ways(case, person, wish))
    if not ways:
        return Alternative(False, None, True)
    each = shared(limits, 1.0 / len(ways))
    found = [_compared(case, way, placements, placements, each) for way in ways]
    possible = [way for way in found if way.is_possible and way.difference is not None]
    if not possible:
        return Alternative(False, None, is_all and all(way.is_exact for way in found))
    best = min(possible, key=lambda way: way.difference or 0)
    return replace(best, is_exact=is_all and all(way.is_exact for way in found))


def ways_to_meet(
    case: RotationCase, doctor: str, wish_key: str
) -> tuple[tuple[RotationCase, ...], bool]:
    """Cases in which the wish is certainly met, and whether those are all; none when no block of
    the doctor could meet it.

    KeyError when there is no such doctor or wish.
    """
    return _tried(_ways(case, *_named(case, doctor, wish_key)))


def _tried(ways: Iterator[RotationCase]) -> tuple[tuple[RotationCase, ...], bool]:
    """The first of them, and whether there are no more."""
    tried = tuple(islice(ways, MOST_WAYS))
    return tried, next(ways, None) is None


def _named(case: RotationCase, doctor: str, wish_key: str) -> tuple[Doctor, Wish]:
    for person in case.doctors:
        for wish in person.wishes:
            if (person.key, wish.key) == (doctor, wish_key):
                return person, wish
    raise KeyError(f"{doctor}: {wish_key}")


def shared(limits: WorkLimits, share: float) -> WorkLimits:
    """Limits for a part of the work: seconds are shared, work is not."""
    if limits.mode is Mode.REPRODUCIBLE:
        return limits
    return replace(limits, seconds=max(0.5, limits.seconds * share))


def _compared(
    case: RotationCase,
    changed: RotationCase,
    present: Sequence[Placement],
    start: Sequence[Placement],
    limits: WorkLimits,
) -> Alternative:
    """The best plan of the changed case against the present plan, both by the case's points."""
    result = solve(changed, limits=limits, start=start)
    if result.score is None or result.status in (Status.IMPOSSIBLE, Status.NONE_FOUND):
        is_exact = result.status is Status.IMPOSSIBLE
        return Alternative(False, None, is_exact, violations=result.violations)
    before, after = score(case, present).total, score(case, result.placements).total
    is_exact = result.status is Status.OPTIMAL
    return Alternative(True, before - after, is_exact, result.gap, result.placements)


def _is_settled(
    case: RotationCase, placements: Sequence[Placement], doctor: str, wish: Wish
) -> bool:
    """Whether the plan has what is wished (has it not, for a wish not to)."""
    scores = {each.doctor: each for each in score(case, placements).doctors}
    return (wish.key in scores[doctor].wishes_met) == (wish.points >= 0)


def _ways(case: RotationCase, doctor: Doctor, wish: Wish) -> Iterator[RotationCase]:
    """Cases in which the wish is certainly met, one for each block that could meet it."""
    meeting = [b for b in doctor.blocks if _could_meet(b, wish)]
    if wish.points < 0:
        yield from _without(case, doctor, wish, meeting)
        return
    for block in meeting:
        sites = block.sites if wish.site is None else (wish.site,)
        window = _both(block.window, wish.starts)
        if window is None or window.first <= window.last:
            met = replace(block, sites=sites, window=window)
            lock = Lock(doctor.key, block.key, reason="wish")
            changed = _with_blocks(case, doctor, {block.key: met})
            yield replace(changed, locks=(*changed.locks, lock))


def _could_meet(block: Block, wish: Wish) -> bool:
    return wish.service in (None, block.service) and wish.site in (None, *block.sites)


def _both(one: Span | None, other: Span | None) -> Span | None:
    """The months in both; None stands for all months."""
    if one is None or other is None:
        return one or other
    return Span(max(one.first, other.first), min(one.last, other.last))


def _without(
    case: RotationCase, doctor: Doctor, wish: Wish, meeting: Sequence[Block]
) -> Iterator[RotationCase]:
    """Cases in which no block meets the wish: other sites, or begun before or after its months."""
    for chosen in product(*(list(_avoiding(case, block, wish)) for block in meeting)):
        yield _with_blocks(case, doctor, {block.key: block for block in chosen})


def _avoiding(case: RotationCase, block: Block, wish: Wish) -> Iterator[Block]:
    """Variants of a block that together are all placements of it that do not meet the wish."""
    if wish.site is not None:
        yield replace(block, sites=tuple(site for site in block.sites if site != wish.site))
    elif wish.starts is None:
        yield replace(block, sites=())
    if wish.starts is not None:
        for part in (Span(0, wish.starts.first - 1), Span(wish.starts.last + 1, case.months - 1)):
            window = _both(block.window, part)
            if window is not None and window.first <= window.last:
                yield replace(block, window=window)


def _with_blocks(case: RotationCase, doctor: Doctor, blocks: dict[str, Block]) -> RotationCase:
    changed = replace(doctor, blocks=tuple(blocks.get(b.key, b) for b in doctor.blocks))
    doctors = tuple(changed if d.key == doctor.key else d for d in case.doctors)
    return replace(case, doctors=doctors)
