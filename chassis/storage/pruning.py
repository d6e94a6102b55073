"""Deleting what is old: never so much at once that the statement would be cut off, and nothing ever be deleted."""

from sqlalchemy import ColumnElement, Table, delete, select, tuple_

from chassis.storage.database import Transaction

AT_ONCE = 5000


def prune(tx: Transaction, table: Table, *where: ColumnElement[bool]) -> int:
    """Delete at most 5,000 of these rows; return how many."""
    some = select(*table.primary_key).where(*where).limit(AT_ONCE)
    return tx.execute(delete(table).where(tuple_(*table.primary_key).in_(some))).rowcount
