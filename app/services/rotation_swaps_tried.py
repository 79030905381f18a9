"""A swap held against the rules: what would move, and what it would break. Pure.

The simplest way is tried first: each doctor's service goes to the other's place and first month,
and nothing else moves. Where the doctors' other placements are in the way, what stands next to the
two is made longer or shorter instead, as an open practice can be; and if that will not do, each of
the two changes the order of two placements of their own, so that one serves where and when the
other would have.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.rotation_case import PlanCase
from app.services.rotation_edits_values import PlacementKey
from app.services.rotation_months import first_day, last_day
from rotations.changes import Edited, swap
from rotations.fillings import swap_filled
from rotations.rules import check
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Severity, Violation

Breach = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A swap held against the rules."""

    edited: Edited | None
    """None when it cannot be made at all."""
    new_breaches: tuple[Violation, ...]

    @property
    def is_free(self) -> bool:
        """Whether it breaks nothing that was not broken before."""
        return self.edited is not None and not self.new_breaches


def try_swap(
    plan_case: PlanCase,
    one: PlacementKey,
    other: PlacementKey,
    known: frozenset[Breach] | None = None,
) -> Tried:
    """What the rules say to a swap. `known`: the breaches of the plan as it is, when at hand."""
    before = known_breaches(plan_case) if known is None else known
    case, placements = plan_case.case, plan_case.placements
    ways = (swap, swap_filled, _turned)
    tried = []
    for way in ways:
        tried.append(_judged(plan_case, way(case, placements, one, other), before))
        if tried[-1].is_free:
            return tried[-1]
    return next((each for each in tried if each.edited is not None), tried[0])


def known_breaches(plan_case: PlanCase) -> frozenset[Breach]:
    """The breaches of the plan as it is."""
    return frozenset(_breaches(plan_case.case, plan_case.placements))


def _judged(plan_case: PlanCase, edited: object, known: frozenset[Breach]) -> Tried:
    if not isinstance(edited, Edited):
        return Tried(None, ())
    found = _breaches(plan_case.case, edited.placements)
    return Tried(edited, tuple(each for key, each in found.items() if key not in known))


def _breaches(case: RotationCase, placements: Sequence[Placement]) -> dict[Breach, Violation]:
    return {
        (each.rule, each.doctor, each.block, each.site, each.limit, each.first, each.last): each
        for each in check(case, placements)
        if each.severity is Severity.BREACH
    }


def _turned(
    case: RotationCase, placements: Sequence[Placement], one: PlacementKey, other: PlacementKey
) -> object:
    """Both doctors change the order of two of their own; None when one has nothing there."""
    mine, theirs = _find(placements, one), _find(placements, other)
    if mine is None or theirs is None or mine.site != theirs.site:
        return None
    edited = Edited(case, tuple(placements), ())
    for key, month in ((one, theirs.first), (other, mine.first)):
        there = next(
            (each for each in placements if each.doctor == key[0] and month in each.span), None
        )
        if there is None or there.block == key[1]:
            return None
        turned = swap(case, edited.placements, key, (key[0], there.block))
        if not isinstance(turned, Edited):
            return None
        edited = turned
    touched = tuple(each.key for each in case.doctors if each.key in (one[0], other[0]))
    return Edited(case, edited.placements, touched)


def _find(placements: Iterable[Placement], key: PlacementKey) -> Placement | None:
    return next((each for each in placements if (each.doctor, each.block) == key), None)


def moves_of(plan_case: PlanCase, edited: Edited) -> list[dict[str, Any]]:
    """Everything that moves, as plain values: whose, which service, from where to where."""
    old = {(each.doctor, each.block): each for each in plan_case.placements}
    found = []
    for after in edited.placements:
        before = old.get((after.doctor, after.block))
        if before is None or before == after:
            continue
        member = plan_case.board.member(after.doctor)
        row = plan_case.board.placement(after.doctor, after.block)
        assert member is not None and row is not None
        found.append(
            {
                "doctor": member.name,
                "service_nb": row.service_nb,
                "service_en": row.service_en,
                "from": _where(plan_case, before),
                "to": _where(plan_case, after),
            }
        )
    return sorted(found, key=lambda each: (each["doctor"], each["to"]["starts_on"]))


def _where(plan_case: PlanCase, placement: Placement) -> dict[str, str]:
    first_month = plan_case.case.first_month
    return {
        "place": plan_case.units[placement.site].name,
        "starts_on": first_day(first_month, placement.first).isoformat(),
        "ends_on": last_day(first_month, placement.last).isoformat(),
    }
