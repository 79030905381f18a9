"""Words for what a doctor tries out: the name of a change, what it does, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from flask_babel import gettext as _

from app.services.projection_names import Telling
from app.services.wording import day, figure, formatted, long_day, upper_first
from pathways.projection.what_if_values import (
    AbroadChange,
    Change,
    CourseChange,
    LeaveChange,
    MoveChange,
    Reason,
    ReasonKind,
    ShareChange,
    SiteChange,
    SpecialtyChange,
)

GENERAL_PRACTICE = "ALM"
"""ALIS is the way to this specialty."""
LEAST = 0.1


@dataclass(frozen=True, slots=True)
class ChangeNames:
    """What the changes speak of: lines and services by key, specialties by code."""

    telling: Telling
    specialties: Mapping[str, str]


def change_title(change: Change, names: ChangeNames) -> str:
    """What is tried out, as the heading of its column."""
    return TITLES[type(change)](change, names)


def period_words(first: date, last: date | None) -> str:
    """A period in a heading: whole months by name, others by their days."""
    if last is None:
        return _("fra %(day)s", day=long_day(first))
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return f"{day(first)}–{day(last)}"
    if first.year != last.year:
        return f"{_month_and_year(first)}–{_month_and_year(last)}"
    if first.month == last.month:
        return _month_and_year(first)
    return f"{formatted(first, 'MMMM', 'MMMM')}–{_month_and_year(last)}"


def _month_and_year(value: date) -> str:
    return formatted(value, "MMMM y", "MMMM y")


def _share(change: ShareChange, _names: ChangeNames) -> str:
    period = period_words(change.starts_on, change.ends_on)
    return _("%(percent)s\u00a0%% stilling %(period)s", percent=change.percent, period=period)


def _specialty(change: SpecialtyChange, names: ChangeNames) -> str:
    if change.specialty == GENERAL_PRACTICE:
        return _("ALIS fra %(day)s", day=long_day(change.starts_on))
    name = names.specialties.get(change.specialty, change.specialty)
    return _("Bytt til %(specialty)s", specialty=name)


TITLES: dict[type, Callable[..., str]] = {
    ShareChange: _share,
    LeaveChange: lambda change, names: _(
        "Permisjon %(period)s", period=period_words(change.starts_on, change.ends_on)
    ),
    MoveChange: lambda change, names: upper_first(
        _(
            "%(service)s fra %(day)s",
            service=names.telling.services.get(change.service) or _("plasseringen"),
            day=long_day(change.starts_on),
        )
    ),
    SiteChange: lambda change, names: _("Velg %(option)s", option=change.option),
    CourseChange: lambda change, names: upper_first(
        _(
            "%(course)s %(day)s",
            course=names.telling.line(f"course:{change.course_key}"),
            day=long_day(change.session.starts_on),
        )
    ),
    SpecialtyChange: _specialty,
    AbroadChange: lambda change, names: _(
        "Tjeneste i utlandet %(period)s", period=period_words(change.starts_on, change.ends_on)
    ),
}


# Why


def reason_words(reason: Reason, names: ChangeNames) -> str:
    """One part of the explanation, as a sentence."""
    return REASONS[reason.kind](reason, names)


def _md(value: Fraction | None) -> str:
    """Months; what would be written as 0 without being it is said as less than 0,1."""
    months = float(value or 0)
    if 0 < months < LEAST:
        return _("under %(months)s", months=figure(LEAST))
    return figure(months)


def _carries(reason: Reason, _names: ChangeNames) -> str:
    if reason.months is None or reason.room is None:
        return _("Hvor mye som teller med, avgjøres for hver lege.")
    if reason.months == reason.room:
        return _("%(months)s måneder teller med.", months=_md(reason.months))
    return _(
        "Mellom %(low)s og %(high)s måneder kan telle med.",
        low=_md(reason.months),
        high=_md(reason.room),
    )


def _same_room(reason: Reason, _names: ChangeNames) -> str:
    if reason.room is None or reason.months is None or reason.room < reason.months:
        return _(
            "%(months)s måneder tjeneste faller bort uten at datoen flytter seg.",
            months=_md(reason.months),
        )
    return _(
        "%(months)s måneder tjeneste faller bort, men %(room)s er til overs.",
        months=_md(reason.months),
        room=_md(reason.room),
    )


def _impossible(reason: Reason, names: ChangeNames) -> str:
    """Why a change cannot be made; a key that is no field names a recorded period."""
    texts = {
        "percent": _("Stillingen må være fra 1 til 100 prosent."),
        "starts_on": _("Det kan ikke begynne den dagen."),
        "ends_on": _("Siste dag er før første dag."),
        "service": _("Plasseringen har begynt, eller den finnes ikke lenger."),
        "option": _("Valget finnes ikke i planen."),
        "session": _("Samlingen har begynt."),
        "course_key": _("Kurset er alt tatt."),
        "specialty": _("Det er spesialiteten i planen nå."),
    }
    if reason.ref in texts:
        return texts[reason.ref]
    name = names.telling.services.get(reason.ref or "")
    if name is None:
        return _("Det lar seg ikke gjøre.")
    return _("Det lar seg ikke gjøre, for %(service)s står i veien.", service=name)


REASONS: dict[ReasonKind, Callable[[Reason, ChangeNames], str]] = {
    ReasonKind.SAME_ROOM: _same_room,
    ReasonKind.LESS_TIME: lambda reason, names: _(
        "%(months)s måneder tjeneste som trengs, faller bort.", months=_md(reason.months)
    ),
    ReasonKind.OTHER_DECIDES: lambda reason, names: _(
        "Da er det %(line)s som avgjør.", line=names.telling.line(reason.ref)
    ),
    ReasonKind.SAME_DECIDES: lambda reason, names: _(
        "%(line)s avgjør fortsatt.", line=upper_first(names.telling.line(reason.ref))
    ),
    ReasonKind.CARRIES_OVER: _carries,
    ReasonKind.IMPOSSIBLE: lambda reason, names: _impossible(reason, names),
    ReasonKind.NOTHING_CHANGES: lambda reason, names: _("Datoen påvirkes ikke."),
}
