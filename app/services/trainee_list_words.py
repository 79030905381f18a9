"""The words of the list Leger: the sentence, each line, and the rows of the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.expected_dates import Expected
from app.services.my_pathway_words import day_and_month
from app.services.projection_names import Telling
from app.services.projection_words import missing_words, short_day
from app.services.wording import day, figure, in_language, plain, upper_first
from app.store.trainees import TraineeRow
from pathways.projection.values import Certainty, Projection, UnknownKind, WaitKind

JULY = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One doctor: the row, and the dates in words."""

    row: TraineeRow
    expected: str
    note: str | None
    """What the date means, when it is not simply the day of the approval."""
    decides: str
    gain: str


# The sentence


def sentence(answers: Sequence[Expected], today: date) -> str:
    """How many of these can be approved next year, and the first; "" when nobody has a day.

    In the second half of a year "next year" is the coming one, before that it is this one. When
    nobody can be approved then, the first year that somebody can.
    """
    days = sorted(one.day for one in answers if one.is_specialist and one.day is not None)
    if not days:
        return ""
    wanted = today.year + 1 if today.month >= JULY else today.year
    year = wanted if any(one.year == wanted for one in days) else days[0].year
    return year_sentence([one for one in days if one.year == year], len(answers))


def year_sentence(days: Sequence[date], total: int) -> str:
    """How many of `total` can be approved in the year of these days, and the first of them."""
    return _(
        "*%(count)s av %(total)s* kan bli godkjent i %(year)s. Den første *%(day)s*.",
        count=figure(len(days)),
        total=figure(total),
        year=days[0].year,
        day=day_and_month(days[0]),
    )


def matches(total: int) -> str:
    """How many a search finds."""
    if total == 0:
        return _("Ingen leger passer til søket.")
    return ngettext("*Én* lege passer til søket.", "*%(num)s* leger passer til søket.", total)


def unsure_words(answers: Sequence[Expected]) -> str | None:
    """How many of the dates are not certain, and why that is so."""
    unsure = sum(one.is_unsure for one in answers)
    if not unsure:
        return None
    return ngettext(
        "Datoen er usikker for %(count)s lege: planen mangler, er ikke fullstendig eller har et"
        " åpent valg.",
        "Datoen er usikker for %(count)s leger: planen mangler, er ikke fullstendig eller har et"
        " åpent valg.",
        unsure,
        count=figure(unsure),
    )


# A line


def line_of(row: TraineeRow, answer: Expected, telling: Telling) -> Line:
    """One doctor's line."""
    projection = answer.projection
    return Line(
        row=row,
        expected=upper_first(short_day(projection)),
        note=_note(answer),
        decides=_decides(projection, telling),
        gain=_gain(answer.gain),
    )


def _note(answer: Expected) -> str | None:
    parts = [] if answer.is_specialist else [_("LIS1 ferdig")]
    if answer.projection.certainty in (Certainty.RANGE, Certainty.NOT_BEFORE):
        parts += [text for text in (_why_unsure(answer.projection),) if text]
    return ", ".join(parts) or None


def _why_unsure(projection: Projection) -> str | None:
    """The unknown that makes the day unsure, in two or three words."""
    words = {
        UnknownKind.NO_PLAN: _("plan mangler"),
        UnknownKind.SERVICE_LENGTH: _("en lengde er ukjent"),
        UnknownKind.PLAN_CONTRADICTS: _("planen går ikke opp"),
        UnknownKind.CHOICE_OPEN: _("et valg er åpent"),
        UnknownKind.PLAN_PARTIAL: _("planen er ikke fullstendig"),
    }
    found = {unknown.kind for unknown in projection.unknowns}
    return next((text for kind, text in words.items() if kind in found), None)


def _decides(projection: Projection, telling: Telling) -> str:
    """What decides the day, as a column has it; a booked place with the day it begins."""
    if projection.certainty is Certainty.UNKNOWN:
        return missing_words(projection.missing)
    if not projection.chain:
        return "–"
    link = projection.chain[0]
    name = plain(upper_first(telling.line(link.ref)))
    if link.wait.kind is WaitKind.BOOKED_START and link.wait.day is not None:
        return _("%(line)s, plass fra %(day)s", line=name, day=day(link.wait.day))
    return name


def _gain(days: int | None) -> str:
    if not days:
        return "–"
    return ngettext("%(num)s dag", "%(num)s dager", days)


# The file


def headings() -> tuple[str, ...]:
    """The heading row."""
    return (
        _("Lege"),
        _("Steg"),
        _("Sted nå"),
        _("Til og med"),
        _("Kan bli godkjent"),
        _("Senest"),
        _("Best mulig"),
        _("Dager å vinne"),
        _("Om datoen"),
        _("Det som avgjør"),
        _("Veileder"),
        _("Plan"),
    )


def cells(line: Line, answer: Expected) -> tuple[str, ...]:
    """One doctor's row; days as on the screen."""
    row, projection = line.row, answer.projection
    return (
        row.name,
        in_language(row, "stage") or "",
        row.place or row.organisation or "",
        _cell(row.place_to),
        _cell(projection.expected) or line.expected,
        _cell(projection.expected_latest),
        _cell(projection.best),
        "" if answer.gain is None else str(answer.gain),
        _about(line, answer),
        line.decides,
        row.supervisor or "",
        _("Ja") if row.has_plan else _("Nei"),
    )


def _about(line: Line, answer: Expected) -> str:
    """What the day is: exact, the first possible, the first of a range."""
    words = {
        Certainty.RANGE: _("mellom to datoer"),
        Certainty.NOT_BEFORE: _("tidligst"),
        Certainty.UNKNOWN: _("ukjent"),
        Certainty.DONE: _("fullført"),
    }
    parts = [words.get(answer.projection.certainty, ""), line.note or ""]
    return ", ".join(part for part in parts if part)


def _cell(value: date | None) -> str:
    return "" if value is None else day(value)
