"""Mails arrive once; what is refused, slow or down is tried again or given up; nothing is lost."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.clock import Clock
from app.db.session import Database
from app.db.tables import Message, Outbox, Person
from app.db.tables.messages import MailState
from app.extensions import Installation
from app.services import digests, outbox
from app.services.message_words import MAYBE_TOLD, MessageKind
from app.services.messages import tell
from tests.support.databases import NOW
from tests.support.mail_server import Postbox, free_port, mail_server, mail_settings

TODAY = date(2026, 11, 23)


class MovingClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        super().__init__(TODAY)
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def home(database: Database, clock: MovingClock) -> Installation:
    return Installation(mail_settings(database.url, free_port()), clock, database)


def add_people(session: Session, *names: str) -> list[int]:
    people = [
        Person(
            public_id=f"mail-{name}",
            given_name=name,
            family_name="Test",
            email=f"{name}@people.example",
        )
        for name in names
    ]
    session.add_all(people)
    session.commit()
    return [person.id or 0 for person in people]


def tell_and_write(home: Installation, *names: str) -> None:
    """One untold message to each new person, and today's mails."""
    with home.database.session() as session:
        for person_id in add_people(session, *names):
            tell(
                session,
                person_id,
                MessageKind.JOB_FAILED,
                {"job_nb": "Nattkontrollen", "job_en": "Night check", "error": "OSError"},
                dedup_key="job",
                told_on=TODAY,
                now=NOW,
            )
        session.commit()
        digests.run(session, home.settings, TODAY, NOW)


def states(home: Installation) -> list[MailState]:
    with home.database.session() as session:
        return list(session.exec(select(Outbox.state).order_by(Outbox.id)))  # type: ignore[arg-type]


def messages(home: Installation) -> list[Message]:
    with home.database.session() as session:
        return list(session.exec(select(Message).order_by(Message.id)))  # type: ignore[arg-type]


def test_a_mail_is_delivered_once_with_its_headers_and_text(home: Installation) -> None:
    tell_and_write(home, "kari")
    postbox = Postbox()
    with mail_server(postbox, home.settings.smtp_port):
        assert outbox.deliver(home) == "1 mails sent, 0 later, 0 refused."
        assert outbox.deliver(home) == "0 mails sent, 0 later, 0 refused."
    (mail,) = postbox.taken
    with home.database.session() as session:
        row = session.exec(select(Outbox)).one()
    assert (mail["To"], mail["Message-ID"]) == ("kari@people.example", row.message_id)
    assert mail["From"] == "Legeløp <legelop@legelop.example>"
    assert mail["Subject"] == "Legeløp: Du har én ulest melding."
    text = mail.get_content()
    assert "Jobben «Nattkontrollen» stoppet" in text
    assert f"https://legelop.example/innboks/{messages(home)[0].public_id}" in text
    assert states(home) == [MailState.SENT]


def test_many_mails_go_over_one_connection(home: Installation) -> None:
    tell_and_write(home, *(f"p{number}" for number in range(12)))
    postbox = Postbox()
    with mail_server(postbox, home.settings.smtp_port):
        outbox.deliver(home)
    assert len(postbox.times_taken()) == 12
    assert set(postbox.times_taken().values()) == {1}


def test_a_line_that_begins_with_a_dot_does_not_end_the_mail(home: Installation) -> None:
    tell_and_write(home, "kari")
    with home.database.session() as session:
        session.exec(select(Outbox)).one().body = "first\n.\n..second\nlast\n"
        session.commit()
    postbox = Postbox()
    with mail_server(postbox, home.settings.smtp_port):
        outbox.deliver(home)
    assert postbox.taken[0].get_content().replace("\r\n", "\n") == "first\n.\n..second\nlast\n"


def test_a_refused_address_is_given_up_and_does_not_stop_the_next(home: Installation) -> None:
    tell_and_write(home, "gone", "kari")
    postbox = Postbox(recipient_answers={"gone@people.example": "550 no such mailbox"})
    with mail_server(postbox, home.settings.smtp_port):
        assert outbox.deliver(home) == "1 mails sent, 0 later, 1 refused."
    assert states(home) == [MailState.FAILED, MailState.SENT]
    # What was refused is told by nobody, so it is untold again, and not marked as sent before.
    refused, sent = messages(home)
    assert (refused.outbox_id, MAYBE_TOLD in refused.values) == (None, False)
    assert sent.outbox_id is not None


def test_a_refused_address_rests_a_week_unless_it_is_changed(home: Installation) -> None:
    tell_and_write(home, "gone")
    postbox = Postbox(recipient_answers={"gone@people.example": "550 no such mailbox"})
    with mail_server(postbox, home.settings.smtp_port):
        outbox.deliver(home)
    tomorrow, later = TODAY + timedelta(days=1), NOW + timedelta(days=1)
    with home.database.session() as session:
        assert digests.run(session, home.settings, tomorrow, later).startswith("0 mails")
        session.exec(
            select(Person).where(Person.public_id == "mail-gone")
        ).one().email = "back@people.example"
        session.commit()
        assert digests.run(session, home.settings, tomorrow, later).startswith("1 mails")


