"""Wishes: kept once, listed, taken back by their owner alone, and remembered in the trail."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from app.db.tables import AuditEvent, Wish
from app.services import wishes as service
from app.services.what_if_changes import (
    change_from_json,
    change_from_token,
    change_to_json,
    change_to_token,
)
from app.store import wishes as store
from pathways.projection.values import Session as CourseSession
from pathways.projection.what_if_values import (
    AbroadChange,
    Change,
    CourseChange,
    LeaveChange,
    MoveChange,
    ShareChange,
    SiteChange,
    SpecialtyChange,
)
from tests.support.doctors import add_doctor

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
PART_TIME = ShareChange(80, date(2027, 2, 1), date(2027, 7, 31))


@pytest.mark.parametrize(
    "change",
    [
        PART_TIME,
        ShareChange(60, date(2027, 2, 1), None),
        LeaveChange(date(2027, 2, 1), date(2027, 7, 31)),
        MoveChange("7", date(2027, 7, 13)),
        SiteChange("Valg ~ av/sted", "Kalnes & Moss|x"),
        CourseChange("vop-kurs", CourseSession(date(2027, 3, 8), date(2027, 3, 12))),
        SpecialtyChange("RUS", date(2027, 1, 1)),
        AbroadChange(date(2027, 2, 1), date(2028, 1, 31)),
    ],
)
def test_a_change_survives_the_address_and_the_store(change: Change) -> None:
    assert change_from_token(change_to_token(change)) == change
    assert change_from_json(change_to_json(change)) == change


@pytest.mark.parametrize(
    "token",
    [
        "",
        "share",
        "share~x~2027-02-01~",
        "share~80~2027-02-30~",
        "nothing~1",
        "course~k~2027-03-08",
    ],
)
def test_what_cannot_be_read_is_refused(token: str) -> None:
    with pytest.raises(ValueError):
        change_from_token(token)


def test_a_wish_is_kept_once_and_remembered(session: Session) -> None:
    doctor = add_doctor(session)
    kept = {
        service.keep_wish(
            session, person_id=doctor.person_id, changes=[PART_TIME], days_moved=37, now=NOW
        )
        for _again in range(2)
    }
    assert len(kept) == 1
    (row,) = store.list_wishes(session, "kari")
    assert change_from_json(row.changes[0]) == PART_TIME
    assert row.days_moved == 37
    (event,) = session.exec(select(AuditEvent).where(AuditEvent.subject_kind == "wish")).all()
    assert (event.action, event.actor_id) == ("wish_made", doctor.person_id)


def test_a_wish_is_taken_back_once_and_by_its_owner(session: Session) -> None:
    doctor, other = add_doctor(session), add_doctor(session, "per")
    wish_id = service.keep_wish(
        session, person_id=doctor.person_id, changes=[PART_TIME], days_moved=0, now=NOW
    )
    assert wish_id is not None

    def withdraw(person_id: int, version: int = 1) -> bool:
        return service.withdraw_wish(
            session, person_id=person_id, wish_id=wish_id, version=version, now=NOW
        )

    assert not withdraw(other.person_id)
    assert not withdraw(doctor.person_id, version=2)
    assert withdraw(doctor.person_id)
    assert not withdraw(doctor.person_id)
    assert store.list_wishes(session, "kari") == ()
    assert session.exec(select(Wish.version)).all() == [2]
    events = session.exec(select(AuditEvent).where(AuditEvent.subject_kind == "wish")).all()
    assert [event.action for event in events] == ["wish_made", "wish_withdrawn"]


def test_somebody_who_is_not_in_training_has_no_wishes(session: Session) -> None:
    doctor = add_doctor(session)
    doctor.ends_on = date(2026, 1, 1)
    session.flush()
    assert (
        service.keep_wish(
            session, person_id=doctor.person_id, changes=[PART_TIME], days_moved=0, now=NOW
        )
        is None
    )
