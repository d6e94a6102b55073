"""One database per service: transactions, column types, tables of the chassis, migrations. The same on SQLite and PostgreSQL."""

from chassis.storage.database import Database, Transaction, in_transaction
from chassis.storage.tables import metadata
from chassis.storage.types import Json, Utc

__all__ = ["Database", "Json", "Transaction", "Utc", "in_transaction", "metadata"]
