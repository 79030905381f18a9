"""Accounts, sign-in attempts and server-side sessions."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import Account, LoginAttempt, LoginSession, Person
from app.roles import Role


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A live session with the person behind it."""

    id: int
    person_id: int
    public_id: str
    name: str
    is_demo: bool
    role: Role
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def find_account(session: Session, username: str) -> Account | None:
    """The account with this name (names are kept in lower case)."""
    return session.exec(select(Account).where(Account.username == username)).first()


def count_failures(session: Session, username: str, since: datetime) -> int:
    """Failed tries for this name after the latest success and after `since`."""
    latest_success: datetime | None = session.exec(
        select(sa.func.max(LoginAttempt.at)).where(
            LoginAttempt.username == username, col(LoginAttempt.succeeded).is_(True)
        )
    ).one()
    start = since if latest_success is None else max(since, latest_success)
    return session.exec(
        select(sa.func.count())
        .select_from(LoginAttempt)
        .where(
            LoginAttempt.username == username,
            col(LoginAttempt.succeeded).is_(False),
            LoginAttempt.at > start,
        )
    ).one()


def add_attempt(session: Session, username: str, *, succeeded: bool, at: datetime) -> None:
    """Remember a try."""
    session.add(LoginAttempt(username=username[:120], succeeded=succeeded, at=at))


def add_session(session: Session, row: LoginSession) -> None:
    """Keep a new session."""
    session.add(row)


def find_session(session: Session, token_hash: str) -> SessionRow | None:
    """The session with this token, live or not, and its person."""
    found = session.exec(
        select(LoginSession, Person)
        .join(Person, col(Person.id) == col(LoginSession.person_id))
        .where(LoginSession.token_hash == token_hash)
    ).first()
    return _row(*found) if found else None


def list_sessions(session: Session, person_id: int, now: datetime) -> tuple[SessionRow, ...]:
    """A person's live sessions, newest first."""
    found = session.exec(
        select(LoginSession, Person)
        .join(Person, col(Person.id) == col(LoginSession.person_id))
        .where(
            LoginSession.person_id == person_id,
            col(LoginSession.revoked_at).is_(None),
            LoginSession.expires_at > now,
        )
        .order_by(col(LoginSession.created_at).desc(), col(LoginSession.id).desc())
    )
    return tuple(_row(login, person) for login, person in found)


def touch_session(
    session: Session, session_id: int, *, seen_at: datetime, expires_at: datetime
) -> None:
    """Move the idle limit."""
    session.execute(
        sa.update(LoginSession)
        .where(col(LoginSession.id) == session_id)
        .values(last_seen_at=seen_at, expires_at=expires_at)
    )


def set_role(session: Session, session_id: int, role: Role) -> None:
    """Change the side a session works on."""
    session.execute(
        sa.update(LoginSession).where(col(LoginSession.id) == session_id).values(role=role)
    )


def revoke(session: Session, person_id: int, at: datetime, session_id: int | None = None) -> int:
    """End one of a person's sessions, or all of them; return how many ended."""
    statement = sa.update(LoginSession).where(
        col(LoginSession.person_id) == person_id, col(LoginSession.revoked_at).is_(None)
    )
    if session_id is not None:
        statement = statement.where(col(LoginSession.id) == session_id)
    result = session.execute(statement.values(revoked_at=at))
    return int(result.rowcount)  # type: ignore[attr-defined]


def delete_stale(session: Session, before: datetime) -> int:
    """Delete sessions and attempts that ended before `before`; return how many rows."""
    ended = session.execute(
        sa.delete(LoginSession).where(
            sa.or_(col(LoginSession.expires_at) < before, col(LoginSession.revoked_at) < before)
        )
    )
    old = session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.at) < before))
    return int(ended.rowcount) + int(old.rowcount)  # type: ignore[attr-defined]


def _row(login: LoginSession, person: Person) -> SessionRow:
    assert login.id is not None
    return SessionRow(
        id=login.id,
        person_id=login.person_id,
        public_id=person.public_id,
        name=person.name,
        is_demo=person.is_demo,
        role=login.role,
        created_at=login.created_at,
        last_seen_at=login.last_seen_at,
        expires_at=login.expires_at,
        revoked_at=login.revoked_at,
    )
