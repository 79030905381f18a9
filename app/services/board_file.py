"""The board as values for a workbook: every month a cell with the short name of the place."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.board_sheet import BoardSheet, SheetCell, SheetPage, SheetRow
from app.services.board import load_rows_for_file
from app.services.board_filters import Wanted
from app.services.board_load import OUTSIDE, LoadCell, LoadRow
from app.services.board_opening import version_name
from app.services.board_rows import Cell, CellKind, RowGroup
from app.services.rotation_case import PlanCase
from app.services.rotation_months import first_day
from app.services.wording import day


def sheet_of(session: Session, plan_case: PlanCase, wanted: Wanted, today: date) -> BoardSheet:
    """The workbook of what the filters choose."""
    head, groups, loads = load_rows_for_file(session, plan_case, wanted, today)
    case, version = plan_case.case, plan_case.board.version
    return BoardSheet(
        title=f"{plan_case.plan.name}: {version_name(version)}",
        facts=(_("Laget %(day)s.", day=day(today)),),
        months=tuple(
            first_day(case.first_month, each.index).strftime("%m.%Y") for each in head.months
        ),
        pages=(
            SheetPage(_("Tavle"), _("Lege"), _("Kan bli godkjent"), tuple(_doctors(groups))),
            SheetPage(
                _("Leger per sted"), _("Sted"), _("Minst–mest"), tuple(_load(row) for row in loads)
            ),
        ),
    )


def _doctors(groups: Iterable[RowGroup]) -> Iterable[SheetRow]:
    for group in groups:
        yield SheetRow(group.title)
        for row in group.rows:
            yield SheetRow(row.name, row.note, tuple(_cell(cell) for cell in row.cells))


def _cell(cell: Cell) -> SheetCell:
    if cell.kind is CellKind.BLOCK:
        return SheetCell(cell.months, cell.short, cell.place)
    if cell.kind is CellKind.LEAVE:
        return SheetCell(cell.months, _("permisjon"), "leave")
    return SheetCell(cell.months, "")


def _load(row: LoadRow) -> SheetRow:
    return SheetRow(row.name, row.bounds, tuple(_load_cell(cell) for cell in row.cells))


def _load_cell(cell: LoadCell) -> SheetCell:
    """The number alone, so that it can be counted with; the colour says the rest."""
    tint = "" if cell.state == OUTSIDE else cell.state
    return SheetCell(cell.months, cell.text.removeprefix("▲ ").removeprefix("▼ "), tint)
