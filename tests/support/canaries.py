"""Canaries: words that stand in for what must not leak. Plant them in guarded fields, look where they must not be.

    canary = Canaries()
    open_case(subject_name=canary("OpenCase.subject_name"), …)
    assert canary.found_in_database(database) == []
    assert canary.found_in_files(data_folder) == []
    assert canary.found_in(caplog.text) == []
    assert canary.found_in(message.body) == []

A canary is one lower-case word, so that folding does not hide it; it is looked for as it is, in hex and in base64.
"""

import base64
from pathlib import Path
from uuid import uuid4

from sqlalchemy import MetaData, select

from chassis.storage import Database


class Canaries:
    """Makes words that occur nowhere else, and finds them."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def __call__(self, field: str) -> str:
        """Return the word to put into `field`."""
        return self.planted.setdefault(field, f"canary{uuid4().hex}")

    def found_in(self, text: str | bytes) -> list[str]:
        """Return the fields whose word stands in `text`."""
        raw = text.encode() if isinstance(text, str) else text
        lower = raw.lower()
        return [field for field, word in self.planted.items() if any(form in raw or form in lower for form in _forms(word))]

    def found_in_database(self, database: Database) -> list[tuple[str, str]]:
        """Return (table.column, field) wherever a word stands in any table: what a dump would hold, messages included."""
        tables = MetaData()
        tables.reflect(database.engine)
        with database.reading() as tx:
            places = {
                (f"{table.name}.{column}", field)
                for table in tables.sorted_tables
                for row in tx.execute(select(table)).mappings()
                for column, value in row.items()
                for field in self.found_in(bytes(value) if isinstance(value, bytes | memoryview) else str(value))
            }
        return sorted(places)

    def found_in_files(self, folder: Path) -> list[tuple[str, str]]:
        """Return (file, field) wherever a word stands in a file below `folder`: databases, their journals, ledgers, spools."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return [(str(path.relative_to(folder)), field) for path in files for field in self.found_in(path.read_bytes())]


def _forms(word: str) -> list[bytes]:
    """Return the word as it is, in hex, and the part of it that base64 shows at each of the three offsets."""
    plain = word.encode()
    encoded = [base64.b64encode(b"\0" * offset + plain)[4 if offset else 0 : -4] for offset in range(3)]
    return [plain, plain.hex().encode(), *encoded]
