"""Registering in the logbook on both databases: saved once, locked, audited, undone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.db.tables import (
    Absence,
    AuditEvent,
    Enrolment,
    ObjectiveRow,
    Organisation,
    Person,
    ProcedureCount,
    ServiceRecord,
    Signature,
)
from app.services import logbook as service
from app.services.logbook import Draft, NotSaved, Saved, Writer
from app.services.logbook_book import Book, open_book
from app.store.logbook import Entry, LogKind
from app.store.records import load_record
from pathways.types.record import SignState
from tests.support.doctors import add_doctor, add_period

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
KARI = "kari"
LEAVE = {"kind": "leave", "starts_on": "01.04.2027", "ends_on": "31.08.2027", "version": "0"}


@pytest.fixture
def doctor(session: Session) -> Enrolment:
    """A doctor in psychiatry with a year of service and one still going on."""
    row = add_doctor(session)
    add_period(session, row, date(2024, 3, 1), date(2025, 2, 28))
    add_period(session, row, date(2025, 3, 1), None)
    session.commit()
    return row


def writer(person_id: int) -> Writer:
    return Writer(person_id, TODAY, NOW)


def draft_of(session: Session, kind: LogKind, raw: dict[str, str], entry_id: int = 0) -> Draft:
    draft = service.draft_of(session, KARI, kind, raw, entry_id=entry_id, today=TODAY)
    assert draft is not None
    return draft


def book_of(session: Session) -> Book:
    book = open_book(session, KARI)
    assert book is not None
    return book


def saved(session: Session, doctor: Enrolment, raw: dict[str, str] | None = None) -> int:
    """Keep a leave; returns the change."""
    result = service.save(
        session, draft_of(session, LogKind.ABSENCE, raw or LEAVE), writer(doctor.person_id)
    )
    assert isinstance(result, Saved)
    return result.event


def the_leave(session: Session) -> Entry:
    [entry] = book_of(session).of(LogKind.ABSENCE)
    return entry


def test_a_leave_is_saved_with_its_audit_row(session: Session, doctor: Enrolment) -> None:
    event = session.get(AuditEvent, saved(session, doctor))
    session.rollback()
    record = load_record(session, KARI)
    assert record is not None
    assert [(a.starts_on, a.ends_on) for a in record.absences] == [
        (date(2027, 4, 1), date(2027, 8, 31))
    ]
    assert event is not None
    assert (event.action, event.actor_id, event.subject_kind) == (
        "logbook.added",
        doctor.person_id,
        "absence",
    )
    assert event.details["before"] is None
    assert event.details["after"] == {
        "kind": "leave",
        "starts_on": "2027-04-01",
        "ends_on": "2027-08-31",
    }


def test_a_change_keeps_both_dates_in_the_audit_trail(session: Session, doctor: Enrolment) -> None:
    saved(session, doctor)
    entry = the_leave(session)
    raw = LEAVE | {"ends_on": "30.06.2027", "version": "1"}
    draft = draft_of(session, LogKind.ABSENCE, raw, entry.id)
    result = service.save(session, draft, writer(doctor.person_id))
    assert isinstance(result, Saved)
    event = session.get(AuditEvent, result.event)
    assert event is not None
    assert event.details["before"]["ends_on"] == "2027-08-31"
    assert event.details["after"]["ends_on"] == "2027-06-30"
    assert the_leave(session).version == 2


def test_an_older_version_is_not_saved_and_gets_both_versions_back(
    session: Session, doctor: Enrolment
) -> None:
    saved(session, doctor)
    entry = the_leave(session)
    first = draft_of(
        session, LogKind.ABSENCE, LEAVE | {"ends_on": "30.06.2027", "version": "1"}, entry.id
    )
    second = draft_of(
        session, LogKind.ABSENCE, LEAVE | {"ends_on": "31.07.2027", "version": "1"}, entry.id
    )
    assert isinstance(service.save(session, first, writer(doctor.person_id)), Saved)
    # Both were judged before either was saved: the row itself refuses the second.
    assert service.save(session, second, writer(doctor.person_id)) == NotSaved(is_stale=True)
    late = draft_of(
        session, LogKind.ABSENCE, LEAVE | {"ends_on": "31.07.2027", "version": "1"}, entry.id
    )
    assert late.is_stale and late.before is not None and late.entry is not None
    assert late.before.values["ends_on"] == date(2027, 6, 30)
    assert late.entry.values["ends_on"] == date(2027, 7, 31)
    assert late.last_change is not None and late.last_change.name == "Kari Holm"


def test_what_was_deleted_meanwhile_is_a_conflict_and_the_unknown_is_nothing(
    session: Session, doctor: Enrolment
) -> None:
    saved(session, doctor)
    entry = the_leave(session)
    result = service.delete(
        session, book_of(session), LogKind.ABSENCE, entry.id, 1, writer(doctor.person_id)
    )
    assert isinstance(result, Saved)
    gone = draft_of(session, LogKind.ABSENCE, LEAVE | {"version": "1"}, entry.id)
    assert gone.is_stale and gone.is_gone
    for entry_id in (entry.id + 100, -1):
        assert (
            service.draft_of(session, KARI, LogKind.ABSENCE, LEAVE, entry_id=entry_id, today=TODAY)
            is None
        )


def test_every_kind_of_change_can_be_undone(session: Session, doctor: Enrolment) -> None:
    by = writer(doctor.person_id)
    added = saved(session, doctor)
    assert isinstance(service.undo(session, book_of(session), added, by), Saved)
    assert book_of(session).of(LogKind.ABSENCE) == ()

    saved(session, doctor)
    entry = the_leave(session)
    raw = LEAVE | {"ends_on": "30.06.2027", "version": str(entry.version)}
    changed = service.save(session, draft_of(session, LogKind.ABSENCE, raw, entry.id), by)
    assert isinstance(changed, Saved)
    assert isinstance(service.undo(session, book_of(session), changed.event, by), Saved)
    entry = the_leave(session)
    assert entry.values["ends_on"] == date(2027, 8, 31)

    deleted = service.delete(
        session, book_of(session), LogKind.ABSENCE, entry.id, entry.version, by
    )
    assert isinstance(deleted, Saved)
    assert isinstance(service.undo(session, book_of(session), deleted.event, by), Saved)
    assert the_leave(session).values == entry.values
    actions = session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))).all()
    assert set(actions) >= {"logbook.added", "logbook.changed", "logbook.deleted"}
    assert actions[-1] == "logbook.undone"


def test_nothing_newer_is_undone_nor_by_somebody_else(session: Session, doctor: Enrolment) -> None:
    added = saved(session, doctor)
    entry = the_leave(session)
    stranger = Person(public_id="per", given_name="Per", family_name="Vik")
    session.add(stranger)
    session.commit()
    assert stranger.id is not None
    undone = service.undo(session, book_of(session), added, writer(stranger.id))
    assert undone == NotSaved(is_stale=True)
    raw = LEAVE | {"ends_on": "30.06.2027", "version": "1"}
    service.save(
        session, draft_of(session, LogKind.ABSENCE, raw, entry.id), writer(doctor.person_id)
    )
    undone = service.undo(session, book_of(session), added, writer(doctor.person_id))
    assert undone == NotSaved(is_stale=True)
    assert the_leave(session).values["ends_on"] == date(2027, 6, 30)


def test_undoing_a_deletion_may_find_the_days_taken(session: Session, doctor: Enrolment) -> None:
    by = writer(doctor.person_id)
    saved(session, doctor)
    saved(session, doctor, LEAVE | {"starts_on": "01.10.2027", "ends_on": "31.10.2027"})
    first, second = book_of(session).of(LogKind.ABSENCE)
    deleted = service.delete(session, book_of(session), LogKind.ABSENCE, first.id, 1, by)
    assert isinstance(deleted, Saved)
    raw = LEAVE | {"starts_on": "01.08.2027", "ends_on": "31.10.2027", "version": "1"}
    moved = service.save(session, draft_of(session, LogKind.ABSENCE, raw, second.id), by)
    assert isinstance(moved, Saved)
    undone = service.undo(session, book_of(session), deleted.event, by)
    assert isinstance(undone, NotSaved)
    assert "01.08.2027" in undone.text


def test_a_deletion_is_undone_once(session: Session, doctor: Enrolment) -> None:
    by = writer(doctor.person_id)
    raw = {"kind": "leave", "starts_on": "01.04.2027", "ends_on": "02.04.2027", "version": "0"}
    saved(session, doctor, raw)
    deleted = service.delete(
        session, book_of(session), LogKind.ABSENCE, the_leave(session).id, 1, by
    )
    assert isinstance(deleted, Saved)
    assert isinstance(service.undo(session, book_of(session), deleted.event, by), Saved)
    again = service.undo(session, book_of(session), deleted.event, by)
    assert again == NotSaved(is_stale=True)
    assert len(book_of(session).of(LogKind.ABSENCE)) == 1


def test_a_form_of_a_deleted_row_never_writes_over_a_new_one(
    session: Session, doctor: Enrolment
) -> None:
    by = writer(doctor.person_id)
    added = saved(session, doctor)
    old = the_leave(session)
    service.delete(session, book_of(session), LogKind.ABSENCE, old.id, old.version, by)
    saved(session, doctor, LEAVE | {"starts_on": "01.10.2027", "ends_on": "31.10.2027"})
    new = the_leave(session)
    # SQLite gives the id out again, PostgreSQL does not; neither lets the old form in.
    raw = LEAVE | {"version": str(old.version)}
    draft = draft_of(session, LogKind.ABSENCE, raw, old.id)
    assert draft.is_stale
    assert service.undo(session, book_of(session), added, by) == NotSaved(is_stale=True)
    assert the_leave(session) == new


def service_raw(session: Session, **change: str) -> dict[str, str]:
    place = session.exec(
        select(Organisation.id).where(col(Organisation.kind) == "hospital")
    ).first()
    return {
        "organisation_id": str(place),
        "place_kind": "hospital",
        "stage_key": "part3:VOP",
        "name": "Psykose",
        "starts_on": "01.01.2023",
        "ends_on": "31.12.2023",
        "version": "0",
    } | change


def test_a_service_is_saved_and_reaches_the_record(session: Session, doctor: Enrolment) -> None:
    draft = draft_of(session, LogKind.SERVICE, service_raw(session))
    assert draft.problems == ()
    assert isinstance(service.save(session, draft, writer(doctor.person_id)), Saved)
    record = load_record(session, KARI)
    assert record is not None
    assert record.services[0].name_nb == "Psykose"


def test_two_overlapping_services_saved_at_once_are_refused_by_the_database(
    session: Session, doctor: Enrolment
) -> None:
    one = draft_of(session, LogKind.SERVICE, service_raw(session))
    two = draft_of(session, LogKind.SERVICE, service_raw(session, starts_on="01.06.2023"))
    assert isinstance(service.save(session, one, writer(doctor.person_id)), Saved)
    assert service.save(session, two, writer(doctor.person_id)) == NotSaved(is_stale=True)
    assert len(session.exec(select(ServiceRecord)).all()) == 3


def test_a_draft_moves_the_date_and_saves_nothing(session: Session, doctor: Enrolment) -> None:
    draft = draft_of(session, LogKind.ABSENCE, LEAVE)
    effect = service.consequence(session, draft.book, draft.after, TODAY)
    assert effect is not None
    assert effect.days is not None and effect.days > 0
    assert session.exec(select(Absence)).all() == []
    same = service.consequence(session, draft.book, draft.book, TODAY)
    assert same is not None and same.days == 0


def add_procedure(session: Session, doctor: Enrolment, **more: Any) -> ProcedureCount:
    key = session.exec(select(ObjectiveRow.key).where(ObjectiveRow.row_type == "procedure")).first()
    row = ProcedureCount(
        **{
            "enrolment_id": doctor.id,
            "procedure_key": key,
            "count": 2,
            "done_on": date(2026, 5, 1),
            "state": SignState.SENT,
            "held_by_id": doctor.person_id,
            "waits_for": "supervisor",
            "sent_on": date(2026, 5, 2),
        }
        | more
    )
    session.add(row)
    session.flush()
    session.add(
        Signature(
            procedure_count_id=row.id,
            step="supervisor",
            by_person_id=doctor.person_id,
            signed_on=date(2026, 5, 3),
        )
    )
    session.commit()
    return row


def test_what_is_signed_cannot_be_changed_or_deleted(session: Session, doctor: Enrolment) -> None:
    row = add_procedure(session, doctor, state=SignState.SIGNED, held_by_id=None)
    assert row.id is not None
    draft = service.form_of(session, KARI, LogKind.PROCEDURE, row.id)
    assert draft is not None and draft.is_locked
    result = service.delete(
        session, book_of(session), LogKind.PROCEDURE, row.id, 1, writer(doctor.person_id)
    )
    assert isinstance(result, NotSaved)
    assert session.exec(select(ProcedureCount)).one().count == 2


def test_changing_what_is_sent_takes_it_back_with_its_signatures(
    session: Session, doctor: Enrolment
) -> None:
    doctor.specialty_code = "ORT"
    row = add_procedure(session, doctor)
    assert row.id is not None
    raw = {
        "procedure_key": row.procedure_key,
        "count": "3",
        "done_on": "01.05.2026",
        "version": "1",
    }
    draft = draft_of(session, LogKind.PROCEDURE, raw, row.id)
    assert draft.problems == ()
    assert isinstance(service.save(session, draft, writer(doctor.person_id)), Saved)
    session.expire_all()
    stored = session.exec(select(ProcedureCount)).one()
    assert (stored.count, stored.state, stored.held_by_id, stored.sent_on) == (
        *(3, SignState.DRAFT, None, None),
    )
    assert session.exec(select(Signature)).all() == []


def test_nobody_reaches_another_doctors_rows(session: Session, doctor: Enrolment) -> None:
    saved(session, doctor)
    entry = the_leave(session)
    add_doctor(session, "per")
    session.commit()
    other = open_book(session, "per")
    assert other is not None
    assert service.form_of(session, "per", LogKind.ABSENCE, entry.id) is None
    result = service.delete(session, other, LogKind.ABSENCE, entry.id, 1, writer(doctor.person_id))
    assert result == NotSaved(is_stale=True)
    assert the_leave(session).id == entry.id
    assert open_book(session, "nobody") is None
