"""One mail as bytes, and the conversation with a mail server up to its last line.

`MailServer.prepare` says everything but the line that ends the text, so that a server which loses
us there throws the mail away (RFC 5321, section 4.1.1.4); `hand_over` says that line. What
may have arrived and what cannot have are therefore two different exceptions.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Protocol, Self

LONGEST_ANSWER = 200
"""Characters of a server's answer that are kept."""


class ServerTrouble(Exception):
    """The server is down, slow or refuses us: no mail can be sent now. Nothing was handed over."""


class NotNow(Exception):
    """The server will not take this mail now, but may later."""


class Refused(Exception):
    """The server will never take this mail."""


class InDoubt(Exception):
    """The last line was said and no answer came: the mail may have arrived."""


class ServerSettings(Protocol):
    """What `MailServer` needs to know of the installation."""

    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_starttls: bool
    smtp_timeout: float


@dataclass(frozen=True, slots=True)
class MailText:
    """From, to, subject and text of one mail."""

    sender: str
    address: str
    subject: str
    body: str


def compose(mail: MailText, *, message_id: str, at: datetime) -> bytes:
    """The mail as it goes over the line. Raises Refused for an address that no mail can have."""
    message = EmailMessage(policy=SMTP)
    if not mail.address.isascii() or not parseaddr(mail.address)[1]:
        raise Refused("the address is not one that mail can be sent to")
    try:
        message["From"] = mail.sender
        message["To"] = mail.address
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body, cte="quoted-printable")
    except ValueError as error:
        raise Refused(f"the mail cannot be written: {error}") from None
    return message.as_bytes()


class MailServer:
    """A greeted, encrypted and signed-in connection; a context manager.

    Every method raises ServerTrouble when the connection fails, whatever it was doing.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._server = smtplib.SMTP(timeout=settings.smtp_timeout)

    def __enter__(self) -> Self:
        settings = self._settings
        try:
            with _as_trouble():
                # A host given to the constructor would connect there and leave no way to close.
                self._server._host = settings.smtp_host  # type: ignore[attr-defined]
                _expect(self._server.connect(settings.smtp_host, settings.smtp_port), 220)
                if settings.smtp_starttls:
                    self._server.starttls(context=ssl.create_default_context())
                self._server.ehlo_or_helo_if_needed()
                if settings.smtp_user:
                    self._server.login(settings.smtp_user, settings.smtp_password)
        except ServerTrouble:
            self._server.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if kind is None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
        self._server.close()

    def prepare(self, sender: str, address: str, text: bytes) -> None:
        """Everything but the last line. Raises Refused or NotNow for this one recipient."""
        with _as_trouble():
            _expect(self._server.rset(), 250)
            _expect(self._server.mail(parseaddr(sender)[1]), 250)
            _judge(*self._server.rcpt(parseaddr(address)[1]))
            _judge(*self._server.docmd("DATA"), wanted=(354,))
            self._server.send(_dotted(text))

    def hand_over(self) -> None:
        """The line that ends the text. Raises Refused, NotNow, or InDoubt when no answer comes."""
        try:
            self._server.send(b".\r\n")
            code, answer = self._server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise InDoubt(_words(error)) from error
        _judge(code, answer)


def _dotted(text: bytes) -> bytes:
    """A line that begins with a dot gets another one, or the server would think it the last."""
    ended = text if text.endswith(b"\r\n") else text + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _expect(answer: tuple[int, bytes], code: int) -> None:
    if answer[0] != code:
        raise ServerTrouble(_answer(*answer))


def _judge(code: int, answer: bytes, *, wanted: tuple[int, ...] = (250, 251)) -> None:
    if code in wanted:
        return
    if code == 421:
        raise ServerTrouble(_answer(code, answer))
    if 500 <= code <= 599:
        raise Refused(_answer(code, answer))
    raise NotNow(_answer(code, answer))


def _answer(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"[:LONGEST_ANSWER]


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_ANSWER]


@contextmanager
def _as_trouble() -> Iterator[None]:
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        raise ServerTrouble(_words(error)) from error
