"""A thing is told once; every kind has words in both languages; mail gathers what is untold."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app.config import Settings
from app.db.tables import Account, AuditEvent, Message, Outbox, Person
from app.db.tables.messages import MailState
from app.i18n import speaking
from app.roles import Role, ScopeKind
from app.services import accounts, digests, job_failures, messages, person_settings
from app.services.message_words import _WORDS, REQUIRED, MessageKind, letter_of
from app.services.messages import tell
from app.services.messages_page import headline
from app.services.person_settings import GROUP_OF, MailGroup, MailRhythm, PersonSettings
from app.store import messages as store
from app.store.messages import InboxCounts
from tests.support.databases import NOW
from tests.support.mail_server import mail_settings

TODAY = date(2026, 11, 23)
PLACED = {
    "service_nb": "Psykose",
    "service_en": "Psychosis",
    "place": "Psykose, Kalnes",
    "starts_on": "2027-09-01",
    "ends_on": "2028-08-31",
}
VALUES: dict[str, Any] = {
    "course": "Grunnkurs",
    "starts_on": "2027-03-01",
    "ends_on": "2027-03-03",
    "was_on": "2027-02-01",
    "closes_on": "2026-12-08",
    "place": "Oslo",
    "opened": 2,
    "closed": 1,
    "doctor": "Ingrid Solbakken",
    "by": "Marte Lindqvist",
    "due_on": "2026-11-01",
    "hospital_ends_on": "2027-03-31",
    "due_by": "2026-12-01",
    "job_nb": "Nattkontrollen",
    "job_en": "Night check",
    "error": "OSError",
    "plan": "Psykiatri 2027–2030",
    "region": "Helse Nord",
    "scenario": None,
    "year": 2040,
    "is_backtest": False,
    "ending": "done",
    "organisation": "Sykehuset Østfold HF",
    "doctors": 3,
    "late": 1,
    "comings": [{**PLACED, "doctor": "Ingrid Solbakken"}],
    "goings": [{**PLACED, "doctor": "Nora Eikeland"}],
    "next": PLACED,
    "get": PLACED,
    "give": PLACED,
    "one": "Ingrid Solbakken",
    "other": "Nora Eikeland",
    "is_accepted": True,
    "is_approved": True,
    "has_plan": True,
    "failed": False,
    "intake": "Oppstart 1. mars 2027",
    "hospital": "Kalnes",
    "municipality": "Halden",
    "how": "declined",
    "handovers": 1,
    "buddies": 1,
    "points": 2,
    "last_on": "2027-02-01",
    "municipality_starts_on": "2027-03-01",
    "run": "C",
    "receipt": "7KQ4-M2XD",
    "seats": ["Halden · Kalnes"],
}
SETTINGS = mail_settings("sqlite://", 25)


@pytest.fixture
def kari(session: Session) -> int:
    return add(session, "kari")


def add(session: Session, name: str, email: str | None = "", locale: str | None = None) -> int:
    address = f"{name}@people.example" if email == "" else email
    person = Person(public_id=name, given_name=name, family_name="Test", email=address)
    session.add(person)
    session.flush()
    if locale:
        session.add(Account(person_id=person.id or 0, username=name, locale=locale))
    session.commit()
    return person.id or 0


def say(session: Session, person_id: int, key: str, kind: str = "job_failed", **more: Any) -> bool:
    told = tell(
        session,
        person_id,
        MessageKind(kind),
        {name: VALUES[name] for name in REQUIRED[MessageKind(kind)]},
        dedup_key=key,
        told_on=TODAY,
        now=NOW,
        **more,
    )
    session.commit()
    return told


def write(session: Session, days: int = 0, settings: Settings = SETTINGS) -> list[Outbox]:
    """The mails that a run writes, so many days from now."""
    later = timedelta(days=days)
    before = set(session.exec(select(Outbox.id)))
    digests.run(session, settings, TODAY + later, NOW + later)
    return [row for row in session.exec(select(Outbox)) if row.id not in before]


# Telling


def test_the_same_thing_is_told_once(session: Session, kari: int) -> None:
    other = add(session, "ola")
    assert say(session, kari, "a")
    assert not say(session, kari, "a")
    assert say(session, other, "a")
    assert say(session, kari, "b")
    assert store.count_unread(session, kari) == 2


def test_thousands_are_told_in_one_go_and_twice_the_same_once(session: Session, kari: int) -> None:
    values = {"job_nb": "Jobb", "job_en": "Job", "error": "OSError"}
    many = [
        messages.new_message(
            kari, MessageKind.JOB_FAILED, values, dedup_key=f"{number % 1500}", told_on=TODAY
        )
        for number in range(3000)
    ]
    assert messages.tell_all(session, many, now=NOW) == 1500
    assert messages.tell_all(session, many, now=NOW) == 0


def test_days_are_kept_as_text_and_nothing_else_than_plain_values(
    session: Session, kari: int
) -> None:
    given = {**VALUES, "starts_on": date(2027, 3, 1), "list": [date(2027, 3, 1), None, {"a": 1}]}
    tell(session, kari, MessageKind.SEAT_CONFIRMED, given, dedup_key="a", told_on=TODAY, now=NOW)
    kept = session.exec(select(Message)).one().values
    assert (kept["starts_on"], kept["list"]) == ("2027-03-01", ["2027-03-01", None, {"a": 1}])
    with pytest.raises(ValueError, match="cannot keep a Person"):
        tell(
            session,
            kari,
            MessageKind.SEAT_CONFIRMED,
            {**VALUES, "place": Person(public_id="x", given_name="x", family_name="x")},
            dedup_key="b",
            told_on=TODAY,
            now=NOW,
        )


def test_a_message_without_what_its_kind_needs_is_refused(session: Session, kari: int) -> None:
    with pytest.raises(ValueError, match="signup_closes needs closes_on, course"):
        tell(
            session,
            kari,
            MessageKind.SIGNUP_CLOSES,
            {"place": "Oslo", "starts_on": TODAY, "ends_on": TODAY},
            dedup_key="a",
            told_on=TODAY,
            now=NOW,
        )


@pytest.mark.parametrize("link", ["https://elsewhere.example", "//elsewhere.example", "relative"])
def test_a_link_stays_on_this_site(session: Session, kari: int, link: str) -> None:
    with pytest.raises(ValueError, match="links to a path"):
        say(session, kari, "a", link=link)


def test_reading_touches_only_ones_own(session: Session, kari: int) -> None:
    other = add(session, "ola")
    say(session, kari, "a")
    theirs = session.exec(select(Message.public_id)).one()
    assert messages.mark_read(session, other, theirs, now=NOW) == 0
    assert messages.mark_read(session, kari, theirs, now=NOW) == 1
    assert messages.mark_read(session, kari, theirs, now=NOW) == 0
    assert messages.mark_unread(session, other, theirs) == 0
    assert messages.mark_unread(session, kari, theirs) == 1


def test_every_admin_hears_of_a_failed_job_once_a_day_without_its_details(
    session: Session,
) -> None:
    for name in ("anne", "arne"):
        accounts.create(
            session,
            accounts.NewAccount(
                name, "a long password", name, "Test", Role.ADMIN, ScopeKind.ALL, None, name
            ),
            now=NOW,
            today=TODAY,
        )
    failed = job_failures.FailedJob("scan", "Kontroll", "Check", "ValueError: Ingrid Solbakken")
    assert job_failures.tell_admins(session, failed, today=TODAY, now=NOW) == 2
    assert job_failures.tell_admins(session, failed, today=TODAY, now=NOW) == 0
    assert "Ingrid" not in str(session.exec(select(Message)).all())
    with speaking("en"):
        letter = letter_of("job_failed", session.exec(select(Message)).all()[0].values)
    assert "Check" in letter.title


# Words


def test_every_kind_has_words_values_and_a_group() -> None:
    assert set(REQUIRED) == set(_WORDS) == set(GROUP_OF) == set(MessageKind)


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("locale", ["nb", "en"])
def test_every_kind_can_be_said_from_what_it_needs(kind: MessageKind, locale: str) -> None:
    with speaking(locale):
        letter = letter_of(kind, {name: VALUES[name] for name in REQUIRED[kind]}, TODAY)
        full = letter_of(
            kind,
            {**VALUES, "moved_days": 91, "days": 91, "position": 3, "reason": "Syk kursleder"},
            TODAY,
        )
    for text in (letter.title, letter.action, *letter.paragraphs, *full.paragraphs):
        assert text
        assert "None" not in text
        assert "%(" not in text


def test_a_kind_from_a_newer_version_still_opens() -> None:
    with speaking("nb"):
        assert letter_of("from_the_future", {}).title == "Melding"


@pytest.mark.parametrize(
    ("values", "locale", "said", "action"),
    [
        (
            {"causes": ["missing_approval"], "courses": [], "count": 1},
            "nb",
            "Det gjelder: venter på godkjenning.",
            "Se forsinkelsen",
        ),
        (
            {"causes": ["missing_approval"], "courses": [], "count": 2},
            "en",
            "It concerns: waiting for approval.",
            "See the delays",
        ),
        (
            {"causes": ["course", "rotation_slot"], "courses": ["Anvendt kurs"], "count": 2},
            "en",
            "It concerns: Anvendt kurs; rotation missing.",
            "See the delays",
        ),
        ({"causes": ["from_the_future"], "courses": [], "count": 1}, "nb", None, "Se forsinkelsen"),
        (
            {"what": "Kurs er fullt (Anvendt kurs)"},
            "nb",
            "Det gjelder: Kurs er fullt (Anvendt kurs).",
            "Se forsinkelsen",
        ),
        ({}, "nb", None, "Se forsinkelsen"),
    ],
)
def test_what_is_to_be_followed_up_is_said_in_the_language_of_the_reader(
    values: dict[str, Any], locale: str, said: str | None, action: str
) -> None:
    with speaking(locale):
        letter = letter_of("flag_assigned", {**VALUES, **values})
    assert letter.paragraphs == ((said,) if said else ())
    assert letter.action == action


@pytest.mark.parametrize(
    ("moved", "said"),
    [(91, "flytter datoen din seg 91\xa0dager"), (0, "Datoen din flytter seg ikke."), (None, "")],
)
def test_the_consequence_of_a_missed_sign_up_is_said_in_days(moved: int | None, said: str) -> None:
    with speaking("nb"):
        letter = letter_of("signup_closes", {**VALUES, "moved_days": moved})
    assert said in " ".join(letter.paragraphs)
    assert ("flytter" in " ".join(letter.paragraphs)) == (moved is not None)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((0, 0, 0, None), "Ingen meldinger."),
        ((4, 0, 0, None), "Du har lest alle meldingene dine."),
        ((4, 1, 0, None), "Du har *én* ulest melding."),
        ((4, 1, 1, date(2026, 12, 8)), "Du har én ulest melding. Den trenger svar innen *8. desember*."),  # noqa: E501
        ((4, 3, 1, date(2026, 12, 8)), "Du har tre uleste meldinger. Én trenger svar innen *8. desember*."),  # noqa: E501
        ((4, 3, 2, date(2027, 1, 8)), "Du har tre uleste meldinger. Den første trenger svar innen *8. januar 2027*."),  # noqa: E501
    ],
)  # fmt: skip
def test_the_headline(counts: tuple[int, int, int, date | None], sentence: str) -> None:
    with speaking("nb"):
        assert headline(InboxCounts(*counts), TODAY) == sentence


# The daily mail


def test_one_mail_holds_everything_most_urgent_first(session: Session, kari: int) -> None:
    say(session, kari, "a")
    say(session, kari, "b", "talk_missing", act_by=date(2026, 12, 24))
    say(session, kari, "c", "signup_closes", act_by=date(2026, 12, 8))
    (mail,) = write(session)
    assert mail.subject == (
        "Legeløp: Du har tre uleste meldinger. Den første trenger svar innen 8. desember."
    )
    order = [mail.body.index(word) for word in ("KURS", "VEILEDNINGSSAMTALER", "DRIFT")]
    assert order == sorted(order)
    assert mail.body.count("https://legelop.example/innboks/") == 4
    assert (mail.state, mail.address) == (MailState.WAITING, "kari@people.example")


def test_a_second_run_on_the_day_writes_nothing_and_the_next_day_only_what_is_new(
    session: Session, kari: int
) -> None:
    say(session, kari, "a")
    assert len(write(session)) == 1
    say(session, kari, "b", "talk_missing")
    assert write(session) == []
    (next_mail,) = write(session, days=1)
    assert "Nattkontrollen" not in next_mail.body
    assert write(session, days=2) == []


def test_what_is_read_is_not_mailed(session: Session, kari: int) -> None:
    say(session, kari, "a")
    messages.mark_read(session, kari, None, now=NOW)
    assert write(session) == []


def test_the_mail_is_in_the_language_of_the_account(session: Session) -> None:
    say(session, add(session, "john", locale="en"), "a", "signup_closes", act_by=TODAY)
    (mail,) = write(session)
    assert "23 November" in mail.subject
    assert "Du har" not in mail.subject


@pytest.mark.parametrize("address", [None, "", "   "])
def test_without_an_address_nothing_is_written_and_nothing_lost(
    session: Session, address: str | None
) -> None:
    person = add(session, "kari", email=None)
    session.get(Person, person).email = address  # type: ignore[union-attr]
    session.commit()
    say(session, person, "a")
    assert write(session) == []
    assert len(store.untold_messages(session)) == 1


def test_a_closed_account_gets_no_mail(session: Session) -> None:
    person = add(session, "kari", locale="nb")
    session.exec(select(Account)).one().disabled_at = NOW
    session.commit()
    say(session, person, "a")
    assert write(session) == []


def test_without_a_mail_server_no_mail_is_written(session: Session, kari: int) -> None:
    say(session, kari, "a")
    silent = mail_settings("sqlite://", 25, smtp_host="")
    assert digests.run(session, silent, TODAY, NOW).startswith("No mail server")
    assert session.exec(select(Outbox)).all() == []
    assert len(store.untold_messages(session)) == 1


def choose(session: Session, person_id: int, **wanted: Any) -> None:
    person_settings.save(session, person_id, PersonSettings(**wanted), now=NOW)


def test_whoever_wants_no_mail_gets_none(session: Session, kari: int) -> None:
    choose(session, kari, rhythm=MailRhythm.NEVER)
    say(session, kari, "a")
    assert write(session) == []


def test_weekly_mail_comes_once_in_seven_days(session: Session, kari: int) -> None:
    choose(session, kari, rhythm=MailRhythm.WEEKLY)
    say(session, kari, "a")
    assert len(write(session)) == 1
    say(session, kari, "b", "talk_missing")
    assert write(session, days=1) == write(session, days=6) == []
    assert len(write(session, days=7)) == 1


def test_a_kind_that_is_turned_off_stays_in_the_inbox_alone(session: Session, kari: int) -> None:
    choose(session, kari, groups=frozenset(MailGroup) - {MailGroup.COURSES})
    say(session, kari, "a", "signup_closes")
    assert write(session) == []
    say(session, kari, "b")
    (mail,) = write(session, days=1)
    assert "Grunnkurs" not in mail.body
    assert len(store.untold_messages(session)) == 1


def test_choices_outside_the_limits_are_refused_and_unchanged_ones_leave_no_trace(
    session: Session, kari: int
) -> None:
    with pytest.raises(ValueError, match="reminder_days"):
        choose(session, kari, reminder_days=0)
    choose(session, kari, reminder_days=20)
    choose(session, kari, reminder_days=20)
    actions = session.exec(select(AuditEvent.action)).all()
    assert actions.count("settings.changed") == 1
    assert person_settings.load(session, kari).reminder_days == 20
