"""What an edit of a draft does, told before it is saved: breaches, load, dates, notice.

The rules, the loads and the projection of a few doctors are asked twice: as the draft is, and as
it would be.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services.board_months import span_name
from app.services.board_words import Names, sentence_of
from app.services.rotation_case import PlanCase
from app.services.rotation_dates import DraftDate, DraftDates
from app.services.rotation_edits_values import After
from app.services.rotation_months import first_day, whole_months
from app.services.wording import day, figure
from rotations.loads import LoadedPlan
from rotations.rules import check_plan
from rotations.types.case import (
    FULL_TIME,
    Limit,
    LimitKind,
    LimitPer,
    Placement,
    Span,
)
from rotations.types.findings import Severity, Violation

MOST_LOADS = 6
"""Rows of doctors per place that are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One line of the consequence: `before` is None where nothing changes."""

    label: str
    before: str | None
    after: str
    tail: str = ""
    tag: str = ""
    """A warning in a word or two."""


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A doctor's expected day before and after an edit."""

    doctor: str
    before: date | None
    after: date | None
    is_specialist: bool

    @property
    def is_moved(self) -> bool:
        """Whether the edit changes it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything that an edit does. `new` and `gone` are sentences of breaches."""

    breaches_before: int
    breaches_after: int
    rows: tuple[EffectRow, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    dates: tuple[MovedDate, ...]

    @property
    def is_worse(self) -> bool:
        """Whether it brings breaches that were not there."""
        return bool(self.new)


def effect_of(session: Session, plan_case: PlanCase, after: After, today: date) -> Effect:
    """The consequence of an edit of the draft."""
    counted = LoadedPlan(plan_case.case, plan_case.placements)
    edited = LoadedPlan(after.case, after.placements)
    before, then = _breaches(counted), _breaches(edited)
    names = Names(plan_case.case, today=today)
    later = Names(after.case, today=today)
    moved = _dates(session, plan_case, after, today)
    rows = [
        EffectRow(_("Brudd på tavla"), str(len(before)), str(len(then)))
        if len(before) != len(then)
        else EffectRow(_("Brudd på tavla"), None, _("%(number)s, uendret", number=len(then))),
        *_load_rows(counted, edited, names),
        *(_date_row(each) for each in moved),
        *_notice_rows(plan_case, after, today),
    ]
    return Effect(
        len(before),
        len(then),
        tuple(rows),
        tuple(sentence_of(each, later) for each in _missing(then, before)),
        tuple(sentence_of(each, names) for each in _missing(before, then)),
        moved,
    )


# --- Breaches ---


def _breaches(plan: LoadedPlan) -> list[Violation]:
    return [each for each in check_plan(plan) if each.severity is Severity.BREACH]


def _missing(these: Iterable[Violation], those: Iterable[Violation]) -> list[Violation]:
    """The breaches of the first that have no likeness among the others.

    Alike is the same rule broken by the same, in months that meet: grown or shrunk, but not new.
    """
    there: defaultdict[tuple[object, ...], list[Span]] = defaultdict(list)
    for each in those:
        there[_who(each)].append(_months(each))
    return [one for one in these if not any(_months(one).meets(span) for span in there[_who(one)])]


def _who(violation: Violation) -> tuple[object, ...]:
    return (violation.rule, violation.doctor, violation.block, violation.limit)


def _months(violation: Violation) -> Span:
    first = violation.first or 0
    return Span(first, first if violation.last is None else violation.last)


# --- Doctors per place ---


def _load_rows(counted: LoadedPlan, edited: LoadedPlan, names: Names) -> list[EffectRow]:
    found: list[tuple[bool, EffectRow]] = []
    for limit in counted.case.limits:
        now, then = (plan.loads[limit.key].everybody for plan in (counted, edited))
        if now != then:
            found += _rows_of(limit, now, then, names)
    found.sort(key=lambda each: not each[0])
    rows = [row for _is_at_limit, row in found]
    more = len(rows) - MOST_LOADS
    if more > 0:
        text = ngettext("%(num)s rad til", "%(num)s rader til", more)
        return [*rows[:MOST_LOADS], EffectRow(_("Leger per sted"), None, text)]
    return rows


def _rows_of(
    limit: Limit, now: Sequence[int], then: Sequence[int], names: Names
) -> list[tuple[bool, EffectRow]]:
    """(whether a bound is broken before or after, the row) for each run of equal months.

    Supervisors are told of only where there are too few.
    """
    months: Iterable[int] = range(len(now))
    rows = []
    for (before, after), run in groupby(months, key=lambda month: (now[month], then[month])):
        span = list(run)
        if before == after:
            continue
        first, last = span[0], span[-1]
        if limit.per is LimitPer.SPAN:
            first, last = limit.span.first, limit.span.last
        label = f"{_limit_name(limit, names)}, {span_name(names.case.first_month, first, last)}"
        unit = FULL_TIME if limit.counts_share else 1
        one, other = before / unit, after / unit
        there = limit.outside.doctors if limit.outside else 0
        if there:
            label = _("%(place)s (%(number)s utenfor planen)", place=label, number=there)
        row = EffectRow(
            label, figure(one + there), figure(other + there), _bound(limit, one, other)
        )
        is_broken = _is_broken(limit, one) or _is_broken(limit, other)
        if is_broken or limit.kind is not LimitKind.SUPERVISOR:
            rows.append((is_broken, row))
    return rows


def _limit_name(limit: Limit, names: Names) -> str:
    """The place, or the place's supervisors."""
    name = names.limit_name(limit)
    return _("Veiledere, %(place)s", place=name) if limit.kind is LimitKind.SUPERVISOR else name


def _bound(limit: Limit, before: float, after: float) -> str:
    """What the number is held against: the minimum where it matters, else the maximum."""
    is_few = limit.minimum is not None and min(before, after) < limit.minimum
    everybody = limit.outside or limit
    if is_few or everybody.maximum is None:
        least = everybody.minimum
        return "" if least is None else _("av minst %(number)s", number=least)
    return _("av %(number)s", number=everybody.maximum)


def _is_broken(limit: Limit, amount: float) -> bool:
    is_over = limit.maximum is not None and amount > limit.maximum
    return is_over or (limit.minimum is not None and amount < limit.minimum)


# --- Dates and notice ---


def _dates(
    session: Session, plan_case: PlanCase, after: After, today: date
) -> tuple[MovedDate, ...]:
    found = DraftDates(session, plan_case, after.members, today)
    moved = []
    for key, member in found.members.items():
        before = found.of(key)
        then = found.of(
            key,
            [each for each in after.placements if each.doctor == key],
            leave=after.leave.get(key),
            case=after.case,
        )
        moved.append(_moved(member.name, before, then))
    return tuple(moved)


def _moved(name: str, before: DraftDate, after: DraftDate) -> MovedDate:
    return MovedDate(name, before.draft, after.draft, after.is_specialist)


def _date_row(moved: MovedDate) -> EffectRow:
    given = moved.doctor.split()[0]
    label = (
        _("Godkjenning, %(doctor)s", doctor=given)
        if moved.is_specialist
        else _("Ferdig med LIS1, %(doctor)s", doctor=given)
    )
    after = day_or_unknown(moved.after)
    if not moved.is_moved:
        return EffectRow(label, None, _("%(day)s, uendret", day=after))
    return EffectRow(label, day_or_unknown(moved.before), after)


def day_or_unknown(value: date | None) -> str:
    """A day in figures, or that nobody knows it."""
    return day(value) if value else _("ukjent")


def _notice_rows(plan_case: PlanCase, after: After, today: date) -> list[EffectRow]:
    """How long before the first change each doctor would know, against the plan's notice."""
    wanted = plan_case.plan.notice_months
    rows = []
    for member in plan_case.board.members:
        first = None if member.is_vacancy else _first_change(plan_case, after, member.key)
        if first is None:
            continue
        starts_on = first_day(plan_case.case.first_month, first)
        given = whole_months(today, starts_on)
        rows.append(
            EffectRow(
                _("Varsel til %(doctor)s", doctor=member.name.split()[0]),
                None,
                _("%(number)s md.", number=given) if given else _("under én måned"),
                tag=_("krav %(number)s md.", number=wanted) if given < wanted else "",
            )
        )
    return rows


def _first_change(plan_case: PlanCase, after: After, key: str) -> int | None:
    """The first month in which the member would be somewhere else; None when nowhere."""
    if key not in after.members:
        return None
    now = _where(plan_case.placements, key)
    then = _where(after.placements, key)
    return min((m for m in now.keys() | then.keys() if now.get(m) != then.get(m)), default=None)


def _where(placements: Iterable[Placement], key: str) -> Mapping[int, tuple[str, str]]:
    return {
        month: (each.block, each.site)
        for each in placements
        if each.doctor == key
        for month in each.span.months
    }
