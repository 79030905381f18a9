"""One mail per person with everything that is untold, instead of one mail per message.

A mail is written for somebody who wants mail now, has an address, and has messages that no mail
has told and that are unread. It goes into the outbox in the transaction that takes its messages.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from uuid import uuid4

from flask_babel import gettext as _
from sqlmodel import Session

from app.config import Settings
from app.db.tables.messages import MailState
from app.i18n import speaking
from app.services import person_settings
from app.services.message_words import letter_of
from app.services.messages_page import headline, maybe_told
from app.services.person_settings import GROUP_OF, MailGroup, MailRhythm, PersonSettings
from app.services.wording import plain
from app.store import messages as message_store
from app.store import outbox as store
from app.store.messages import InboxCounts, MessageRow
from app.store.outbox import LatestMail, NewMail, Reader

BATCH = 50
"""Mails written in one transaction, so that nobody waits long for the database."""
A_WEEK = timedelta(days=6, hours=12)
"""Half a day less than a week, so that a run that is a little early does not skip a week."""
REFUSED_RESTS = timedelta(days=7)
"""An address that was refused is not written to for so long, unless it is changed."""


def run(session: Session, settings: Settings, today: date, now: datetime) -> str:
    """Write today's mails; returns one sentence. Safe to run twice on a day.

    Without a mail server no mail is written, so that none lies waiting with old news; the
    messages stay in the inbox and go into the first mail once there is a server.
    """
    if not settings.sends_mail:
        return "No mail server is set: no mail was written."
    untold = _by_person(message_store.untold_messages(session))
    readers = store.list_readers(session)
    latest = store.latest_mails(session)
    choices = person_settings.load_all(session)
    mails: list[tuple[NewMail, list[int]]] = []
    for person_id, reader in sorted(readers.items()):
        chosen = choices.get(person_id, PersonSettings())
        key = f"digest:{person_id}:{today.isoformat()}"
        if not _is_time(chosen, latest.get(person_id), reader, key, now):
            continue
        rows = [row for row in untold.get(person_id, ()) if chosen.wants(row.kind)]
        if rows:
            with speaking(reader.locale):
                mails.append((_mail(reader, rows, key, settings, today), [row.id for row in rows]))
    written = _write(session, mails, now)
    return f"{written} mails written, {len(readers)} people had something untold."


def _by_person(rows: Iterable[MessageRow]) -> dict[int, list[MessageRow]]:
    found: dict[int, list[MessageRow]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _is_time(
    chosen: PersonSettings, latest: LatestMail | None, reader: Reader, key: str, now: datetime
) -> bool:
    """Whether this person gets a mail now."""
    if chosen.rhythm is MailRhythm.NEVER:
        return False
    if latest is None:
        return True
    if latest.dedup_key == key:
        return False
    if latest.state is MailState.FAILED and latest.address == reader.address:
        return now - latest.changed_at >= REFUSED_RESTS
    if latest.state in (MailState.FAILED, MailState.IN_DOUBT):
        return True
    return chosen.rhythm is MailRhythm.DAILY or now - latest.created_at >= A_WEEK


def _write(session: Session, mails: Sequence[tuple[NewMail, list[int]]], now: datetime) -> int:
    written = 0
    for start in range(0, len(mails), BATCH):
        for mail, message_ids in mails[start : start + BATCH]:
            outbox_id = store.add_mail(session, mail, now)
            message_store.take(session, message_ids, outbox_id)
            written += 1
        session.commit()
    return written


def _mail(
    reader: Reader, rows: Sequence[MessageRow], key: str, settings: Settings, today: date
) -> NewMail:
    """The mail in the reader's language."""
    ahead = [row.act_by for row in rows if row.act_by is not None and row.act_by >= today]
    counts = InboxCounts(len(rows), len(rows), len(ahead), min(ahead, default=None))
    sentence = plain(headline(counts, today))
    parts = [sentence]
    if any(maybe_told(row) for row in rows):
        parts.append(
            _(
                "Noe av dette kan du ha fått før: vi vet ikke om den forrige e-posten kom fram."
                " Det er merket med «kanskje sendt før»."
            )
        )
    for group in _groups(rows):
        parts.append(group_names()[group].upper())
        parts += [
            _entry(row, settings.public_url)
            for row in sorted(rows, key=_urgency)
            if _group(row) is group
        ]
    parts.append(
        _(
            "Alt ligger også i innboksen: %(inbox)s\nVelg hvor ofte du vil ha e-post: %(choices)s",
            inbox=f"{settings.public_url}/innboks",
            choices=f"{settings.public_url}/innboks/innstillinger",
        )
    )
    domain = parseaddr(settings.smtp_from)[1].rpartition("@")[2]
    return NewMail(
        person_id=reader.person_id,
        dedup_key=key,
        message_id=f"<{uuid4().hex}@{domain}>",
        address=reader.address,
        subject=f"Legeløp: {sentence}"[:300],
        body="\n\n".join(parts) + "\n",
    )


def _groups(rows: Sequence[MessageRow]) -> list[MailGroup]:
    """Groups in the order of their most urgent message."""
    found: list[MailGroup] = []
    for row in sorted(rows, key=_urgency):
        if _group(row) not in found:
            found.append(_group(row))
    return found


def _group(row: MessageRow) -> MailGroup:
    return GROUP_OF.get(row.kind, MailGroup.OPERATION)


def _urgency(row: MessageRow) -> tuple[date, int]:
    """What must be done first comes first; the rest by age, newest first."""
    return row.act_by or date.max, -row.id


def _entry(row: MessageRow, public_url: str) -> str:
    """Title, what it means, and where to go; one paragraph each line."""
    letter = letter_of(row.kind, row.values, row.act_by)
    title = f"* {letter.title}"
    if maybe_told(row):
        title += " " + _("(kanskje sendt før)")
    lines = [title, *(f"  {text}" for text in letter.paragraphs)]
    return "\n".join([*lines, f"  {public_url}/innboks/{row.public_id}"])


def group_names() -> dict[MailGroup, str]:
    """What the groups are called in a mail and on the settings page."""
    return {
        MailGroup.COURSES: _("Kurs"),
        MailGroup.DELAYS: _("Forsinkelser"),
        MailGroup.TALKS: _("Veiledningssamtaler"),
        MailGroup.LIS1: _("LIS1 og kommune"),
        MailGroup.ROTATIONS: _("Rotasjonsplaner og plasseringer"),
        MailGroup.FORECAST: _("Framskriving"),
        MailGroup.OPERATION: _("Drift"),
    }
