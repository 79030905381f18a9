"""Room and supervisors from a list: looked through in full, then kept in full or not at all.

The list one downloads is filled with what is there now. A row with a key changes what it names, a
row without adds something, and what is not in the file stays as it is. The first step shows what
would happen; the second does the same again on what is stored then, in one transaction.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.exchange import places_list
from app.exchange.list_rows import FileFault, RowList, write_list
from app.exchange.places_list import ROOM_TAB, SECTIONS, SUPERVISOR_TAB, PlacesList
from app.services.list_check import ListCheck, ListKept
from app.services.list_words import Mistake, fault_words
from app.services.places_changes import Desk, remember, write_capacity, write_supervisor
from app.services.places_import_rows import (
    PlannedRow,
    Shelf,
    cells_of_room,
    cells_of_supervisor,
    judge_row,
    stored_of,
)
from app.services.places_page import Scope, scope_of
from app.services.places_room_form import WRITTEN_KINDS
from app.services.places_words import period
from app.store import access as access_store
from app.store import audit
from app.store import place_edits as edits
from app.store import places as store
from app.store.place_access import CONTRACT_SPECIALIST
from app.store.places import CapacityRow, PlaceRow, SupervisorRow


def export_book(session: Session, actor: Actor, today: date) -> bytes:
    """What holds today or later, as a workbook with the columns that an import reads."""
    return places_list.write_book(_sections(_shelf(session, actor), today))


def export_text(session: Session, actor: Actor, today: date, section: str) -> str:
    """One section of the same as a text file."""
    rows = _sections(_shelf(session, actor), today)[section]
    return write_list(SECTIONS[section], rows)


def check_places(session: Session, actor: Actor, found: PlacesList) -> ListCheck[PlannedRow]:
    """Look a file through; the number of queries does not depend on its length."""
    return _look_through(found, _shelf(session, actor))


def save_places(
    session: Session, actor: Actor, found: PlacesList, *, today: date, now: datetime
) -> ListKept | ListCheck[PlannedRow]:
    """Look the file through again and keep all of it; commits. The check when it has mistakes, or
    when somebody was faster.
    """
    check = _look_through(found, _shelf(session, actor))
    if check.mistakes:
        session.rollback()
        return check
    for row in check.rows:
        if row.does_something and not _write(session, Desk(actor, row.place, today, now), row):
            session.rollback()
            text = _("Noen andre endret dette mens du lastet opp. Last ned filen på nytt.")
            return ListCheck(mistakes=(Mistake(row.number, None, text, row.section),))
    kept = ListKept(len(check.added), len(check.changed))
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action="places.imported",
        subject=("places", "import"),
        details={"added": kept.added, "changed": kept.changed},
    )
    session.commit()
    return kept


def _write(session: Session, desk: Desk, row: PlannedRow) -> bool:
    """Write one row with its line in the audit trail; False when somebody was faster."""
    if row.section == ROOM_TAB:
        assert not isinstance(row.before, SupervisorRow)
        subject = write_capacity(session, desk, row.values, row.before)
    else:
        assert not isinstance(row.before, CapacityRow)
        subject = write_supervisor(session, desk, row.values, row.before)
    if subject is None:
        return False
    before = {} if row.before is None else stored_of(row.before).values
    by, now = desk.actor.person_id, desk.now
    remember(session, subject, before, row.values, is_new=row.is_new, by=by, now=now)
    return True


# --- What is there ---


def _shelf(session: Session, actor: Actor) -> Shelf:
    places = kept_places(session, scope_of(session, actor))
    ids = [row.id for row in places]
    owners = {row.organisation_id for row in places}
    capacities = store.list_capacities(session, unit_ids=ids)
    staff = edits.list_staff(session, access_store.with_parents(session, owners))
    return Shelf(
        places,
        tuple(row for row in capacities if row.kind in WRITTEN_KINDS),
        store.list_supervisors(session, ids),
        tuple((str(key), name) for key, name in staff),
    )


def kept_places(session: Session, scope: Scope) -> tuple[PlaceRow, ...]:
    """The places whose room a coordinator keeps: those of the own organisations, and of contract
    specialists with whom they have an agreement.
    """
    if scope.organisation_ids is None:
        return store.list_places(session)
    agreements = store.list_agreements(session, party_ids=scope.organisation_ids)
    hosts = {row.host_id for row in agreements}
    rows = store.list_places(session, organisation_ids=scope.organisation_ids | hosts)
    return tuple(
        row
        for row in rows
        if scope.keeps(row.organisation_id)
        or (row.organisation_kind == CONTRACT_SPECIALIST and row.organisation_id in hosts)
    )


def _sections(shelf: Shelf, today: date) -> dict[str, list[dict[str, str]]]:
    """What holds today or later, by place."""

    def ahead(ends: date | None) -> bool:
        return ends is None or ends >= today

    name = {row.id: row.name for row in shelf.places}
    room = [row for row in shelf.capacities if ahead(row.valid_to)]
    room.sort(key=lambda row: (min(name.get(each, "~") for each in row.unit_ids), row.valid_from))
    supervisors = [row for row in shelf.supervisors if ahead(row.valid_to)]
    supervisors.sort(key=lambda row: (name[row.unit_id], row.name, row.valid_from))
    return {
        ROOM_TAB: [cells_of_room(row, shelf) for row in room],
        SUPERVISOR_TAB: [cells_of_supervisor(row, shelf) for row in supervisors],
    }


# --- Looking through ---


def _look_through(found: PlacesList, shelf: Shelf) -> ListCheck[PlannedRow]:
    if found.fault is not None:
        text = fault_words(RowList(fault=found.fault), SECTIONS[ROOM_TAB])
        return ListCheck(mistakes=(Mistake(None, None, text),))
    planned: list[PlannedRow] = []
    mistakes: list[Mistake] = []
    has_rows = any(rows.fault is not FileFault.EMPTY for rows in found.sections.values())
    for section, rows in found.sections.items():
        if rows.fault is FileFault.EMPTY and has_rows:
            continue
        if rows.fault is not None:
            text = fault_words(rows, SECTIONS[section])
            mistakes.append(Mistake(None, None, text, section))
            continue
        for row in rows.rows:
            plan, wrong = judge_row(section, row, shelf)
            mistakes += wrong
            planned += [plan] if plan is not None else []
        mine = [plan for plan in planned if plan.section == section]
        mistakes += [*_twice(mine), *_overlaps(mine, shelf)]
    mistakes.sort(key=lambda each: (each.sheet or "", each.row or 0))
    return ListCheck(tuple(planned), tuple(mistakes))


def _twice(rows: Iterable[PlannedRow]) -> Iterable[Mistake]:
    """Rows about the same stored thing."""
    first: dict[str, int] = {}
    for row in rows:
        if row.before is None:
            continue
        number = first.setdefault(row.before.public_id, row.number)
        if number != row.number:
            text = _("Raden er den samme som rad %(number)s. Skriv den én gang.", number=number)
            yield Mistake(row.number, None, text, row.section)


@dataclass(frozen=True, slots=True)
class _Held:
    """A row of the file, or (`row` None) a stored one that the file does not touch."""

    row: PlannedRow | None
    name: str
    first: date
    last: date | None

    @property
    def days(self) -> str:
        return period(self.first, self.last)

    def meets(self, other: "_Held") -> bool:
        return self.first <= (other.last or date.max) and other.first <= (self.last or date.max)


def _overlaps(rows: list[PlannedRow], shelf: Shelf) -> Iterable[Mistake]:
    """Two that speak of the same doctors at the same place on the same days say two things."""
    by_target: dict[Hashable, list[_Held]] = defaultdict(list)
    for row in rows:
        values = row.values
        held = _Held(row, str(values["name"]), values["valid_from"], values["valid_to"])
        by_target[_target(row.section, values, row.place.id)].append(held)
    touched = {row.before.public_id for row in rows if row.before is not None}
    for stored in shelf.stored(rows[0].section) if rows else ():
        if stored.public_id not in touched:
            section = ROOM_TAB if isinstance(stored, CapacityRow) else SUPERVISOR_TAB
            at = 0 if isinstance(stored, CapacityRow) else stored.unit_id
            held = _Held(None, stored.name, stored.valid_from, stored.valid_to)
            by_target[_target(section, stored_of(stored).values, at)].append(held)
    for held_rows in by_target.values():
        yield from _meetings(held_rows)


def _meetings(rows: list[_Held]) -> Iterable[Mistake]:
    """The rows of the file that meet one before them, each told once; old ones that meet are left
    alone.
    """
    told: set[int] = set()
    for number, held in enumerate(rows):
        for other in rows[:number]:
            ours = held.row or other.row
            if ours is None or ours.number in told or not held.meets(other):
                continue
            if not any(each.row is not None and each.row.does_something for each in (held, other)):
                continue
            if held.row is not None and other.row is not None:
                text = _(
                    "Gjelder de samme legene på de samme dagene som rad %(number)s, %(days)s. "
                    "Velg andre dager, eller ta bort en av dem.",
                    number=other.row.number,
                    days=other.days,
                )
            else:
                known = held if held.row is None else other
                text = _(
                    "%(name)s gjelder alt %(days)s. Avslutt den først, eller velg andre dager.",
                    name=known.name,
                    days=known.days,
                )
            heading = SECTIONS[ours.section].headings["valid_from"]
            told.add(ours.number)
            yield Mistake(ours.number, heading, text, ours.section)


def _target(section: str, values: object, unit_id: int) -> Hashable:
    """What a row speaks of: the same places, services and groups; or the same supervisor there."""
    assert isinstance(values, dict)
    if section == ROOM_TAB:
        lists = (tuple(values[name]) for name in ("services", "groups", "unit_ids"))
        return values["kind"], *lists
    return unit_id, values["person_id"] or str(values["name"]).lower()
