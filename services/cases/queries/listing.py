"""A page of what belongs to a case, in an order that rows being added do not disturb."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, select

from chassis import keyset
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.cases.storage import rows


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
    page = keyset.page(
        tx,
        select(question.table).where(*question.conditions),
        by=question.columns,
        descending=question.descending,
        limit=limit,
        cursor=cursor,
        bound_to=f"{viewer.key}|{question.table.name}|{question.case_id}|{question.name}|{question.descending}",
    )
    return page.view(rows.opened(tx, question.table, [row._asdict() for row in page.rows]))
