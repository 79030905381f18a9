"""Rotasjonstavle as PDF on A3: the same rows, load and breaches as the page shows."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.pdf import (
    Answer,
    Block,
    Board,
    BoardRow,
    Document,
    Heading,
    Item,
    Items,
    Month,
    Paper,
    Paragraph,
    Slot,
)
from app.services.board import BoardPage
from app.services.board_findings import Findings
from app.services.board_load import OUTSIDE, LoadCell, LoadRow
from app.services.board_months import Head
from app.services.board_opening import version_name
from app.services.board_rows import Cell, CellKind, RowGroup
from app.services.pdf_frame import Made, frame, remember_taken
from app.services.wording import lower_first, plain
from app.store.rotation_values import PlanHead, VersionHead
from rotations.types.case import RotationCase

MONTH_LETTERS = 3
BREACHED = "is-breached"


def board_document(session: Session, page: BoardPage, case: RotationCase, made: Made) -> Document:
    """The board of `page` on A3; that it was taken is remembered. Commits."""
    remember_taken(session, "board", ("rotation_version", page.version.public_id), made)
    return frame(
        _("Rotasjonstavle: %(plan)s", plan=page.plan.name),
        page.plan.organisation,
        about(page.plan, page.version),
        (
            Answer(page.opening.sentence),
            Paragraph(plain(" ".join(each for each in (page.opening.reason, page.shown) if each))),
            *doctors_board(page.head, page.groups),
            *_short_names(page.groups, case),
            *_breaches(page.findings),
            *load_board(page.head, page.loads),
        ),
        made,
        Paper.A3_WIDE,
    )


def about(plan: PlanHead, version: VersionHead) -> str:
    """What a document on a plan is of: Psykiatri, Sykehuset Østfold, utkast 7."""
    return f"{plan.name}, {lower_first(version_name(version))}"


def doctors_board(head: Head, groups: Iterable[RowGroup]) -> Iterable[Block]:
    """Doctors and vacant posts by months; nothing when there are none."""
    rows = tuple(row for group in groups for row in _group(group))
    if rows:
        dates = _("Kan bli godkjent") if any(row.note for row in rows) else ""
        yield Board(_("Lege"), dates, _years(head), _months(head), rows, _legend(rows))


def load_board(head: Head, loads: Iterable[LoadRow]) -> Iterable[Block]:
    """How many are at each place in each month, against what it takes."""
    rows = tuple(BoardRow(row.full_name, row.bounds, tuple(map(_load, row.cells))) for row in loads)
    if rows:
        yield Heading(_("Leger per sted og måned"))
        yield Board(
            _("Sted"), _("Minst–mest"), _years(head), _months(head), rows, _load_legend(rows)
        )


def _breaches(findings: Findings) -> Iterable[Block]:
    lines = [line for line in findings.lines if line.is_breach]
    if not lines:
        return
    yield Heading(_("Brudd"))
    yield Items(tuple(Item(plain(line.sentence)) for line in lines), is_numbered=True)
    if len(lines) < findings.breaches:
        text = _("Her står %(shown)s av %(all)s brudd.", shown=len(lines), all=findings.breaches)
        yield Paragraph(text, is_note=True)


def _months(head: Head) -> tuple[Month, ...]:
    return tuple(
        Month(month.name[:MONTH_LETTERS], month.is_half, month.is_now) for month in head.months
    )


def _years(head: Head) -> tuple[tuple[str, int], ...]:
    return tuple(
        (str(year) if count > 1 else f"’{year % 100:02d}", count) for year, count in head.years
    )


def _group(group: RowGroup) -> Iterable[BoardRow]:
    yield BoardRow(group.title)
    for row in group.rows:
        yield BoardRow(row.name, row.note, tuple(map(_slot, row.cells)))


def _slot(cell: Cell) -> Slot:
    if cell.kind is CellKind.BLOCK:
        return Slot(cell.months, cell.text, cell.place, BREACHED in cell.classes)
    look = "" if cell.kind is CellKind.EMPTY else str(cell.kind)
    return Slot(cell.months, cell.text, look)


def _load(cell: LoadCell) -> Slot:
    return Slot(cell.months, cell.text, "" if cell.state == OUTSIDE else cell.state)


def _legend(rows: Iterable[BoardRow]) -> tuple[tuple[str, str], ...]:
    """What the looks mean that the rows have."""
    return _named(
        rows,
        {
            "hospital": _("Sykehus"),
            "dps": "DPS",
            "municipality": _("Kommune"),
            "contract": _("Avtalespesialist"),
            "other": _("Annet foretak"),
            "vacancy": _("Ledig stilling"),
            "leave": _("Permisjon"),
            "idle": _("Uten plassering"),
            "breached": _("Del av et brudd"),
        },
    )


def _load_legend(rows: Iterable[BoardRow]) -> tuple[tuple[str, str], ...]:
    return _named(
        rows, {"full": _("Fullt"), "over": _("▲ over taket"), "under": _("▼ under det avtalte")}
    )


def _named(rows: Iterable[BoardRow], names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    slots = [slot for row in rows for slot in row.slots]
    used = {slot.look for slot in slots}
    if any(slot.is_breached for slot in slots):
        used.add("breached")
    return tuple((look, name) for look, name in names.items() if look in used)


def _short_names(groups: Iterable[RowGroup], case: RotationCase) -> tuple[Block, ...]:
    """What the short names on the board stand for."""
    shown = {cell.text for group in groups for row in group.rows for cell in row.cells}
    used = {
        site.short: site.name
        for site in case.sites
        if site.short != site.name and any(site.short in text for text in shown)
    }
    if not used:
        return ()
    told = "; ".join(f"{short}: {name}" for short, name in sorted(used.items()))
    return (Paragraph(_("Forkortelser: %(names)s.", names=told), is_note=True),)
