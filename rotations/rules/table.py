"""Every rule with its check, what it means and where it comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rotations.loads import LoadedPlan
from rotations.rules import keys, needs, orders, places, shared, stands, times
from rotations.types.findings import Rule, Violation

Check = Callable[[LoadedPlan], Iterable[Violation]]
"""Finds everything that breaks one rule; knows nothing of the other rules."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A rule's check. `source` is the field of the case that states the demand."""

    check: Check
    meaning: str
    source: str


RULES: Mapping[Rule, RuleCheck] = {
    Rule.UNKNOWN: RuleCheck(
        keys.unknown, "Every placement names a doctor, block and site of the case.", "Placement"
    ),
    Rule.OVERLAP: RuleCheck(
        times.overlap, "A doctor has one placement at a time.", "the nature of a placement"
    ),
    Rule.OUTSIDE: RuleCheck(
        times.outside,
        "Placements lie between the doctor's start and last month, within the case. Only a doctor "
        "who need not finish may have a block that runs on after it.",
        "Doctor.start, available_to, must_finish; RotationCase.months",
    ),
    Rule.LENGTH: RuleCheck(
        times.length,
        "A block is credited at least its minimum and ends when its maximum is reached. Leave is "
        "not credited, part-time counts as its share.",
        "Block.min_months, max_months; Doctor.shares, leave",
    ),
    Rule.SITE_NOT_ALLOWED: RuleCheck(
        places.site_not_allowed, "A block is served at one of its sites.", "Block.sites"
    ),
    Rule.SITE_CLOSED: RuleCheck(
        places.site_closed,
        "Nobody serves at a site in months in which it takes nobody (agreement dates, approval).",
        "Site.open",
    ),
    Rule.DOCTOR_AWAY: RuleCheck(
        places.doctor_away, "A doctor can be at the site in those months.", "Doctor.away"
    ),
    Rule.ON_LEAVE: RuleCheck(
        times.on_leave, "A placement begins and ends in a month at work.", "Doctor.leave"
    ),
    Rule.INTERRUPTED: RuleCheck(
        times.interrupted,
        "No leave lies inside a block that must be served without a break.",
        "Block.leave_may_interrupt; Doctor.leave",
    ),
    Rule.ORDER: RuleCheck(
        orders.order, "What must come first is finished before a block begins.", "Block.after"
    ),
    Rule.MONTHS_BEFORE: RuleCheck(
        orders.months_before,
        "Enough credited months of some blocks are done before a block begins.",
        "Block.months_before",
    ),
    Rule.OBJECTIVES_BEFORE: RuleCheck(
        orders.objectives_before,
        "Objectives that a block needs are met before it begins: earlier, or in a finished "
        "placement where they can lawfully be met.",
        "Block.needs_objectives; RotationCase.objective_places",
    ),
    Rule.WINDOW: RuleCheck(
        times.window, "A block begins in the months in which it may begin.", "Block.window"
    ),
    Rule.INNER: RuleCheck(
        times.inner,
        "A service inside another has its months in a row, at one of its sites, late enough in "
        "the block.",
        "Block.inner",
    ),
    Rule.MISSING_BLOCK: RuleCheck(
        needs.missing_block,
        "A doctor who must finish has every compulsory block.",
        "Doctor.must_finish, blocks",
    ),
    Rule.TWICE: RuleCheck(needs.twice, "A block is placed once.", "the nature of a block"),
    Rule.CHOICE: RuleCheck(
        needs.choice, "A doctor takes as many blocks of a choice as asked.", "Doctor.choices"
    ),
    Rule.SAME_TOWN: RuleCheck(
        places.same_town,
        "Blocks that belong together are served in one municipality.",
        "Doctor.same_town; Site.town",
    ),
    Rule.AT_MOST: RuleCheck(
        places.at_most, "A doctor has no more blocks at a site than wanted.", "Doctor.at_most"
    ),
    Rule.LOCK: RuleCheck(
        stands.lock, "What is locked is in the plan as locked.", "RotationCase.locks"
    ),
    Rule.FROZEN: RuleCheck(
        stands.frozen,
        "Frozen months are as published, unless the doctor is being moved by hand.",
        "RotationCase.published, frozen_months; Doctor.is_thawed",
    ),
    Rule.MAXIMUM: RuleCheck(
        shared.maximum,
        "No more doctors than a limit takes. Vacant posts take room, doctors on leave do not.",
        "Limit.maximum",
    ),
    Rule.MINIMUM: RuleCheck(
        shared.minimum,
        "As many doctors as a limit needs. Vacant posts and doctors on leave do not count.",
        "Limit.minimum",
    ),
    Rule.PAIR: RuleCheck(
        shared.pair,
        "Couples serve in one municipality; of two who may not both be away, one is at home.",
        "RotationCase.pairs; Doctor.town; Site.town",
    ),
    Rule.NOTICE: RuleCheck(
        stands.notice,
        "Changes of what is published are known in time. Only a remark.",
        "RotationCase.published, notice_months",
    ),
}
"""In the order in which findings are told."""
