"""«Hva om …»: what a change would do to the date, beside the plan. Nothing here is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from app.services.ladder_carried import carried_facts
from app.services.my_pathway_reckoning import Reckoning
from app.services.pathways_facts import Fact
from app.services.projection_names import telling_of
from app.services.projection_words import days_words, deciding_shortly, short_day
from app.services.what_if_changes import change_from_token, change_to_token
from app.services.what_if_suggestions import month_after, suggested_changes
from app.services.what_if_words import ChangeNames, change_title, reason_words
from app.services.wording import day, in_language, lower_first, plain, upper_first
from pathways.carry_over import carry_over
from pathways.projection.what_if_values import Alternative, Change, SpecialtyChange
from pathways.types.knowledge import Specialty
from pathways.types.record import AttendanceState

MOST = 3
"""Alternatives beside the plan."""
BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class WhatIfChoices:
    """What the forms offer: booked periods, options of the plan, courses and specialties."""

    placements: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    courses: tuple[tuple[str, str], ...]
    specialties: tuple[Specialty, ...]
    specialty: str | None
    can_change_specialty: bool
    first_day: date
    """What a change of specialty begins with unless another day is written."""

    @property
    def specialty_names(self) -> tuple[str, ...]:
        """The other specialties by name."""
        names = [in_language(s, "name") or s.code for s in self.specialties]
        return tuple(sorted(names))

    def option_of(self, key: str) -> tuple[str, str]:
        """Group and option of a choice in the form."""
        group, _between, option = key.partition(BETWEEN)
        return group, option


@dataclass(frozen=True, slots=True)
class WhatIfColumn:
    """One column: the plan as it is, or one alternative."""

    title: str
    result: str
    difference: str | None
    difference_kind: str
    texts: tuple[str, ...]
    kind: str = ""
    token: str | None = None
    is_tried: bool = False
    """Chosen by the reader, and not suggested."""
    is_wished: bool = False
    can_be_wished: bool = False


@dataclass(frozen=True, slots=True)
class WhatIfPart:
    """The section: columns, and what carries over when the specialty changes."""

    is_open: bool
    """Whether there is a plan to hold anything against."""
    columns: tuple[WhatIfColumn, ...]
    carried: tuple[Fact, ...]
    carried_title: str
    tokens: tuple[str, ...]
    dropped: bool
    """Whether something in the address could not be used."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The changes of an address, and whether any of them could not be read."""

    changes: tuple[Change, ...]
    dropped: bool


def read_tokens(tokens: Sequence[str], today: date) -> Tried:
    """The changes that an address names: at most three, none that begins in the past."""
    found: list[Change] = []
    for token in dict.fromkeys(tokens):
        try:
            change = change_from_token(token)
        except ValueError:
            continue
        starts_on = getattr(change, "starts_on", None)
        if starts_on is None or starts_on > today:
            found.append(change)
    kept = tuple(found[:MOST])
    return Tried(kept, len(kept) < len(set(tokens)))


def choices_of(reckoning: Reckoning) -> WhatIfChoices:
    """What can be chosen in the forms for this doctor."""
    plan = reckoning.plan.plan if reckoning.plan else None
    options: dict[str, str] = {}
    for service in plan.services if plan else ():
        if service.choice_group and service.choice_option:
            key = f"{service.choice_group}{BETWEEN}{service.choice_option}"
            options[key] = f"{plain(service.choice_group)}: {plain(service.choice_option)}"
    attended = {
        taken.course_key
        for taken in reckoning.record.courses
        if taken.state is AttendanceState.ATTENDED
    }
    return WhatIfChoices(
        placements=tuple(
            (s.key, f"{in_language(s, 'name') or s.key}, {day(s.starts_on)}")
            for s in reckoning.services
            if s.starts_on > reckoning.today
        ),
        options=tuple(options.items()),
        courses=tuple(
            (course.key, plain(course.name_nb))
            for course in reckoning.frame.courses
            if course.key not in attended
        ),
        specialties=reckoning.knowledge.specialties,
        specialty=reckoning.record.specialty,
        can_change_specialty=reckoning.is_in_part23,
        first_day=month_after(reckoning.today, 1),
    )


