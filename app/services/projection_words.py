"""The one home of words for what a projection answers: when, and what decides it.

A sentence says "du" to the doctor and the name to everybody else. Text between asterisks is
what the page emphasises. Names of lines are in `projection_names`, what lies in their way in
`projection_terms`, alternatives in `what_if_words`.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.projection_names import Telling
from app.services.projection_terms import unknown_words
from app.services.wording import day, figure, listed, long_day, plain, upper_first
from pathways.projection.values import (
    Certainty,
    Link,
    Projection,
    Unknown,
    UnknownKind,
    WaitKind,
)
from pathways.start_and_goal import Goal

MOST_LINKS = 3
"""More of the deciding chain than this is not named in a sentence."""
PRESSING = (
    UnknownKind.NO_PLAN,
    UnknownKind.SERVICE_LENGTH,
    UnknownKind.PLAN_CONTRADICTS,
    UnknownKind.CHOICE_OPEN,
    UnknownKind.PLAN_PARTIAL,
)
"""The unknowns that move the day most, first the one to mention."""


@dataclass(frozen=True, slots=True)
class EarlierStart:
    """What another start of the deciding booking would give."""

    service: str
    starts_on: date
    ends_on: date
    days: int
    """Days before the expected day; more than 0."""


# The headline


def headline(projection: Projection, telling: Telling) -> str:
    """When the goal can be reached, as sure as it is."""
    what = goal_words(projection.goal, telling)
    certainty, first = projection.certainty, projection.expected
    if certainty is Certainty.DONE:
        if telling.name is None:
            return _("Du har fullført *alt som tar tid*.")
        return _("%(name)s har fullført *alt som tar tid*.", name=telling.name)
    if certainty is Certainty.UNKNOWN or first is None:
        return _("Når %(who)s kan %(what)s, er *ukjent*.", who=_inside(telling), what=what)
    last = projection.expected_latest
    if certainty is Certainty.RANGE and last is not None and last > first:
        return _(
            "%(who)s kan %(what)s mellom *%(first)s* og *%(last)s*.",
            who=telling.who,
            what=what,
            first=long_day(first),
            last=long_day(last),
        )
    if certainty is Certainty.NOT_BEFORE:
        return _(
            "%(who)s kan %(what)s tidligst *%(day)s*.",
            who=telling.who,
            what=what,
            day=long_day(first),
        )
    return _("%(who)s kan %(what)s *%(day)s*.", who=telling.who, what=what, day=long_day(first))


def goal_words(goal: Goal, telling: Telling) -> str:
    """What is reached: bli godkjent spesialist i psykiatri."""
    if goal is Goal.PART1:
        return _("være ferdig med LIS1")
    if telling.specialty is None:
        return _("bli godkjent spesialist")
    return _("bli godkjent spesialist i %(specialty)s", specialty=telling.specialty)


def short_day(projection: Projection) -> str:
    """The same for a table: 28.02.2029, tidligst 28.02.2029, 01.02.2029–28.02.2029, ukjent."""
    certainty, first = projection.certainty, projection.expected
    if certainty is Certainty.DONE:
        return _("fullført")
    if certainty is Certainty.UNKNOWN or first is None:
        return _("ukjent")
    last = projection.expected_latest
    if certainty is Certainty.RANGE and last is not None and last > first:
        return f"{day(first)}–{day(last)}"
    if certainty is Certainty.NOT_BEFORE:
        return _("tidligst %(day)s", day=day(first))
    return day(first)


def _inside(telling: Telling) -> str:
    return _("du") if telling.name is None else telling.name


# The reason


def reason(projection: Projection, telling: Telling, earlier: EarlierStart | None = None) -> str:
    """What decides the day, what an earlier start would give, and what is unknown about it."""
    if projection.certainty is Certainty.UNKNOWN:
        return missing_words(projection.missing)
    if projection.certainty is Certainty.DONE:
        return _("Godkjenningen gjenstår. Den gis av Helsedirektoratet etter søknad.")
    parts = [deciding_words(projection, telling)]
    if earlier is not None:
        parts.append(earlier_words(projection, telling, earlier))
    elif projection.certainty is Certainty.EXACT:
        parts.append(best_words(projection))
    parts += first_unknown_words(projection, telling)
    return " ".join(part for part in parts if part)


def missing_words(missing: str | None) -> str:
    """What is lacking when no day can be said at all."""
    if missing == "degree_date":
        return _(
            "Vi vet ikke når studiet er ferdig. Når datoen er registrert, kan vi finne den"
            " første starten."
        )
    if missing == "intake_dates":
        return _("Vi har ingen datoer for søknadsrunder.")
    return _("Vi mangler opplysninger om hvor lang tid som gjenstår.")


def deciding_words(projection: Projection, telling: Telling) -> str:
    """What decides the day, and why it cannot be earlier as things are booked."""
    if not projection.chain:
        names = [telling.line(item.key) for item in projection.deciding]
        text = listed(names[:MOST_LINKS])
        return _("Det som avgjør, er %(line)s.", line=text) if text else ""
    first, *rest = projection.chain
    parts = [_first_link(projection, telling, first)]
    following = list(dict.fromkeys(telling.line(link.ref) for link in rest))
    following = [name for name in following if name != telling.line(first.ref)]
    if following:
        # Names of services often hold an "og" of their own.
        lines = _(", deretter ").join(following[:MOST_LINKS])
        parts.append(_("Så følger %(lines)s.", lines=lines))
    return " ".join(parts)


def deciding_shortly(projection: Projection, telling: Telling) -> str:
    """The same in a few words, for a column."""
    if not projection.chain:
        return ""
    link = projection.chain[0]
    name = telling.line(link.ref)
    if link.wait.kind is WaitKind.BOOKED_START and link.wait.day is not None:
        return _("Plassen på %(line)s fra %(day)s avgjør.", line=name, day=long_day(link.wait.day))
    return upper_first(_("%(line)s avgjør.", line=name))


def _first_link(projection: Projection, telling: Telling, link: Link) -> str:
    name, wait = telling.line(link.ref), link.wait
    if wait.kind is WaitKind.BOOKED_START and wait.day is not None:
        return _(
            "Det som avgjør, er plassen på %(line)s. Den er booket fra %(day)s.",
            line=name,
            day=long_day(wait.day),
        )
    if wait.kind is WaitKind.SESSION and wait.day is not None:
        return _(
            "Det som avgjør, er kurset %(line)s, som begynner %(day)s.",
            line=name,
            day=long_day(wait.day),
        )
    if wait.kind is WaitKind.INTAKE and wait.day is not None:
        return _("Det som avgjør, er den første LIS1-starten, %(day)s.", day=long_day(wait.day))
    if wait.kind is WaitKind.PERSON and wait.ref:
        return _(
            "Det som avgjør, er %(line)s, som ligger hos %(name)s.",
            line=name,
            name=plain(wait.ref),
        )
    return _("Det som avgjør, er %(line)s.", line=name) + _amount(projection, link.ref)


def _amount(projection: Projection, key: str) -> str:
    """How much of the deciding line is done, when it is counted in months."""
    item = next((one for one in projection.items if one.key == key), None)
    if item is None or item.has is None or item.needs is None or item.unit != "months":
        return ""
    return " " + _(
        "%(has)s av %(needs)s måneder er gjort.",
        has=figure(float(item.has)),
        needs=figure(float(item.needs)),
    )


def earlier_words(projection: Projection, telling: Telling, earlier: EarlierStart) -> str:
    """What an earlier start of the deciding booking would give."""
    start, end = long_day(earlier.starts_on), long_day(earlier.ends_on)
    days = days_words(-earlier.days)
    if telling.name is None:
        return _(
            "Får du den %(start)s, er du ferdig %(end)s, %(days)s.",
            start=start,
            end=end,
            days=days,
        )
    return _(
        "Begynner den %(start)s, blir datoen %(end)s, %(days)s.", start=start, end=end, days=days
    )


def best_words(projection: Projection) -> str:
    """How early the day can be when everything that can still be chosen falls out best."""
    best, expected = projection.best, projection.expected
    if best is None or expected is None or best >= expected:
        return _("Datoen kan ikke bli tidligere slik reglene og planen er nå.")
    return _(
        "Faller alt som kan velges, ut best mulig, blir datoen %(day)s, %(days)s.",
        day=long_day(best),
        days=days_words((best - expected).days),
    )


def days_words(days: int | None) -> str:
    """How far a day moves: 47 dager før, 24 dager senere, samme dato."""
    if days is None:
        return _("ukjent forskjell")
    if days < 0:
        return ngettext("%(num)s dag før", "%(num)s dager før", -days)
    if days > 0:
        return ngettext("%(num)s dag senere", "%(num)s dager senere", days)
    return _("samme dato")


def first_unknown_words(projection: Projection, telling: Telling) -> list[str]:
    """The unknown that matters most for the day, when the day is not exact."""
    if projection.certainty not in (Certainty.RANGE, Certainty.NOT_BEFORE):
        return []
    found = sorted(projection.unknowns, key=_weight)
    return [unknown_words(found[0], telling)] if found else []


def _weight(unknown: Unknown) -> tuple[int, date]:
    place = PRESSING.index(unknown.kind) if unknown.kind in PRESSING else len(PRESSING)
    return (place, unknown.by or date.max)
