"""The life of a plan's version, who may take which step, and the notice clock.

A version is a draft, then proposed (doctors and hosts comment), then published; a published one
never changes and is superseded by the next. The notice horizon is a regional target and a
setting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rotations.calendar_months import first_day, months_earlier
from rotations.types.case import Placement, RotationCase


class PlanState(StrEnum):
    """Where a version is in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class Party(StrEnum):
    """In which part somebody meets the plan."""

    COORDINATOR = "coordinator"
    """Keeps the plan."""
    DOCTOR = "doctor"
    """Is placed in it."""
    HOST = "host"
    """Answers for a place that receives doctors."""


class Step(StrEnum):
    """What can be done with a version."""

    EDIT = "edit"
    PROPOSE = "propose"
    COMMENT = "comment"
    TAKE_BACK = "take_back"
    """A proposed version becomes a draft again."""
    PUBLISH = "publish"
    DISCARD = "discard"
    NEW_DRAFT = "new_draft"
    """A draft is copied from it."""


@dataclass(frozen=True, slots=True)
class StepRule:
    """From which states a step goes, where it leads (None: it stays), and who may take it."""

    sources: tuple[PlanState, ...]
    target: PlanState | None
    parties: tuple[Party, ...] = (Party.COORDINATOR,)


STEPS: Mapping[Step, StepRule] = {
    Step.EDIT: StepRule((PlanState.DRAFT,), None),
    Step.PROPOSE: StepRule((PlanState.DRAFT,), PlanState.PROPOSED),
    Step.COMMENT: StepRule(
        (PlanState.PROPOSED,), None, (Party.DOCTOR, Party.HOST, Party.COORDINATOR)
    ),
    Step.TAKE_BACK: StepRule((PlanState.PROPOSED,), PlanState.DRAFT),
    Step.PUBLISH: StepRule((PlanState.PROPOSED,), PlanState.PUBLISHED),
    Step.DISCARD: StepRule((PlanState.DRAFT, PlanState.PROPOSED), PlanState.DISCARDED),
    Step.NEW_DRAFT: StepRule((PlanState.PUBLISHED, PlanState.SUPERSEDED), None),
}
"""Publishing a version makes the one published before superseded; nobody does that by itself."""


class Barrier(StrEnum):
    """Why a step cannot be taken."""

    WRONG_STATE = "wrong_state"
    NOT_YOURS = "not_yours"
    """Somebody else's step."""
    NO_PLACEMENTS = "no_placements"
    BREACHES = "breaches"
    """The plan breaks rules that it must keep."""
    COMMENTS_OPEN = "comments_open"
    """Doctors and hosts may still comment. The coordinator may publish all the same."""
    COMMENTS_CLOSED = "comments_closed"
    OPEN_VERSION = "open_version"
    """There is a draft or proposed version already; a plan has at most one."""

    @property
    def may_be_overridden(self) -> bool:
        """Whether the step may be taken all the same, knowingly."""
        return self is Barrier.COMMENTS_OPEN


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether a step may be taken. `comments_close_on` is the last day for them."""

    state: PlanState
    party: Party
    today: date
    placements: int
    breaches: int
    comments_close_on: date | None = None
    has_open_version: bool = False
    """For a new draft: whether the plan has a draft or a proposed version."""


def barriers(step: Step, situation: Situation) -> tuple[Barrier, ...]:
    """Everything that stands against a step, weightiest first; empty when it may be taken."""
    rule = STEPS[step]
    found = []
    if situation.party not in rule.parties:
        found.append(Barrier.NOT_YOURS)
    if situation.state not in rule.sources:
        found.append(Barrier.WRONG_STATE)
        return tuple(found)
    closes = situation.comments_close_on
    is_closed = closes is not None and situation.today > closes
    wanted = (
        (Barrier.OPEN_VERSION, step is Step.NEW_DRAFT and situation.has_open_version),
        (Barrier.NO_PLACEMENTS, step in _TELLING and not situation.placements),
        (Barrier.BREACHES, step is Step.PUBLISH and situation.breaches > 0),
        (
            Barrier.COMMENTS_OPEN,
            step is Step.PUBLISH and closes is not None and not is_closed,
        ),
        (
            Barrier.COMMENTS_CLOSED,
            step is Step.COMMENT and is_closed and situation.party is not Party.COORDINATOR,
        ),
    )
    return (*found, *(barrier for barrier, holds in wanted if holds))


def may(step: Step, situation: Situation) -> bool:
    """Whether nothing stands against a step that cannot be overridden."""
    return all(each.may_be_overridden for each in barriers(step, situation))


def steps_for(situation: Situation) -> tuple[Step, ...]:
    """The steps that this party may take now."""
    return tuple(step for step in Step if may(step, situation))


_TELLING = (Step.PROPOSE, Step.PUBLISH)


# ---- Notice -----------------------------------------------------------------------------


def notice_due(starts_on: date, months: int) -> date:
    """The last day on which telling of a placement keeps the notice.

    The same day so many months before; the month's last day when that month is shorter.
    """
    return months_earlier(starts_on, months)


def is_late(told_on: date, starts_on: date, months: int) -> bool:
    """Whether a placement is told of after the last day that keeps the notice."""
    return told_on > notice_due(starts_on, months)


@dataclass(frozen=True, slots=True)
class NoticeBreach:
    """A placement that is told of too late. `is_changed`: something else was told before."""

    placement: Placement
    starts_on: date
    due_on: date
    days_late: int
    is_changed: bool


def notice_breaches(
    case: RotationCase,
    placements: Sequence[Placement],
    told_on: date,
    *,
    months: int | None = None,
) -> tuple[NoticeBreach, ...]:
    """Placements that would be told of too late if the plan were published on `told_on`.

    Told already is what the case's published plan has with the same block, site and first month.
    What began before `told_on` and vacant posts are left out. `months` is the horizon (None: the
    case's). In order of start.
    """
    horizon = case.notice_months if months is None else months
    vacant = {doctor.key for doctor in case.doctors if doctor.is_vacancy}
    known = {(each.doctor, each.block, each.site, each.first) for each in case.published}
    had = {(each.doctor, each.block) for each in case.published}
    found = []
    for each in placements:
        starts_on = first_day(case.first_month, each.first)
        is_known = (each.doctor, each.block, each.site, each.first) in known
        if is_known or each.doctor in vacant or starts_on < told_on:
            continue
        due_on = notice_due(starts_on, horizon)
        if told_on > due_on:
            is_changed = (each.doctor, each.block) in had
            days = (told_on - due_on).days
            found.append(NoticeBreach(each, starts_on, due_on, days, is_changed))
    return tuple(sorted(found, key=lambda b: (b.starts_on, b.placement.doctor)))