def build_what_if(reckoning: Reckoning, tried: Tried, wished: Iterable[str] = ()) -> WhatIfPart:
    """The columns: the plan, what was tried, then suggestions up to three."""
    projection = reckoning.projection
    if reckoning.is_before_lis1 or projection.expected is None:
        return WhatIfPart(False, (), (), "", (), tried.dropped)
    own = list(tried.changes)
    suggested = [c for c in suggested_changes(reckoning) if c not in own][: MOST - len(own)]
    alternatives = reckoning.alternatives([*own, *suggested])
    earliest = min((_surely(alternative) for alternative in alternatives), default=0)
    columns = [_plan_column(reckoning)]
    for number, alternative in enumerate(alternatives):
        column = _column(reckoning, alternative, set(wished), is_tried=number < len(own))
        is_best = earliest < 0 and _surely(alternative) == earliest
        columns.append(replace(column, kind="best" if is_best else ""))
    title, carried = _carried(reckoning, [*own, *suggested])
    tokens = tuple(change_to_token(change) for change in own)
    return WhatIfPart(True, tuple(columns), carried, title, tokens, tried.dropped)


def names_of(reckoning: Reckoning, changes: Iterable[Change] = ()) -> ChangeNames:
    """Names of lines and specialties, those of other specialties' requirements included."""
    telling = reckoning.telling
    for change in changes:
        if isinstance(change, SpecialtyChange):
            frame = reckoning.frame_for(change.specialty)
            other = telling_of(reckoning.record, frame, None, is_own=reckoning.is_own)
            telling = replace(telling, lines={**other.lines, **telling.lines})
    names = {
        s.code: lower_first(in_language(s, "name") or s.code)
        for s in reckoning.knowledge.specialties
    }
    return ChangeNames(telling, names)


def _plan_column(reckoning: Reckoning) -> WhatIfColumn:
    projection = reckoning.projection
    return WhatIfColumn(
        title=_("Som planlagt"),
        result=upper_first(short_day(projection)),
        difference=None,
        difference_kind="",
        texts=(deciding_shortly(projection, reckoning.telling),),
        kind="now",
    )


def _column(
    reckoning: Reckoning, alternative: Alternative, wished: set[str], *, is_tried: bool
) -> WhatIfColumn:
    names = names_of(reckoning, alternative.changes)
    token = change_to_token(alternative.changes[0])
    projection = alternative.projection
    title = change_title(alternative.changes[0], names)
    texts = tuple(reason_words(reason, names) for reason in alternative.reasons)
    if projection is None:
        return WhatIfColumn(title, _("Går ikke"), None, "", texts, token=token, is_tried=is_tried)
    return WhatIfColumn(
        title=title,
        result=upper_first(short_day(projection)),
        difference=_difference(alternative),
        difference_kind=_difference_kind(alternative),
        texts=texts,
        token=token,
        is_tried=is_tried,
        is_wished=token in wished,
        can_be_wished=reckoning.is_own,
    )


def _surely(alternative: Alternative) -> int:
    """The days that the day moves at the worst end of the range."""
    return max(alternative.days_moved or 0, alternative.days_moved_latest or 0)


def _difference(alternative: Alternative) -> str:
    """How far the day moves; both ends of a range when they move differently."""
    first, last = alternative.days_moved, alternative.days_moved_latest
    if first == last or first is None or last is None:
        return upper_first(days_words(first))
    return _("Fra %(first)s til %(last)s", first=days_words(first), last=days_words(last))


def _difference_kind(alternative: Alternative) -> str:
    """`done` when it is surely earlier, `late` when it is surely later, else plain."""
    first, last = alternative.days_moved, alternative.days_moved_latest
    if first is None or last is None:
        return ""
    return "done" if max(first, last) < 0 else "late" if min(first, last) > 0 else ""


def _carried(reckoning: Reckoning, changes: Iterable[Change]) -> tuple[str, tuple[Fact, ...]]:
    """What is taken along to the first other specialty among the changes."""
    change = next((c for c in changes if isinstance(c, SpecialtyChange)), None)
    if change is None:
        return "", ()
    graph = reckoning.bundle.graph
    carried = carry_over(
        reckoning.record,
        graph,
        reckoning.record.specialty,
        change.specialty,
        reckoning.today,
        reckoning.measures.limits,
        reckoning.bundle.courses,
    )
    name = names_of(reckoning).specialties[change.specialty]
    return _("Hva som følger med til %(specialty)s", specialty=name), carried_facts(graph, carried)
