"""Transactions on a service's database.

SQLite: WAL, `synchronous=FULL`, `BEGIN IMMEDIATE` for writes, and one semaphore per file around every write: a second writer
would stall the whole process for the busy time-out. PostgreSQL: psycopg 3, statement and lock time-outs on every connection.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chassis.errors import Unavailable

_open: ContextVar[bool] = ContextVar("transaction_open", default=False)
_write_locks: dict[str, threading.Semaphore] = {}
_write_locks_guard = threading.Lock()

WRITE = "havana_write"
BUGS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
"""What a statement earns by itself; everything else a database says tells of the database."""
SCHEMA_DIFFERS = frozenset({"42P01", "42703"})
"""No such table, no such column: while a site is updated, code and tables may differ for a moment. SQLite counts it as operational."""
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@contextmanager
def answering() -> Iterator[None]:
    """Raise Unavailable for what a database says of itself; what is wrong with a statement is raised as it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Unavailable("database-unavailable", retry_after_s=1) from error
    except DBAPIError as error:
        if _is_bug(error):
            raise
        raise Unavailable("database-unavailable", retry_after_s=1) from error


def in_transaction() -> bool:
    """Return whether this greenlet or thread has a transaction open: whoever does must not wait for others."""
    return _open.get()


class Transaction:
    """One open transaction. Everything a use case reads and changes goes through it."""

    def __init__(self, database: "Database", connection: Connection) -> None:
        """Made by `Database.transaction` and `Database.reading` alone."""
        self.database = database
        self.connection = connection
        self._after_commit: list[Callable[[], None]] = []
        self._signals: set[str] = set()

    @property
    def service(self) -> str:
        """The name of the service that owns the database."""
        return self.database.service

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.connection.dialect.name

    @property
    def data_keys(self) -> Any:
        """The keys of this database's guarded and secret columns."""
        if self.database.data_keys is None:
            raise RuntimeError(f"the database of {self.service} was opened without data keys")
        return self.database.data_keys

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement."""
        result: CursorResult[Any] = self.connection.execute(statement, parameters)
        return result

    def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the first column of the first row, or None."""
        return self.connection.scalar(statement, parameters)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call `call` once the transaction is durable, not at all if it is rolled back. It must not raise."""
        self._after_commit.append(call)

    def signal(self, name: str) -> None:
        """Wake whoever listens to `name` (`Database.on`) after the commit, once however often it is asked for."""
        self._signals.add(name)

    def committed(self) -> None:
        """Run what waits for the commit."""
        for call in self._after_commit:
            call()
        for name in sorted(self._signals):
            self.database.wake(name)


class Database:
    """A service's database at `url` (`sqlite:///path` or `postgresql+psycopg://…`). Times are seconds."""

    def __init__(
        self,
        url: str,
        *,
        service: str,
        data_keys: Any = None,
        pool_size: int = 8,
        statement_timeout_s: float = 10.0,
        lock_timeout_s: float = 5.0,
    ) -> None:
        """Connections are opened when first needed, at most `pool_size`."""
        self.service = service
        self.data_keys = data_keys
        self.url = url
        self.send_hint: Callable[[str, Mapping[str, Any]], None] = _unheard
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self.engine = _engine(url, pool_size=pool_size, statement_timeout_s=statement_timeout_s, lock_timeout_s=lock_timeout_s)
        self._write_lock = _write_lock(self.engine)
        self._lock_timeout_s = lock_timeout_s

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction that may write; it commits at the end, or leaves nothing. Unavailable if the database does not answer."""
        with self._one_writer(), self._opened(write=True) as tx:
            yield tx
        tx.committed()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that only reads. Unavailable if the database does not answer. What waits for its end runs then."""
        with self._opened(write=False) as tx:
            yield tx
        tx.committed()

    def on(self, signal: str, call: Callable[[], None]) -> None:
        """Call `call` after each commit that signalled `signal`. It must return at once."""
        self._listeners.setdefault(signal, []).append(call)

    def wake(self, signal: str) -> None:
        """Call the listeners of `signal`."""
        for call in self._listeners.get(signal, ()):
            call()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if self._write_lock is None:
            yield
            return
        if not self._write_lock.acquire(timeout=self._lock_timeout_s):
            raise Unavailable("database-busy", retry_after_s=1)
        try:
            yield
        finally:
            self._write_lock.release()

    @contextmanager
    def _opened(self, *, write: bool) -> Iterator[Transaction]:
        if _open.get():
            raise RuntimeError("a transaction is open already: one use case is one transaction")
        token = _open.set(True)
        try:
            with answering(), self.engine.connect() as plain:
                connection = plain.execution_options(**{WRITE: write})
                with connection.begin():
                    yield Transaction(self, connection)
        finally:
            _open.reset(token)


def _is_bug(error: DBAPIError) -> bool:
    """Say whether the same statement would fail again tomorrow."""
    passes = error.connection_invalidated or getattr(error.orig, "sqlstate", None) in SCHEMA_DIFFERS
    return isinstance(error, BUGS) and not passes


def _unheard(_name: str, _data: Mapping[str, Any]) -> None:
    """Drop a hint: no process with a broker stands around this database."""


def _write_lock(engine: Engine) -> threading.Semaphore | None:
    if engine.dialect.name != "sqlite":
        return None
    with _write_locks_guard:
        return _write_locks.setdefault(str(engine.url.database), threading.Semaphore())


def _engine(url: str, *, pool_size: int, statement_timeout_s: float, lock_timeout_s: float) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=lock_timeout_s,
            hide_parameters=True,
            connect_args={"check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # Pages in memory or on an SSD cost the same in any order; by default PostgreSQL reads small tables whole.
    timeouts = f"-c statement_timeout={int(statement_timeout_s * 1000)} -c lock_timeout={int(lock_timeout_s * 1000)}"
    options = f"{timeouts} -c timezone=UTC -c random_page_cost=1.1"
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=lock_timeout_s,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": max(2, int(lock_timeout_s))},
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITE) else "BEGIN")
