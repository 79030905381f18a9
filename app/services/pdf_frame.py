"""What every PDF has in common: language, foot, and that somebody took it is remembered."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.pdf import Block, Cell, Document, Paper
from app.services.wording import day, language
from app.store import audit

NOTHING = "–"
"""What a table shows where nothing is known or there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Made:
    """When a document is made, by whom, and whether its people are invented."""

    at: datetime
    today: date
    by: int
    is_demo: bool


def frame(
    title: str,
    author: str,
    about: str,
    blocks: tuple[Block, ...],
    made: Made,
    paper: Paper = Paper.A4,
) -> Document:
    """A document in the page's language; `author` is the organisation, `about` what it tells of."""
    foot = [
        _("%(about)s. Laget %(day)s i Legeløp.", about=about, day=day(made.today))
        if about
        else _("Laget %(day)s i Legeløp.", day=day(made.today))
    ]
    if made.is_demo:
        foot.append(_("Demo: alle personer er oppdiktet."))
    return Document(
        title=title,
        language=language(),
        author=author,
        created=made.at,
        footer=" ".join(foot),
        page_label=_("Side %(page)s av %(pages)s", page="{page}", pages="{pages}"),
        blocks=blocks,
        paper=paper,
    )


def cell(text: str, note: str = "") -> Cell:
    """One line in a table."""
    return Cell((text or NOTHING,), note)


def remember_taken(session: Session, what: str, subject: tuple[str, str], made: Made) -> None:
    """Write that a document with doctors' names was taken out of the house, and commit."""
    audit.add_event(
        session,
        at=made.at,
        by=made.by,
        action="pdf.taken",
        subject=subject,
        details={"document": what},
    )
    session.commit()
