"""What a piece of work asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from chassis.storage import Database


@contextmanager
def calls_of(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Collect (statement, parameters) as sent to `database`, without those that open and end a transaction."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT")):
            sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """Collect the statements alone; the list is filled at the end."""
    statements: list[str] = []
    with calls_of(database) as sent:
        yield statements
    statements += [statement for statement, _ in sent]
