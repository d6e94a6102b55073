"""A whole site in one process on SQLite, without a broker: every service, contexts signed and verified for real.

`Site.rpc` has the shape of the client that the gateway is given; it calls `dispatch` directly. `deliver` carries the messages
that the services kept in their outboxes to those who read them. `down` takes a service away.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from sqlalchemy import select, update

from chassis.contexts import service_viewer, sign, verify
from chassis.data_keys import DataKeys, keys_url
from chassis.entrypoints.rpc import dispatch
from chassis.errors import ERRORS, HavanaError, Unavailable
from chassis.keys import Keyring, initialise
from chassis.messages import Received
from chassis.messages.outbox import outbox
from chassis.settings import Settings
from chassis.storage import Database, migrate
from chassis.values import utcnow
from gateway import csrf
from gateway.app import create_app, on_hint
from havana.composition import SERVICES
from services.directory.credentials import Passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The real cost would make tests with many people take minutes."""
PASSWORD = "sample password of sample people"


class InProcess:
    """The client's shape over `dispatch`: JSON in, JSON out, the five errors; `context` is how the caller is known if none is given."""

    def __init__(self, site, context=None):
        self._site, self._context = site, context

    def call(self, service, method, request, *, context=None, deadline_s=5.0, idempotency_key=None):
        token = context or (self._context() if self._context else None)
        return self._site.answer(service, method, request, token=token, idempotency_key=idempotency_key)

    def gather(self, calls, *, context=None, deadline_s=5.0):
        def one(call):
            try:
                return self.call(call.service, call.method, call.request, context=context)
            except HavanaError as error:
                return error

        with ThreadPoolExecutor(max_workers=8) as pool:
            return dict(zip(calls, pool.map(one, calls.values()), strict=True))

    def __getattr__(self, service):
        if service.startswith("_"):
            raise AttributeError(service)

        return Methods(self, service)


class Methods:
    """`rpc.cases.get_case(case_id=…)`."""

    def __init__(self, rpc, service):
        self._rpc, self._service = rpc, service

    def __getattr__(self, method):
        return lambda **request: self._rpc.call(self._service, method, request)


class Site:
    """Every service of the platform on files in `folder`."""

    def __init__(self, folder: Path, **settings):
        initialise(folder / "keys", [*SERVICES, "havana"])
        self.keyring = Keyring.load(folder / "keys")
        environ = {f"HAVANA_{name.upper()}": str(value) for name, value in {"data": folder, "site": "site.example", **settings}.items()}
        self.settings = Settings.read(environ, embedded=True)
        self.down = set()
        self.calls = []
        self._databases = []
        self.services = {name: self._started(name, *path.split(":")) for name, path in SERVICES.items()}
        self.services["directory"].passwords = Passwords(CHEAP)
        self.rpc = InProcess(self)
        self.app = create_app(self.settings, self.rpc)
        for service in self.services.values():
            service.database.send_hint = lambda kind, data: on_hint(self.app, kind, data)

    def _started(self, name, module, cls):
        url = self.settings.database_url_of(name)
        keys_database = Database(keys_url(url), service=name, pool_size=20)
        keys = DataKeys(keys_database, master=self.keyring.master(name), cursor_key=self.keyring.cursor)
        database = Database(url, service=name, data_keys=keys, pool_size=20)
        migrate.upgrade(database, Path(import_module(module.rpartition(".")[0]).__file__).parent / "migrations")
        self._databases += [database, keys_database]
        rpc = InProcess(self, lambda: sign(service_viewer(name, site=self.settings.site), self.keyring.signing(name), utcnow()))
        return getattr(import_module(module), cls)(database, self.settings, keyring=self.keyring, rpc=rpc)

    def answer(self, service, method, request, *, token, idempotency_key=None):
        self.calls.append((service, method))
        if service in self.down:
            raise Unavailable("service-unavailable", service=service)
        viewer = verify(token, self.keyring.public, utcnow()) if token else None
        on_the_wire = json.loads(json.dumps(request))
        try:
            return json.loads(json.dumps(dispatch(self.services[service], method, viewer, on_the_wire, idempotency_key=idempotency_key)))
        except HavanaError as error:
            raise ERRORS[error.kind](*json.loads(json.dumps(error.args))) from None

    def deliver(self):
        """Apply every message that waits in an outbox to all who read it, until none is left."""
        while sum(self._deliver_of(name) for name in self.services):
            pass

    def _deliver_of(self, name):
        database = self.services[name].database
        with database.transaction() as tx:
            rows = tx.execute(select(outbox).where(outbox.c.state == "pending").order_by(outbox.c.position)).all()
            tx.execute(update(outbox).where(outbox.c.position.in_([row.position for row in rows])).values(state="sent"))
        for row in rows:
            for service in self.services.values():
                self._apply(service, row, source=name)
        return len(rows)

    def _apply(self, service, row, *, source):
        consumer = service.consumers.get(row.type)
        if consumer is None:
            return
        data = consumer.reader().load(row.data)
        message = Received(id=row.id, type=row.type, source=source, subject=row.subject, time=row.created_at, data=data)
        prepared = (getattr(service, consumer.prepare)(message),) if consumer.prepare else ()
        with service.database.transaction() as tx:
            consumer.handler(service, tx, message, *prepared)

    def as_service(self, name):
        """Return the way to the services that service `name` has."""
        return self.services[name].rpc

    def command_line(self, org=None):
        """Return the way to the services that `havana` has, acting for `org`."""
        viewer = replace(service_viewer("havana", site=self.settings.site), org=org)
        return InProcess(self, lambda: sign(viewer, self.keyring.signing("havana"), utcnow()))

    def close(self):
        for database in self._databases:
            database.close()


