"""A real SMTP server that keeps what it receives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from havana.local.processes import free_port


class Mailbox:
    """Where the server listens (`url`) and what came in; `refusal`, such as "451 try later", is answered instead of taking mail."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.port = port
        self.refusal: str | None = None
        self._messages: list[EmailMessage] = []
        self._changed = threading.Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        if self.refusal:
            return self.refusal
        message = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        with self._changed:
            self._messages.append(message)
            self._changed.notify_all()
        return "250 taken"

    @property
    def messages(self) -> list[EmailMessage]:
        with self._changed:
            return list(self._messages)

    def wait_for(self, count: int, *, timeout_s: float = 10) -> list[EmailMessage]:
        """Return the messages once there are `count` of them; fail when they do not come in time."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._messages) >= count, timeout_s)
            assert came, f"{len(self._messages)} of {count} messages after {timeout_s} s"
            return list(self._messages)


@contextmanager
def running_smtp_server() -> Iterator[Mailbox]:
    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
