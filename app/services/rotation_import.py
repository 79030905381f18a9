"""A plan read from a sheet into the draft: looked through in full, then taken in as one edit.

For every doctor the sheet names, it says all placements: those it leaves out are taken off the
board. Doctors it does not name stay as they are. The first step shows what changes and which
breaches it would make; the second does the same again on what is stored then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import EditKind
from app.exchange.list_rows import Columns, RowList
from app.exchange.plan_sheet import (
    COLUMNS,
    MOST_ROWS,
    NEEDED,
    PlanSheet,
    read_sheet,
    write_rows,
    write_sheet,
)
from app.services import rotation_needs_form
from app.services.board_opening import version_name
from app.services.list_words import Mistake, fault_words
from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_draft_rows import RowEdit, hold_draft, keep_rows
from app.services.rotation_edits_values import After, Author
from app.services.rotation_import_draft import draft_after
from app.services.rotation_import_rows import Shelf, read_stays
from app.services.rotation_life import Refused
from app.services.rotation_members import no_draft
from app.services.rotation_panel_effect import Effect, effect_of
from app.services.rotation_rows_words import SHEET
from app.services.rotation_run_page import ChangeLine, change_lines
from app.services.rotation_takeover import Proposal
from app.services.wording import in_words, upper_first
from app.store import rotation_edits as edits
from app.store import rotations
from app.store.rotation_values import PlanHead


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """A file looked through. With any mistake nothing of it can be taken in."""

    mistakes: tuple[Mistake, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    effect: Effect | None = None
    text: str = ""
    """The rows, for the second step."""
    seq: int = 0
    """The newest edit of the draft that this was held against."""
    doctors: int = 0
    """How many rows of the board change."""
    new_needs: tuple[str, ...] = ()
    """Needs that the sheet brings: whose and what."""
    older: tuple[str, ...] = ()
    """Whose rows were edited after the file was made."""
    is_stale: bool = False
    """The draft has been edited since it was looked through; this is how it is now."""

    @property
    def sentence(self) -> str:
        """What the file would do, in one sentence."""
        if self.mistakes:
            return ngettext(
                "*Én feil* må rettes i arket.",
                "*%(words)s feil* må rettes i arket.",
                len(self.mistakes),
                words=upper_first(in_words(len(self.mistakes))),
            )
        if not self.changes:
            return _("Arket sier *det samme* som utkastet.")
        return ngettext(
            "Arket endrer *én plassering*.",
            "Arket endrer *%(words)s plasseringer*.",
            len(self.changes),
            words=in_words(len(self.changes)),
        )


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The sheet is in the draft: the edit's number, and how many rows it changed."""

    seq: int
    doctors: int


def template_of(session: Session, plan: PlanHead, today: date) -> bytes | None:
    """The draft as a workbook with the columns that an import reads; None without a draft."""
    head = rotations.open_version(session, plan.id)
    if head is None or not head.is_draft:
        return None
    board = rotations.load_board(session, head.id)
    rows = [_cells(board.placements, each.key, each.name) for each in board.members]
    facts = (
        ("Plan", plan.name),
        ("Utkast", version_name(head)),
        ("Laget", f"{today:%d.%m.%Y}"),
        ("Måneder", "03.2027"),
        ("Låst", "ja eller nei"),
    )
    return write_sheet([row for each in rows for row in each], facts, head.last_edit)


def _cells(placements: Sequence[Any], key: str, name: str) -> list[dict[str, str]]:
    """A doctor's placements; a row with the name alone for who has none, to be filled in."""
    mine = [each for each in placements if each.member_key == key]
    if not mine:
        return [{"doctor": name}]
    return [
        {
            "key": f"{key}:{row.block_key}",
            "doctor": name,
            "service": row.service_nb,
            "place": row.unit.name,
            "first": f"{row.starts_on:%m.%Y}",
            "last": f"{row.ends_on:%m.%Y}",
            "locked": "ja" if row.is_locked else "nei",
        }
        for row in mine
    ]


