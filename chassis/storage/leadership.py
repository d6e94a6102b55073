"""One active among the replicas of a service, decided by the database: who holds the lock acts, and loses it with the connection."""

import zlib
from contextlib import suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from chassis.storage.database import Database


class Leadership:
    """A claim to `name` on a database. On SQLite there is one process, which always leads."""

    def __init__(self, database: Database, name: str) -> None:
        """Nothing is claimed before `held` is asked."""
        self._database = database
        self._key = zlib.crc32(name.encode())
        self._connection: Connection | None = None

    def held(self) -> bool:
        """Claim the lead if nobody has it, and say whether this process leads now."""
        if self._database.dialect == "sqlite":
            return True
        try:
            if self._connection is None:
                return self._claim()
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self._drop()
            return False
        return True

    def release(self) -> None:
        """Let another replica lead, at once."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": self._key})
        self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _claim(self) -> bool:
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}):
            self._connection = connection
            return True
        connection.close()
        return False
