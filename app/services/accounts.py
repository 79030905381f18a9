"""Creating accounts, changing passwords, ending sessions: what the command line offers."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from app.db.tables import Account, Organisation, Person, RoleGrant
from app.roles import Role, ScopeKind
from app.services.sign_in import hash_password
from app.store import audit, sessions


class AccountError(ValueError):
    """The input was wrong; the message says what and how to mend it."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a new account needs."""

    username: str
    password: str
    given_name: str
    family_name: str
    role: Role
    scope: ScopeKind
    organisation_key: str | None
    public_id: str


def create(session: Session, new: NewAccount, *, now: datetime, today: date) -> str:
    """Add a person with an account and one role from today; the caller commits."""
    name = new.username.strip().lower()
    if not name or sessions.find_account(session, name):
        raise AccountError(f"username {name!r} is empty or taken")
    organisation_id = _organisation(session, new)
    password_hash = _hash(new.password)
    person = Person(public_id=new.public_id, given_name=new.given_name, family_name=new.family_name)
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(Account(person_id=person.id, username=name, password_hash=password_hash))
    session.add(
        RoleGrant(
            person_id=person.id,
            role=new.role,
            scope=new.scope,
            organisation_id=organisation_id,
            valid_from=today,
        )
    )
    audit.add_event(
        session,
        at=now,
        by=None,
        action="account_created",
        subject=("person", str(person.id)),
        details={"role": str(new.role), "scope": str(new.scope)},
    )
    return f"Created {name} ({new.role}, {new.scope})."


def _organisation(session: Session, new: NewAccount) -> int | None:
    needs_one = new.scope in (ScopeKind.ORGANISATION, ScopeKind.REGION)
    if new.scope is ScopeKind.UNIT:
        raise AccountError("scope unit cannot be given here yet; use organisation")
    if not needs_one:
        if new.organisation_key:
            raise AccountError(f"scope {new.scope} takes no organisation")
        return None
    if not new.organisation_key:
        raise AccountError(f"scope {new.scope} needs --organisation")
    found = session.exec(
        select(Organisation.id).where(Organisation.key == new.organisation_key)
    ).first()
    if found is None:
        raise AccountError(f"no organisation with key {new.organisation_key!r}")
    return found


def _hash(password: str) -> str:
    try:
        return hash_password(password)
    except ValueError as error:
        raise AccountError(str(error)) from None


def set_password(session: Session, username: str, password: str, *, now: datetime) -> str:
    """Change a password and end the person's sessions; the caller commits."""
    account = _account(session, username)
    account.password_hash = _hash(password)
    ended = sessions.revoke(session, account.person_id, now)
    audit.add_event(
        session, at=now, by=None, action="password_set", subject=("person", str(account.person_id))
    )
    return f"New password for {account.username}; {ended} sessions ended."


def revoke(session: Session, username: str, *, disable: bool, now: datetime) -> str:
    """End every session of an account, and close it when asked; the caller commits."""
    account = _account(session, username)
    ended = sessions.revoke(session, account.person_id, now)
    if disable:
        account.disabled_at = now
    audit.add_event(
        session,
        at=now,
        by=None,
        action="account_closed" if disable else "sessions_revoked",
        subject=("person", str(account.person_id)),
        details={"sessions": ended},
    )
    return f"{ended} sessions ended for {account.username}" + (
        ", account closed." if disable else "."
    )


def _account(session: Session, username: str) -> Account:
    account = sessions.find_account(session, username.strip().lower())
    if account is None:
        raise AccountError(f"no account named {username!r}")
    return account
