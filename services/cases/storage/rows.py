"""Rows of cases and of what belongs to them, encrypted on the way in and opened on the way out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Table, insert, select, update

from chassis import fields
from chassis.errors import Conflict, NotFound
from chassis.storage import Transaction

Row = dict[str, Any]


def add(tx: Transaction, table: Table, *rows: Row) -> None:
    """Insert rows; they name `id`, `owner_org` and, but for the case itself, `case_id`."""
    if rows:
        tx.execute(insert(table), [fields.sealed(tx, table, row, org=row["owner_org"]) for row in rows])


def save(tx: Transaction, table: Table, row: Row, changes: Mapping[str, Any]) -> Row:
    """Write `changes` to the row of `table` that `row` was read from and return it changed."""
    if changes:
        values = fields.sealed(tx, table, {"id": row["id"], **changes}, org=row["owner_org"], scope=row.get("case_id", row["id"]))
        tx.execute(update(table).where(table.c.id == row["id"]).values(**values))
    return {**row, **changes}


def opened(tx: Transaction, table: Table, rows: Iterable[RowMapping | Row]) -> list[Row]:
    """Return rows read from `table` with their guarded columns in clear."""
    return [fields.opened(tx, table, dict(row)) for row in rows]


def of_case(tx: Transaction, table: Table, case_id: UUID, *where: ColumnElement[bool]) -> list[Row]:
    """Return what belongs to a case, in the order it was added."""
    found = tx.execute(select(table).where(table.c.case_id == case_id, *where).order_by(table.c.id))
    return opened(tx, table, found.mappings())


def one_of_case(tx: Transaction, table: Table, case_id: UUID, id_: UUID) -> Row:
    """Return one row of what belongs to a case; NotFound names the table's kind."""
    found = tx.execute(select(table).where(table.c.id == id_, table.c.case_id == case_id)).mappings().one_or_none()
    if found is None:
        raise NotFound(f"no-such-{table.name}", id=str(id_))
    return opened(tx, table, [found])[0]


def ids_of_case(tx: Transaction, table: Table, case_id: UUID) -> Sequence[UUID]:
    """Return the ids of what belongs to a case."""
    return list(tx.execute(select(table.c.id).where(table.c.case_id == case_id)).scalars())


def check_version(row: Row, version: int) -> None:
    """Conflict `stale-version` with the current one unless the row still has `version`."""
    if row["version"] != version:
        raise Conflict("stale-version", current=row["version"])


def place(case_row: Row) -> Row:
    """Return where a new row belongs."""
    return {"case_id": case_row["id"], "owner_org": case_row["owner_org"]}
