"""Registering in the logbook: check, save, delete, undo. One commit for each, with its audit row.

A change is first read and judged (`draft_of`), its consequence shown, and then saved. Whoever
saves an older version than the one stored gets both versions back instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.services import knowledge
from app.services.consequence import Consequence, consequence_of
from app.services.logbook_book import NEW, Book, from_json, open_book, record_of, to_json
from app.services.logbook_choices import Choices, load_choices
from app.services.logbook_form import Problem, Raw, read, to_raw
from app.services.logbook_rules import check, check_deleting
from app.services.logbook_words import is_signed
from app.services.my_pathway import load_reckoning
from app.services.my_pathway_reckoning import reckon
from app.store import audit
from app.store import logbook as store
from app.store.logbook import ACTION, Entry, LastChange, LogKind, Owner

ADDED, CHANGED, DELETED, UNDONE = (
    f"{ACTION}{word}" for word in ("added", "changed", "deleted", "undone")
)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and when. `today` is the day that rules are judged on."""

    person_id: int
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as somebody filled it in: what it says, and what stands in the way of saving it.

    `before` is the entry as it is stored, None for a new one. `is_stale` says that it was
    changed or deleted (`is_gone`) after the form was opened.
    """

    book: Book
    kind: LogKind
    before: Entry | None
    entry: Entry | None
    """None while a field cannot be read."""
    raw: Raw
    choices: Choices
    problems: tuple[Problem, ...] = ()
    is_stale: bool = False
    is_gone: bool = False
    last_change: LastChange | None = None

    @property
    def version(self) -> int:
        """The version that the form was opened in; 0 for something new."""
        return _whole(self.raw.get("version", ""))

    @property
    def is_locked(self) -> bool:
        """Whether it is signed, so that the doctor cannot change it."""
        return self.before is not None and is_signed(self.before)

    @property
    def after(self) -> Book:
        """The book with the change."""
        return self.book if self.entry is None else self.book.with_entry(self.entry)


@dataclass(frozen=True, slots=True)
class Saved:
    """A change that is kept; `event` is its row in the audit trail."""

    event: int


@dataclass(frozen=True, slots=True)
class NotSaved:
    """Nothing was changed. `is_stale` when somebody else came first."""

    is_stale: bool
    text: str = ""


def form_of(session: Session, public_id: str, kind: LogKind, entry_id: int = NEW) -> Draft | None:
    """An empty form, or one with an entry in it; None when there is no such doctor or entry."""
    book = open_book(session, public_id)
    before = None if book is None else book.find(kind, entry_id)
    if book is None or (entry_id != NEW and before is None):
        return None
    raw = _first_raw(book.owner) if before is None else to_raw(before)
    raw["version"] = str(0 if before is None else before.version)
    choices = _choices(session, book, kind, entry_id, raw)
    return Draft(book, kind, before, before, raw, choices)


def draft_of(
    session: Session,
    public_id: str,
    kind: LogKind,
    raw: Raw,
    *,
    entry_id: int = NEW,
    today: date,
) -> Draft | None:
    """A form that was sent, read and judged; None when there is no such doctor or entry."""
    book = open_book(session, public_id)
    if book is None:
        return None
    before = book.find(kind, entry_id)
    last = store.last_changes(session, [(kind, entry_id)]).get((kind, entry_id))
    is_gone = entry_id != NEW and before is None
    if is_gone and last is None:
        return None
    choices = _choices(session, book, kind, entry_id, raw)
    reading = read(kind, raw, choices)
    version = _whole(raw.get("version", ""))
    entry, problems = None, list(reading.problems)
    if not problems:
        entry = _entry(kind, entry_id, version, reading.values, choices)
        problems = check(entry, book, today)
    is_stale = is_gone or (before is not None and before.version != version)
    return Draft(book, kind, before, entry, raw, choices, tuple(problems), is_stale, is_gone, last)


def consequence(session: Session, before: Book, after: Book, today: date) -> Consequence | None:
    """What the change does to the date and to the months that count; nothing is saved."""
    now = load_reckoning(session, before.owner.public_id, today=today)
    if now is None:
        return None
    record = record_of(now.record, after)
    return consequence_of(now, reckon(record, now.bundle, today, now.plan))


def save(session: Session, draft: Draft, writer: Writer) -> Saved | NotSaved:
    """Keep a draft without problems; commits."""
    assert draft.entry is not None and not draft.problems and not draft.is_locked
    if draft.is_stale:
        return NotSaved(is_stale=True)
    entry, owner, before = draft.entry, draft.book.owner, draft.before
    try:
        if before is None:
            new_id, version = store.insert(session, draft.kind, owner, entry.values)
            saved = replace(entry, id=new_id, version=version)
        elif store.update(session, draft.kind, owner, before.id, entry.version, entry.values):
            saved = replace(entry, version=entry.version + 1)
        else:
            session.rollback()
            return NotSaved(is_stale=True)
        event = _remember(session, CHANGED if before else ADDED, owner, before, saved, writer)
        session.commit()
    except IntegrityError:
        # Two people saved overlapping periods at once; the database let the first one in.
        session.rollback()
        return NotSaved(is_stale=True)
    return Saved(event)


def delete(
    session: Session, book: Book, kind: LogKind, entry_id: int, version: int, writer: Writer
) -> Saved | NotSaved:
    """Delete an entry that is not signed; commits."""
    entry = book.find(kind, entry_id)
    if entry is None or entry.version != version:
        return NotSaved(is_stale=True)
    reason = check_deleting(entry, book)
    if reason is not None or is_signed(entry):
        return NotSaved(is_stale=False, text=reason or "")
    if not store.delete(session, kind, book.owner, entry_id, version):
        session.rollback()
        return NotSaved(is_stale=True)
    event = _remember(session, DELETED, book.owner, entry, None, writer)
    session.commit()
    return Saved(event)


def undo(session: Session, book: Book, event_id: int, writer: Writer) -> Saved | NotSaved:
    """Take back one's own change while nothing newer has touched it; commits."""
    change = find_change(session, book.owner, event_id, writer.person_id)
    if change is None:
        return NotSaved(is_stale=True)
    if not can_undo(session, book, change):
        return NotSaved(is_stale=True)
    now = book.find(change.kind, change.entry_id)
    if change.before is None:
        assert now is not None
        reason = check_deleting(now, book)
        if reason is not None:
            return NotSaved(is_stale=False, text=reason)
        store.delete(session, change.kind, book.owner, now.id, now.version)
        event = _remember(session, UNDONE, book.owner, now, None, writer)
        session.commit()
        return Saved(event)
    return _restore(session, book, change, now, writer)


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the audit trail keeps it. `version` is the one after it, None when deleted."""

    event: int
    action: str
    kind: LogKind
    entry_id: int
    version: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def find_change(session: Session, owner: Owner, event_id: int, by: int) -> Change | None:
    """A change that this person made in this doctor's logbook."""
    event = store.find_event(session, event_id)
    if event is None or event.actor_id != by or not event.action.startswith(ACTION):
        return None
    details = event.details
    if details.get("person") != owner.person_id:
        return None
    kind = LogKind(event.subject_kind)
    return Change(
        event=event_id,
        action=event.action,
        kind=kind,
        entry_id=int(event.subject_key),
        version=details["version"],
        before=None if details["before"] is None else from_json(kind, details["before"]),
        after=None if details["after"] is None else from_json(kind, details["after"]),
    )


