"""What a piece of work asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from chassis.storage import Database


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """Collect the statements sent to `database`, without those that open and end a transaction."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
