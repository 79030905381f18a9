"""Handing waiting mails to the mail server, never inside a transaction (docs/adr/0012).

WAITING → CLAIMED (commit) → greeting, addresses, text → HANDING_OVER (commit) → the line that
ends the text → SENT (commit). A server takes a mail over when it has seen that last line. Who dies
in CLAIMED has therefore handed over nothing: the mail is sent again. Who dies in HANDING_OVER
leaves a doubt that nobody can settle: the mail is never sent again (IN_DOUBT), and its messages
go into the next one, marked as possibly told before.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from app.db.tables.messages import MailState
from app.exchange.mail import (
    InDoubt,
    MailServer,
    MailText,
    NotNow,
    Refused,
    ServerTrouble,
    compose,
)
from app.extensions import Installation
from app.services.message_words import MAYBE_TOLD
from app.store import messages as message_store
from app.store import outbox as store
from app.store.outbox import MailRow

log = structlog.get_logger()

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long a mail rests after each try that failed; the last wait is used again and again."""
GIVE_UP_AFTER = timedelta(days=5)
"""A mail that the server has put off for so long is given up; a server that is down is not."""
LONGEST_ROUND = timedelta(minutes=5)
"""One run stops here; the next run goes on."""
OURS = (MailState.CLAIMED, MailState.HANDING_OVER)


@dataclass
class Round:
    """What one run did."""

    home: Installation
    started: datetime
    sent: int = 0
    later: int = 0
    failed: int = 0
    in_doubt: int = 0
    trouble: str | None = None
    tried: set[int] = field(default_factory=set)

    @property
    def has_time(self) -> bool:
        """Whether another mail may begin."""
        return self.home.clock.now() - self.started < LONGEST_ROUND

    def sentence(self) -> str:
        """For the run's row."""
        text = f"{self.sent} mails sent, {self.later} later, {self.failed} refused"
        text += f", {self.in_doubt} in doubt" if self.in_doubt else ""
        return f"{text}. The mail server: {self.trouble}" if self.trouble else f"{text}."


def deliver(home: Installation) -> str:
    """Send what waits and is due; returns one sentence. Safe to run twice, and after any death.

    A server that is down or slow ends the run after one try; everything stays WAITING. Without a
    server nothing is touched but what a dead worker left behind.
    """
    this = Round(home, home.clock.now())
    _recover(this)
    if not home.settings.sends_mail:
        return "No mail server is set: nothing is sent, and nothing is lost."
    while not this.trouble and this.has_time:
        mail = _claim_next(this)
        if mail is None:
            break
        _over_one_connection(this, mail)
    return this.sentence()


def _recover(this: Round) -> None:
    """Put right what a worker that died has left."""
    now = this.started
    with this.home.database.session() as session:
        for mail in store.find_left_behind(session, MailState.CLAIMED):
            store.move(session, mail, OURS, MailState.WAITING, now)
        for mail in store.find_left_behind(session, MailState.HANDING_OVER):
            if store.move(session, mail, OURS, MailState.IN_DOUBT, now, error="stopped halfway"):
                message_store.give_back(session, mail.id, {MAYBE_TOLD: True})
                this.in_doubt += 1
        session.commit()


def _claim_next(this: Round) -> MailRow | None:
    """The next mail that is due, ours from now on; None when there is none."""
    now = this.home.clock.now()
    with this.home.database.session() as session:
        while True:
            waiting = store.next_waiting(session, now, this.tried)
            if waiting is None:
                return None
            this.tried.add(waiting.id)
            claimed = store.claim(session, waiting, now)
            session.commit()
            if claimed is not None:
                return claimed


def _over_one_connection(this: Round, first: MailRow) -> None:
    """Send mails over one connection until none is due or the server fails."""
    mail: MailRow | None = first
    try:
        with MailServer(this.home.settings) as server:
            while mail is not None:
                _send(this, server, mail)
                mail = _claim_next(this) if this.has_time else None
    except ServerTrouble as trouble:
        this.trouble = str(trouble)
        log.warning("mail server", trouble=this.trouble)
        if mail is not None and _put_back(this, mail, this.trouble):
            this.later += 1


def _send(this: Round, server: MailServer, mail: MailRow) -> None:
    """One mail from CLAIMED to its end; raises ServerTrouble when the connection is no good."""
    settings = this.home.settings
    try:
        text = compose(
            MailText(settings.smtp_from, mail.address, mail.subject, mail.body),
            message_id=mail.message_id,
            at=mail.created_at,
        )
        server.prepare(settings.smtp_from, mail.address, text)
        if not _move(this, mail, (MailState.CLAIMED,), MailState.HANDING_OVER):
            # Somebody thought us dead and took it. Dropping the connection drops the mail.
            raise ServerTrouble("a mail was taken over by another worker")
        server.hand_over()
    except Refused as refused:
        this.failed += 1
        _give_up(this, mail, str(refused))
    except NotNow as not_now:
        if this.home.clock.now() - mail.created_at > GIVE_UP_AFTER:
            this.failed += 1
            _give_up(this, mail, str(not_now))
        else:
            this.later += 1
            _put_back(this, mail, str(not_now))
    except InDoubt as doubt:
        this.in_doubt += 1
        _leave_in_doubt(this, mail, str(doubt))
        raise ServerTrouble(str(doubt)) from doubt
    else:
        _move(this, mail, (MailState.HANDING_OVER,), MailState.SENT)
        this.sent += 1


def _move(this: Round, mail: MailRow, before: tuple[MailState, ...], after: MailState) -> bool:
    with this.home.database.session() as session:
        moved = store.move(session, mail, before, after, this.home.clock.now())
        session.commit()
    return moved


def _put_back(this: Round, mail: MailRow, error: str) -> bool:
    """Nothing was handed over: try again after a rest that grows with the tries."""
    now = this.home.clock.now()
    rest = WAITS[min(mail.attempts, len(WAITS)) - 1]
    with this.home.database.session() as session:
        moved = store.move(
            session, mail, OURS, MailState.WAITING, now, error=error, not_before=now + rest
        )
        session.commit()
    return moved


def _give_up(this: Round, mail: MailRow, error: str) -> None:
    """The server said no: nothing arrived, so its messages are told by a later mail."""
    with this.home.database.session() as session:
        if store.move(session, mail, OURS, MailState.FAILED, this.home.clock.now(), error=error):
            message_store.give_back(session, mail.id)
        session.commit()
    log.warning("mail refused", mail=mail.id, error=error)


def _leave_in_doubt(this: Round, mail: MailRow, error: str) -> None:
    """The answer to the last line is missing: never again this mail, its messages in the next."""
    with this.home.database.session() as session:
        if store.move(session, mail, OURS, MailState.IN_DOUBT, this.home.clock.now(), error=error):
            message_store.give_back(session, mail.id, {MAYBE_TOLD: True})
        session.commit()