def can_undo(session: Session, book: Book, change: Change) -> bool:
    """Whether nothing newer has touched what the change touched, and nobody has signed it."""
    now = book.find(change.kind, change.entry_id)
    if change.action == UNDONE or (now.version if now else None) != change.version:
        return False
    if now is not None and is_signed(now):
        return False
    return store.last_event_id(session, change.kind, change.entry_id) == change.event


def _restore(
    session: Session, book: Book, change: Change, now: Entry | None, writer: Writer
) -> Saved | NotSaved:
    assert change.before is not None
    old = Entry(change.kind, now.id if now else NEW, now.version if now else 0, change.before)
    problems = check(old, book, writer.today)
    if problems:
        return NotSaved(is_stale=False, text=problems[0].text)
    if now is None:
        new_id, version = store.insert(session, change.kind, book.owner, change.before)
        saved = replace(old, id=new_id, version=version)
        if new_id != change.entry_id:
            # Told under the old id too, so that the same deletion is not undone twice.
            deleted = replace(old, id=change.entry_id)
            _remember(session, UNDONE, book.owner, deleted, None, writer)
    else:
        store.update(session, change.kind, book.owner, now.id, now.version, change.before)
        saved = replace(old, version=now.version + 1)
    event = _remember(session, UNDONE, book.owner, now, saved, writer)
    session.commit()
    return Saved(event)


def _remember(
    session: Session,
    action: str,
    owner: Owner,
    before: Entry | None,
    after: Entry | None,
    writer: Writer,
) -> int:
    subject = after or before
    assert subject is not None
    event = audit.add_event(
        session,
        at=writer.now,
        by=writer.person_id,
        action=action,
        subject=(str(subject.kind), str(subject.id)),
        details={
            "person": owner.person_id,
            "version": None if after is None else after.version,
            "before": None if before is None else to_json(before.values),
            "after": None if after is None else to_json(after.values),
        },
    )
    session.flush()
    assert event.id is not None
    return event.id


def _entry(
    kind: LogKind, entry_id: int, version: int, values: Mapping[str, Any], choices: Choices
) -> Entry:
    entry = Entry(kind, entry_id, version, values)
    if kind is not LogKind.SERVICE:
        return entry
    places, units = dict(choices.place_options), dict(choices.units)
    organisation = places.get(str(values["organisation_id"]), "")
    plan = dict(choices.plan_services).get(str(values["plan_service_id"]))
    return replace(
        entry,
        place=units.get(str(values["unit_id"]), organisation),
        organisation=organisation,
        plan_seq=None if plan is None else int(plan.partition(".")[0]),
    )


def _choices(session: Session, book: Book, kind: LogKind, entry_id: int, raw: Raw) -> Choices:
    return load_choices(
        session,
        knowledge.load_bundle(session),
        book,
        kind,
        entry_id=entry_id,
        organisation_id=_whole(raw.get("organisation_id", "")) or None,
    )


def _first_raw(owner: Owner) -> dict[str, str]:
    organisation = "" if owner.organisation_id is None else str(owner.organisation_id)
    return {"organisation_id": organisation, "stage_key": owner.stage_key}


def _whole(text: str) -> int:
    """A number that our own form wrote; 0 when somebody else did."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
