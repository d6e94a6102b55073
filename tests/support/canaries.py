"""Canaries: words that stand in for what must not leak. Plant them in guarded fields, then look where they must not be.

    canaries = Canaries()
    open_case(subject_name=canaries.plant("subject"), …)
    assert canaries.in_database(db) == []
    assert canaries.in_folder(settings.data) == []
    assert canaries.in_text("log", caplog.text) == []
    assert canaries.in_messages([message.body for message in queue]) == []

A canary is one lower-case word, so that folding does not hide it; it is looked for as it is, in hex and in base64.
"""

import base64
import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select

from chassis.storage import Database

Found = tuple[str, str]


class Canaries:
    """What was planted, and where it turned up: (name of the canary, place)."""

    def __init__(self) -> None:
        self._forms: dict[str, list[bytes]] = {}

    def plant(self, name: str) -> str:
        """Return a word nobody else uses; `name` says in findings which one it was."""
        word = f"canary{secrets.token_hex(8)}"
        self._forms[name] = _forms(word)
        return word

    def in_bytes(self, place: str, content: bytes) -> list[Found]:
        lower = content.lower()
        return [(name, place) for name, forms in self._forms.items() if any(form in content or form in lower for form in forms)]

    def in_text(self, place: str, content: str) -> list[Found]:
        return self.in_bytes(place, content.encode())

    def in_json(self, place: str, value: Any) -> list[Found]:
        return self.in_text(place, json.dumps(value, default=str, ensure_ascii=False))

    def in_messages(self, bodies: Iterable[bytes | str]) -> list[Found]:
        """Look through what stands in queues: bodies and, if given, printed headers."""
        return [
            found
            for number, body in enumerate(bodies)
            for found in self.in_bytes(f"message {number}", body if isinstance(body, bytes) else body.encode())
        ]

    def in_folder(self, folder: Path) -> list[Found]:
        """Look through every file below `folder`, databases with their journals included."""
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        return [found for file in files for found in self.in_bytes(str(file.relative_to(folder)), file.read_bytes())]

    def in_database(self, database: Database, *, but: Iterable[str] = ()) -> list[Found]:
        """Look through every row of every table, as a dump would show it; `but` names columns (`table.column`) that may hold them."""
        metadata, allowed = MetaData(), set(but)
        metadata.reflect(database.engine)
        places = []
        with database.reading() as tx:
            for table in metadata.sorted_tables:
                for row in tx.execute(select(table)).mappings():
                    for column, value in row.items():
                        if f"{table.name}.{column}" not in allowed:
                            places += self.in_bytes(f"{table.name}.{column}", value if isinstance(value, bytes) else repr(value).encode())
        return sorted(set(places))


def _forms(word: str) -> list[bytes]:
    """Return the word as it is, in hex, and the part of it that base64 shows at each of the three offsets."""
    plain = word.encode()
    encoded = [base64.b64encode(b"\0" * offset + plain)[4 if offset else 0 : -4] for offset in range(3)]
    return [plain, plain.hex().encode(), *encoded]
