"""What people are told: the inbox, mails on their way out, personal settings, calendar links."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type


class Message(SQLModel, table=True):
    """One message in a person's inbox; told in the reader's language from kind and values.

    `dedup_key` makes sure that the same thing is told once however often a job runs.
    """

    __tablename__ = "message"
    __table_args__ = (sa.UniqueConstraint("person_id", "dedup_key"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=60)
    values: dict[str, Any] = Field(sa_column_kwargs={"name": "value_map"}, sa_type=sa.JSON)
    link: str | None = Field(default=None, max_length=300)
    """A path on this site where the person can do something about it."""
    act_by: date | None = None
    dedup_key: str = Field(max_length=200)
    told_on: date
    created_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id", index=True)
    """The mail that told it; None until a digest takes it."""


class MailState(StrEnum):
    """Where a mail is on its way."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    """A worker prepares to send it; nothing has been handed over."""
    HANDING_OVER = "handing_over"
    """Being handed to the mail server; if the worker dies now, nobody knows whether it arrived."""
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    """Found in `handing_over` after a crash; never sent again, its messages go in the next mail."""
    FAILED = "failed"
    """Refused for good, or tried too many times."""


class Outbox(SQLModel, table=True):
    """A mail to be sent, written in the transaction that caused it, sent after by the worker."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    dedup_key: str = Field(unique=True, max_length=200)
    message_id: str = Field(unique=True, max_length=200)
    """The mail's Message-ID, fixed when the row is written."""
    address: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    body: str
    state: MailState = Field(sa_type=enum_type(MailState, "state"), index=True)
    attempts: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, max_length=300)


class PersonSetting(SQLModel, table=True):
    """A choice one person has made for themselves, such as when mail is sent."""

    __tablename__ = "person_setting"
    __table_args__ = (sa.UniqueConstraint("person_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    key: str = Field(max_length=80)
    value: str = Field(max_length=200)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class CalendarLink(SQLModel, table=True):
    """A secret calendar address. Only a hash is kept; a revoked one opens nothing."""

    __tablename__ = "calendar_link"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
