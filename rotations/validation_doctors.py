"""What cannot be so in the doctors of a rotation case: their months, blocks, choices, wishes."""

from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter

from rotations.types.case import Block, Doctor, RotationCase, Span
from rotations.validation_values import (
    Finding,
    Place,
    case_months,
    inside,
    known,
    month_name,
    order,
    repeated,
    twice,
)

SITE = "the key of a site of the case"
BLOCK = "the key of a block of the doctor"


def doctor_findings(case: RotationCase) -> Iterator[Finding]:
    """Mistakes in every doctor, in order."""
    sites = {site.key for site in case.sites}
    objectives = {row.objective for row in case.objective_places}
    yield from twice([doctor.key for doctor in case.doctors], ("doctors",), "each doctor once")
    for index, doctor in enumerate(case.doctors):
        at: Place = ("doctors", index)
        yield from _months(case, doctor, at)
        yield from _places(case, doctor, at, sites)
        yield from _blocks(case, doctor, at, sites, objectives | set(doctor.objectives_met))
        yield from _choices(doctor, at)
        yield from _wishes(case, doctor, at, sites)


def _months(case: RotationCase, doctor: Doctor, at: Place) -> Iterator[Finding]:
    if not 0 <= doctor.start < case.months:
        yield Finding((*at, "start"), month_name(case, doctor.start), case_months(case))
    if doctor.available_to is not None and doctor.available_to < doctor.start:
        expected = f"{month_name(case, doctor.start)} (start) or later"
        yield Finding((*at, "available_to"), month_name(case, doctor.available_to), expected)
    for index, span in enumerate(doctor.leave):
        yield from order(case, span, (*at, "leave", index))
    taken: list[Span] = []
    for index, share in enumerate(doctor.shares):
        place = (*at, "shares", index)
        yield from order(case, share.span, place)
        if not 1 <= share.percent <= 100:
            yield Finding((*place, "percent"), str(share.percent), "1 to 100")
        other = next((span for span in taken if span.meets(share.span)), None)
        if other is not None:
            found = f"{month_name(case, share.span.first)}, which another row has too"
            yield Finding((*place, "from"), found, "each month in one row")
        taken.append(share.span)


def _places(
    case: RotationCase, doctor: Doctor, at: Place, sites: Collection[str]
) -> Iterator[Finding]:
    if doctor.site is not None and doctor.site not in sites:
        yield Finding((*at, "site"), doctor.site, SITE)
    for index, (site, span) in enumerate(doctor.away):
        place = (*at, "away", index)
        if site not in sites:
            yield Finding((*place, "site"), site, SITE)
        yield from order(case, span, place)
    for index, (site, number) in enumerate(doctor.at_most):
        place = (*at, "at_most", index)
        if site not in sites:
            yield Finding((*place, "site"), site, SITE)
        if number < 0:
            yield Finding((*place, "blocks"), str(number), "0 or more")
    yield from repeated((site for site, _ in doctor.at_most), (*at, "at_most"), "each site once")


def _blocks(
    case: RotationCase,
    doctor: Doctor,
    at: Place,
    sites: Collection[str],
    objectives: Collection[str],
) -> Iterator[Finding]:
    keys = {block.key for block in doctor.blocks}
    yield from twice([block.key for block in doctor.blocks], (*at, "blocks"), "each block once")
    for index, block in enumerate(doctor.blocks):
        place = (*at, "blocks", index)
        yield from _block(case, block, place, sites, objectives)
        yield from _before(doctor, block, place, keys)
    yield from _cycle(doctor, at)
    for index, group in enumerate(doctor.same_town):
        yield from known(group, keys, (*at, "same_town", index), BLOCK)


