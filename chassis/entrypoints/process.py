"""Everything that one replica of a service runs, started and drained together: calls, relay, inbox, timers, sealer, ledger, mail."""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import mail, metrics
from chassis.broker import Queue, Transient, connect
from chassis.client import RpcClient
from chassis.contexts import service_viewer, sign
from chassis.data_keys import DataKeys, keys_url
from chassis.entrypoints.container import Containers
from chassis.entrypoints.repeating import Repeating
from chassis.entrypoints.service import Service
from chassis.entrypoints.upkeep import upkeep
from chassis.errors import Unavailable
from chassis.keys import Keyring
from chassis.ledger import Ledger
from chassis.messages import reconcile
from chassis.messages.arrivals import Arrivals
from chassis.messages.envelope import EXCHANGE, HINTS, Outcome, Publication, queue_of
from chassis.messages.inbox import BATCH, Inbox
from chassis.messages.relay import Relay
from chassis.reapply import apply_again
from chassis.settings import Settings
from chassis.storage import Database, migrate
from chassis.timers import Timers
from chassis.values import utcnow

PAUSE_S = 1.0
CONTEXT_LIFE_S = 120.0

log = logging.getLogger(__name__)


class ServiceProcess:
    """One replica of a service on its database and the broker."""

    def __init__(self, service_class: type[Service], settings: Settings, *, migrated: bool = False) -> None:
        """Opens the database and brings it up to date (unless `migrated`); nothing runs before `start`."""
        self.settings, self.name = settings, service_class.name
        self.keyring = Keyring.load(settings.keys_dir)
        self.database, self._keys_database = _databases(service_class.name, settings, self.keyring)
        if not migrated:
            migrate.upgrade(self.database, migrations_of(service_class))
        self.client = RpcClient(
            settings.broker_url,
            name=f"{self.name} client",
            context=_Identity(self.name, self.keyring, settings),
            deadline_s=settings.rpc_timeout_s,
        )
        self.service = service_class(self.database, settings, keyring=self.keyring, rpc=self.client)
        self.service.send_missing = self.reconcile
        self.service.count_missing_of = self.count_missing
        calls = partial(connect, settings.broker_url, name=f"{self.name} calls")
        self.containers = Containers(self.service, calls, max_workers=settings.workers)
        self._messages = connect(settings.broker_url, name=f"{self.name} messages")
        self._outgoing = connect(settings.broker_url, name=f"{self.name} relay")
        self.relay = Relay(self.database, self._publish, clock=self.service.now)
        self.inbox = Inbox(self.service, clock=self.service.now)
        self.timers = Timers(self.service, clock=self.service.now)
        self.reader = Arrivals(self._messages, self.inbox, service=self.name)
        self.repeating = [Repeating(self.service, one) for one in service_class.repeated.values()]
        self.mail = _mail_of(service_class, self.database, settings, clock=self.service.now)
        self.ledger = Ledger(settings.ledger_dir / f"{self.name}.jsonl")
        self.upkeep = upkeep(self.service, self.relay, self.inbox, self.ledger)
        self._publishing = threading.Lock()
        self._is_prepared = False
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def prepare(self) -> None:
        """Bring the database to what the safety ledger says (see `apply_again`) and let the queue stand; nothing is sent or taken yet."""
        apply_again(self.service, self.ledger)
        self._declare()
        self._outgoing.start()
        self._is_prepared = True

    def start(self) -> None:
        """Start everything; returns at once. What others send before a queue stands they send again later: `prepare` all of them first."""
        if not self._is_prepared:
            self.prepare()
        self.database.send_hint = self._send_hint
        self._messages.start()
        self.containers.start()
        for work in (self.containers.run, self.relay.run, self.reader.run, self.inbox.run_retries, self.timers.run):
            self._run(work)
        for work in (*(loop.run for loop in self.upkeep), *(one.run for one in self.repeating)):
            self._run(work)
        if self.mail is not None:
            self._run(self.mail.run)

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until calls are taken and messages read; say whether they are."""
        ends_at = time.monotonic() + timeout_s
        return all(one.wait_ready(max(0.0, ends_at - time.monotonic())) for one in (self.containers, self._messages, self._outgoing))

    def database_answers(self) -> bool:
        """Say whether the own database answers."""
        try:
            with self.database.reading() as tx:
                tx.scalar(select(1))
        except Unavailable:
            return False
        return True

    def measure(self) -> None:
        """Bring what is shown of what waits here up to date; without a database nothing is shown."""
        try:
            with self.database.reading() as tx:
                status = self.service.status(tx, service_viewer(self.name), {})
        except Unavailable:
            metrics.forget_waiting(self.name)
        else:
            metrics.note_waiting(self.name, status, now=self.service.now())

    def drain(self) -> None:
        """Take nothing more, finish what is at hand, and close."""
        self._stopping.set()
        self.containers.stop()
        for part in (self.reader, self.relay, self.inbox, self.timers):
            part.stop()
        for loop in self.upkeep:
            loop.stop()
        for one in self.repeating:
            one.stop()
        if self.mail is not None:
            self.mail.stop()
        for thread in self._threads:
            thread.join(self.settings.drain_timeout_s)
        for connection in (self.containers, self._messages, self._outgoing):
            connection.close()
        self.client.close()
        self.service.close()
        self.database.close()
        self._keys_database.close()

    def reconcile(self, reader: str | None = None) -> dict[str, int]:
        """Send readers what they miss of this service; return reader → how many."""
        return reconcile.reconcile(self.database, self._publish, self._missing, now=self.service.now(), reader=reader)

    def count_missing(self) -> dict[str, int]:
        """Return reader → how much it misses of this service."""
        return reconcile.count_missing(self.database, self._missing, now=self.service.now())

    def _declare(self) -> None:
        if not self.service.consumers:
            return
        keys = tuple(sorted(self.service.consumers))
        queue = Queue(name=queue_of(self.name), exchange=EXCHANGE, routing_keys=keys, single=self.service.ordered)
        self._messages.consume(queue, self.reader.take, prefetch=BATCH * 2)
        self._outgoing.declare(queue)

    def _missing(self, reader: str, ids: Sequence[UUID]) -> list[UUID]:
        answer = self.client.call(reader, "missing", {"ids": [str(one) for one in ids]})
        return [UUID(one) for one in answer["ids"]]

    def _publish(self, publications: Sequence[Publication]) -> list[Outcome]:
        with self._publishing:
            return self._outgoing.publish(publications, timeout_s=self.settings.confirm_timeout_s)

    def _send_hint(self, name: str, data: Mapping[str, Any]) -> None:
        body = json.dumps(dict(data), default=str).encode()
        try:
            self._outgoing.send(Transient(exchange=HINTS, routing_key=name, body=body), timeout_s=PAUSE_S)
        except Unavailable:
            log.info("hint.unsent", extra={"hint": name})

    def _run(self, work: Callable[[], None]) -> None:
        """Run `work` on a thread of its own; if it fails it is logged and begun again."""

        def supervised() -> None:
            while not self._stopping.is_set():
                try:
                    work()
                except Exception:
                    log.exception("work.failed", extra={"service": self.name, "work": work.__qualname__})
                    self._stopping.wait(PAUSE_S)

        thread = threading.Thread(target=supervised, name=f"{self.name} {work.__qualname__}", daemon=True)
        thread.start()
        self._threads.append(thread)


class _Identity:
    """Signs the service's own context, again when it has grown old."""

    def __init__(self, name: str, keyring: Keyring, settings: Settings) -> None:
        self._viewer, self._key = service_viewer(name, site=settings.site), keyring.signing(name)
        self._token, self._made_at = "", float("-inf")

    def __call__(self) -> str:
        if time.monotonic() - self._made_at > CONTEXT_LIFE_S:
            self._token, self._made_at = sign(self._viewer, self._key, utcnow()), time.monotonic()
        return self._token


