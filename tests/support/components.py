"""One service on a real database, without a broker: what component tests call through `dispatch`."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from sqlalchemy import event

from chassis.contexts import service_viewer, sign
from chassis.data_keys import DataKeys, keys_url
from chassis.entrypoints.rpc import dispatch
from chassis.keys import Keyring, initialise
from chassis.messages import Received
from chassis.settings import Settings
from chassis.storage import Database, migrate

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


class Component:
    """A service with its database, a clock that stands still, and the messages it would have received."""

    def __init__(self, service_cls, url, folder, *, rpc=None):
        self.name = service_cls.name
        initialise(folder / "keys", [self.name, "directory"])
        keyring = Keyring.load(folder / "keys")
        self.keys_database = Database(keys_url(url), service=self.name, pool_size=20)
        keys = DataKeys(self.keys_database, master=keyring.master(self.name), cursor_key=keyring.cursor)
        self.database = Database(url, service=self.name, data_keys=keys, pool_size=20)
        package = import_module(service_cls.__module__.rpartition(".")[0])
        migrate.upgrade(self.database, Path(package.__file__).parent / "migrations")
        self.now = NOON
        settings = Settings.read({"HAVANA_DATA": str(folder), "HAVANA_SITE": "site.example"}, embedded=True)
        self.service = service_cls(self.database, settings, keyring=keyring, rpc=rpc, clock=lambda: self.now)

    def call(self, method, viewer, *, idempotency_key=None, **request):
        return dispatch(self.service, method, self.signed_in(viewer), request, idempotency_key=idempotency_key)

    def signed_in(self, viewer):
        """Return the viewer with the context that directory signs for them; services and the public come as they are."""
        return replace(viewer, context=self.context_of(viewer)) if viewer.kind in {"person", "client"} else viewer

    def context_of(self, viewer, *, issuer="directory"):
        return sign(viewer, self.service.keyring.signing(issuer), self.now)

    def receive(self, type_, **data):
        """Apply a message as the inbox would, in a transaction of its own."""
        consumer = self.service.consumers[type_]
        message = Received(id=uuid4(), type=type_, source="test", subject=uuid4(), time=self.now, data=consumer.reader().load(data))
        with self.database.transaction() as tx:
            consumer.handler(self.service, tx, message)

    def run_timer(self, name, **args):
        with self.database.transaction() as tx:
            self.service.timers[name].handler(self.service, tx, service_viewer(self.name), args)

    @contextmanager
    def counting(self):
        """Count the statements that run inside."""
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        yield statements
        event.remove(self.database.engine, "before_cursor_execute", note)

    def close(self):
        self.database.close()
        self.keys_database.close()
