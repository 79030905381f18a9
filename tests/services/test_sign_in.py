"""Signing in with a local account, sessions that end, and names that close."""

from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from app.config import Settings
from app.db.tables import AuditEvent, LoginSession
from app.roles import Role, ScopeKind
from app.services import accounts, sign_in
from app.services.sign_in import SignInOutcome
from app.store import sessions
from tests.support.databases import NOW

TODAY = date(2026, 11, 23)
PASSWORD = "riktig hest batteri stift"
SETTINGS = Settings(secret_key="x" * 32, sign_in_tries=10, sign_in_window_minutes=15)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is slow on purpose; a hundred wrong passwords need not be."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(sign_in, "_hasher", hasher)
    monkeypatch.setattr(sign_in, "_DUMMY_HASH", hasher.hash("no such account"))


@pytest.fixture
def person(session: Session) -> int:
    """A coordinator named berit with a password."""
    new = accounts.NewAccount(
        username="Berit",
        password=PASSWORD,
        given_name="Berit",
        family_name="Ås",
        role=Role.COORDINATOR,
        scope=ScopeKind.ALL,
        organisation_key=None,
        public_id="berit",
    )
    accounts.create(session, new, now=NOW, today=TODAY)
    session.commit()
    account = sessions.find_account(session, "berit")
    assert account is not None
    return account.person_id


def attempt(
    session: Session, username: str, password: str, minutes: int = 0
) -> sign_in.SignInResult:
    return sign_in.sign_in(
        session,
        SETTINGS,
        username=username,
        password=password,
        now=NOW + timedelta(minutes=minutes),
        today=TODAY,
    )


def test_the_right_password_opens_a_session(session: Session, person: int) -> None:
    result = attempt(session, " BERIT ", PASSWORD)
    assert result.outcome is SignInOutcome.SIGNED_IN
    assert result.token is not None
    live = sign_in.resume(session, SETTINGS, token=result.token, now=NOW)
    assert live is not None
    assert (live.person_id, live.role) == (person, Role.COORDINATOR)


def test_only_a_hash_of_the_token_is_kept(session: Session, person: int) -> None:
    token = attempt(session, "berit", PASSWORD).token
    stored = session.exec(select(LoginSession)).one()
    assert token is not None
    assert token not in stored.token_hash


def test_signing_in_is_audited(session: Session, person: int) -> None:
    attempt(session, "berit", PASSWORD)
    actions = [event.action for event in session.exec(select(AuditEvent))]
    assert "signed_in" in actions


@pytest.mark.parametrize("username", ["berit", "nobody"])
def test_ten_wrong_passwords_close_the_name_also_for_the_right_one(
    session: Session, person: int, username: str
) -> None:
    outcomes = [attempt(session, username, "wrong").outcome for _ in range(10)]
    assert outcomes == [SignInOutcome.WRONG] * 10
    assert attempt(session, username, PASSWORD, minutes=1).outcome is SignInOutcome.CLOSED


def test_a_closed_name_opens_again_after_the_window(session: Session, person: int) -> None:
    for _ in range(10):
        attempt(session, "berit", "wrong")
    assert attempt(session, "berit", PASSWORD, minutes=16).outcome is SignInOutcome.SIGNED_IN


def test_a_success_forgets_the_failures_before_it(session: Session, person: int) -> None:
    for _ in range(9):
        attempt(session, "berit", "wrong")
    attempt(session, "berit", PASSWORD, minutes=1)
    assert attempt(session, "berit", "wrong", minutes=2).outcome is SignInOutcome.WRONG


def test_a_revoked_session_is_over_at_once(session: Session, person: int) -> None:
    token = attempt(session, "berit", PASSWORD).token
    assert token is not None
    assert sign_in.sign_out(session, person_id=person, session_id=None, now=NOW) == 1
    assert sign_in.resume(session, SETTINGS, token=token, now=NOW) is None


def test_a_session_runs_out_when_idle_but_not_when_used(session: Session, person: int) -> None:
    token = attempt(session, "berit", PASSWORD).token
    assert token is not None
    for minutes in (100, 200):
        later = NOW + timedelta(minutes=minutes)
        assert sign_in.resume(session, SETTINGS, token=token, now=later) is not None
    idle = NOW + timedelta(minutes=200 + SETTINGS.session_idle_minutes)
    assert sign_in.resume(session, SETTINGS, token=token, now=idle) is None


def test_a_session_never_outlives_its_longest_time(session: Session, person: int) -> None:
    token = attempt(session, "berit", PASSWORD).token
    assert token is not None
    for hour in range(1, SETTINGS.session_hours):
        assert sign_in.resume(session, SETTINGS, token=token, now=NOW + timedelta(hours=hour))
    end = NOW + timedelta(hours=SETTINGS.session_hours)
    assert sign_in.resume(session, SETTINGS, token=token, now=end) is None


def test_a_new_password_ends_every_session(session: Session, person: int) -> None:
    token = attempt(session, "berit", PASSWORD).token
    accounts.set_password(session, "berit", "et helt nytt passord", now=NOW)
    session.commit()
    assert token is not None
    assert sign_in.resume(session, SETTINGS, token=token, now=NOW) is None
    assert attempt(session, "berit", PASSWORD).outcome is SignInOutcome.WRONG
    assert attempt(session, "berit", "et helt nytt passord").token is not None


def test_a_closed_account_answers_like_a_wrong_password(session: Session, person: int) -> None:
    accounts.revoke(session, "berit", disable=True, now=NOW)
    session.commit()
    assert attempt(session, "berit", PASSWORD).outcome is SignInOutcome.WRONG


def test_demo_sign_in_needs_demo_mode(session: Session, person: int) -> None:
    token = sign_in.sign_in_as_demo(session, SETTINGS, public_id="berit", now=NOW, today=TODAY)
    assert token is None


def test_demo_sign_in_refuses_real_people(session: Session, person: int) -> None:
    demo = SETTINGS.model_copy(update={"demo": True})
    token = sign_in.sign_in_as_demo(session, demo, public_id="berit", now=NOW, today=TODAY)
    assert token is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"username": "berit"}, "taken"),
        ({"password": "kort"}, "12 characters"),
        ({"scope": ScopeKind.ORGANISATION}, "needs --organisation"),
        ({"scope": ScopeKind.REGION, "organisation_key": "atlantis"}, "no organisation"),
        ({"organisation_key": "helse-nord-rhf"}, "takes no organisation"),
    ],
)
def test_a_wrong_account_is_refused_with_the_reason(
    session: Session, person: int, change: dict[str, object], message: str
) -> None:
    good: dict[str, object] = {
        "username": "arne",
        "password": PASSWORD,
        "given_name": "Arne",
        "family_name": "By",
        "role": Role.ADMIN,
        "scope": ScopeKind.ALL,
        "organisation_key": None,
        "public_id": "arne",
    }
    new = accounts.NewAccount(**(good | change))  # type: ignore[arg-type]
    with pytest.raises(accounts.AccountError, match=message):
        accounts.create(session, new, now=NOW, today=TODAY)


def test_passwords_are_kept_as_argon2id(session: Session, person: int) -> None:
    account = sessions.find_account(session, "berit")
    assert account is not None
    assert str(account.password_hash).startswith("$argon2id$")
