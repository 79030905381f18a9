"""Judges of objectives and of their approval, with sets that come in versions.

The common objectives went from 74 to 75 in 2024 and to 29 in 2025 (LIS1) and 2026 (parts 2 and
3). What was approved in a replaced set is kept and shown; no source says how it carries over,
so that it is never added to the set in force.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from pathways.phases import has_passed, rank_of
from pathways.requirement_state import (
    Case,
    Detail,
    RequirementState,
    State,
    amount_of,
    by_progress,
    is_enough,
    whole,
)
from pathways.routes import applies_on
from pathways.types.knowledge import Requirement
from pathways.types.record import ObjectiveTally
from pathways.worktime import template_of

PART1 = "DEL1"
COMMON = "FKM"
UNCOUNTED = frozenset({"lis1_hospital", "lis1_municipality", "part2"})
"""Stages whose share of the objectives nobody has said."""
_FIRST_VERSION = {PART1: "2017", COMMON: "2019"}
"""The version whose requirement has no first day of its own."""


def judge_objectives(requirement: Requirement, case: Case) -> RequirementState:
    """Approved objectives of part 1 or of the specialty against the count, where one is known.

    Unit: objectives. Which part 1 objectives belong to the hospital year and which to the
    municipality, and which of a specialty's belong to part 2, neither the sources nor the record
    say. Rules: `lis1-clinical-objectives` (101), `objectives-decide` (src-066),
    `part1-objectives-both-places` (src-037); a specialty's count is its own row or the plan's.
    """
    template = template_of(requirement.stage)
    if template in UNCOUNTED:
        passed = has_passed(case.record, requirement.stage)
        state = State.DONE if passed else State.UNKNOWN
        detail = Detail.STAGE_PASSED if passed else Detail.AMOUNT_UNKNOWN
        return RequirementState(requirement, state, detail, unit="objectives")
    if template == "part1_complete":
        return _objectives(requirement, case, PART1, amount_of(requirement))
    needs, own = amount_of(requirement), case.record.specialty or ""
    published = case.own_plan.objective_count if case.own_plan else None
    if needs is None and published is not None:
        return _objectives(requirement, case, own, whole(published), from_plan=True)
    return _objectives(requirement, case, own, needs)


def judge_common_objectives(requirement: Requirement, case: Case) -> RequirementState:
    """Approved common competence objectives (FKM) against the size of the requirement's set.

    Unit: objectives. Rules: `common-objectives-2019` (74), `common-objectives-lis1-2024` and
    `common-objectives-part23-2024` (75), `common-objectives-lis1-2025` and
    `common-objectives-part23-2026` (29), all src-069. Which of them applies follows from the day
    (`requirements.requirements_on`).
    """
    return _objectives(requirement, case, COMMON, amount_of(requirement))


def judge_approval(requirement: Requirement, case: Case) -> RequirementState:
    """Approvals by leaders and the directorate; what has been sent waits with somebody.

    Unit: objectives. The leader approves each objective on advice (rule `approval-by-leader`,
    src-037); that all of them are approved is only said by the stage that follows, because the
    number is not known for every set. Who signs varies (`approval-local-practice`, src-074).
    """
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if template_of(requirement.stage) not in ("part1_complete", "part3"):
        return RequirementState(requirement, State.NOT_STARTED, Detail.NOT_DUE)
    tallies = _tallies_of(requirement, case)
    approved = whole(sum([tally.approved for tally in tallies]))
    sent = [tally for tally in tallies if tally.sent]
    if not sent:
        state = State.ON_TRACK if approved else State.NOT_STARTED
        return RequirementState(requirement, state, Detail.NOT_DUE)
    days = [tally.oldest_sent_on for tally in sent if tally.oldest_sent_on is not None]
    return RequirementState(
        requirement,
        State.WAITING,
        Detail.WITH_SOMEBODY,
        approved,
        unit="objectives",
        booked=whole(sum([tally.sent for tally in sent])),
        holders=_holders(sent),
        since=min(days, default=None),
    )


def set_name(requirement: Requirement, case: Case, base: str) -> str:
    """The set of objectives that a requirement speaks of, as the record names it.

    `FKM` is the set in force on the day of the case. A requirement that is replaced, or not in
    force yet, speaks of its own version: `FKM-2024` is the set that began in 2024.
    """
    if applies_on(requirement, case.today):
        return base
    first = requirement.valid_from
    version = _FIRST_VERSION.get(base) if first is None else str(first.year)
    return f"{base}-{version}" if version else base


def _objectives(
    requirement: Requirement,
    case: Case,
    base: str,
    needs: Fraction | None,
    *,
    from_plan: bool = False,
) -> RequirementState:
    if has_passed(case.record, requirement.stage):
        return RequirementState(
            requirement,
            State.DONE,
            Detail.STAGE_PASSED,
            unit="objectives",
            from_plan=from_plan,
        )
    name = set_name(requirement, case, base)
    tally = _sum_of([t for t in case.record.objectives if t.objective_set == name], name)
    older = _others(case.record.objectives, base, name)
    is_done = needs is not None and is_enough(tally.approved, needs)
    is_sent = not is_done and bool(tally.sent)
    state = State.DONE if is_done else by_progress(tally.approved + tally.in_progress)
    detail = Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN
    if is_sent:
        state, detail = State.WAITING, Detail.WITH_SOMEBODY
    elif older and not is_done:
        detail = Detail.OLDER_SET
    return RequirementState(
        requirement,
        state,
        detail,
        whole(tally.approved),
        needs,
        "objectives",
        whole(tally.sent if is_sent else tally.sent + tally.in_progress),
        _holders([tally]) if is_sent else (),
        tally.oldest_sent_on if is_sent else None,
        from_plan,
        older=older,
    )


def _tallies_of(requirement: Requirement, case: Case) -> list[ObjectiveTally]:
    """The tallies whose objectives belong to the part of the path that is approved."""
    in_part1 = rank_of(requirement.stage) <= rank_of("part1_complete")
    bases = {COMMON, PART1 if in_part1 else case.record.specialty}
    return [t for t in case.record.objectives if _base_of(t.objective_set) in bases]


@lru_cache(maxsize=1024)
def _base_of(name: str) -> str:
    return name.partition("-")[0]


def _sum_of(found: Sequence[ObjectiveTally], name: str) -> ObjectiveTally:
    """Several tallies of one set as one."""
    if not found:
        return ObjectiveTally(name, 0, 0, 0)
    if len(found) == 1:
        return found[0]
    days = [tally.oldest_sent_on for tally in found if tally.oldest_sent_on is not None]
    return ObjectiveTally(
        name,
        sum(tally.approved for tally in found),
        sum(tally.sent for tally in found),
        sum(tally.in_progress for tally in found),
        _holders(found),
        min(days, default=None),
    )


def _others(tallies: Iterable[ObjectiveTally], base: str, name: str) -> tuple[tuple[str, int], ...]:
    """What is approved in other versions of the set, by name."""
    approved: dict[str, int] = {}
    for tally in tallies:
        version = tally.objective_set
        if version != name and _base_of(version) == base and tally.approved:
            approved[version] = approved.get(version, 0) + tally.approved
    return tuple(sorted(approved.items())) if approved else ()


def _holders(tallies: Iterable[ObjectiveTally]) -> tuple[tuple[str, int], ...]:
    """Everybody who holds something, with the sum over the sets; most first."""
    held: dict[str, int] = {}
    for tally in tallies:
        for name, count in tally.held_by:
            held[name] = held.get(name, 0) + count
    if not held:
        return ()
    return tuple(sorted(held.items(), key=lambda item: (-item[1], item[0])))
