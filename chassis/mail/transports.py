"""How a mail leaves: by a mail server, or into a spool folder, where whoever runs the site finds what would have been sent."""

import contextlib
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from chassis.errors import Unavailable
from chassis.settings import Settings

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
NO_SUCH_MAILBOX = {550, 551, 553}
PERMANENT = 500


class Refused(Exception):
    """The server will never take this mail. `mailbox`: because nobody has that address."""

    def __init__(self, code: str, *, mailbox: bool) -> None:
        super().__init__(code)
        self.code, self.mailbox = code, mailbox


class Transport(Protocol):
    """What sends one mail: blocking, so call it from a native thread."""

    def send(self, letter: EmailMessage) -> None:
        """Return once somebody else answers for the mail. Unavailable: try again; Refused: never."""


@dataclass(frozen=True)
class Spool:
    """Puts each mail as a file into a folder (mode 0700), named by its Message-ID: trying twice leaves one."""

    folder: Path

    def send(self, letter: EmailMessage) -> None:
        """Write the mail; it is there whole or not at all. Unavailable `spool-unwritable`."""
        name = letter["Message-ID"].strip("<>").partition("@")[0]
        part = self.folder / f".{name}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(letter.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise Unavailable("spool-unwritable") from error


@dataclass(frozen=True)
class Smtp:
    """Hands mails to the server at `url`: `smtp://host:port`, `smtps://…`, `smtp+starttls://user:password@host`."""

    url: str
    timeout_s: float

    def send(self, letter: EmailMessage) -> None:
        """Hand the mail over; a refused password or sender is ours to mend, so it is tried again.

        Codes never quote the server, which may quote addresses.
        """
        try:
            with self._server() as server:
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _text),) = error.recipients.values()
            raise _refusal(code, mailbox=code in NO_SUCH_MAILBOX) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, mailbox=False) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable("mail-server-unavailable") from error

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        place = urlsplit(self.url)
        host, port = place.hostname or "localhost", place.port or PORTS[place.scheme]
        if place.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self.timeout_s, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=self.timeout_s)
        try:
            if place.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if place.username:
                server.login(unquote(place.username), unquote(place.password or ""))
            yield server
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()


def transport_of(settings: Settings) -> Transport:
    """Return what the settings ask for: the mail server, or the folder `spool` among the data."""
    return Smtp(settings.smtp_url, settings.smtp_timeout_s) if settings.smtp_url else Spool(settings.data / "spool")


def _refusal(code: int, *, mailbox: bool) -> Refused | Unavailable:
    return Refused(f"smtp-{code}", mailbox=mailbox) if code >= PERMANENT else Unavailable(f"smtp-{code}")