class Client:
    """Somebody who speaks to the API of a site: a program with a key, or a member's browser with its cookie and token."""

    def __init__(self, site, *, key=None, secret=None):
        self._client = site.app.test_client()
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        if secret:
            self._client.set_cookie("havana_session", secret)
            self.headers["X-CSRF-Token"] = csrf.token_of(secret)

    def __getattr__(self, verb):
        def ask(path, *, headers=None, **more):
            return getattr(self._client, verb)(f"/api/v1{path}", headers={**self.headers, **(headers or {})}, **more)

        return ask


class Organisation:
    """An organisation of the site with members who signed in and programs with keys."""

    def __init__(self, site, name, *, country="FR"):
        self.site = site
        self.id = site.command_line().directory.create_organisation(name=name, kind="ngo", country=country)["id"]
        self.directory = site.command_line(UUID(self.id)).directory

    def member(self, *roles):
        """Return a new member with these roles, signed in: email, password, secret, context."""
        email = f"{uuid4().hex[:12]}@example.org"
        link = self.directory.invite_member(email=email, roles=list(roles))
        self.site.rpc.directory.accept_link(token=link["token"], name=f"Sample {' '.join(roles)}", password=PASSWORD)
        signed_in = self.site.rpc.directory.sign_in(email=email, password=PASSWORD)
        return SimpleNamespace(**{**signed_in, "email": email, "password": PASSWORD, "secret": signed_in["session_secret"]})

    def client(self, admin, *, roles, scopes):
        """Return a program of the organisation that speaks HTTP."""
        return Client(self.site, key=self.key(admin, roles=roles, scopes=scopes)["key"])

    def browser(self, *roles):
        """Return a new member with these roles, in a browser."""
        return Client(self.site, secret=self.member(*roles).secret)

    def key(self, admin, *, roles, scopes, days=30):
        """Return a new API key made by `admin`."""
        request = {
            "name": "Sample program",
            "roles": list(roles),
            "scopes": list(scopes),
            "expires_at": (utcnow() + timedelta(days=days)).isoformat(),
        }
        return self.site.rpc.call("directory", "create_api_client", request, context=admin.context)
