"""People, how they sign in, and what they may do."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from app.roles import Role, ScopeKind
from app.sorting import norwegian_key


def _sort_name(context: DefaultExecutionContext) -> str:
    written = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return norwegian_key(f"{written['family_name']} {written['given_name']}")


class Person(SQLModel, table=True):
    """A human being. Being a trainee is an `Enrolment`, not a kind of person."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    """Used in addresses; says nothing about the person."""
    given_name: str = Field(max_length=100)
    family_name: str = Field(max_length=100)
    sort_name: str = Field(default=None, index=True, sa_column_kwargs={"default": _sort_name})
    """Filled from the names when the row is written, so that lists come in Norwegian order from
    both databases, whose own collations put Å before Æ and Ø. A change of name must set it."""
    email: str | None = Field(default=None, max_length=254)
    authorised_on: date | None = None
    student_licence_on: date | None = None
    degree_expected_on: date | None = None
    is_demo: bool = False

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"


class Identifier(SQLModel, table=True):
    """A foreign code for a person, such as an HPR number; never our key.

    National identity numbers are not kept here or anywhere else.
    """

    __tablename__ = "identifier"
    __table_args__ = (sa.UniqueConstraint("system", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    system: str = Field(max_length=80)
    value: str = Field(max_length=80)
    source: str = Field(max_length=200)


class Account(SQLModel, table=True):
    """A local account. `password_hash` is argon2id; None means no password sign-in."""

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    username: str = Field(unique=True, max_length=120)
    password_hash: str | None = Field(default=None, max_length=255)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    locale: str | None = Field(default=None, max_length=5)


class LoginSession(SQLModel, table=True):
    """A signed-in browser. Only a hash of the token is kept, so a leaked table opens no door."""

    __tablename__ = "login_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=enum_type(Role, "role"))
    """The side the person works on now; the menu never mixes sides."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LoginAttempt(SQLModel, table=True):
    """One try to sign in; counted to slow down guessing, deleted by the worker after a day."""

    __tablename__ = "login_attempt"
    __table_args__ = (sa.Index(None, "username", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=120)
    succeeded: bool
    at: datetime = Field(sa_type=UtcDateTime)


class RoleGrant(SQLModel, table=True):
    """A role with its reach and its dates."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.CheckConstraint(
            "(scope IN ('own', 'all') AND organisation_id IS NULL AND unit_id IS NULL)"
            " OR (scope IN ('organisation', 'region') AND organisation_id IS NOT NULL"
            " AND unit_id IS NULL)"
            " OR (scope = 'unit' AND unit_id IS NOT NULL)",
            name="scope_target",
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_ordered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=enum_type(Role, "role"))
    scope: ScopeKind = Field(sa_type=enum_type(ScopeKind, "scope"))
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    valid_from: date
    valid_to: date | None = None


class Employment(SQLModel, table=True):
    """Who employs a person, in which unit, for how large a share (per cent of full time)."""

    __tablename__ = "employment"
    __table_args__ = (
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name="share_range"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_ordered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    title_nb: str = Field(max_length=80)
    share_percent: int = 100
    starts_on: date
    ends_on: date | None = None
