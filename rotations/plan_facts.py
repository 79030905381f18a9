"""A finished plan laid out so that rules, scorer and loads can read it without searching.

Nothing here judges. What the case does not know (a doctor, a block, a site) and what ends before
it begins is put aside in `unknown` and is nowhere else.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rotations.doctor_months import DoctorMonths
from rotations.types.case import Block, Doctor, Placement, RotationCase, Site


class Stay(NamedTuple):
    """Months in a row at one site in one service. Leave within them is not taken out."""

    site: str
    service: str
    first: int
    last: int


class Placed(NamedTuple):
    """A placement with its block."""

    placement: Placement
    block: Block


@dataclass(frozen=True, slots=True)
class DoctorPlan:
    """One doctor with what is placed, in order of time."""

    doctor: Doctor
    blocks: Mapping[str, Block]
    placed: tuple[Placed, ...]
    months: DoctorMonths

    def of_block(self, key: str) -> tuple[Placement, ...]:
        """The placements of a block; more than one breaks `Rule.TWICE`."""
        return tuple(each.placement for each in self.placed if each.block.key == key)

    def may_continue(self, placement: Placement, case_months: int) -> bool:
        """Whether the block may run on after the case's last month.

        Only a doctor who need not finish and does not leave may have such a block.
        """
        leaves = self.doctor.available_to
        return (
            placement.continues
            and not self.doctor.must_finish
            and placement.last == case_months - 1
            and (leaves is None or leaves > placement.last)
        )

    def credited(self, placement: Placement) -> int:
        """Credit of the placement in per cent of a month at full time."""
        return self.months.credited(placement.first, placement.last)


class PlanFacts:
    """A case and a plan for it, indexed."""

    def __init__(self, case: RotationCase, placements: Sequence[Placement]) -> None:
        """Sort the placements by doctor and time."""
        self.case = case
        self.sites: Mapping[str, Site] = {site.key: site for site in case.sites}
        blocks = {
            doctor.key: {block.key: block for block in doctor.blocks} for doctor in case.doctors
        }
        known: dict[str, list[Placed]] = defaultdict(list)
        unknown: list[Placement] = []
        for placement in placements:
            block = blocks.get(placement.doctor, {}).get(placement.block)
            if block is None or not self._has_sites(placement) or not _is_ordered(placement):
                unknown.append(placement)
            else:
                known[placement.doctor].append(Placed(placement, block))
        self.unknown = tuple(unknown)
        self.plans: Mapping[str, DoctorPlan] = {
            doctor.key: _plan(case, doctor, blocks[doctor.key], known[doctor.key])
            for doctor in case.doctors
        }

    def _has_sites(self, placement: Placement) -> bool:
        inner = placement.inner
        return placement.site in self.sites and (inner is None or inner.site in self.sites)

    @cached_property
    def published(self) -> Mapping[str, tuple[Placement, ...]]:
        """Each doctor's published placements of blocks that the case still has, by time."""
        found: dict[str, list[Placement]] = defaultdict(list)
        for placement in self.case.published:
            plan = self.plans.get(placement.doctor)
            if plan is not None and placement.block in plan.blocks:
                found[placement.doctor].append(placement)
        return {doctor: tuple(sorted(rows, key=_by_time)) for doctor, rows in found.items()}

    def town(self, site: str) -> str:
        """The municipality of a site that the case has."""
        return self.sites[site].town

    def doctor_name(self, key: str) -> str:
        """The doctor's name, or the key when there is no such doctor."""
        plan = self.plans.get(key)
        return plan.doctor.name if plan else key

    def site_name(self, key: str) -> str:
        """The site's name, or the key when there is no such site."""
        site = self.sites.get(key)
        return site.name if site else key

    def service(self, doctor: str, block: str) -> str:
        """The block's service, or the key when there is no such block."""
        plan = self.plans.get(doctor)
        found = plan.blocks.get(block) if plan else None
        return found.service if found else block


def is_kept(before: Placement, after: Placement) -> bool:
    """Whether a placement is the same: doctor, block, site, first and last month."""
    return (
        before.doctor == after.doctor
        and before.block == after.block
        and before.site == after.site
        and before.first == after.first
        and before.last == after.last
    )


def soonest_change(
    doctor: Doctor, before: Sequence[Placement], after: Sequence[Placement], months: int
) -> int | None:
    """The first month at work, of the first `months`, in which a block is served elsewhere, no
    longer, or newly; None when no such month differs.

    What notice is counted to, for the rule and for the price of a change.
    """
    differing = _worked(doctor, before) ^ _worked(doctor, after)
    return min((month for month, _site in differing if 0 <= month < months), default=None)


def _worked(doctor: Doctor, placed: Sequence[Placement]) -> set[tuple[int, str]]:
    """(month, site) of the months at work."""
    return {
        (month, each.site)
        for each in placed
        for month in each.span.months
        if not any(month in span for span in doctor.leave)
    }


def stays(placed: Placed) -> Iterator[Stay]:
    """Where a placement is served: the block's own site, and the inner service where there is one.

    An inner service that lies partly outside its block counts only within it.
    """
    placement, block = placed
    inner = placement.inner
    if inner is None:
        yield Stay(placement.site, block.service, placement.first, placement.last)
        return
    first, last = max(inner.first, placement.first), min(inner.last, placement.last)
    if first > last:
        yield Stay(placement.site, block.service, placement.first, placement.last)
        return
    if placement.first < first:
        yield Stay(placement.site, block.service, placement.first, first - 1)
    yield Stay(inner.site, block.inner.service if block.inner else block.service, first, last)
    if last < placement.last:
        yield Stay(placement.site, block.service, last + 1, placement.last)


def _plan(
    case: RotationCase, doctor: Doctor, blocks: Mapping[str, Block], placed: list[Placed]
) -> DoctorPlan:
    placed.sort(key=lambda each: _by_time(each.placement))
    first = min([0, doctor.start, *(each.placement.first for each in placed)])
    last = max([case.months - 1, *(each.placement.last for each in placed)])
    return DoctorPlan(doctor, blocks, tuple(placed), DoctorMonths(doctor, first, last))


def _is_ordered(placement: Placement) -> bool:
    inner = placement.inner
    return placement.first <= placement.last and (inner is None or inner.first <= inner.last)


def _by_time(placement: Placement) -> tuple[int, int, str, str]:
    return placement.first, placement.last, placement.block, placement.site
