"""Why there is no plan, as PDF: for those who decide and were not at the screen."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.pdf import (
    Answer,
    Block,
    Document,
    Figures,
    Heading,
    Item,
    Items,
    Paper,
    Paragraph,
)
from app.services.pdf_board import about, doctors_board, load_board
from app.services.pdf_frame import Made, frame, remember_taken
from app.services.rotation_no_plan import ClashBoard, Demand, NoPlan, Way
from app.services.rotation_run_page import RunPage
from app.services.wording import plain

MONTHS_ON_A4, MONTHS_ON_WIDE_A4 = 18, 36


def no_plan_document(session: Session, page: RunPage, made: Made) -> Document | None:
    """The page's explanation; None when the run found a plan. That it was taken is remembered.

    Commits.
    """
    told = page.no_plan
    if told is None:
        return None
    remember_taken(session, "no_plan", ("rotation_run", page.run.public_id), made)
    return frame(
        _("Hvorfor det ikke går opp: %(plan)s", plan=page.plan.name),
        page.plan.organisation,
        about(page.plan, page.version),
        (
            Answer(told.sentence),
            Paragraph(plain(told.reason)),
            Paragraph(" · ".join(page.facts), is_note=True),
            *_ways(told.ways),
            *_demands(told.demands),
            *_drawn(told.board),
            *_not_cause(told),
        ),
        made,
        _paper(told.board),
    )


def _paper(board: ClashBoard | None) -> Paper:
    """As large as the months of the clash need."""
    months = len(board.head.months) if board else 0
    if months <= MONTHS_ON_A4:
        return Paper.A4
    return Paper.A4_WIDE if months <= MONTHS_ON_WIDE_A4 else Paper.A3_WIDE


def _ways(ways: tuple[Way, ...]) -> Iterable[Block]:
    if not ways:
        return
    yield Heading(_("Minste endring som gir en plan"))
    yield Paragraph(_("Hver av dem er prøvd på nytt og gir en plan."))
    for way in ways:
        yield Heading(plain(way.title), level=3)
        if way.text:
            yield Paragraph(plain(way.text))
        pairs = [(_("Må avtales med"), plain(way.agree_with))]
        if way.changed is not None:
            pairs.insert(0, (_("Endrede plasseringer"), str(way.changed)))
        yield Figures(tuple(pairs))


def _demands(demands: tuple[Demand, ...]) -> Iterable[Block]:
    if demands:
        yield Heading(_("Kravene som kolliderer"))
        yield Items(
            tuple(Item(plain(each.text), plain(each.note)) for each in demands), is_numbered=True
        )


def _drawn(board: ClashBoard | None) -> Iterable[Block]:
    if board is not None and board.groups:
        yield Heading(_("Slik er det på tavla nå"))
        yield from doctors_board(board.head, board.groups)
        yield from load_board(board.head, board.loads)


def _not_cause(told: NoPlan) -> Iterable[Block]:
    if told.not_cause:
        yield Heading(_("Det som ikke er årsaken"))
        yield Items(tuple(Item(plain(text)) for text in told.not_cause))
