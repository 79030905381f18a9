"""The brief for the half-yearly forum as a PDF of one page."""

from flask_babel import gettext as _

from app.exchange.pdf import (
    Answer,
    Block,
    Document,
    Figures,
    Heading,
    Item,
    Items,
    Paragraph,
    Table,
)
from app.services.lis1_review_brief import Brief, Part
from app.services.pdf_frame import Made, cell, frame


def brief_document(brief: Brief, made: Made) -> Document:
    """The brief; it names nobody, so nobody's taking it is written down."""
    blocks: list[Block] = [Answer(brief.sentence), Paragraph(brief.reason)]
    if brief.intake is not None:
        pairs = tuple((each.what, each.told) for each in brief.intake.lines)
        blocks += [Heading(brief.intake.title), Figures(pairs)]
    for part in brief.parts:
        blocks += [Heading(part.title), _table(part)]
    if brief.coming:
        items = tuple(Item(each) for each in brief.coming)
        blocks += [Heading(_("Det som kommer")), Items(items)]
    blocks.append(Paragraph(" ".join(brief.sources), is_note=True))
    return frame(_("LIS1 i halvåret"), brief.council, "", tuple(blocks), made)


def _table(part: Part) -> Table:
    return Table(
        headings=(_("Hva"), _("Tall")),
        widths=(2, 3),
        rows=tuple((cell(each.what), cell(each.told)) for each in part.lines),
    )
