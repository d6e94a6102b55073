"""The keys of guarded and secret columns: one per organisation and scope (a case), wrapped by the service's master key.

They stand in a table of their own, on SQLite in a file of its own, so that backups of the data can leave them out and whoever erases
a key erases what it encrypted, in those backups too. No service erases keys yet. A service reads its own keys only. A key may
be made or read while a transaction is open: it commits by itself, on its own connection.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Connection, LargeBinary, MetaData, String, Table, Uuid, delete, insert, select
from sqlalchemy.exc import IntegrityError

from chassis.errors import Unavailable
from chassis.storage.database import WRITE, Database, answering
from chassis.storage.migrate import take_turns
from chassis.storage.tables import NAMING
from chassis.storage.types import Utc
from chassis.values import utcnow

KEY_BYTES = 32
NONCE_BYTES = 12
REMEMBERED_S = 60.0

metadata = MetaData(naming_convention=NAMING)
keys = Table(
    "keys",
    metadata,
    Column("owner_org", Uuid(), primary_key=True),
    Column("scope", Uuid(), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("master", String(16), nullable=False),
    Column("made_at", Utc, nullable=False),
)


def keys_url(database_url: str) -> str:
    """Return where the keys of the database at `database_url` stand: beside the file on SQLite, in the database on PostgreSQL."""
    if database_url.startswith("sqlite") and database_url.endswith(".sqlite"):
        return f"{database_url.removesuffix('.sqlite')}.keys.sqlite"
    return database_url


class DataKeys:
    """The data keys of one service. Makes their table when it is missing."""

    def __init__(self, database: Database, *, master: bytes, cursor_key: bytes) -> None:
        """`database` is a handle of its own (see `keys_url`); `cursor_key` encrypts cursors and has nothing to do with data."""
        self.cursor_key = cursor_key
        self._database = database
        self._master = master
        self._master_id = hashlib.sha256(b"havana master key" + master).hexdigest()[:16]
        self._known: dict[tuple[UUID, UUID], tuple[float, bytes]] = {}
        self._lock = threading.Lock()
        with self._begin() as connection:
            take_turns(connection)
            metadata.create_all(connection)

    def key(self, org: UUID, scope: UUID | None = None) -> bytes:
        """Return the key of `scope` in `org` (None: the organisation's own), making it if there is none."""
        found = self.find(org, scope)
        return found if found is not None else self._make(org, scope or org)

    def find(self, org: UUID, scope: UUID | None = None) -> bytes | None:
        """Return the key, None if there is none or it was erased. A key read in the last 60 s is remembered."""
        name = (org, scope or org)
        known = self._known.get(name)
        if known is not None and time.monotonic() - known[0] < REMEMBERED_S:
            return known[1]
        key = self._read(*name)
        self._remember(name, key)
        return key

    def index_key(self, org: UUID) -> bytes:
        """Return the key of the organisation's blind index, derived from its own key."""
        return hmac.digest(self.key(org), b"blind index", hashlib.sha256)

    def erase(self, org: UUID, scope: UUID | None = None) -> bool:
        """Delete a key for good and say whether there was one; other processes forget it within 60 s."""
        with self._begin() as connection:
            gone = connection.execute(delete(keys).where(keys.c.owner_org == org, keys.c.scope == (scope or org))).rowcount
        self._remember((org, scope or org), None)
        return bool(gone)

    def close(self) -> None:
        """Close the handle of the keys."""
        self._database.close()

    def _read(self, org: UUID, scope: UUID) -> bytes | None:
        with self._begin() as connection:
            row = connection.execute(select(keys).where(keys.c.owner_org == org, keys.c.scope == scope)).one_or_none()
        return None if row is None else self._unwrap(row.wrapped, org, scope)

    def _make(self, org: UUID, scope: UUID) -> bytes:
        """Make a key; if another process was faster, its key is the one."""
        key = secrets.token_bytes(KEY_BYTES)
        row = {
            "owner_org": org,
            "scope": scope,
            "wrapped": self._wrap(key, org, scope),
            "master": self._master_id,
            "made_at": utcnow(),
        }
        try:
            with self._begin() as connection:
                connection.execute(insert(keys), row)
        except IntegrityError:
            return self.key(org, scope)
        self._remember((org, scope), key)
        return key

    def _remember(self, name: tuple[UUID, UUID], key: bytes | None) -> None:
        with self._lock:
            if key is None:
                self._known.pop(name, None)
            else:
                self._known[name] = (time.monotonic(), key)

    def _wrap(self, key: bytes, org: UUID, scope: UUID) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._master).encrypt(nonce, key, self._place(org, scope))

    def _unwrap(self, wrapped: bytes, org: UUID, scope: UUID) -> bytes:
        try:
            return AESGCM(self._master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], self._place(org, scope))
        except InvalidTag as error:
            raise Unavailable("wrong-master-key", service=self._database.service) from error

    def _place(self, org: UUID, scope: UUID) -> bytes:
        return f"{self._database.service}|{org}|{scope}".encode()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        """Open a short transaction on the keys alone; it may run beside an open one."""
        with answering(), self._database.engine.connect() as plain:
            connection = plain.execution_options(**{WRITE: True})
            with connection.begin():
                yield connection
