"""A page of what belongs to a case, in an order that rows being added do not disturb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Date, Table, func, literal, select, tuple_

from chassis import cursors
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.cases.storage import rows
from services.cases.storage.rows import Row

COUNTED_AT_MOST = 10_000


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is listed: the rows of a table that belong to a case, in which order. `name` tells cursors of two questions apart."""

    table: Table
    case_id: UUID
    name: str = ""
    where: Sequence[ColumnElement[bool]] = ()
    by: Sequence[str] = ("id",)
    descending: bool = False

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The rows that are listed."""
        return [self.table.c.case_id == self.case_id, *self.where]

    @property
    def columns(self) -> list[Column[Any]]:
        """What they are ordered by."""
        return [self.table.c[name] for name in self.by]


def page_of(tx: Transaction, viewer: Viewer, question: Question, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return `{items: opened rows, next, total, total_is_exact}`. Invalid `wrong-cursor`."""
    bound_to = f"{viewer.key}|{question.table.name}|{question.case_id}|{question.name}|{question.descending}"
    statement = select(question.table).where(*question.conditions)
    if cursor:
        statement = statement.where(_after(question, cursors.unseal(tx.data_keys.cursor_key, cursor, bound_to=bound_to)))
    order = [column.desc() if question.descending else column for column in question.columns]
    found: list[Row] = [dict(row) for row in tx.execute(statement.order_by(*order).limit(limit + 1)).mappings()]
    items = found[:limit]
    more = len(found) > limit
    following = cursors.seal(tx.data_keys.cursor_key, _position(question, items[-1]), bound_to=bound_to) if more else None
    return {"items": rows.opened(tx, question.table, items), "next": following, **_total(tx, question)}


def _after(question: Question, position: list[Any]) -> ColumnElement[bool]:
    values = [literal(_read(column, text), column.type) for column, text in zip(question.columns, position, strict=True)]
    here, there = tuple_(*question.columns), tuple_(*values)
    return here < there if question.descending else here > there


def _position(question: Question, row: Row) -> list[str]:
    return [str(row[name]) for name in question.by]


def _read(column: Column[Any], text: str) -> date | UUID:
    return date.fromisoformat(text) if isinstance(column.type, Date) else UUID(text)


def _total(tx: Transaction, question: Question) -> dict[str, Any]:
    counted = select(question.table.c.id).where(*question.conditions).limit(COUNTED_AT_MOST + 1).subquery()
    total = tx.scalar(select(func.count()).select_from(counted))
    return {"total": min(total, COUNTED_AT_MOST), "total_is_exact": total <= COUNTED_AT_MOST}
