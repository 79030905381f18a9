"""A region's staff data from a sheet: looked through in full, then kept in full or not at all.

The first step shows what is in the file, what is missing and what does not add up; the second does
the same again and keeps it as a new data set, in one transaction. The old set stays, because
forecasts that were made with it name it.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import StaffDataSet
from app.exchange.list_rows import FileFault, RowList
from app.exchange.staff_list import (
    ABOUT,
    ARRIVALS,
    DURATIONS,
    EXITS,
    MOST_ROWS,
    POSTS,
    SHEETS,
    STOCK,
    TRAINEES,
    StaffFile,
)
from app.services.forecast_data_rows import Shelf, Values, judge_row
from app.services.forecast_data_sums import remarks_of
from app.services.knowledge import load_bundle
from app.services.list_words import Mistake, fault_words
from app.store import audit
from app.store import forecast_data as store
from app.store.forecast_data import (
    ArrivalRow,
    DurationRow,
    ExitRow,
    PostsRow,
    StaffRows,
    StockRow,
    TraineesRow,
)
from app.store.regions import Region
from pathways.types.knowledge import Knowledge
from seed.workforce import AREAS

TABLES: Mapping[str, tuple[str, type[Any], tuple[str, ...]]] = {
    STOCK: (
        "stock",
        StockRow,
        ("specialty_code", "organisation_id", "sex", "age", "work_percent", "second_code"),
    ),
    TRAINEES: (
        "trainees",
        TraineesRow,
        ("specialty_code", "organisation_id", "sex", "age", "years_done"),
    ),
    EXITS: ("exits", ExitRow, ("specialty_code", "year", "sex", "age_from", "age_to")),
    ARRIVALS: ("arrivals", ArrivalRow, ("specialty_code", "year")),
    DURATIONS: ("durations", DurationRow, ("specialty_code", "years", "is_finished")),
    POSTS: ("posts", PostsRow, ("specialty_code", "organisation_id")),
}
"""Sheet: the field of `StaffRows`, its rows, and what makes two rows the same cell."""
READ_IN, WITHDRAWN = "staff_data.read", "staff_data.withdrawn"
SUBJECT = "staff_data_set"


@dataclass(frozen=True, slots=True)
class StaffCheck:
    """A file looked through. With any mistake nothing of it can be kept."""

    staff: StaffRows = field(default_factory=StaffRows)
    as_of: date | None = None
    source: str = ""
    mistakes: tuple[Mistake, ...] = ()
    remarks: tuple[str, ...] = ()
    """What does not add up or is missing; it can be kept all the same."""
    missing: tuple[str, ...] = ()
    """Sheets that the file does not have."""

    @property
    def counts(self) -> dict[str, int]:
        """Rows by sheet."""
        return {sheet: len(getattr(self.staff, TABLES[sheet][0])) for sheet in TABLES}


def check_staff(session: Session, region: Region, found: StaffFile, today: date) -> StaffCheck:
    """Look a file through; the number of queries does not depend on its length."""
    if found.fault is not None:
        text = fault_words(RowList(fault=found.fault), SHEETS[ABOUT], MOST_ROWS)
        return StaffCheck(mistakes=(Mistake(None, None, text),))
    knowledge = load_bundle(session).knowledge
    shelf = shelf_of(session, region, knowledge, today)
    mistakes = _wrong_sheets(found)
    rows: dict[str, list[tuple[int, Values]]] = {}
    for sheet in SHEETS:
        if sheet in found.sheets:
            rows[sheet] = _judged(sheet, found.sheets[sheet], shelf, mistakes)
    mistakes += list(_about_mistakes(rows.get(ABOUT, []), tuple(mistakes)))
    for sheet, (_name, _type, cell) in TABLES.items():
        mistakes += _twice(sheet, rows.get(sheet, []), cell)
    for sheet in (ARRIVALS, EXITS):
        mistakes += _missing_years(sheet, rows.get(sheet, []), shelf)
    if mistakes:
        place = {sheet: number for number, sheet in enumerate(SHEETS, start=1)}
        mistakes.sort(key=lambda each: (place.get(each.sheet or "", 0), each.row or 0))
        return StaffCheck(mistakes=tuple(mistakes))
    staff = StaffRows(
        **{
            name: tuple(row_type(**values) for _number, values in rows.get(sheet, []))
            for sheet, (name, row_type, _cell) in TABLES.items()
        }
    )
    about = rows[ABOUT][0][1]
    names = {each.code: each.name_nb for each in knowledge.specialties}
    return StaffCheck(
        staff,
        about["as_of"],
        about["source"],
        remarks=remarks_of(staff, about["as_of"], names),
        missing=tuple(sheet for sheet in TABLES if not rows.get(sheet)),
    )


def save_staff(
    session: Session, actor: Actor, region: Region, found: StaffFile, *, today: date, now: datetime
) -> StaffDataSet | StaffCheck:
    """Look the file through again and keep it as the region's newest data set; commits.

    The check when it has mistakes.
    """
    check = check_staff(session, region, found, today)
    if check.mistakes:
        return check
    assert check.as_of is not None
    data_set = StaffDataSet(
        public_id=uuid4().hex[:12],
        region_id=region.id,
        as_of=check.as_of,
        source=check.source,
        read_by_id=actor.person_id,
        read_at=now,
    )
    session.add(data_set)
    session.flush()
    assert data_set.id is not None
    store.write_staff(session, data_set.id, check.staff)
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action=READ_IN,
        subject=(SUBJECT, data_set.public_id),
        details={"as_of": check.as_of.isoformat(), "source": check.source, "rows": check.counts},
    )
    session.commit()
    return data_set


def withdraw(
    session: Session, actor: Actor, region: Region, public_id: str, now: datetime
) -> StaffDataSet | None:
    """Take a data set out of use; the one before it is in use again. Commits.

    None when the region has no such set. One that is withdrawn already stays as it is.
    """
    data_set = store.find_data_set(session, region.id, public_id)
    if data_set is None or data_set.withdrawn_at is not None:
        return data_set
    data_set.withdrawn_at, data_set.withdrawn_by_id = now, actor.person_id
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action=WITHDRAWN,
        subject=(SUBJECT, public_id),
        details={"as_of": data_set.as_of.isoformat()},
    )
    session.commit()
    return data_set


def shelf_of(session: Session, region: Region, knowledge: Knowledge, today: date) -> Shelf:
    """Specialties and places that a sheet of this region may name."""
    return Shelf(
        knowledge.specialties,
        store.region_places(session, region.id, AREAS.get(region.key, ())),
        (region.key, region.name.lower(), region.name.lower().removesuffix(" rhf")),
        today,
    )


def _wrong_sheets(found: StaffFile) -> list[Mistake]:
    """Sheets that are none of ours, and those that nothing can be kept without."""
    mistakes = [
        Mistake(
            None,
            None,
            _("Arket kjennes ikke igjen. Arkene er: %(names)s.", names=", ".join(SHEETS)),
            name,
        )
        for name in found.strange
    ]
    for sheet in (ABOUT, STOCK):
        rows = found.sheets.get(sheet)
        if rows is None or rows.fault is FileFault.EMPTY:
            mistakes.append(Mistake(None, None, _("Arket mangler eller er tomt."), sheet))
    return mistakes


def _judged(
    sheet: str, rows: RowList, shelf: Shelf, mistakes: list[Mistake]
) -> list[tuple[int, Values]]:
    """The values of the sound rows with their numbers; what is wrong goes to `mistakes`."""
    if rows.fault is FileFault.EMPTY:
        return []
    if rows.fault is not None:
        text = fault_words(rows, SHEETS[sheet], MOST_ROWS)
        mistakes.append(Mistake(None, None, text, sheet))
        return []
    found = []
    for row in rows.rows:
        values, wrong = judge_row(sheet, row, shelf)
        mistakes += wrong
        if values is not None:
            found.append((row.number, values))
    return found


def _about_mistakes(
    rows: list[tuple[int, Values]], mistakes: Iterable[Mistake]
) -> Iterable[Mistake]:
    for _number, values in rows:
        values.pop("region")
    if len(rows) > 1:
        yield Mistake(rows[1][0], None, _("Arket skal ha én rad."), ABOUT)
    if not rows and not any(each.sheet == ABOUT for each in mistakes):
        yield Mistake(None, None, _("Arket skal ha én rad."), ABOUT)


def _twice(
    sheet: str, rows: Iterable[tuple[int, Values]], cell: tuple[str, ...]
) -> Iterable[Mistake]:
    """Rows about the same cell: it cannot be told which one holds."""
    first: dict[Hashable, int] = {}
    for number, values in rows:
        key = tuple(values[name] for name in cell)
        before = first.setdefault(key, number)
        if before != number:
            text = _(
                "Raden gjelder det samme som rad %(number)s. Skriv den én gang.", number=before
            )
            yield Mistake(number, None, text, sheet)


def _missing_years(
    sheet: str, rows: Iterable[tuple[int, Values]], shelf: Shelf
) -> Iterable[Mistake]:
    """A year missing inside a specialty's series: nobody can tell it from a year of nothing."""
    years: dict[str, Counter[int]] = defaultdict(Counter)
    last: dict[str, int] = {}
    for number, values in rows:
        years[values["specialty_code"]][values["year"]] += 1
        last[values["specialty_code"]] = number
    names = {each.code: each.name_nb for each in shelf.specialties}
    for code, found in years.items():
        missing = [year for year in range(min(found), max(found)) if year not in found]
        if missing:
            text = _(
                "%(specialty)s mangler %(years)s. Skriv også år der ingenting skjedde.",
                specialty=names[code],
                years=", ".join(map(str, missing)),
            )
            yield Mistake(last[code], SHEETS[sheet].headings["year"], text, sheet)
