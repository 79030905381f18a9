"""The page "Min logg": what is registered, who has it, and what was just done."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import knowledge
from app.services.logbook import ADDED, CHANGED, DELETED, Change, can_undo, find_change
from app.services.logbook_book import Book
from app.services.logbook_choices import names_of, procedures_of
from app.services.logbook_words import (
    add_words,
    is_signed,
    line,
    remarks,
    section_name,
    state_words,
    title,
    when,
)
from app.services.signing import ref_text
from app.services.wording import day, figure, in_words, long_day, plain, upper_first
from app.store import logbook as store
from app.store import signing as signing_store
from app.store.logbook import Entry, LastChange, LogKind
from app.store.signing import SignableRef
from pathways.signing import SignableKind
from pathways.types.record import AttendanceState, SignState

_SIGNABLE = {
    LogKind.COURSE: SignableKind.COURSE,
    LogKind.PROCEDURE: SignableKind.PROCEDURE,
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One registration on the page. `send` names it for signing; None when it cannot be sent."""

    id: int
    version: int
    title: str
    when: str
    note: str
    state: str
    state_kind: str
    is_locked: bool
    send: str | None = None


@dataclass(frozen=True, slots=True)
class LogGroup:
    """One procedure with its registrations; `text` holds it against the recommended number."""

    name: str
    text: str
    value: float
    maximum: float | None
    rows: tuple[LogRow, ...]


@dataclass(frozen=True, slots=True)
class LogSection:
    """All registrations of one kind, newest first."""

    kind: LogKind
    name: str
    add: str
    note: str | None
    rows: tuple[LogRow, ...] = ()
    groups: tuple[LogGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class LogPage:
    """Everything on the page."""

    name: str
    sentence: str
    reason: str
    sections: tuple[LogSection, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The line about what was just saved; `event` is given while it can be undone."""

    text: str
    event: int | None


def build_page(session: Session, book: Book, kinds: Collection[LogKind], today: date) -> LogPage:
    """The page of one doctor with the sections of these kinds; five queries besides the book."""
    bundle = knowledge.load_bundle(session)
    names = names_of(bundle)
    refs = [(kind, each.id) for kind in kinds for each in book.of(kind)]
    others = {
        key: change
        for key, change in store.last_changes(session, refs).items()
        if change.person_id != book.owner.person_id
    }
    sections = [
        _procedures(book, names, bundle, others)
        if kind is LogKind.PROCEDURE
        else LogSection(
            kind,
            section_name(kind),
            add_words(kind),
            None,
            tuple(_row(each, book, names, others) for each in reversed(book.of(kind))),
        )
        for kind in kinds
        if _matters(kind, book, bool(procedures_of(bundle, book.owner)))
    ]
    return LogPage(
        name=plain(book.owner.name),
        sentence=_sentence(session, book, today),
        reason=_(
            "Dette er en arbeidskopi. Den offisielle godkjenningen skjer i Kompetanseportalen"
            " og hos Helsedirektoratet."
        ),
        sections=tuple(sections),
    )


def done_line(session: Session, book: Book, event_id: int, by: int) -> Done | None:
    """What this person just did here, in a line; None when there is no such change."""
    change = find_change(session, book.owner, event_id, by)
    if change is None:
        return None
    names = names_of(knowledge.load_bundle(session))
    what = _what(change, book, names)
    text = {
        ADDED: _("%(what)s er lagret.", what=what),
        CHANGED: _("%(what)s er endret.", what=what),
        DELETED: _("%(what)s er slettet.", what=what),
    }.get(change.action, _("Angret: %(what)s.", what=what))
    return Done(upper_first(text), event_id if can_undo(session, book, change) else None)


def _what(change: Change, book: Book, names: dict[str, str]) -> str:
    now = book.find(change.kind, change.entry_id)
    values = change.after if change.after is not None else change.before
    assert values is not None
    entry = Entry(change.kind, change.entry_id, 0, values, place=now.place if now else "")
    return line(entry, names)


def _matters(kind: LogKind, book: Book, has_procedures: bool) -> bool:
    """Procedures and group guidance only where the sources name them, or something is there."""
    if book.of(kind):
        return True
    if kind is LogKind.PROCEDURE:
        return has_procedures
    return kind is not LogKind.GUIDANCE or book.owner.specialty in ("ALM", "SAM")


def _sentence(session: Session, book: Book, today: date) -> str:
    rows = signing_store.list_of_enrolment(session, book.owner.enrolment_id)
    sent = [row.item for row in rows if row.item.state is SignState.SENT]
    if not sent:
        return _("Alt er lagret. Ingenting venter på andre.")
    waits = ngettext(
        "*%(number)s* ting venter på andre",
        "*%(number)s* ting venter på andre",
        len(sent),
        number=upper_first(in_words(len(sent))),
    )
    days = [item.sent_on for item in sent if item.sent_on is not None]
    if not days:
        return _("Alt er lagret. %(waits)s.", waits=waits)
    return _(
        "Alt er lagret. %(waits)s, den eldste siden %(day)s.", waits=waits, day=long_day(min(days))
    )


def _row(
    entry: Entry,
    book: Book,
    names: dict[str, str],
    others: dict[tuple[LogKind, int], LastChange],
) -> LogRow:
    notes = remarks(entry, book)
    other = others.get((entry.kind, entry.id))
    if other is not None:
        notes.append(
            _("registrert av %(name)s %(day)s", name=plain(other.name), day=day(other.at.date()))
        )
    locked = is_signed(entry)
    sent = entry.state is SignState.SENT
    return LogRow(
        id=entry.id,
        version=entry.version,
        title=title(entry, names),
        when=when(entry),
        note=upper_first(", ".join(notes)),
        state=state_words(entry),
        state_kind="done" if locked else "on_track" if sent else "saved",
        is_locked=locked,
        send=_send(entry),
    )


def _send(entry: Entry) -> str | None:
    kind = _SIGNABLE.get(entry.kind)
    if kind is None or entry.state is not SignState.DRAFT:
        return None
    if kind is SignableKind.COURSE and entry.values["state"] is not AttendanceState.ATTENDED:
        return None
    return ref_text(SignableRef(kind, entry.id, entry.version))


def _procedures(
    book: Book,
    names: dict[str, str],
    bundle: knowledge.KnowledgeBundle,
    others: dict[tuple[LogKind, int], LastChange],
) -> LogSection:
    rows: dict[str, list[Entry]] = defaultdict(list)
    for each in reversed(book.of(LogKind.PROCEDURE)):
        rows[each.values["procedure_key"]].append(each)
    known = {row.key: row for row in procedures_of(bundle, book.owner)}
    groups = []
    for key in [*known, *(key for key in rows if key not in known)]:
        done = sum(each.values["count"] for each in rows[key])
        wanted = known[key].value if key in known else None
        text = (
            _("%(done)s registrert", done=done)
            if wanted is None
            else _("%(done)s av anbefalt %(number)s", done=done, number=figure(wanted))
        )
        mine = tuple(
            replace(
                _row(each, book, names, others),
                title=_("%(count)s stk.", count=each.values["count"]),
            )
            for each in rows[key]
        )
        groups.append(LogGroup(plain(names.get(key, key)), text, float(done), wanted, mine))
    kind = LogKind.PROCEDURE
    note = _("Tallene er anbefalt, ikke krav. Navnene står som i kilden.")
    return LogSection(kind, section_name(kind), add_words(kind), note, groups=tuple(groups))
