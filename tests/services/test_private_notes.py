"""A private note is its writer's alone, and the audit trail never holds its words."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.db.tables import AuditEvent, PrivateNote
from app.services import private_notes as service
from app.services.logbook_export import load_export
from app.store import private_notes as store
from app.store.records import load_record
from tests.support.doctors import add_doctor

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
SECRET = "Snakk med Guro om vaktplanen"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def people(session: Session) -> tuple[int, int]:
    """Two doctors."""
    ids = add_doctor(session).person_id, add_doctor(session, "per").person_id
    session.commit()
    return ids


def test_only_the_writer_finds_the_note(session: Session, people: tuple[int, int]) -> None:
    kari, per = people
    service.add(session, kari, SECRET, NOW)
    [note] = store.list_notes(session, kari)
    assert (note.text, note.version) == (SECRET, 1)
    assert note.id is not None
    assert list(store.list_notes(session, per)) == []
    assert store.find_note(session, per, note.id) is None
    assert not service.change(session, per, note.id, 1, "x", NOW).is_saved
    assert not service.delete(session, per, note.id, 1, NOW).is_saved
    assert session.exec(select(PrivateNote.text)).one() == SECRET


def test_an_older_version_is_neither_saved_nor_deleted(
    session: Session, people: tuple[int, int]
) -> None:
    kari, _per = people
    service.add(session, kari, SECRET, NOW)
    [note] = store.list_notes(session, kari)
    assert note.id is not None
    assert service.change(session, kari, note.id, 1, "Ny tekst", NOW).is_saved
    assert service.change(session, kari, note.id, 1, "Gammel", NOW).is_stale
    assert service.delete(session, kari, note.id, 1, NOW).is_stale
    assert service.delete(session, kari, note.id, 2, NOW).is_saved
    assert session.exec(select(PrivateNote)).all() == []


def test_no_word_of_a_note_is_in_the_audit_trail_the_record_or_the_export(
    session: Session, people: tuple[int, int]
) -> None:
    service.add(session, people[0], SECRET, NOW)
    events = session.exec(select(AuditEvent)).all()
    assert [event.action for event in events][-1] == "private_note.added"
    assert all("Guro" not in json.dumps(event.details) for event in events)
    assert "Guro" not in repr(load_record(session, "kari"))
    assert "Guro" not in repr(load_export(session, "kari", NOW.date()))


def test_one_module_alone_reads_the_notes() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "app").rglob("*.py"))
        if "PrivateNote" in path.read_text("utf-8") and "db/" not in path.as_posix()
    ]
    assert readers == ["app/store/private_notes.py"]
