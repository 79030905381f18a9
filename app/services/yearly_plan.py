"""Årsplan: a doctor's training year by year, what is done and what is planned ahead.

Years are counted from the first day of service in part 1, or in parts 2 and 3. What is ahead is
the timeline of the projection, so that the plan and Min vei never say different things.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services.my_pathway import load_reckoning
from app.services.my_pathway_answer import opening, reckoned_on
from app.services.my_pathway_meters import build_meters
from app.services.my_pathway_plan import plan_label
from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_words import count, doctor_name
from app.services.projection_words import short_day
from app.services.wording import day, figure, plain, upper_first
from app.services.yearly_plan_periods import Period, lines_in, periods_of
from app.services.yearly_plan_view import PlanStart, TrainingYear, YearLine, YearlyPlan
from app.store import approvals
from app.store.approvals import ApprovedOn
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY
from pathways.projection.values import ItemKind
from pathways.types.record import AttendanceState, CourseTaken
from pathways.worktime import FULL_TIME, template_of

PARTS = {
    PlanStart.PART1: (LIS1_HOSPITAL, LIS1_MUNICIPALITY),
    PlanStart.PART23: ("part2", "part3"),
}
DAY = timedelta(days=1)
MOST_YEARS = 25
"""No training is longer; a wrong date must not make a page without end."""


@dataclass(frozen=True, slots=True)
class _Year:
    first: date
    last: date

    def holds(self, on: date | None) -> bool:
        return on is not None and self.first <= on <= self.last


def load_yearly_plan(
    session: Session, public_id: str, *, today: date, is_own: bool, start: PlanStart | None
) -> YearlyPlan | None:
    """The plan; None when the person is not in training.

    Whoever calls has already decided that the reader may see this record.
    """
    reckoning = load_reckoning(session, public_id, today=today, is_own=is_own)
    if reckoning is None:
        return None
    return yearly_plan(reckoning, approvals.approved_days(session, public_id), start)


def yearly_plan(
    reckoning: Reckoning, approved: Sequence[ApprovedOn], start: PlanStart | None
) -> YearlyPlan:
    """The page from a reckoning; asks nobody for anything."""
    starts = _starts(reckoning)
    chosen = start if start in starts else next(iter(starts), None)
    periods = periods_of(reckoning)
    first = starts[chosen] if chosen else _first_ahead(reckoning, periods)
    years = [] if first is None else _years(first, _last(reckoning, periods, first))
    head = opening(reckoning)
    return YearlyPlan(
        name=doctor_name(reckoning),
        is_own=reckoning.is_own,
        doctor=reckoning.record.person,
        sentence=head.sentence,
        reason=head.reason,
        plan_label=plan_label(reckoning),
        reckoned_on=reckoned_on(reckoning.today),
        start=chosen if len(starts) > 1 else None,
        years=tuple(
            _training_year(reckoning, number, year, periods, approved)
            for number, year in enumerate(years, 1)
        ),
        remaining=build_meters(reckoning),
        undated=tuple(_undated(reckoning, approved)),
    )


def _starts(reckoning: Reckoning) -> dict[PlanStart, date]:
    """The first day of service in each part that is begun or booked, in order."""
    found = {}
    for start, templates in PARTS.items():
        days = [s.starts_on for s in reckoning.services if template_of(s.stage) in templates]
        if days:
            found[start] = min(days)
    return found


def _first_ahead(reckoning: Reckoning, periods: Sequence[Period]) -> date | None:
    """The first day ahead for those who have not begun."""
    start = reckoning.projection.lis1_start
    if start is not None:
        return start.starts_on
    return min((period.starts_on for period in periods), default=None)


def _last(reckoning: Reckoning, periods: Sequence[Period], first: date) -> date:
    ends = [period.ends_on for period in periods if period.ends_on is not None]
    expected = reckoning.projection.expected
    ends += [expected] if expected is not None else [reckoning.today]
    return max([first, *ends])


def _years(first: date, last: date) -> list[_Year]:
    years = []
    for number in range(MOST_YEARS):
        begins = _anniversary(first, number)
        if begins > last:
            break
        years.append(_Year(begins, _anniversary(first, number + 1) - DAY))
    return years


def _anniversary(first: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return date(first.year + years, 3, 1)


def _training_year(
    reckoning: Reckoning,
    number: int,
    year: _Year,
    periods: Sequence[Period],
    approved: Sequence[ApprovedOn],
) -> TrainingYear:
    expected = reckoning.projection.expected
    return TrainingYear(
        name=_("År %(number)s", number=number),
        period=f"{day(year.first)}–{day(year.last)}",
        is_now=year.holds(reckoning.today),
        services=lines_in(periods, year.first, year.last, reckoning.today),
        courses=tuple(
            _course_line(course)
            for course in reckoning.record.courses
            if year.holds(course.starts_on)
        ),
        guidance=tuple(_guidance(reckoning, year, approved)),
        absences=tuple(_absences(reckoning, year)),
        end=_end(reckoning) if year.holds(expected) else None,
    )


def _end(reckoning: Reckoning) -> str:
    text = short_day(reckoning.projection)
    if reckoning.is_in_part23:
        return _("Kan bli godkjent: %(day)s", day=text)
    return _("LIS1 ferdig: %(day)s", day=text)


def _course_line(course: CourseTaken) -> YearLine:
    state, word = {
        AttendanceState.ATTENDED: ("done", _("tatt")),
        AttendanceState.BOOKED: ("on_track", _("påmeldt")),
        AttendanceState.PLANNED: ("unknown", _("ikke påmeldt")),
    }[course.state]
    begins = "" if course.starts_on is None else f"{course.starts_on:%d.%m.}"
    return YearLine(state, word, plain(course.name_nb), begins)


def _guidance(reckoning: Reckoning, year: _Year, approved: Sequence[ApprovedOn]) -> Iterator[str]:
    """Talks that were held and objectives that were approved: facts only, nothing ahead."""
    talks = [
        talk
        for talk in reckoning.record.talks
        if talk.was_held(reckoning.today) and year.holds(talk.held_on)
    ]
    if talks:
        hours = sum((Fraction(str(talk.hours)) for talk in talks), Fraction(0))
        number = ngettext("%(num)s samtale", "%(num)s samtaler", len(talks))
        yield _("%(talks)s, %(hours)s timer", talks=number, hours=count(hours))
    objectives = sum(one.count for one in approved if year.holds(one.day))
    if objectives:
        yield ngettext("%(num)s læringsmål godkjent", "%(num)s læringsmål godkjent", objectives)


def _absences(reckoning: Reckoning, year: _Year) -> Iterator[str]:
    for leave in reckoning.leaves:
        if leave.starts_on <= year.last and leave.ends_on >= year.first:
            yield _("Permisjon %(days)s", days=_days(year, leave.starts_on, leave.ends_on))
    for share in reckoning.record.shares:
        ends = share.ends_on or reckoning.projection.expected or reckoning.today
        if share.percent < FULL_TIME and share.starts_on <= year.last and ends >= year.first:
            yield _(
                "%(percent)s\u00a0%% stilling %(days)s",
                percent=share.percent,
                days=_days(year, share.starts_on, ends),
            )


def _days(year: _Year, first: date, last: date) -> str:
    """The days of a period that fall in the year."""
    return f"{max(first, year.first):%d.%m.}–{min(last, year.last):%d.%m.}"


def _undated(reckoning: Reckoning, approved: Sequence[ApprovedOn]) -> Iterator[str]:
    """What is left without a day."""
    lines = reckoning.telling
    named = {course.course_key for course in reckoning.record.courses if course.starts_on}
    for item in reckoning.projection.items:
        key = item.key.removeprefix("course:")
        if item.kind is ItemKind.COURSE and not item.is_done and key not in named:
            yield _("Kurs uten dato: %(name)s", name=plain(lines.line(item.key)))
    without = sum(one.count for one in approved if one.day is None)
    if without:
        yield upper_first(
            ngettext(
                "%(number)s læringsmål er godkjent uten at datoen er registrert.",
                "%(number)s læringsmål er godkjent uten at datoen er registrert.",
                without,
                number=figure(without),
            )
        )
