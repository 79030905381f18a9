"""Judges of guidance: a personal supervisor, hours of supervision, group guidance."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from pathways.month_axis import DAY, MONTHS_A_YEAR
from pathways.phases import has_passed, has_reached
from pathways.requirement_places import OPEN_PRACTICE
from pathways.requirement_state import (
    Case,
    Detail,
    RequirementState,
    State,
    Window,
    amount_of,
    by_progress,
    exact,
)
from pathways.spans import Span, common, is_within, merged
from pathways.types.knowledge import Requirement
from pathways.types.record import GroupPeriod
from pathways.worktime import calendar_months, template_of


def judge_supervision(requirement: Requirement, case: Case) -> RequirementState:
    """A personal supervisor by name, or hours of supervision on average.

    Rules: `personal-supervisor` (src-071), `student-licence-supervision` (src-007) and, for
    hours a month, `alm-supervision-hours` (src-045; changed in 2025, status open).
    """
    record = case.record
    if has_passed(record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if not has_reached(record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    if requirement.unit == "hours_per_month" and requirement.amount is not None:
        return judge_supervision_hours(requirement, case)
    if template_of(requirement.stage) == "student_licensed":
        # That a superior doctor is present is not something a record of training holds.
        return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)
    if record.personal_supervisor is None:
        return RequirementState(requirement, State.MISSING, Detail.NO_SUPERVISOR)
    holders = ((record.personal_supervisor, 1),)
    return RequirementState(requirement, State.DONE, Detail.HAS_SUPERVISOR, holders=holders)


def judge_supervision_hours(requirement: Requirement, case: Case) -> RequirementState:
    """Hours of supervision against the average due so far, and over the last twelve months.

    Unit: hours. Due = hours a month x credited months at the stage x the share of the year in
    which supervision is expected. Rules: `alm-supervision-hours` (4 hours a month) and
    `alm-supervision-months` (10.5 months of the year), src-045. The whole period decides the
    state; the last twelve months show where a shortfall came from.
    """
    a_month = (
        (amount_of(requirement) or Fraction(0)) * case.measures.supervision_months / MONTHS_A_YEAR
    )
    served = case.months(requirement.stage)
    before = _a_year_before(case.today)
    spans = case.spans(requirement.stage)
    talks = [
        talk
        for talk in case.record.talks
        if talk.was_held(case.today) and is_within(talk.held_on, spans)
    ]
    has = _sum_of(talk.hours for talk in talks)
    lately = _sum_of(talk.hours for talk in talks if talk.held_on > before)
    due = a_month * served
    due_lately = a_month * (served - case.months(requirement.stage, until=before))
    enough = has >= due
    return RequirementState(
        requirement,
        State.ON_TRACK if enough else State.MISSING,
        Detail.UP_TO_AVERAGE if enough else Detail.BEHIND_AVERAGE,
        has,
        due,
        "hours",
        last_year=Window(before + DAY, lately, due_lately),
    )


def judge_group_guidance(requirement: Requirement, case: Case) -> RequirementState:
    """Group guidance: months of taking part, hours in all, or hours a year on average.

    Unit: the requirement's. Rules: `alm-group-guidance` (24 months) and
    `alm-group-guidance-open` (12 of them while in open practice), src-045; `alm-group-hours`
    (about 60 hours a year, recommended), src-045; `sam-group-hours` (90 hours) over
    `sam-group-years` (3 years), src-060; `lis1-county-governor` (no figure), src-037.
    """
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if not has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    periods = _group_periods(requirement, case)
    if requirement.inside_service == "open_unselected_practice":
        return _in_open_practice(requirement, case, periods)
    months = _length(_until(periods, case.today))
    hours = _sum_of(period.hours for period in periods)
    needs = amount_of(requirement)
    detail = Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN
    if requirement.unit == "hours_per_year":
        average = hours * MONTHS_A_YEAR / months if months else Fraction(0)
        state = State.ON_TRACK if hours else State.NOT_STARTED
        return RequirementState(requirement, state, detail, average, needs, requirement.unit)
    has = months if requirement.unit == "months" else hours
    unit = requirement.unit or "hours"
    return RequirementState(requirement, by_progress(has, needs), detail, has, needs, unit)


def _in_open_practice(
    requirement: Requirement, case: Case, periods: Iterable[GroupPeriod]
) -> RequirementState:
    """Months of group guidance on days that are also served in open practice.

    The recorded service decides. Guidance that is marked as being in open practice where no such
    service is recorded is `unsure`: shown, and not added.
    """
    periods = list(periods)
    practice = case.spans(requirement.stage, OPEN_PRACTICE)
    has = _length(common(_until(periods, case.today), practice))
    marked = _until((p for p in periods if p.in_open_practice), case.today)
    unsure = _length(marked) - _length(common(marked, practice))
    needs = amount_of(requirement)
    state, detail = by_progress(has, needs), Detail.COUNTED
    if unsure and not (needs is not None and has >= needs):
        detail = Detail.PLACE_UNCERTAIN
        state = state if has else State.UNKNOWN
    return RequirementState(requirement, state, detail, has, needs, "months", unsure=unsure)


def _group_periods(requirement: Requirement, case: Case) -> list[GroupPeriod]:
    """The periods begun that lie at least partly within service at the stage."""
    spans = case.spans(requirement.stage)
    return [
        period
        for period in case.record.group_guidance
        if period.starts_on <= case.today
        and common([(period.starts_on, period.ends_on or date.max)], spans)
    ]


def _until(periods: Iterable[GroupPeriod], today: date) -> list[Span]:
    return merged((p.starts_on, min(p.ends_on or today, today)) for p in periods)


def _length(spans: Iterable[Span]) -> Fraction:
    return sum((calendar_months(first, last) for first, last in spans), Fraction(0))


def _sum_of(hours: Iterable[float]) -> Fraction:
    """The exact sum; most talks are equally long, and like figures are added at once."""
    return sum((exact(figure) * times for figure, times in Counter(hours).items()), Fraction(0))


def _a_year_before(day: date) -> date:
    """The day before the last twelve months begin; 28 February for a leap day."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
