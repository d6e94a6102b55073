"""Sends what is due: takes rows, sends without a transaction, notes what came of it. Several may run; none sends what another took."""

import threading
from collections.abc import Callable
from datetime import datetime

from chassis.errors import Unavailable
from chassis.mail import rows
from chassis.mail.letters import Letters, NoLetter
from chassis.mail.transports import Refused, Transport
from chassis.offload import offload
from chassis.storage import Database

AT_ONCE = 20
POLL_S = 5.0


class Relay:
    """The mail of one service. A mail may be sent twice when the process dies between sending and noting; its Message-ID stays."""

    def __init__(self, database: Database, transport: Transport, letters: Letters, *, clock: Callable[[], datetime]) -> None:
        self._database, self._transport, self._letters, self._clock = database, transport, letters, clock
        self._wake = threading.Event()
        self._stopping = False
        database.on(rows.SIGNAL, self._wake.set)

    def run(self) -> None:
        """Send what is due until `stop`; the mail at hand is then sent first. A database that is away is waited for."""
        while not self._stopping:
            self._wake.clear()
            try:
                tried = self.send_due()
            except Unavailable:
                tried = 0
            if tried == 0 and not self._stopping:
                self._wake.wait(POLL_S)

    def stop(self) -> None:
        """Make `run` return soon; what was taken and is not sent yet is sent by others in five minutes."""
        self._stopping = True
        self._wake.set()

    def send_due(self) -> int:
        """Send up to 20 mails that are due; return how many were tried. The mail server is waited for in a native thread."""
        with self._database.transaction() as tx:
            due = rows.take_due(tx, now=self._clock(), limit=AT_ONCE)
        for one in due:
            if not self._stopping:
                self._send(one)
        return len(due)

    def _send(self, one: rows.Mail) -> None:
        if one.suppressed:
            with self._database.transaction() as tx:
                rows.note_suppressed(tx, one.id)
            return
        try:
            letter = self._letters.write(
                id=one.id, to=one.recipient, template=one.template, lang=one.lang, path=one.path, count=one.count, at=one.created_at
            )
            offload(self._transport.send, letter)
        except Unavailable as error:
            self._note_failed(one, error.code)
        except Refused as error:
            self._note_refused(one, error)
        except NoLetter:
            self._park(one, "no-letter")
        except ValueError:
            self._park(one, "bad-address")
        else:
            with self._database.transaction() as tx:
                rows.note_sent(tx, one.id, now=self._clock())

    def _note_failed(self, one: rows.Mail, error: str) -> None:
        with self._database.transaction() as tx:
            rows.note_failed(tx, one, error, now=self._clock())

    def _note_refused(self, one: rows.Mail, error: Refused) -> None:
        with self._database.transaction() as tx:
            rows.park(tx, one.id, error.code)
            if error.mailbox:
                rows.suppress(tx, one.recipient, now=self._clock())

    def _park(self, one: rows.Mail, error: str) -> None:
        with self._database.transaction() as tx:
            rows.park(tx, one.id, error)
