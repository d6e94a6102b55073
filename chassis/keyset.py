"""Pages by keyset: a page begins after the last row of the one before, so that rows being added neither repeat nor hide any.

The cursor says nothing and fits no other question; the total is exact up to 10,000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Date, Row, Select, func, literal, select, tuple_

from chassis import cursors
from chassis.storage import Transaction, Utc

COUNTED_AT_MOST = 10_000

Order = Sequence[Column[Any]]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows of a page, the cursor of the next one, and how many there are in all."""

    rows: Sequence[Row[Any]]
    next: str | None
    total: int
    total_is_exact: bool

    def view(self, items: Sequence[Any]) -> dict[str, Any]:
        """Return the page as a list's view, with `items` made of its rows."""
        return {"items": items, "next": self.next, "total": self.total, "total_is_exact": self.total_is_exact}


def page(
    tx: Transaction,
    statement: Select[Any],
    *,
    by: Order,
    descending: bool = False,
    limit: int,
    cursor: str | None,
    bound_to: str,
) -> Page:
    """Return a page of what `statement` selects, ordered by `by`: columns it selects (ids, dates, moments), the last one unique.

    `bound_to` names the viewer and the question; Invalid `wrong-cursor` for the cursor of another.
    """
    key, wanted = tx.data_keys.cursor_key, statement
    if cursor:
        wanted = wanted.where(_after(by, cursors.unseal(key, cursor, bound_to=bound_to), descending=descending))
    order = [column.desc() if descending else column for column in by]
    found = tx.execute(wanted.order_by(*order).limit(limit + 1)).all()
    rows = found[:limit]
    following = cursors.seal(key, _position(by, rows[-1]), bound_to=bound_to) if len(found) > limit else None
    total = tx.scalar(select(func.count()).select_from(statement.with_only_columns(by[-1]).limit(COUNTED_AT_MOST + 1).subquery()))
    return Page(rows=rows, next=following, total=min(total, COUNTED_AT_MOST), total_is_exact=total <= COUNTED_AT_MOST)


def _after(by: Order, position: list[Any], *, descending: bool) -> ColumnElement[bool]:
    values = [literal(_read(column, text), column.type) for column, text in zip(by, position, strict=True)]
    here, there = tuple_(*by), tuple_(*values)
    return here < there if descending else here > there


def _read(column: Column[Any], text: str) -> datetime | date | UUID:
    """Return what `str` wrote into the cursor."""
    match column.type:
        case Utc():
            return datetime.fromisoformat(text)
        case Date():
            return date.fromisoformat(text)
    return UUID(text)


def _position(by: Order, row: Row[Any]) -> list[str]:
    return [str(row._mapping[column]) for column in by]
