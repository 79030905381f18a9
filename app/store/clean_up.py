"""Deletes what has been kept long enough."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import JobRun, MailState, Message, Outbox

OVER = (MailState.SENT, MailState.IN_DOUBT, MailState.FAILED)


def delete_old_runs(session: Session, before: datetime) -> int:
    """Delete runs that ended before `before`, or were asked for before it and never begun.

    The newest run of each job stays: it says when the job last ran.
    """
    newest = select(sa.func.max(JobRun.id)).group_by(col(JobRun.job))
    never_begun = sa.and_(
        col(JobRun.started_at).is_(None),
        col(JobRun.finished_at).is_(None),
        col(JobRun.due_at) < before,
    )
    deleted = session.execute(
        sa.delete(JobRun).where(
            sa.or_(col(JobRun.finished_at) < before, never_begun),
            col(JobRun.id).not_in(newest),
        )
    )
    return int(deleted.rowcount)  # type: ignore[attr-defined]


def delete_old_mails(session: Session, before: datetime) -> int:
    """Delete mails that were over before `before` and that no message points at."""
    told = select(Message.outbox_id).where(col(Message.outbox_id).is_not(None))
    deleted = session.execute(sa.delete(Outbox).where(*_over(before), col(Outbox.id).not_in(told)))
    return int(deleted.rowcount)  # type: ignore[attr-defined]


def blank_old_mails(session: Session, before: datetime) -> int:
    """Delete the text and address of old mails whose messages are still in an inbox.

    The row stays: it is how a message knows that it has been told, and is not mailed again.
    """
    blanked = session.execute(
        sa.update(Outbox)
        .where(*_over(before), sa.or_(col(Outbox.body) != "", col(Outbox.address) != ""))
        .values(address="", subject="", body="", last_error=None)
    )
    return int(blanked.rowcount)  # type: ignore[attr-defined]


def _over(before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(Outbox.state).in_(OVER), col(Outbox.changed_at) < before)
