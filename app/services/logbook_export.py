"""The logbook in the order of the official one: part 1, 2 and 3, common objectives first.

It is a working copy: the official approval happens elsewhere, and the heading says so.
"""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.logbook import ExportSection, LogbookExport
from app.services import knowledge
from app.services.logbook_book import Book, open_book
from app.services.logbook_choices import names_of
from app.services.logbook_words import attendance_name, place_kind_name, state_words
from app.services.signing_words import step_name
from app.services.wording import day, in_language, upper_first
from app.store import logbook_export as store
from app.store.logbook import Entry, LogKind
from app.store.logbook_export import ActivityLine, ObjectiveLine, SignedBy
from pathways.signing import Step
from pathways.types.record import ObjectiveState, SignState

PART1_SET, COMMON_SET = "DEL1", "FKM"
_PARTS = ("1", "2", "3", "2/3")


def load_export(session: Session, public_id: str, today: date) -> LogbookExport | None:
    """Everything registered by one doctor; None when not in training."""
    book = open_book(session, public_id)
    if book is None:
        return None
    bundle = knowledge.load_bundle(session)
    names = names_of(bundle)
    stages = {
        stage.key: in_language(stage, "name") or stage.key for stage in bundle.knowledge.stages
    }
    objectives, loose = store.list_objectives(session, book.owner.enrolment_id)
    return LogbookExport(
        title=_("Logg for %(name)s", name=book.owner.name),
        notice=_(
            "Arbeidskopi fra Legeløp. Den offisielle godkjenningen skjer i Kompetanseportalen"
            " og hos Helsedirektoratet."
        ),
        facts=((_("Skrevet ut"), day(today)),),
        sections=(
            *_objective_sections(objectives),
            _loose_activities(loose),
            _courses(book, names),
            _procedures(book, names),
            _services(book, stages),
        ),
    )


def part_of(line: ObjectiveLine) -> str:
    """`1`, `2`, `3`, or `2/3` where no source tells parts 2 and 3 apart."""
    if line.objective_set == PART1_SET:
        return "1"
    if line.part in _PARTS:
        return line.part
    return "2/3"


def in_order(lines: Sequence[ObjectiveLine]) -> list[ObjectiveLine]:
    """By part, the common objectives first, then by identifier."""
    return sorted(
        lines,
        key=lambda line: (
            _PARTS.index(part_of(line)),
            not line.objective_set.startswith(COMMON_SET),
            line.objective_set,
            line.identifier,
        ),
    )


def _objective_sections(lines: Sequence[ObjectiveLine]) -> list[ExportSection]:
    headings = (
        _("Sett"),
        _("Læringsmål"),
        _("Tilstand"),
        _("Godkjent"),
        _("Læringsaktiviteter"),
        _("Signaturer"),
    )
    names = {
        "1": _("Læringsmål i del 1"),
        "2": _("Læringsmål i del 2"),
        "3": _("Læringsmål i del 3"),
        "2/3": _("Læringsmål i del 2 og 3"),
    }
    ordered = in_order(lines)
    found = []
    for part in _PARTS:
        rows = tuple(_objective_row(line) for line in ordered if part_of(line) == part)
        if rows or part in ("1", "2/3"):
            found.append(ExportSection(names[part], headings, rows, _empty()))
    return found


def _objective_row(line: ObjectiveLine) -> tuple[str, ...]:
    state = {
        ObjectiveState.IN_PROGRESS: _("underveis"),
        ObjectiveState.SENT: _("sendt"),
        ObjectiveState.APPROVED: _("godkjent"),
    }[line.state]
    return (
        line.objective_set,
        line.identifier,
        upper_first(state),
        _day(line.approved_on),
        " | ".join(_activity(each) for each in line.activities),
        _signed(line.signed),
    )


def _activity(line: ActivityLine) -> str:
    text = f"{line.name} {day(line.done_on)}"
    signed = _signed(line.signed)
    if signed:
        return f"{text} ({signed})"
    if line.state is SignState.SIGNED:
        return text
    unsigned = _("ikke signert")
    return f"{text} ({unsigned})"


def _loose_activities(lines: Sequence[ActivityLine]) -> ExportSection:
    rows = tuple((line.name, day(line.done_on), _signed(line.signed)) for line in lines)
    headings = (_("Aktivitet"), _("Dag"), _("Signaturer"))
    return ExportSection(_("Læringsaktiviteter uten læringsmål"), headings, rows, _empty())


def _courses(book: Book, names: dict[str, str]) -> ExportSection:
    headings = (
        *(_("Kurs"), _("Tilstand"), _("Første dag"), _("Siste dag")),
        *(_("Likeverdig aktivitet"), _("Signatur")),
    )
    rows = tuple(
        (
            names.get(each.values["course_key"], each.values["course_key"]),
            upper_first(attendance_name(each.values["state"])),
            _day(each.values["starts_on"]),
            _day(each.values["ends_on"]),
            each.values["equivalent_text"] or "",
            state_words(each),
        )
        for each in book.of(LogKind.COURSE)
    )
    return ExportSection(_("Kurs"), headings, rows, _empty())


def _procedures(book: Book, names: dict[str, str]) -> ExportSection:
    headings = (_("Prosedyre"), _("Antall"), _("Dag"), _("Signatur"))
    ordered = sorted(book.of(LogKind.PROCEDURE), key=_by_procedure)
    rows = tuple(
        (
            names.get(each.values["procedure_key"], each.values["procedure_key"]),
            str(each.values["count"]),
            day(each.values["done_on"]),
            state_words(each),
        )
        for each in ordered
    )
    return ExportSection(_("Prosedyrer"), headings, rows, _empty())


def _by_procedure(entry: Entry) -> tuple[str, date]:
    return entry.values["procedure_key"], entry.values["done_on"]


def _services(book: Book, stages: dict[str, str]) -> ExportSection:
    headings = (
        *(_("Tjeneste"), _("Sted"), _("Hva slags sted"), _("Steg"), _("Første dag")),
        *(_("Siste dag"), _("Merknad")),
    )
    rows = tuple(
        (
            each.values["name_nb"],
            each.place,
            place_kind_name(each.values["place_kind"]),
            stages.get(each.values["stage_key"], each.values["stage_key"]),
            _day(each.values["starts_on"]),
            _day(each.values["ends_on"]),
            _("planlagt") if each.values["is_planned"] else "",
        )
        for each in book.of(LogKind.SERVICE)
    )
    return ExportSection(_("Tjeneste"), headings, rows, _empty())


def _signed(signatures: Sequence[SignedBy]) -> str:
    return ", ".join(_signature(each) for each in signatures)


def _signature(signed: SignedBy) -> str:
    known = next((step for step in Step if step == signed.step), None)
    if known is None:
        return f"{signed.name} {day(signed.on)}"
    return f"{step_name(known)} {signed.name} {day(signed.on)}"


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _empty() -> str:
    return _("Ingenting er registrert.")