@pytest.mark.parametrize("where", ["recipient", "text"])
def test_not_now_is_tried_again_after_a_growing_rest(
    home: Installation, clock: MovingClock, where: str
) -> None:
    tell_and_write(home, "kari")
    postbox = Postbox(
        recipient_answers={"kari@people.example": "451 later"} if where == "recipient" else {},
        data_answer="451 later" if where == "text" else None,
    )
    with mail_server(postbox, home.settings.smtp_port):
        assert "1 later" in outbox.deliver(home)
        assert "0 later" in outbox.deliver(home)
        clock.at += timedelta(minutes=1)
        assert "1 later" in outbox.deliver(home)
        clock.at += timedelta(minutes=1)
        assert "0 later" in outbox.deliver(home)
        postbox.recipient_answers, postbox.data_answer = {}, None
        clock.at += timedelta(minutes=4)
        assert "1 mails sent" in outbox.deliver(home)
    assert states(home) == [MailState.SENT]


def test_what_is_put_off_for_days_is_given_up(home: Installation, clock: MovingClock) -> None:
    tell_and_write(home, "kari")
    clock.at += outbox.GIVE_UP_AFTER + timedelta(minutes=1)
    postbox = Postbox(data_answer="451 later")
    with mail_server(postbox, home.settings.smtp_port):
        outbox.deliver(home)
    assert states(home) == [MailState.FAILED]
    assert messages(home)[0].outbox_id is None


def test_a_server_that_is_down_leaves_everything_waiting_until_it_is_up(
    home: Installation, clock: MovingClock
) -> None:
    tell_and_write(home, "kari", "ola")
    assert "ConnectionRefusedError" in outbox.deliver(home)
    assert states(home) == [MailState.WAITING, MailState.WAITING]
    clock.at += timedelta(days=30)
    assert "ConnectionRefusedError" in outbox.deliver(home)
    postbox = Postbox()
    clock.at += timedelta(hours=4)
    with mail_server(postbox, home.settings.smtp_port):
        assert "2 mails sent" in outbox.deliver(home)
    assert set(postbox.times_taken().values()) == {1}


def test_a_server_too_slow_to_answer_leaves_a_doubt_and_no_second_mail(
    home: Installation, clock: MovingClock
) -> None:
    tell_and_write(home, "kari", "ola")
    slow = Installation(
        mail_settings(home.database.url, home.settings.smtp_port, smtp_timeout=0.3),
        clock,
        home.database,
    )
    postbox = Postbox(wait=1.0)
    with mail_server(postbox, home.settings.smtp_port):
        assert "1 in doubt" in outbox.deliver(slow)
    assert states(home) == [MailState.IN_DOUBT, MailState.WAITING]
    postbox.wait = 0.0
    clock.at += timedelta(hours=1)
    with mail_server(postbox, home.settings.smtp_port):
        outbox.deliver(home)
    assert set(postbox.times_taken().values()) == {1}
    doubtful = messages(home)[0]
    assert (doubtful.outbox_id, doubtful.values[MAYBE_TOLD]) == (None, True)
    # The next day's mail tells it again and says so.
    with home.database.session() as session:
        digests.run(session, home.settings, TODAY + timedelta(days=1), NOW + timedelta(days=1))
        again = session.exec(select(Outbox).order_by(Outbox.id.desc())).first()  # type: ignore[union-attr]
    assert again is not None
    assert "kanskje sendt før" in again.body


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (MailState.CLAIMED, MailState.SENT),
        (MailState.HANDING_OVER, MailState.IN_DOUBT),
    ],
)
def test_what_a_dead_worker_left_is_sent_again_or_never(
    home: Installation, left: MailState, found: MailState
) -> None:
    tell_and_write(home, "kari")
    with home.database.session() as session:
        row = session.exec(select(Outbox)).one()
        row.state, row.attempts = left, 1
        session.commit()
    postbox = Postbox()
    with mail_server(postbox, home.settings.smtp_port):
        outbox.deliver(home)
    assert states(home) == [found]
    assert len(postbox.taken) == (1 if found is MailState.SENT else 0)
    assert (messages(home)[0].outbox_id is None) == (found is MailState.IN_DOUBT)


def test_an_address_that_no_mail_can_have_is_refused_without_asking_the_server(
    home: Installation,
) -> None:
    tell_and_write(home, "kari")
    with home.database.session() as session:
        session.exec(select(Outbox)).one().address = "kåre@\nevil.example"
        session.commit()
    postbox = Postbox()
    with mail_server(postbox, home.settings.smtp_port):
        assert "1 refused" in outbox.deliver(home)
    assert postbox.taken == []


def test_without_a_server_what_waits_keeps_waiting(home: Installation, clock: MovingClock) -> None:
    tell_and_write(home, "kari")
    silent = Installation(mail_settings(home.database.url, 1, smtp_host=""), clock, home.database)
    assert outbox.deliver(silent).startswith("No mail server")
    assert states(home) == [MailState.WAITING]
