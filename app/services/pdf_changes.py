"""What differs between two versions of a plan, as PDF."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.exchange.pdf import Answer, Block, Cell, Document, Paper, Paragraph, Table
from app.services.pdf_board import about
from app.services.pdf_frame import Made, cell, frame, remember_taken
from app.services.rotation_compare_page import ComparePage, CompareRow
from app.services.wording import day


def changes_document(session: Session, page: ComparePage, made: Made) -> Document:
    """The comparison as a table; that it was taken is remembered. Commits."""
    remember_taken(session, "changes", ("rotation_version", page.after.public_id), made)
    blocks: list[Block] = [Answer(page.sentence)]
    if page.reason:
        blocks.append(Paragraph(page.reason))
    if page.rows:
        different = ngettext(
            "%(num)s plassering er ulik.", "%(num)s plasseringer er ulike.", page.blocks
        )
        blocks += [Paragraph(different, is_note=True), _table(page.rows)]
    return frame(
        _(
            "Fra versjon %(before)s til versjon %(after)s: %(plan)s",
            before=page.before.number,
            after=page.after.number,
            plan=page.plan.name,
        ),
        page.plan.organisation,
        about(page.plan, page.after),
        tuple(blocks),
        made,
        Paper.A4_WIDE,
    )


def _table(rows: tuple[CompareRow, ...]) -> Table:
    return Table(
        headings=(
            _("Lege"),
            _("Endringer"),
            _("Dato før"),
            _("Dato etter"),
            _("Flytter seg"),
        ),
        widths=(2, 5, 0, 0, 0),
        rows=tuple(
            (
                cell(row.name, _("ledig stilling") if row.is_vacancy else ""),
                Cell(row.lines),
                cell(day(row.before) if row.before else ""),
                cell(day(row.after) if row.after else ""),
                cell(row.moved),
            )
            for row in rows
        ),
    )
