"""Inserts that meet an existing row, in one statement on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from chassis.storage.database import Transaction


def insert_new(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[Any]]:
    """Insert the rows whose key is not there yet; return the primary keys of the new ones.

    On PostgreSQL it waits for whoever inserts the same key at the same time.
    """
    if not rows:
        return []
    statement = _insert(tx)(table).on_conflict_do_nothing().returning(*table.primary_key)
    return tx.execute(statement, rows).all()  # not `values(rows)`, which SQLAlchemy would compile anew each time


def insert_or_replace(tx: Transaction, table: Table, row: Mapping[str, Any]) -> None:
    """Insert the row, or set its columns where the primary key is there already."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    tx.execute(_insert(tx)(table).values(**row).on_conflict_do_update(index_elements=keys, set_=rest))


def _insert(tx: Transaction) -> Any:
    return sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
