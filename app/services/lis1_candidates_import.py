"""Candidates from a file: looked through in full, then all of them added or none.

The first step shows what would be added; the second does the same again on what is stored then,
in one transaction. A file adds candidates and never changes those who are there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from app.db.tables import AuditEvent, Lis1Candidate, Lis1Couple
from app.exchange.lis1_candidates_list import (
    BETWEEN,
    GENDERS,
    TOGETHER,
    WISH,
    columns_for,
    read_candidates,
    wishes_in,
    write_book,
)
from app.exchange.list_rows import NO, YES, Columns, RowList, rows_as_text
from app.services.lis1_candidates_edit import Acting, add, remember
from app.services.lis1_candidates_import_rows import PlannedCandidate, Roll, judge_row, pair_up
from app.services.lis1_candidates_rules import SeatShelf, refuses_new, shelf_of
from app.services.lis1_conflicts import hidden_candidates
from app.services.list_check import ListCheck, ListKept
from app.services.list_words import Mistake, fault_words
from app.services.wording import day, moment
from app.store import lis1 as lis1_store
from app.store import lis1_candidates as store
from app.store.lis1 import StoredIntake
from rotations.lis1.types import Together

IMPORTED = "lis1.candidates_imported"


@dataclass(frozen=True)
class FoundFile:
    """A file that was read, in the columns of the intake."""

    rows: RowList
    columns: Columns
    text: str = field(default="", repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of what the file says: the same cells, however it was saved."""
        return sha256(self.text.encode()).hexdigest()


def read_file(session: Session, intake_id: int, data: bytes) -> FoundFile:
    """A file with the columns that this intake's list has."""
    seats = store.list_seats(session, intake_id)
    columns = columns_for(sum(not seat.is_closed for seat in seats))
    rows = read_candidates(data, columns)
    if rows.fault is not None:
        return FoundFile(rows, columns)
    return FoundFile(rows, columns, rows_as_text(columns, rows))


def check_file(session: Session, acting: Acting, found: FoundFile) -> ListCheck[PlannedCandidate]:
    """Look a file through; the number of queries does not depend on its length."""
    if found.rows.fault is not None:
        text = fault_words(found.rows, found.columns)
        return ListCheck(mistakes=(Mistake(None, None, text),))
    stored = lis1_store.load_intake(session, acting.intake_id)
    assert stored is not None
    whole = refuses_new(stored.intake) or _read_before(session, acting, found)
    if whole is not None:
        return ListCheck(mistakes=(Mistake(None, None, whole),))
    roll = Roll(shelf_of(stored), {each.email: each.key for each in stored.candidates})
    planned: list[PlannedCandidate] = []
    mistakes: list[Mistake] = []
    for row in found.rows.rows:
        plan, wrong = judge_row(row, roll, found.columns.headings)
        mistakes += wrong
        planned += [plan] if plan is not None else []
    mistakes += _empty_lists(found)
    # A partner whose own row must be mended is told there.
    mistakes += pair_up(planned)[1] if not mistakes else []
    mistakes.sort(key=lambda each: each.row or 0)
    if mistakes:
        return ListCheck(mistakes=tuple(mistakes))
    return ListCheck(tuple(planned))


def _read_before(session: Session, acting: Acting, found: FoundFile) -> str | None:
    """Who read the same file into this intake before, and when."""
    rows = session.execute(
        sa.select(AuditEvent).where(
            col(AuditEvent.action) == IMPORTED,
            col(AuditEvent.subject_key) == acting.intake.public_id,
        )
    ).scalars()
    for event in rows:
        if event.details.get("sha256") == found.digest:
            names = store.names_of(session, [event.actor_id] if event.actor_id else [])
            return _(
                "Denne filen ble lest inn %(when)s av %(who)s. Ingenting er lagt til på nytt.",
                when=moment(event.at),
                who=names.get(event.actor_id or 0, _("ukjent")),
            )
    return None


def _empty_lists(found: FoundFile) -> Iterable[Mistake]:
    """Rows without wishes in a file where others have some: forgotten, or handed in later?"""
    lists = {row.number: wishes_in(row.cells) for row in found.rows.rows}
    if not any(lists.values()):
        return
    for number, wishes in lists.items():
        if not wishes:
            text = _(
                "Listen er tom, og andre rader har ønsker. Skriv minst ett ønske, eller les inn "
                "dem som skal levere selv, i en egen fil."
            )
            yield Mistake(number, found.columns.headings[f"{WISH}1"], text)