def migrations_of(service_class: type[Service]) -> Path | None:
    """Return the folder of a service's revisions, None if it has none."""
    return _folder_of(service_class, "migrations")


def _folder_of(service_class: type[Service], name: str) -> Path | None:
    package, _, _ = service_class.__module__.rpartition(".")
    if not package:  # a program by itself: nothing lies beside it
        return None
    folder = Path(str(import_module(package).__file__)).parent / name
    return folder if folder.is_dir() else None


def _mail_of(service_class: type[Service], database: Database, settings: Settings, *, clock: Callable[[], datetime]) -> mail.Relay | None:
    """Return what sends the mail of a service; None if it has no `letters`, the folder of its templates."""
    templates = _folder_of(service_class, "letters")
    if templates is None:
        return None
    letters = mail.Letters(templates=templates, sender=settings.mail_from, site=settings.site, public_url=settings.address)
    return mail.Relay(database, mail.transport_of(settings), letters, clock=clock)


def _databases(name: str, settings: Settings, keyring: Keyring) -> tuple[Database, Database]:
    url = settings.database_url_of(name)
    limits = {"statement_timeout_s": settings.statement_timeout_s, "lock_timeout_s": settings.lock_timeout_s}
    keys_database = Database(keys_url(url), service=name, pool_size=2, **limits)
    data_keys = DataKeys(keys_database, master=keyring.master(name), cursor_key=keyring.cursor)
    return Database(url, service=name, data_keys=data_keys, pool_size=settings.database_pool_size, **limits), keys_database
