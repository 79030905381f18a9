"""A real SMTP server in a thread that remembers what it took over."""

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.config import Settings

HOST = "127.0.0.1"


@dataclass
class Postbox:
    """What the server took over, and how it answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipient_answers: dict[str, str] = field(default_factory=dict)
    """Answer to RCPT by address, instead of taking it."""
    data_answer: str | None = None
    """Answer to the end of the text, instead of taking it."""
    wait: float = 0.0
    """Seconds before the server answers the end of the text."""

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self.recipient_answers.get(address)
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.data_answer is not None:
            return self.data_answer
        assert isinstance(envelope.original_content, bytes)
        self.taken.append(
            BytesParser(EmailMessage, policy=default).parsebytes(envelope.original_content)
        )
        if self.wait:
            await asyncio.sleep(self.wait)
        return "250 OK"

    def times_taken(self) -> Counter[str]:
        """How often the server took over each Message-ID."""
        return Counter(str(mail["Message-ID"]) for mail in self.taken)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(postbox: Postbox, port: int) -> Iterator[None]:
    """Listen on `port` until the end of the block."""
    controller = Controller(postbox, hostname=HOST, port=port, enable_SMTPUTF8=False)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def mail_settings(database_url: str, port: int, **more: Any) -> Settings:
    """Settings of an installation that sends to that server."""
    given: dict[str, Any] = {
        "secret_key": "x" * 32,
        "database_url": database_url,
        "smtp_host": HOST,
        "smtp_port": port,
        "smtp_starttls": False,
        "smtp_from": "Legeløp <legelop@legelop.example>",
        "smtp_timeout": 5.0,
        "public_url": "https://legelop.example",
        **more,
    }
    return Settings(**given)
