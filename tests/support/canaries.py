"""Words that must never be found in clear: planted in guarded fields, looked for in whatever a thief could take."""

from pathlib import Path
from uuid import uuid4

from sqlalchemy import MetaData, select

from chassis.storage import Database


class Canaries:
    """Makes words that occur nowhere else, and finds them."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def __call__(self, field: str) -> str:
        """Return a fresh word to put into `field`."""
        return self.planted.setdefault(field, f"canary{uuid4().hex}")

    def found_in(self, text: str | bytes) -> list[str]:
        """Return the fields whose word stands in `text`."""
        raw = text.encode() if isinstance(text, str) else text
        return [field for field, word in self.planted.items() if word.encode() in raw]

    def found_in_database(self, database: Database) -> list[tuple[str, str]]:
        """Return (table, field) wherever a word stands in any column of any table: what a dump would hold, messages included."""
        tables = MetaData()
        tables.reflect(database.engine)
        with database.reading() as tx:
            return [
                (table.name, field)
                for table in tables.sorted_tables
                for row in tx.execute(select(table))
                for value in row
                for field in self.found_in(bytes(value) if isinstance(value, bytes | memoryview) else str(value))
            ]

    def found_in_files(self, folder: Path) -> list[tuple[str, str]]:
        """Return (file, field) wherever a word stands in a file below `folder`: databases, their logs, ledgers."""
        return [(path.name, field) for path in sorted(folder.rglob("*")) if path.is_file() for field in self.found_in(path.read_bytes())]
