"""The sender is killed again and again: no mail comes twice, no message is lost."""

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from multiprocessing.context import ForkServerProcess

import pytest
from sqlmodel import Session, select

from app.clock import Clock
from app.db.session import Database
from app.db.tables import Message, Outbox, Person
from app.db.tables.messages import MailState
from app.exchange.mail import MailServer
from app.extensions import Installation
from app.services import digests, outbox
from app.services.message_words import MAYBE_TOLD, MessageKind
from app.services.messages import new_message, tell_all
from tests.support import sender_process
from tests.support.databases import NOW
from tests.support.forked import CONTEXT
from tests.support.mail_server import Postbox, free_port, mail_server, mail_settings
from tests.support.sender_process import RunningClock

PEOPLE = 60
KILLS = 6
LONGEST = 60.0
"""Seconds; far more than it takes, for a machine with other work."""
ON_THE_WAY = (MailState.WAITING, MailState.CLAIMED, MailState.HANDING_OVER)


def tell_everybody(session: Session, clock: Clock) -> None:
    people = [
        Person(
            public_id=f"killed-{number}",
            given_name=str(number),
            family_name="Test",
            email=f"p{number}@people.example",
        )
        for number in range(PEOPLE)
    ]
    session.add_all(people)
    session.flush()
    values = {"job_nb": "Jobb", "job_en": "Job", "error": "OSError"}
    tell_all(
        session,
        [
            new_message(
                person.id or 0,
                MessageKind.JOB_FAILED,
                values,
                dedup_key="killed",
                told_on=clock.today(),
            )
            for person in people
        ],
        now=NOW,
    )
    session.commit()


def start_sender(
    home: Installation, arrange: Callable[[], None] | None = None
) -> ForkServerProcess:
    """A sender in a process of its own."""
    given = (home.database.url, home.settings.smtp_port, arrange)
    sender = CONTEXT.Process(target=sender_process.main, args=given)
    sender.start()
    return sender


def run_and_kill(home: Installation, postbox: Postbox, mails: int, seconds: float) -> None:
    """Let a sender work until the server has so many more mails, and a little longer; kill it."""
    wanted = len(postbox.taken) + mails
    sender = start_sender(home)
    try:
        gives_up_at = time.monotonic() + LONGEST
        while len(postbox.taken) < wanted and time.monotonic() < gives_up_at:
            time.sleep(0.001)
        time.sleep(seconds)
    finally:
        sender.kill()
        sender.join()


def states(home: Installation) -> list[MailState]:
    with home.database.session() as session:
        return [row.state for row in session.exec(select(Outbox))]


@pytest.fixture
def home(database: Database) -> Installation:
    return Installation(mail_settings(database.url, free_port()), RunningClock(), database)


def test_killing_the_sender_sends_nothing_twice_and_loses_no_message(home: Installation) -> None:
    dice = random.Random(20261123)
    with home.database.session() as session:
        tell_everybody(session, home.clock)
        digests.run(session, home.settings, home.clock.today(), NOW)
    postbox = Postbox(wait=0.004)
    left_behind = 0
    with mail_server(postbox, home.settings.smtp_port):
        for _ in range(KILLS):
            run_and_kill(home, postbox, dice.randint(1, 6), dice.uniform(0, 0.02))
            left_behind += sum(state in ON_THE_WAY[1:] for state in states(home))
        outbox.deliver(home)

    taken = postbox.times_taken()
    assert set(taken.values()) == {1}
    # The kills did hit mails that were on their way; else this test shows nothing.
    assert left_behind > 0
    with home.database.session() as session:
        mails = session.exec(select(Outbox)).all()
        told = {row.outbox_id: row for row in session.exec(select(Message)) if row.outbox_id}
        untold = session.exec(select(Message).where(Message.outbox_id.is_(None))).all()  # type: ignore[union-attr]
    assert {mail.state for mail in mails} <= {MailState.SENT, MailState.IN_DOUBT}
    sent = {mail.id: mail for mail in mails if mail.state is MailState.SENT}
    assert set(told) == set(sent)
    assert {mail.message_id for mail in sent.values()} <= set(taken)
    assert len(sent) + len(untold) == PEOPLE
    assert all(row.values[MAYBE_TOLD] for row in untold)

    # The next day's mails tell again what nobody knows to have arrived, and nothing else.
    with home.database.session() as session:
        tomorrow = home.clock.today() + timedelta(days=1)
        digests.run(session, home.settings, tomorrow, NOW + timedelta(days=1))
        again = session.exec(select(Outbox).where(Outbox.state == MailState.WAITING)).all()
    bodies = "\n".join(mail.body for mail in again)
    assert len(again) == len(untold)
    assert all(row.public_id in bodies for row in untold)


def die(*_given: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(name: str) -> None:
    """Let the sender die when it has done this with the mail server."""
    before = getattr(MailServer, name)
    setattr(MailServer, name, lambda *given: (before(*given), die()))


def die_after_the_claim() -> None:
    MailServer.__enter__ = die  # type: ignore[assignment]


def die_before_the_last_line() -> None:
    MailServer.hand_over = die  # type: ignore[method-assign]


POINTS = {
    "after the claim": (die_after_the_claim, MailState.CLAIMED, 0),
    "after the text": (partial(die_after, "prepare"), MailState.CLAIMED, 0),
    "before the last line": (die_before_the_last_line, MailState.HANDING_OVER, 0),
    "after the answer": (partial(die_after, "hand_over"), MailState.HANDING_OVER, 1),
}


@pytest.mark.parametrize("point", POINTS)
def test_each_point_of_the_way_ends_as_it_should(home: Installation, point: str) -> None:
    dies_at, left, taken_then = POINTS[point]
    with home.database.session() as session:
        tell_everybody(session, home.clock)
        digests.run(session, home.settings, home.clock.today(), NOW)
    postbox = Postbox()
    with mail_server(postbox, home.settings.smtp_port):
        sender = start_sender(home, dies_at)
        sender.join(LONGEST)
        assert sender.exitcode == -signal.SIGKILL
        assert [state for state in states(home) if state is not MailState.WAITING] == [left]
        assert len(postbox.taken) == taken_then
        outbox.deliver(home)
    in_doubt = states(home).count(MailState.IN_DOUBT)
    assert in_doubt == (1 if left is MailState.HANDING_OVER else 0)
    assert set(postbox.times_taken().values()) == {1}
    assert len(postbox.taken) == PEOPLE - in_doubt + taken_then
