"""Signing in and out with local accounts and sessions that can be revoked."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

from app.config import Settings
from app.db.tables import Account, LoginSession
from app.roles import Role
from app.store import access as access_store
from app.store import audit, people, sessions

_hasher = PasswordHasher()
# Checked when the name is unknown, so that a wrong name and a wrong password take the same time.
_DUMMY_HASH = _hasher.hash("no such account")
# Moving the idle limit at every request would make each page a write.
_TOUCH_EVERY = timedelta(minutes=1)


class SignInOutcome(StrEnum):
    """What became of a try to sign in."""

    SIGNED_IN = "signed_in"
    WRONG = "wrong"
    """Unknown name, wrong password, disabled account or no role: all the same answer."""
    CLOSED = "closed"
    """Too many wrong passwords; the name is closed for a while."""


@dataclass(frozen=True, slots=True)
class SignInResult:
    """The outcome, with the session's token when it succeeded."""

    outcome: SignInOutcome
    token: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class LiveSession:
    """Who a valid token belongs to."""

    session_id: int
    person_id: int
    public_id: str
    name: str
    is_demo: bool
    role: Role


def hash_password(password: str) -> str:
    """Hash a new password with argon2id; refuse one shorter than twelve characters."""
    if len(password) < 12:
        raise ValueError("a password needs at least 12 characters")
    return _hasher.hash(password)


def sign_in(
    session: Session,
    settings: Settings,
    *,
    username: str,
    password: str,
    now: datetime,
    today: date,
) -> SignInResult:
    """Check a name and a password and open a session.

    After `sign_in_tries` wrong passwords within the window the name is closed until the
    oldest of them is older than the window, whether the name exists or not.
    """
    name = username.strip().lower()
    since = now - timedelta(minutes=settings.sign_in_window_minutes)
    if sessions.count_failures(session, name, since) >= settings.sign_in_tries:
        return SignInResult(SignInOutcome.CLOSED)
    account = sessions.find_account(session, name)
    stored = account.password_hash if account else None
    matches = _matches(stored, password)
    role = _usable_role(session, account, today)
    if account is None or not matches or role is None:
        sessions.add_attempt(session, name, succeeded=False, at=now)
        session.commit()
        return SignInResult(SignInOutcome.WRONG)
    sessions.add_attempt(session, name, succeeded=True, at=now)
    token = open_session(session, settings, person_id=account.person_id, role=role, now=now)
    return SignInResult(SignInOutcome.SIGNED_IN, token, account.locale)


def _usable_role(session: Session, account: Account | None, today: date) -> Role | None:
    if account is None or account.disabled_at is not None:
        return None
    return first_role(session, account.person_id, today)


def _matches(stored: str | None, password: str) -> bool:
    try:
        _hasher.verify(stored or _DUMMY_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def first_role(session: Session, person_id: int, today: date) -> Role | None:
    """The side a person starts on: the first role held today."""
    grants = access_store.load_grants(session, person_id)
    held = {grant.role for grant in grants if grant.holds_on(today)}
    return next((role for role in Role if role in held), None)


def open_session(
    session: Session, settings: Settings, *, person_id: int, role: Role, now: datetime
) -> str:
    """Open a session, write it to the audit trail, commit; return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    sessions.add_session(
        session,
        LoginSession(
            token_hash=token_hash(token),
            person_id=person_id,
            role=role,
            created_at=now,
            last_seen_at=now,
            expires_at=_expiry(settings, created_at=now, now=now),
        ),
    )
    audit.add_event(
        session, at=now, by=person_id, action="signed_in", subject=("person", str(person_id))
    )
    session.commit()
    return token


def sign_in_as_demo(
    session: Session, settings: Settings, *, public_id: str, now: datetime, today: date
) -> str | None:
    """Open a session for an invented person; None unless demo mode and the person allow it."""
    if not settings.demo:
        return None
    person = people.find_person(session, public_id)
    if person is None or person.id is None or not person.is_demo:
        return None
    role = first_role(session, person.id, today)
    if role is None:
        return None
    return open_session(session, settings, person_id=person.id, role=role, now=now)


def resume(
    session: Session, settings: Settings, *, token: str, now: datetime
) -> LiveSession | None:
    """Whose session this is; None when it is unknown, revoked or run out."""
    row = sessions.find_session(session, token_hash(token))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    if now - row.last_seen_at > _TOUCH_EVERY:
        sessions.touch_session(
            session,
            row.id,
            seen_at=now,
            expires_at=_expiry(settings, created_at=row.created_at, now=now),
        )
        session.commit()
    return LiveSession(row.id, row.person_id, row.public_id, row.name, row.is_demo, row.role)


def _expiry(settings: Settings, *, created_at: datetime, now: datetime) -> datetime:
    idle = now + timedelta(minutes=settings.session_idle_minutes)
    return min(idle, created_at + timedelta(hours=settings.session_hours))


def sign_out(session: Session, *, person_id: int, session_id: int | None, now: datetime) -> int:
    """Revoke one of the person's sessions, or all with `session_id=None`; return how many."""
    ended = sessions.revoke(session, person_id, now, session_id)
    if ended:
        audit.add_event(
            session,
            at=now,
            by=person_id,
            action="signed_out",
            subject=("person", str(person_id)),
            details={"sessions": ended},
        )
    session.commit()
    return ended


def token_hash(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
