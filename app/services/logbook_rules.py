"""What a registration must agree with: today, the doctor's other periods, and the path's order.

Every rule answers with the field it concerns and what clashes, by name and date.
"""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from app.services.logbook_book import Book
from app.services.logbook_form import Problem
from app.services.logbook_words import line
from app.services.wording import day, long_day, lower_first
from app.store.logbook import Entry, LogKind
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, rank_of
from pathways.types.record import AttendanceState
from pathways.worktime import template_of

_LAST_RANK = rank_of("part3")
"""Stages beside the path, such as a leave, have no order."""


def check(entry: Entry, book: Book, today: date) -> list[Problem]:
    """What is wrong with an entry beside the others of the book. The fields themselves are read."""
    return _CHECKS[entry.kind](entry, book, today)


def check_deleting(entry: Entry, book: Book) -> str | None:
    """Why an entry cannot be deleted; None when it can."""
    if entry.kind is not LogKind.SERVICE:
        return None
    inner = _inside(entry, book)
    if not inner:
        return None
    return _(
        "%(inner)s telles inne i denne. Slett eller endre den først.", inner=line(inner[0], {})
    )


def overlaps(one: Entry, other: Entry) -> bool:
    """Whether two periods share a day; one without a last day goes on."""
    return bool(one.values["starts_on"] <= _last(other) and other.values["starts_on"] <= _last(one))


def _check_service(entry: Entry, book: Book, today: date) -> list[Problem]:
    return [
        *_planned_or_done(entry, today),
        *_inside_another(entry, book),
        *_holds_its_inner(entry, book),
        *_no_overlap_of_services(entry, book),
        *_in_the_order_of_the_path(entry, book),
    ]


def _planned_or_done(entry: Entry, today: date) -> list[Problem]:
    first = entry.values["starts_on"]
    if entry.values["is_planned"] and first <= today:
        text = _("Perioden har begynt. Velg at den er utført eller pågår.")
        return [Problem("is_planned", text)]
    if not entry.values["is_planned"] and first > today:
        text = _("Perioden begynner %(day)s. Velg at den er planlagt.", day=long_day(first))
        return [Problem("is_planned", text)]
    return []


def _inside_another(entry: Entry, book: Book) -> list[Problem]:
    outer = book.find(LogKind.SERVICE, entry.values["counted_inside_id"])
    if outer is None:
        return []
    if _inside(entry, book):
        text = _("Denne perioden har selv en tjeneste inne i seg.")
        return [Problem("counted_inside_id", text)]
    if outer.values["starts_on"] <= entry.values["starts_on"] and _last(entry) <= _last(outer):
        return []
    text = _("Datoene må ligge inne i %(outer)s.", outer=line(outer, {}))
    return [Problem("counted_inside_id", text)]


def _holds_its_inner(entry: Entry, book: Book) -> list[Problem]:
    for inner in _inside(entry, book):
        if inner.values["starts_on"] < entry.values["starts_on"] or _last(inner) > _last(entry):
            text = _("%(inner)s telles inne i denne og må få plass.", inner=line(inner, {}))
            return [Problem("ends_on", text)]
    return []


def _no_overlap_of_services(entry: Entry, book: Book) -> list[Problem]:
    if entry.values["counted_inside_id"] is not None:
        return []
    for other in book.others(LogKind.SERVICE, entry.id):
        if other.values["counted_inside_id"] is None and overlaps(entry, other):
            text = _(
                "Overlapper %(other)s. Endre datoene, eller velg at tjenesten telles inne i den.",
                other=line(other, {}),
            )
            return [Problem("starts_on", text)]
    return []


def _in_the_order_of_the_path(entry: Entry, book: Book) -> list[Problem]:
    """The hospital year comes before the municipality (rule `lis1-order`), and so on along it."""
    others = book.others(LogKind.SERVICE, entry.id)
    mine, first = rank_of(entry.values["stage_key"]), entry.values["starts_on"]
    if template_of(entry.values["stage_key"]) == LIS1_MUNICIPALITY and not any(
        template_of(other.values["stage_key"]) == LIS1_HOSPITAL for other in others
    ):
        text = _("LIS1 i kommune kommer etter sykehusåret. Registrer sykehusåret først.")
        return [Problem("stage_key", text)]
    for other in others:
        rank, start = rank_of(other.values["stage_key"]), other.values["starts_on"]
        if max(rank, mine) > _LAST_RANK:
            continue
        if (rank < mine and start > first) or (rank > mine and start < first):
            before, after = (other, entry) if rank < mine else (entry, other)
            text = _(
                "%(before)s kommer før %(after)s på veien. Se på steget eller datoene.",
                before=line(before, {}),
                after=line(after, {}),
            )
            return [Problem("stage_key", text)]
    return []


def _check_period(entry: Entry, book: Book, today: date) -> list[Problem]:
    for other in book.others(entry.kind, entry.id):
        if overlaps(entry, other):
            text = _("Overlapper %(other)s.", other=lower_first(line(other, {})))
            return [Problem("starts_on", text)]
    return []


def _check_course(entry: Entry, book: Book, today: date) -> list[Problem]:
    values = entry.values
    attended = values["state"] is AttendanceState.ATTENDED
    last = values["ends_on"] or values["starts_on"]
    if attended and last is not None and last > today:
        text = _("Dagen ligger fram i tid. Velg planlagt eller påmeldt.")
        return [Problem("ends_on" if values["ends_on"] else "starts_on", text)]
    if not attended and last is not None and last < today:
        return [Problem("state", _("Kurset er over. Velg gjennomført, eller endre dagen."))]
    for other in book.others(LogKind.COURSE, entry.id):
        same = other.values["course_key"] == values["course_key"]
        if same and other.values["state"] is AttendanceState.ATTENDED:
            on = other.values["starts_on"]
            text = _("Kurset er allerede registrert som gjennomført.")
            if on is not None:
                text = _("Kurset er allerede registrert som gjennomført %(day)s.", day=day(on))
            return [Problem("course_key", text)]
    return []


def _check_procedure(entry: Entry, book: Book, today: date) -> list[Problem]:
    if entry.values["done_on"] > today:
        return [Problem("done_on", _("Dagen kan ikke ligge fram i tid."))]
    return []


def _check_guidance(entry: Entry, book: Book, today: date) -> list[Problem]:
    if entry.values["starts_on"] > today:
        return [Problem("starts_on", _("Dagen kan ikke ligge fram i tid."))]
    return _check_period(entry, book, today)


def _inside(entry: Entry, book: Book) -> list[Entry]:
    return [
        each
        for each in book.of(LogKind.SERVICE)
        if entry.id and each.values["counted_inside_id"] == entry.id
    ]


def _last(entry: Entry) -> date:
    last: date = entry.values["ends_on"] or date.max
    return last


_CHECKS: dict[LogKind, Callable[[Entry, Book, date], list[Problem]]] = {
    LogKind.SERVICE: _check_service,
    LogKind.ABSENCE: _check_period,
    LogKind.SHARE: _check_period,
    LogKind.COURSE: _check_course,
    LogKind.PROCEDURE: _check_procedure,
    LogKind.GUIDANCE: _check_guidance,
}
