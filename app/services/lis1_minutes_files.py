"""The minutes as files: a tagged PDF and a workbook. That they were taken stands in the log."""

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.lis1_candidates_list import write_sheets
from app.exchange.pdf import Answer, Block, Document, Heading, Paper, Paragraph, Table
from app.services.lis1_minutes_words import MinutesPage, Part
from app.services.pdf_frame import Made, cell, frame
from app.store import audit

TABS = 31
"""Most letters in the name of a sheet."""


def remember_taken(session: Session, intake: str, kind: str, what: str, made: Made) -> None:
    """Write that a file with names was taken (`what` is minutes or letters), and commit."""
    audit.add_event(
        session,
        at=made.at,
        by=made.by,
        action=f"lis1.{what}_taken",
        subject=("lis1_intake", intake),
        details={"as": kind},
    )
    session.commit()


def minutes_document(page: MinutesPage, made: Made) -> Document:
    """The minutes as PDF."""
    blocks: list[Block] = [Answer(page.sentence), Paragraph(page.reason)]
    if page.is_draft:
        blocks.append(Paragraph(_("Utkast. Rådet har ikke vedtatt dette."), is_note=True))
    if page.is_public:
        blocks.append(Paragraph(public_note(), is_note=True))
    for part in page.parts:
        blocks.append(Heading(part.title))
        blocks += [Paragraph(text) for text in part.texts]
        if part.rows:
            blocks.append(_table(part))
    return frame(title_of(page), page.council, page.name, tuple(blocks), made, Paper.A4_WIDE)


def title_of(page: MinutesPage) -> str:
    """Protokoll, or a draft of one."""
    if page.is_draft:
        return _("Utkast til protokoll: %(name)s", name=page.name)
    return _("Protokoll: %(name)s", name=page.name)


def public_note() -> str:
    """What is not in the public edition."""
    return _("Offentlig utgave: nøkler i stedet for navn, uten grunner og merknader om personer.")


def _table(part: Part) -> Table:
    return Table(
        headings=part.heads,
        widths=tuple(1.0 for _each in part.heads),
        rows=tuple(tuple(cell(text) for text in row) for row in part.rows),
    )


def minutes_book(page: MinutesPage) -> bytes:
    """The minutes as a workbook: a sheet for each part, the first says what was decided."""
    first: list[tuple[str, ...]] = [
        (title_of(page),),
        (page.sentence.replace("*", ""),),
        (page.reason,),
    ]
    if page.is_public:
        first.append((public_note(),))
    sheets = [(_("Protokoll"), first)]
    for part in page.parts:
        rows = [part.heads or (part.title,), *((text,) for text in part.texts), *part.rows]
        sheets.append((_tab(part.title), rows))
    return write_sheets(sheets)


def _tab(title: str) -> str:
    """A title as the name of a sheet: without what workbooks forbid."""
    return "".join(" " if each in "[]:*?/\\" else each for each in title)[:TABS].strip("' ")
