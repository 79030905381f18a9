"""The inbox as a page shows it: the headline, the list, one letter."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.clock import OSLO
from app.services.message_words import MAYBE_TOLD, Letter, letter_of
from app.services.wording import clock_time, day, in_words, short_day
from app.store import messages as store
from app.store.messages import InboxCounts, MessageRow


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A message in the list."""

    public_id: str
    title: str
    summary: str
    told: str
    is_unread: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """The message that is shown whole."""

    public_id: str
    letter: Letter
    told: str
    link: str | None
    is_unread: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """The page. `number` is this page from 1, `pages` how many there are."""

    sentence: str
    reason: str | None
    lines: tuple[InboxLine, ...]
    opened: OpenLetter | None
    unread: int
    number: int
    pages: int


def headline(counts: InboxCounts, today: date) -> str:
    """One sentence for the page, the mail and start pages; asterisks emphasise.

    "Du har tre uleste meldinger. Én trenger svar innen *8. desember*."
    """
    if counts.total == 0:
        return _("Ingen meldinger.")
    if counts.unread == 0:
        return _("Du har lest alle meldingene dine.")
    first = ngettext(
        "Du har *én* ulest melding.",
        "Du har *%(words)s* uleste meldinger.",
        counts.unread,
        words=in_words(counts.unread),
    )
    if counts.first_day is None:
        return first
    by = short_day(counts.first_day, today)
    if counts.unread == 1:
        second = _("Den trenger svar innen *%(day)s*.", day=by)
    elif counts.to_answer == 1:
        second = _("Én trenger svar innen *%(day)s*.", day=by)
    else:
        second = _("Den første trenger svar innen *%(day)s*.", day=by)
    return f"{first.replace('*', '')} {second}"


def load_inbox(
    session: Session,
    person_id: int,
    *,
    opened: str | None,
    today: date,
    page_size: int,
    number: int = 1,
) -> Inbox | None:
    """The inbox with one letter open; None when `opened` is not one of the person's own.

    Without `opened` the newest unread letter of the page is shown, and stays unread.
    """
    counts = store.count_inbox(session, person_id, today)
    pages = max(1, -(-counts.total // page_size))
    number = min(max(number, 1), pages)
    rows = store.list_messages(session, person_id, limit=page_size, offset=(number - 1) * page_size)
    if opened is None:
        shown = next((row for row in rows if row.read_at is None), rows[0] if rows else None)
    else:
        shown = next((row for row in rows if row.public_id == opened), None)
        shown = shown or store.find_message(session, person_id, opened)
        if shown is None:
            return None
    return Inbox(
        sentence=headline(counts, today),
        reason=None if counts.total else _("Her kommer det vi har å si deg, med frist og lenke."),
        lines=tuple(_line(row, shown) for row in rows),
        opened=_opened(shown) if shown else None,
        unread=counts.unread,
        number=number,
        pages=pages,
    )


def _line(row: MessageRow, shown: MessageRow | None) -> InboxLine:
    letter = letter_of(row.kind, row.values, row.act_by)
    return InboxLine(
        public_id=row.public_id,
        title=letter.title,
        summary=letter.summary,
        told=_told(row),
        is_unread=row.read_at is None,
        is_open=shown is not None and shown.public_id == row.public_id,
    )


def _opened(row: MessageRow) -> OpenLetter:
    return OpenLetter(
        public_id=row.public_id,
        letter=letter_of(row.kind, row.values, row.act_by),
        told=_told(row),
        link=row.link,
        is_unread=row.read_at is None,
    )


def _told(row: MessageRow) -> str:
    """The day it was judged on, which in the demo stands still, and the real time of day."""
    return f"{day(row.told_on)} {clock_time(row.created_at.astimezone(OSLO).time())}"


def maybe_told(row: MessageRow) -> bool:
    """Whether a mail told this and nobody knows if that mail arrived."""
    return bool(row.values.get(MAYBE_TOLD))