def check_sheet(
    session: Session, plan: PlanHead, data: bytes, author: Author
) -> SheetCheck | Refused:
    """Look a file through beside the draft; nothing is saved."""
    head = rotations.open_version(session, plan.id)
    if head is None or not head.is_draft:
        return no_draft()
    plan_case = load_case(session, head.id, today=author.today)
    found = read_sheet(data)
    work = _look_through(session, plan_case, found, author)
    return work.check


def save_sheet(
    session: Session, plan: PlanHead, data: bytes, seen: int, author: Author, now: datetime
) -> TakenIn | SheetCheck | Refused:
    """Look the file through again and take it in as one edit that can be undone; commits.

    The check when it has mistakes, or when somebody edited one of its rows since `seen`.
    """
    head = hold_draft(session, plan)
    if head is None:
        session.rollback()
        return no_draft()
    plan_case = load_case(session, head.id, today=author.today)
    work = _look_through(session, plan_case, read_sheet(data), author)
    touched = _touched(session, head.id, seen)
    if work.check.mistakes or touched & set(work.members):
        session.rollback()
        return replace(work.check, is_stale=not work.check.mistakes)
    if work.after is None or not work.after.members:
        session.rollback()
        return work.check
    told = {"count": len(work.after.members), "doctor": ""}
    edit = RowEdit(EditKind.PLAN, SHEET, work.after.rows, told)
    seq = keep_rows(session, plan_case.board, edit, by=author.person_id, now=now)
    session.commit()
    return TakenIn(seq, len(work.after.members))


@dataclass(frozen=True, slots=True)
class _Work:
    """A file beside a draft: what is told of it, and what the draft would be."""

    check: SheetCheck
    members: tuple[str, ...] = ()
    """Everybody whom the sheet names."""
    after: After | None = None


def _look_through(session: Session, plan_case: PlanCase, found: PlanSheet, author: Author) -> _Work:
    seq = plan_case.board.version.last_edit
    if found.fault is not None:
        return _Work(SheetCheck((Mistake(None, None, _fault(found)),), seq=seq))
    rows = [each for each in found.rows if each.place or each.first or each.last]
    shelf = Shelf(plan_case, rotation_needs_form.units_of(session, plan_case.plan, plan_case.units))
    stays, mistakes = read_stays(shelf, rows)
    if mistakes:
        return _Work(SheetCheck(mistakes, seq=seq))
    made = draft_after(session, plan_case, stays, author)
    after, known = made.after, replace(plan_case, units={**plan_case.units, **made.units})
    effect = None
    if after.members:
        effect = effect_of(session, _shared(known, after), after, author.today)
    check = SheetCheck(
        changes=change_lines(Proposal(known, after, ())),
        effect=effect,
        text=write_rows(found.rows),
        seq=seq,
        doctors=len(after.members),
        new_needs=made.new_needs,
        older=_older(session, plan_case, found.seq, tuple(stays)),
    )
    return _Work(check, tuple(stays), after)


def _shared(plan_case: PlanCase, after: After) -> PlanCase:
    """The draft with the limits that both have: a place that nobody is at any more may have one
    that the other does not know."""
    keys = {each.key for each in after.case.limits}
    limits = tuple(each for each in plan_case.case.limits if each.key in keys)
    return replace(plan_case, case=replace(plan_case.case, limits=limits))


def _older(
    session: Session, plan_case: PlanCase, made_from: int | None, members: Sequence[str]
) -> tuple[str, ...]:
    if made_from is None:
        return ()
    touched = _touched(session, plan_case.board.version.id, made_from)
    return tuple(
        each.name for each in plan_case.board.members if each.key in touched & set(members)
    )


def _touched(session: Session, version_id: int, since: int) -> set[str]:
    """Keys of the rows that were edited after an edit."""
    return {key for each in edits.edits_since(session, version_id, since) for key in each.members}


def _fault(found: PlanSheet) -> str:
    columns = Columns(COLUMNS, tuple((name,) for name in NEEDED))
    return fault_words(RowList(fault=found.fault, about=found.about), columns, MOST_ROWS)
