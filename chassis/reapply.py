"""What the safety ledger says and a restored database lacks: applied again when a service starts, before it opens.

A mark in the database says up to where in the ledger it was compared. What stands after it is in the database already if this is the
database that wrote it; in one that was put back, what is missing is done again by the service's own actions (`@reapplies`), a
new epoch begins and so every session ends. One transaction: a start that dies leaves everything to the next one.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import BigInteger, Column, Integer, Row, String, Table, delete, select, update

from chassis.contexts import service_viewer
from chassis.errors import Conflict, Unavailable
from chassis.ledger import Ledger, Mark
from chassis.storage import Transaction, Utc, metadata
from chassis.storage.upsert import insert_new

if TYPE_CHECKING:
    from chassis.entrypoints.service import Service

ONE = 1
"""The key of the only row."""

log = logging.getLogger(__name__)

ledger_mark = Table(
    "ledger_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("reapplied", Integer, nullable=False),  # the last time that anything was missing
    Column("reapplied_at", Utc),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Up to which entry a database was compared with its ledger; how much was applied again when that was last needed, and when."""

    number: int
    reapplied: int
    reapplied_at: datetime | None

    @classmethod
    def of(cls, tx: Transaction) -> Self:
        """Return how the database stands."""
        row = tx.execute(select(ledger_mark)).one_or_none()
        return cls(number=0, reapplied=0, reapplied_at=None) if row is None else cls(**{name: getattr(row, name) for name in cls.__slots__})


def apply_again(service: "Service", ledger: Ledger) -> int:
    """Apply what the ledger says and the database of `service` lacks; return how much that was. Cheap if nothing was written since.

    Conflict `ledger-lost` if it is not the ledger that the database was compared with, `ledger-broken`; Unavailable `ledger-away`.
    """
    try:
        return _compared(service, ledger)
    except OSError as error:
        raise Unavailable("ledger-away", folder=str(ledger.path.parent)) from error
    except Conflict as error:
        raise Conflict(error.code, **{"service": service.name, **error.params}) from error


def _compared(service: "Service", ledger: Ledger) -> int:
    with service.database.reading() as tx:
        mark = _mark_of(tx.execute(select(ledger_mark)).one_or_none())
    if not any(ledger.after(mark)):
        return 0
    with service.database.transaction() as tx:
        reapplied = _apply(service, tx, ledger)
        if reapplied:
            service.epoch.begin()
    if reapplied:
        log.warning("ledger.applied-again", extra={"service": service.name, "entries": reapplied})
    return reapplied


def begin_ledger(tx: Transaction) -> None:
    """Forget what the database was compared with: its ledger is lost, and whatever is found in its place is compared from the start."""
    tx.execute(delete(ledger_mark))


def _apply(service: "Service", tx: Transaction, ledger: Ledger) -> int:
    mark, now, reapplied = _locked_mark(tx), service.now(), 0
    for place, entry in ledger.after(mark):
        reapplied += _missing(service, tx, entry)
        mark = place
    values: dict[str, Any] = {"number": mark.number, "hash": mark.hash, "size": mark.size}
    tx.execute(update(ledger_mark).values(values | ({"reapplied": reapplied, "reapplied_at": now} if reapplied else {})))
    return reapplied


def _missing(service: "Service", tx: Transaction, entry: Mapping[str, Any]) -> bool:
    """Apply an entry unless the database has it; say whether it had not. What a newer version wrote is left alone."""
    known = service.reappliers.get(entry["what"])
    if known is None:
        log.error("ledger.unknown-entry", extra={"service": service.name, "code": entry["what"]})
        return False
    return bool(known.handler(service, tx, service_viewer(service.name, site=service.settings.site), entry))


def _locked_mark(tx: Transaction) -> Mark:
    """Return the mark, locked: replicas that start together compare one after the other."""
    start = Mark()
    insert_new(tx, ledger_mark, [{"id": ONE, "number": start.number, "hash": start.hash, "size": start.size, "reapplied": 0}])
    return _mark_of(tx.execute(select(ledger_mark).with_for_update()).one())


def _mark_of(row: Row[Any] | None) -> Mark:
    return Mark() if row is None else Mark(row.number, row.hash, row.size)
