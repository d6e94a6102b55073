"""A service's database as it was at some moment, put back after more has happened, as an operator does with a backup."""

from sqlalchemy import MetaData, insert, select

from chassis import ledger
from chassis.ledger import Ledger
from chassis.reapply import apply_again


class Backup:
    """Every row of the database of `service`, as it is now."""

    def __init__(self, service):
        self._service = service
        self._book = Ledger(service.settings.ledger_dir / f"{service.name}.jsonl")
        self._tables = MetaData()
        with service.database.reading() as tx:
            self._tables.reflect(tx.connection)
            self._rows = {table: [row._asdict() for row in tx.execute(select(table))] for table in self._tables.sorted_tables}

    def put_back(self):
        """Let what happened reach the ledger, and the database be as it was."""
        ledger.write_intents(self._service.database, self._book, self._service.now())
        with self._service.database.transaction() as tx:
            for table in reversed(self._tables.sorted_tables):
                tx.execute(table.delete())
            for table in self._tables.sorted_tables:
                for row in self._rows[table]:
                    tx.execute(insert(table), {name: value for name, value in row.items() if value is not None})

    def open(self):
        """Do what a service does before it opens; return how much was done again."""
        ledger.write_intents(self._service.database, self._book, self._service.now())
        return apply_again(self._service, self._book)
