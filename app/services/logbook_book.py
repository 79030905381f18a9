"""One doctor's registrations as values, with and without a change, and the record they make."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app.store import logbook as store
from app.store.logbook import Entry, LogKind, Owner
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    PlaceKind,
    ProcedureTally,
    Service,
    Share,
    SignState,
    TraineeRecord,
)

NEW = 0
"""The id of an entry that is not saved yet."""
DAYS = frozenset({"starts_on", "ends_on", "done_on"})
_CODES: dict[tuple[LogKind, str], type[StrEnum]] = {
    (LogKind.SERVICE, "place_kind"): PlaceKind,
    (LogKind.ABSENCE, "kind"): AbsenceKind,
    (LogKind.COURSE, "state"): AttendanceState,
}


@dataclass(frozen=True, slots=True)
class Book:
    """Everything one doctor has registered, oldest first."""

    owner: Owner
    entries: Mapping[LogKind, tuple[Entry, ...]]

    def of(self, kind: LogKind) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return self.entries[kind]

    def find(self, kind: LogKind, entry_id: int | None) -> Entry | None:
        """One entry; None when it is not there (or is not this doctor's)."""
        return next((each for each in self.entries[kind] if each.id == entry_id), None)

    def others(self, kind: LogKind, entry_id: int) -> tuple[Entry, ...]:
        """The entries of a kind but one."""
        return tuple(each for each in self.entries[kind] if each.id != entry_id)

    def with_entry(self, entry: Entry) -> "Book":
        """The book after an entry is added or changed."""
        rows = (*self.others(entry.kind, entry.id), entry)
        return replace(self, entries={**self.entries, entry.kind: rows})

    def without(self, kind: LogKind, entry_id: int) -> "Book":
        """The book after an entry is deleted."""
        return replace(self, entries={**self.entries, kind: self.others(kind, entry_id)})


def open_book(session: Session, public_id: str) -> Book | None:
    """The registrations of the doctor with this public id; None when not in training."""
    owner = store.find_owner(session, public_id)
    return None if owner is None else Book(owner, store.list_entries(session, owner))


def record_of(record: TraineeRecord, book: Book) -> TraineeRecord:
    """The record as it would be with the registrations of `book`."""
    names = {each.course_key: each.name_nb for each in record.courses}
    return replace(
        record,
        services=tuple(sorted(map(_service, book.of(LogKind.SERVICE)), key=_by_start)),
        absences=tuple(
            sorted(
                (AbsencePeriod(**each.values) for each in book.of(LogKind.ABSENCE)), key=_by_start
            )
        ),
        shares=tuple(
            sorted(
                (
                    Share(
                        each.values["share_percent"],
                        each.values["starts_on"],
                        each.values["ends_on"],
                    )
                    for each in book.of(LogKind.SHARE)
                ),
                key=_by_start,
            )
        ),
        courses=tuple(_course(each, names) for each in book.of(LogKind.COURSE)),
        group_guidance=tuple(
            sorted(
                (GroupPeriod(**each.values) for each in book.of(LogKind.GUIDANCE)), key=_by_start
            )
        ),
        procedures=_tallies(book),
    )


def to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the audit trail keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def from_json(kind: LogKind, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Values back from the audit trail."""
    values = dict(kept)
    for name, value in kept.items():
        if value is None:
            continue
        if name in DAYS:
            values[name] = date.fromisoformat(value)
        elif (kind, name) in _CODES:
            values[name] = _CODES[kind, name](value)
    return values


def _service(entry: Entry) -> Service:
    values = entry.values
    inside = values["counted_inside_id"]
    return Service(
        key=str(entry.id) if entry.id != NEW else "new",
        stage=values["stage_key"],
        name_nb=values["name_nb"],
        name_en=values["name_en"],
        place=entry.place,
        organisation=entry.organisation,
        place_kind=values["place_kind"],
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        is_planned=values["is_planned"],
        counted_inside=None if inside is None else str(inside),
        plan_seq=entry.plan_seq,
    )


def _course(entry: Entry, names: Mapping[str, str]) -> CourseTaken:
    values = entry.values
    key = values["course_key"]
    return CourseTaken(
        course_key=key,
        name_nb=names.get(key, key),
        state=values["state"],
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        is_equivalent=values["is_equivalent"],
    )


def _tallies(book: Book) -> tuple[ProcedureTally, ...]:
    counts: dict[str, int] = {}
    signed: dict[str, int] = {}
    for each in book.of(LogKind.PROCEDURE):
        key, count = each.values["procedure_key"], each.values["count"]
        counts[key] = counts.get(key, 0) + count
        signed[key] = signed.get(key, 0) + (count if each.state is SignState.SIGNED else 0)
    return tuple(ProcedureTally(key, counts[key], signed[key]) for key in sorted(counts))


def _by_start(value: Any) -> date:
    start: date = value.starts_on
    return start
