"""Seats from a list: looked through in full, then kept in full or not at all.

The list one downloads is filled with what is there now. A row with a key changes that seat, a row
without is a new one, unless it says what a seat already is; what is not in the file stays.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Seat
from app.exchange.lis1_intakes_list import BETWEEN, SEATS, write_seats
from app.exchange.list_rows import NO, YES, ListRow, RowList, write_list
from app.services.lis1_intakes_keep import Desk, log
from app.services.lis1_intakes_rules import Part, fixed_words, may
from app.services.lis1_intakes_seat_form import (
    FIELDS,
    WHAT_IT_IS,
    SeatBook,
    seat_spec,
    stored_value,
)
from app.services.lis1_intakes_seats import change_of, raw_of
from app.services.list_check import ListCheck, ListKept
from app.services.list_words import Mistake, fault_words
from app.services.logbook_choices import Option
from app.services.logbook_form import day_from
from app.services.places_changes import NEW, plain_value
from app.services.places_fields import FormSpec, PlaceReading, written
from app.services.wording import listed
from app.store import lis1_intakes as store

PLAIN = ("starts_on", "places", "contact_name", "contact_email")
FLAGS = ("is_closed", "is_own_post")
ENOUGH_NAMES = 6


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """A row of the file as it would be kept."""

    number: int
    title: str
    before: Lis1Seat | None
    values: Mapping[str, Any]
    """What the row says."""
    changes: tuple[tuple[str, str, str], ...]

    @property
    def is_new(self) -> bool:
        """Whether it adds a seat."""
        return self.before is None


def check_seats(book: SeatBook, desk: Desk, found: RowList) -> ListCheck[PlannedSeat]:
    """Look a file through; no query, whatever its length."""
    if found.fault is not None:
        return ListCheck(mistakes=(Mistake(None, None, fault_words(found, SEATS)),))
    planned: list[PlannedSeat] = []
    mistakes: list[Mistake] = []
    for row in found.rows:
        plan, wrong = _judge_row(book, desk, row)
        mistakes += wrong
        planned += [plan] if plan is not None else []
    mistakes += _twice(planned)
    mistakes.sort(key=lambda each: each.row or 0)
    return ListCheck(tuple(planned), tuple(mistakes))


def save_seats(
    session: Session, book: SeatBook, desk: Desk, found: RowList
) -> ListKept | ListCheck[PlannedSeat]:
    """Look the file through again and keep all of it; commits. The check when it has mistakes, or
    when somebody was faster.
    """
    check = check_seats(book, desk, found)
    if check.mistakes or not (check.added or check.changed):
        session.rollback()
        return check
    faster = Mistake(
        None, None, _("Noen andre endret dette mens du lastet opp. Last ned filen på nytt.")
    )
    if not store.hold_state(session, desk.intake_id, desk.intake.state):
        session.rollback()
        return ListCheck(mistakes=(faster,))
    given: list[str] = []
    told: list[dict[str, Any]] = []
    for row in check.rows:
        if not (row.is_new or row.changes):
            continue
        change = change_of(session, book, desk, row.before, row.values, given)
        if not change.write(row.values):
            session.rollback()
            return ListCheck(mistakes=(faster,))
        given.append(change.tell["seat"])
        told.append({"seat": change.tell["seat"], "places": plain_value(row.values["places"])})
    kept = ListKept(len(check.added), len(check.changed))
    log(
        session,
        desk,
        "seats_imported",
        {"added": kept.added, "changed": kept.changed, "seats": told},
    )
    session.commit()
    return kept


def export_book(book: SeatBook) -> bytes:
    """What is there as a workbook, with the names that a row can be written with."""
    offered = book.offered
    columns = [
        [SEATS.headings["hospital_id"], *_names(offered.hospitals)],
        [SEATS.headings["municipality_id"], *_names(offered.every_municipality)],
        [SEATS.headings["track_id"], *_names(offered.tracks)],
        [SEATS.headings["needs"], *_names(offered.qualifications)],
    ]
    longest = max(map(len, columns))
    filled = [[*column, *[""] * (longest - len(column))] for column in columns]
    return write_seats(_rows(book), list(zip(*filled, strict=True)))


def export_text(book: SeatBook) -> str:
    """The same seats as a text file."""
    return write_list(SEATS, _rows(book))


def _rows(book: SeatBook) -> list[dict[str, str]]:
    return [_cells(each, book) for each in book.stored.seats]


def _cells(seat: Lis1Seat, book: SeatBook) -> dict[str, str]:
    places, tracks = book.stored.places, {each.id: each.name for each in book.stored.tracks}
    names = dict(book.offered.qualifications)
    return {
        "intake": book.stored.intake.name,
        "key": seat.key,
        "version": str(seat.version),
        "hospital_id": places[seat.hospital_id],
        "municipality_id": places[seat.municipality_id],
        "track_id": tracks[seat.track_id],
        "needs": BETWEEN.join(names.get(key, key) for key in seat.needs),
        **{name: written(getattr(seat, name)) for name in PLAIN},
        **{name: YES if getattr(seat, name) else NO for name in FLAGS},
    }


def _names(options: Iterable[Option]) -> list[str]:
    return [name for _key, name in options]


# ---- One row ---------------------------------------------------------------------------------


class _Row:
    """A row being read: what its cells mean as a form, and what is wrong in them."""

    def __init__(self, book: SeatBook, row: ListRow) -> None:
        self.book, self.row = book, row
        self.wrong: list[Mistake] = []

    def fail(self, field: str, text: str) -> None:
        """Name what is wrong in a cell."""
        heading = SEATS.headings.get(field, SEATS.headings["places"])
        self.wrong.append(Mistake(self.row.number, heading, text))

    def raw(self, before: Lis1Seat | None, starts_on: str) -> dict[str, str]:
        """The cells as the text of a form; columns that are not there keep what is stored."""
        offered, cells = self.book.offered, self.row.cells
        raw = {"starts_on": starts_on} if before is None else raw_of(before)
        raw["version"] = NEW if before is None else cells.get("version") or str(before.version)
        raw |= {
            name: cells[name]
            for name in PLAIN
            if cells.get(name) or (name != "starts_on" and name in cells)
        }
        for name, options in (
            ("hospital_id", offered.hospitals),
            ("municipality_id", offered.every_municipality),
            ("track_id", offered.tracks),
        ):
            raw[name] = self._named(name, options)
        for name in FLAGS:
            if name in cells:
                raw[name] = self._flag(name)
        if "needs" in cells:
            raw = {name: text for name, text in raw.items() if not name.startswith("need_")}
            raw |= self._needs()
        return raw

    def _named(self, field: str, options: Iterable[Option]) -> str:
        name = self.row.cells.get(field, "")
        found = [key for key, text in options if text.lower() == name.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            self.fail(field, _("Flere heter dette. Legg plassen inn på siden."))
        elif not name:
            self.fail(field, _("Skriv navnet."))
        else:
            known = [text for _key, text in options][:ENOUGH_NAMES]
            self.fail(
                field,
                _(
                    "%(name)s er ikke kjent her. Skriv navnet som på arket «Navn å bruke», for "
                    "eksempel %(known)s.",
                    name=name,
                    known=listed(known) or "–",
                ),
            )
        return ""

    def _flag(self, field: str) -> str:
        cell = self.row.cells[field].lower()
        if cell not in ("", YES.lower(), NO.lower()):
            self.fail(field, _("Skriv ja eller nei."))
        return "1" if cell == YES.lower() else ""

    def _needs(self) -> dict[str, str]:
        keys = {name.lower(): key for key, name in self.book.offered.qualifications}
        parts = [part.strip() for part in self.row.cells["needs"].split(";") if part.strip()]
        missing = [part for part in parts if part.lower() not in keys]
        if missing:
            text = _("Ikke blant kvalifikasjonene i inntaket: %(names)s.", names=listed(missing))
            self.fail("needs", text)
        return {f"need_{keys[part.lower()]}": "1" for part in parts if part.lower() in keys}


def _judge_row(
    book: SeatBook, desk: Desk, row: ListRow
) -> tuple[PlannedSeat | None, list[Mistake]]:
    """What a row would do, or everything that is wrong with it."""
    reading = _Row(book, row)
    if row.extra:
        text = _("Raden har flere celler enn overskrifter.")
        return None, [Mistake(row.number, None, text)]
    of = row.cells.get("intake", "")
    if of and of.lower() not in (desk.intake.name.lower(), desk.intake.public_id):
        text = _("Raden er for inntaket %(other)s, ikke %(own)s.", other=of, own=desk.intake.name)
        reading.fail("intake", text)
        return None, reading.wrong
    key = row.cells.get("key", "")
    before = book.find(key) if key else None
    if key and before is None:
        text = _("Ingen plass i inntaket har denne nøkkelen. La den stå tom for en ny plass.")
        reading.fail("key", text)
        return None, reading.wrong
    raw = reading.raw(before, written(desk.intake.starts_on))
    if before is None and not reading.wrong:
        before = _same_seat(book, raw)
        if before is not None:
            # What the file does not say of it stays.
            raw = reading.raw(before, written(desk.intake.starts_on))
    return _planned(book, desk, before, raw, reading)


def _same_seat(book: SeatBook, raw: Mapping[str, str]) -> Lis1Seat | None:
    """The seat that a row without a key speaks of: one with the same of everything it is."""
    with suppress(ValueError):
        wanted = _identity({**raw, "starts_on": written(day_from(raw["starts_on"]))})
        return next((s for s in book.stored.seats if _identity(raw_of(s)) == wanted), None)
    return None


def _identity(raw: Mapping[str, str]) -> tuple[object, ...]:
    plain = tuple(raw.get(name, "") for name in WHAT_IT_IS if name != "needs")
    return (*plain, frozenset(name for name in raw if name.startswith("need_")))


def _planned(
    book: SeatBook, desk: Desk, before: Lis1Seat | None, raw: Mapping[str, str], reading: _Row
) -> tuple[PlannedSeat | None, list[Mistake]]:
    spec = seat_spec(book, desk, before)
    form = PlaceReading(raw)
    spec.read(form)
    told = {each.column for each in reading.wrong}
    for each in form.problems:
        # What a name stands for was told already, better.
        if SEATS.headings.get(each.field) not in told:
            reading.fail(each.field, each.text)
    if before is not None and not may(desk.intake, Part.WHAT_A_SEAT_IS):
        _fixed(desk, before, raw, reading)
    if reading.wrong:
        return None, reading.wrong
    changes = () if before is None else _changes(spec, before, form.values)
    if before is not None and changes and raw["version"] != str(before.version):
        text = _("Raden er endret på siden etter at filen ble lastet ned. Last ned filen på nytt.")
        reading.fail("version", text)
        return None, reading.wrong
    names = ", ".join(reading.row.cells[name] for name in ("municipality_id", "track_id"))
    title = _("%(names)s: %(places)s plasser", names=names, places=form.values["places"])
    return PlannedSeat(reading.row.number, title, before, form.values, changes), []


def _fixed(desk: Desk, before: Lis1Seat, raw: Mapping[str, str], reading: _Row) -> None:
    """A seat that candidates have seen is the same seat in the file."""
    stored = raw_of(before)
    for name in (*WHAT_IT_IS, "is_closed"):
        if name == "is_closed" and may(desk.intake, Part.CLOSING_A_SEAT):
            continue
        if name == "needs":
            wanted = sorted(each.removeprefix("need_") for each in raw if each.startswith("need_"))
            same = wanted == stored_value(before, name)
        else:
            same = raw.get(name, "") == stored.get(name, "")
        if not same:
            reading.fail(name, fixed_words(desk.intake))


def _changes(
    spec: FormSpec, before: Lis1Seat, values: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    now = dict(spec.words({name: stored_value(before, name) for name in FIELDS}))
    return tuple((label, now[label], new) for label, new in spec.words(values) if now[label] != new)


def _twice(rows: Iterable[PlannedSeat]) -> Iterable[Mistake]:
    """Rows about the same seat, stored or new."""
    first: dict[object, int] = {}
    for row in rows:
        what: object = tuple(str(row.values[name]) for name in WHAT_IT_IS)
        if row.before is not None:
            what = row.before.key
        number = first.setdefault(what, row.number)
        if number != row.number:
            text = _("Raden er den samme som rad %(number)s. Skriv den én gang.", number=number)
            yield Mistake(row.number, None, text)