def _block(
    case: RotationCase,
    block: Block,
    at: Place,
    sites: Collection[str],
    objectives: Collection[str],
) -> Iterator[Finding]:
    if not block.sites:
        yield Finding((*at, "sites"), "no site", "one site or more")
    yield from known(block.sites, sites, (*at, "sites"), SITE)
    yield from repeated(block.sites, (*at, "sites"), "each site once")
    if block.min_months < 1:
        yield Finding((*at, "min_months"), str(block.min_months), "1 or more")
    if block.min_months > block.max_months:
        expected = f"{block.max_months} (max_months) or less"
        yield Finding((*at, "min_months"), str(block.min_months), expected)
    expected = "an objective that the doctor has met, or that can be met at a site"
    yield from known(block.needs_objectives, objectives, (*at, "needs_objectives"), expected)
    if block.window is not None:
        yield from order(case, block.window, (*at, "window"))
        yield from inside(case, block.window, (*at, "window"))
    inner = block.inner
    if inner is None:
        return
    if not inner.sites:
        yield Finding((*at, "inner", "sites"), "no site", "one site or more")
    yield from known(inner.sites, sites, (*at, "inner", "sites"), SITE)
    for name in ("months", "not_before"):
        if getattr(inner, name) < (name == "months"):
            least = "1 or more" if name == "months" else "0 or more"
            yield Finding((*at, "inner", name), str(getattr(inner, name)), least)


def _before(doctor: Doctor, block: Block, at: Place, keys: Collection[str]) -> Iterator[Finding]:
    """What must come before a block: blocks of the doctor, and not more than they can give."""
    most = {each.key: each.max_months for each in doctor.blocks}
    yield from known(block.after, keys, (*at, "after"), BLOCK)
    for index, before in enumerate(block.months_before):
        place = (*at, "months_before", index)
        yield from known(before.blocks, keys, (*place, "blocks"), BLOCK)
        if block.key in before.blocks:
            yield Finding((*place, "blocks"), f"{block.key}, the block itself", "other blocks")
        elif all(key in keys for key in before.blocks):
            total = sum(most[key] for key in set(before.blocks))
            if before.months > total:
                expected = f"{total} or less, the most that these blocks give"
                yield Finding((*place, "months"), str(before.months), expected)


def _cycle(doctor: Doctor, at: Place) -> Iterator[Finding]:
    """Blocks that wait for each other in a ring: one finding, at the first of them."""
    keys = {block.key: index for index, block in enumerate(doctor.blocks)}
    waits = {block.key: [key for key in block.after if key in keys] for block in doctor.blocks}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1]
        first = min(range(len(ring) - 1), key=lambda number: keys[ring[number]])
        turned = [*ring[first:-1], *ring[:first]]
        names = " → ".join([turned[0], *turned[1:], turned[0]])
        yield Finding(
            (*at, "blocks", keys[turned[0]], "after"),
            f"waits for itself: {names}",
            "blocks that can be finished before it",
        )


def _choices(doctor: Doctor, at: Place) -> Iterator[Finding]:
    keys = {choice.key for choice in doctor.choices}
    yield from twice(
        [choice.key for choice in doctor.choices], (*at, "choices"), "each choice once"
    )
    for index, block in enumerate(doctor.blocks):
        if block.choice is not None and block.choice not in keys:
            expected = "the key of a choice of the doctor"
            yield Finding((*at, "blocks", index, "choice"), block.choice, expected)
    for index, choice in enumerate(doctor.choices):
        has = sum(1 for block in doctor.blocks if block.choice == choice.key)
        if not 0 <= choice.take <= has:
            expected = f"0 to {has}: so many blocks name this choice"
            yield Finding((*at, "choices", index, "take"), str(choice.take), expected)


def _wishes(
    case: RotationCase, doctor: Doctor, at: Place, sites: Collection[str]
) -> Iterator[Finding]:
    yield from twice([wish.key for wish in doctor.wishes], (*at, "wishes"), "each wish once")
    for index, wish in enumerate(doctor.wishes):
        place = (*at, "wishes", index)
        if wish.site is not None and wish.site not in sites:
            yield Finding((*place, "site"), wish.site, SITE)
        if wish.starts is not None:
            yield from order(case, wish.starts, (*place, "starts"))
            yield from inside(case, wish.starts, (*place, "starts"))
