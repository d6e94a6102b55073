"""The safety ledger: what a restored backup must not revive, kept outside the databases.

Withdrawals and revocations are appended to a file of JSON lines, each line chained to the one before by its hash and synced
to disk before `append` returns. A service that starts on a restored database does again what that lacks (`chassis.reapply`).
A line cut off by a power failure was never acknowledged; the next append removes it.
"""

import fcntl
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Column, Index, Table, Uuid, insert, select, update

from chassis.errors import Conflict
from chassis.offload import offload
from chassis.storage import Database, Json, Transaction, Utc, metadata
from chassis.storage.pruning import prune
from chassis.values import new_id

START = "0" * 64
TAIL_BYTES = 65536
SIGNAL = "ledger"
AT_ONCE = 500
KEPT = timedelta(days=35)

ledger_intent = Table(
    "ledger_intent",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("entry", Json, nullable=False),
    Column("intended_at", Utc, nullable=False),
    Column("written_at", Utc),
)
Index(None, ledger_intent.c.written_at, ledger_intent.c.id)


def record(tx: Transaction, entry: Mapping[str, Any], *, now: datetime) -> None:
    """Have `entry` written to the ledger once the transaction is durable (`write_intents`, woken by the signal `ledger`).

    Conflict `ledger-entry-too-large` here, where it is the caller's, so that it holds up no other.
    """
    _line(sys.maxsize, START, entry)
    tx.execute(insert(ledger_intent), {"id": new_id(), "entry": dict(entry), "intended_at": now})
    tx.signal(SIGNAL)


def write_intents(database: Database, ledger: "Ledger", now: datetime) -> int:
    """Write at most 500 entries that were intended and are not in the ledger yet; return how many.

    The disk is waited for outside of transactions, which others would have to wait for. So an entry may stand twice: after a crash, or
    when two replicas have found it. Whoever reads the ledger must bear that.
    """
    with database.reading() as tx:
        waiting = select(ledger_intent).where(ledger_intent.c.written_at.is_(None)).order_by(ledger_intent.c.id).limit(AT_ONCE)
        intents = tx.execute(waiting).all()
    if intents:
        offload(ledger.append_all, [intent.entry for intent in intents])
        written = ledger_intent.c.id.in_([intent.id for intent in intents])
        with database.transaction() as tx:
            tx.execute(update(ledger_intent).where(written, ledger_intent.c.written_at.is_(None)).values(written_at=now))
    return len(intents)


def forget_written(tx: Transaction, *, now: datetime) -> int:
    """Delete some of what was written into the ledger more than 35 days ago; return how many rows. The ledger itself keeps everything."""
    return prune(tx, ledger_intent, ledger_intent.c.written_at < now - KEPT)


def waiting_since(tx: Transaction) -> datetime | None:
    """Return when the oldest entry was intended that is not in the ledger yet; None if all are."""
    waiting = select(ledger_intent.c.intended_at).where(ledger_intent.c.written_at.is_(None)).order_by(ledger_intent.c.id).limit(1)
    found: datetime | None = tx.scalar(waiting)
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a ledger: the number and hash of an entry and how many bytes end with it; unless given, the start."""

    number: int = 0
    hash: str = START
    size: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """One service's ledger file."""

    path: Path

    def append(self, entry: Mapping[str, Any]) -> int:
        """Write `entry` (plain JSON, at most 32 KiB) and return its number, from 1, once it is on the disk."""
        return self.append_all([entry])

    def append_all(self, entries: Sequence[Mapping[str, Any]]) -> int:
        """Write the entries in this order, all or none, and return the number of the last once they are on the disk."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self.path, "a+b", opener=_private) as file:  # Path.open takes no opener
            fcntl.flock(file, fcntl.LOCK_EX)
            number, previous = _last(file)
            lines = []
            for entry in entries:
                number, previous, raw = _line(number + 1, previous, entry)
                lines.append(raw)
            file.write(b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(self.path.parent)
        return number

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield every entry in order; Conflict `ledger-broken` at the first line that does not continue the chain."""
        number, previous = 0, START
        for raw in self._lines():
            line = _continued(raw, number + 1, previous)
            number, previous = line["n"], line["hash"]
            yield line["entry"]

    def after(self, mark: Mark) -> Iterator[tuple[Mark, dict[str, Any]]]:
        """Yield what stands after `mark`, each entry with its own mark.

        Conflict `ledger-lost` if the mark is not of this ledger; `ledger-broken` at the first line that does not continue the chain.
        """
        if not self._holds(mark):
            raise Conflict("ledger-lost", number=mark.number)
        for raw in self._lines(mark.size):
            line = _continued(raw, mark.number + 1, mark.hash)
            mark = Mark(line["n"], line["hash"], mark.size + len(raw))
            yield mark, line["entry"]

    def _holds(self, mark: Mark) -> bool:
        """Say whether the entry of the mark stands where it should."""
        if mark == Mark():
            return True
        if not self.path.exists():
            return False
        with self.path.open("rb") as file:
            file.seek(max(0, mark.size - TAIL_BYTES))
            before = file.read(min(mark.size, TAIL_BYTES))
        last = before[before.rfind(b"\n", 0, -1) + 1 :]
        try:
            _continued(last, mark.number, json.loads(last)["prev"])
            return bool(json.loads(last)["hash"] == mark.hash)
        except (ValueError, KeyError, TypeError, Conflict):
            return False

    def head(self) -> tuple[int, str]:
        """Return (number, hash) of the last entry; (0, zeros) if there is none."""
        if not self.path.exists():
            return 0, START
        with self.path.open("rb") as file:
            return _last_line(file)

    def _lines(self, start: int = 0) -> Iterator[bytes]:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(start)
            yield from (raw for raw in file if raw.endswith(b"\n"))


def _line(number: int, previous: str, entry: Mapping[str, Any]) -> tuple[int, str, bytes]:
    """Return (number, hash, the line as it is written)."""
    line = {"n": number, "prev": previous, "entry": dict(entry)}
    digest = _hash(line)
    raw = _canonical({**line, "hash": digest}) + b"\n"
    if len(raw) > TAIL_BYTES // 2:
        raise Conflict("ledger-entry-too-large", bytes=len(raw))
    return number, digest, raw


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _last(file: IO[bytes]) -> tuple[int, str]:
    """Return (number, hash) of the last whole line, cutting off a torn one."""
    size = file.seek(0, os.SEEK_END)
    tail = _tail(file)
    torn = len(tail) - (tail.rfind(b"\n") + 1)
    if torn:
        file.truncate(size - torn)
    return _last_line(file)


def _last_line(file: IO[bytes]) -> tuple[int, str]:
    lines = _tail(file).rpartition(b"\n")[0].rsplit(b"\n", 1)
    if not lines[-1]:
        return 0, START
    line = json.loads(lines[-1])
    return line["n"], line["hash"]


def _tail(file: IO[bytes]) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL_BYTES))
    return file.read()


def _continued(raw: bytes, number: int, previous: str) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(raw)
        claimed = line.pop("hash")
        continues = (line["n"], line["prev"], _hash(line)) == (number, previous, claimed)
    except (ValueError, KeyError, TypeError, AttributeError):
        continues = False
    if not continues:
        raise Conflict("ledger-broken", line=number)
    return {**line, "hash": claimed}


def _hash(line: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(line)).hexdigest()


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
