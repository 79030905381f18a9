"""Which blocks stand out on the board: changed since the published plan, or part of a breach."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.services.board_rows import BlockKey
from rotations.types.case import Limit, Placement, RotationCase, Span
from rotations.types.findings import Rule, Severity, Violation

AT_LIMITS = (Rule.MAXIMUM, Rule.MINIMUM)
BOTH_BLOCKS = (Rule.OVERLAP, Rule.ORDER)
"""Rules that the two blocks break together."""


def changed_blocks(
    published: Iterable[Placement], placements: Iterable[Placement]
) -> tuple[frozenset[BlockKey], int]:
    """The blocks that are not as published, and how many changes there are.

    One that is gone from the plan is a change, but cannot be marked on it.
    """
    before = {_key(each): _place(each) for each in published}
    after = {_key(each): _place(each) for each in placements}
    moved = frozenset(key for key, place in after.items() if before.get(key) != place)
    return moved, len(moved) + len(before.keys() - after.keys())


def breached_blocks(
    case: RotationCase, placements: Sequence[Placement], violations: Iterable[Violation]
) -> frozenset[BlockKey]:
    """The blocks that a breach names, by itself, by doctor and months, or by a limit."""
    blocks_of = BlocksOfBreach(case, placements)
    return frozenset(key for each in violations for key in blocks_of(each))


class BlocksOfBreach:
    """The blocks of a plan that one breach after the other names; a remark names none."""

    def __init__(self, case: RotationCase, placements: Sequence[Placement]) -> None:
        """Look up what all breaches need once."""
        self._limits = {limit.key: limit for limit in case.limits}
        self._blocks = {
            doctor.key: {block.key for block in doctor.blocks} for doctor in case.doctors
        }
        self._placed: dict[str, list[Placement]] = {}
        for placement in placements:
            self._placed.setdefault(placement.doctor, []).append(placement)

    def __call__(self, violation: Violation) -> set[BlockKey]:
        """The blocks that this one names."""
        if violation.severity is not Severity.BREACH:
            return set()
        return _blocks_of(violation, self._placed, self._limits, self._blocks)


def _blocks_of(
    violation: Violation,
    placements: Mapping[str, list[Placement]],
    limits: Mapping[str, Limit],
    blocks: Mapping[str, Collection[str]],
) -> set[BlockKey]:
    if violation.rule in AT_LIMITS:
        return _at_limit(violation, placements, limits.get(violation.limit or ""))
    if violation.doctor is None:
        return set()
    if violation.block is not None:
        also = violation.others if violation.rule in BOTH_BLOCKS else ()
        return {(violation.doctor, key) for key in (violation.block, *also)}
    named = set(violation.others) & set(blocks.get(violation.doctor, ()))
    if named:
        return {(violation.doctor, key) for key in named}
    people = {violation.doctor, *violation.others}
    months = _months_of(violation)
    return {
        _key(each)
        for doctor in people
        for each in placements.get(doctor, ())
        if (months is None or each.span.meets(months))
        and (violation.site is None or each.site == violation.site)
    }


def _at_limit(
    violation: Violation, placements: Mapping[str, list[Placement]], limit: Limit | None
) -> set[BlockKey]:
    """Those who are too many at a place. Too few have no block to mark."""
    months = _months_of(violation)
    if violation.rule is Rule.MINIMUM or limit is None or months is None:
        return set()
    return {
        _key(each)
        for doctor in violation.others
        for each in placements.get(doctor, ())
        if _is_there(each, limit, months)
    }


def _is_there(placement: Placement, limit: Limit, months: Span) -> bool:
    """Whether the doctor is at the limit's places in some of the months."""
    inner = placement.inner
    if inner is not None and inner.site in limit.sites:
        return Span(inner.first, inner.last).meets(months)
    return placement.site in limit.sites and placement.span.meets(months)


def _months_of(violation: Violation) -> Span | None:
    if violation.first is None:
        return None
    return Span(violation.first, violation.first if violation.last is None else violation.last)


def _key(placement: Placement) -> BlockKey:
    return (placement.doctor, placement.block)


def _place(placement: Placement) -> tuple[str, int, int]:
    return (placement.site, placement.first, placement.last)