def save_file(
    session: Session, acting: Acting, found: FoundFile
) -> ListKept | ListCheck[PlannedCandidate]:
    """Look the file through again and add everybody in it; commits.

    The check when it has mistakes.
    """
    store.lock_intake(session, acting.intake_id)
    check = check_file(session, acting, found)
    if check.mistakes:
        session.rollback()
        return check
    number = store.next_number(session, acting.intake_id)
    people = store.people_with(
        session, acting.intake_id, [row.values["email"] for row in check.rows]
    )
    keys = [
        add(session, acting, row.values, number + offset, people)
        for offset, row in enumerate(check.rows)
    ]
    couples, _wrong = pair_up(check.rows)
    ids = {row.values["email"]: key for row, key in zip(check.rows, keys, strict=True)}
    for couple in couples:
        one = store.find_candidate(session, acting.intake_id, ids[couple.one])
        other = store.find_candidate(session, acting.intake_id, ids[couple.other])
        assert one is not None
        assert other is not None
        assert one.id is not None
        assert other.id is not None
        session.add(
            Lis1Couple(
                intake_id=acting.intake_id,
                one_id=one.id,
                other_id=other.id,
                wish=couple.wish,
                or_apart=couple.or_apart,
                is_confirmed=True,
            )
        )
    details: dict[str, Any] = {"sha256": found.digest, "candidates": keys}
    details |= {"couples": len(couples)}
    remember(session, acting, IMPORTED.removeprefix("lis1."), details)
    session.commit()
    return ListKept(len(keys), 0)


# ---- Down ------------------------------------------------------------------------------------


def export_book(
    session: Session, intake_id: int, person_id: int, *, with_candidates: bool
) -> bytes:
    """The list to fill in, with the keys of the seats; or with the candidates there are.

    Candidates that are hidden from this member are left out.
    """
    stored = lis1_store.load_intake(session, intake_id)
    assert stored is not None
    shelf = shelf_of(stored)
    columns = columns_for(len(shelf.open_seats))
    hidden = hidden_candidates(session, intake_id, person_id) if with_candidates else frozenset()
    people = [
        each
        for each in stored.candidates
        if with_candidates and each.id not in hidden and each.withdrawn_on is None
    ]
    rows = [_cells(each, stored, shelf, hidden) for each in people]
    names = shelf.qualification_names
    seats = [
        (
            seat.key,
            shelf.municipality(seat),
            shelf.hospital(seat),
            shelf.tracks[seat.track_id].name,
            day(seat.starts_on),
            str(seat.places),
            BETWEEN.join(names.get(key, key) for key in seat.needs),
            NO if seat.is_closed else YES,
        )
        for seat in shelf.seats
    ]
    return write_book(columns, rows, seats, names.values())


def _cells(
    candidate: Lis1Candidate, stored: StoredIntake, shelf: SeatShelf, hidden: frozenset[int]
) -> dict[str, str]:
    assert candidate.id is not None
    names = shelf.qualification_names
    words = {value: word for word, value in GENDERS.items()}
    wishes = [shelf.by_id[each].key for each in stored.wishes.get(candidate.id, ())]
    cells = {
        "intake": stored.intake.name,
        "given_name": candidate.given_name,
        "family_name": candidate.family_name,
        "email": candidate.email,
        "gender": words.get(str(candidate.groups.get("gender", "")), ""),
        "qualifications": BETWEEN.join(names.get(key, key) for key in candidate.qualifications),
        **{f"{WISH}{rank}": key for rank, key in enumerate(wishes, start=1)},
    }
    for couple in stored.couples:
        if candidate.id not in (couple.one_id, couple.other_id) or not couple.is_confirmed:
            continue
        other = couple.other_id if couple.one_id == candidate.id else couple.one_id
        if other in hidden:
            continue
        cells["partner"] = next(each.email for each in stored.candidates if each.id == other)
        together = {Together(value): word for word, value in TOGETHER.items()}
        cells["together"] = together[couple.wish]
        cells["or_apart"] = YES if couple.or_apart else NO
    return cells
