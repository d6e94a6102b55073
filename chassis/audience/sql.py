"""The rule of sight as SQL, the same on SQLite and PostgreSQL.

Beside each table stands its side table `<name>_audience(token, sort_key, id)`, ordered by the page. A page is one short
index scan per token the viewer holds, merged and rid of repeats: its cost does not grow with the table (`token IN (…)`
reads and sorts everything the viewer may see).
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    CompoundSelect,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Subquery,
    Table,
    Uuid,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from chassis import cursors
from chassis.audience import rules
from chassis.contexts import Viewer
from chassis.keyset import COUNTED_AT_MOST
from chassis.storage import Transaction

TOKEN_LENGTH = 120
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Where = Sequence[ColumnElement[bool]]


def side_table(metadata: MetaData, name: str) -> Table:
    """Return the table `<name>_audience` for the rows of the table `name`."""
    return Table(
        f"{name}_audience",
        metadata,
        Column("token", String(TOKEN_LENGTH), primary_key=True),
        Column("sort_key", BigInteger, primary_key=True, autoincrement=False),
        Column("id", Uuid(), primary_key=True),
        Index(f"ix_{name}_audience_id", "id"),
        sqlite_with_rowid=False,
    )


def sort_key_of(moment: datetime) -> int:
    """Return `moment` as microseconds since 1970, the usual sort key."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def address(tx: Transaction, side: Table, record_id: UUID, tokens: Iterable[str], sort_key: datetime | int) -> None:
    """Let the record be seen by holders of `tokens` and by nobody else; replaces whom it was addressed to before."""
    key = sort_key if isinstance(sort_key, int) else sort_key_of(sort_key)
    rows = [{"token": rules.well_formed(token), "sort_key": key, "id": record_id} for token in sorted(set(tokens))]
    tx.execute(delete(side).where(side.c.id == record_id))
    if rows:
        tx.execute(insert(side), rows)


def audience_of(tx: Transaction, side: Table, record_id: UUID) -> frozenset[str]:
    """Return the tokens a record is addressed to."""
    return frozenset(tx.execute(select(side.c.token).where(side.c.id == record_id)).scalars())


def visible(table: Table, side: Table, viewer: Viewer, verb: str, now: datetime, *, kind: str | None = None) -> ColumnElement[bool]:
    """Return the condition under which `viewer` may `verb` a row of `table` at `now`; Forbidden if their roles lack the verb.

    `table.info["kind"]` names the kind unless `kind` does. The columns `marking` (rank) and `visible_until`
    take part where the table has them; LookupError if the owner decides and the table has no `owner_org`.
    """
    seen = rules.sight(viewer, kind or table.info["kind"], verb)
    addressed = exists(select(literal(1)).where(side.c.id == table.c.id, side.c.token.in_(sorted(seen.tokens))))
    return and_(addressed, *_limits(table, seen, now))


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as dicts of their columns, and the cursor of the page after them (None: there is none)."""

    rows: list[dict[str, Any]]
    next: str | None


def page(
    tx: Transaction,
    table: Table,
    side: Table,
    viewer: Viewer,
    *,
    now: datetime,
    where: Where = (),
    limit: int = 50,
    cursor: str | None = None,
    descending: bool = True,
    table_columns: Collection[ColumnElement[Any]] | None = None,
    kind: str | None = None,
) -> Page:
    """Return one page of what `viewer` may read, in the order of the side table's sort key.

    The cursor fits only the viewer, table, order and `where` it was made for; `where` must not hold the time of asking.
    """
    seen = rules.sight(viewer, kind or table.info["kind"], "read")
    bound_to = _question(table, viewer, where, descending=descending)
    after = cursors.unseal(tx.data_keys.cursor_key, cursor, bound_to=bound_to) if cursor else None
    filters = [*_limits(table, seen, now), *where]
    scans = [
        _scan(table, side, token, filters, after=after, descending=descending).limit(_planned(limit + 1)) for token in sorted(seen.tokens)
    ]
    if not scans:
        return Page([], None)
    found = _rows_of(tx, table, _merged(scans), limit=limit, descending=descending, columns=table_columns)
    rows = found[:limit]
    last = (rows[-1].pop("audience_sort_key"), rows[-1].pop("audience_id")) if rows else None
    for row in rows[:-1]:
        del row["audience_sort_key"], row["audience_id"]
    if len(found) <= limit or last is None:
        return Page(rows, None)
    return Page(rows, cursors.seal(tx.data_keys.cursor_key, [last[0], last[1].hex], bound_to=bound_to))


def count(
    tx: Transaction, table: Table, side: Table, viewer: Viewer, *, now: datetime, where: Where = (), kind: str | None = None
) -> tuple[int, bool]:
    """Return how many rows `viewer` may read, at most 10,000, and whether that is all of them."""
    seen = rules.sight(viewer, kind or table.info["kind"], "read")
    filters = [*_limits(table, seen, now), *where]
    scans = [_scan(table, side, token, filters, after=None, descending=None).limit(COUNTED_AT_MOST + 1) for token in sorted(seen.tokens)]
    if not scans:
        return 0, True
    merged = _merged(scans)
    total: int = tx.scalar(select(func.count(func.distinct(merged.c.id))))
    return min(total, COUNTED_AT_MOST), total <= COUNTED_AT_MOST


def _planned(number: int) -> ColumnElement[int]:
    """Return a number that stands in the statement. Of a parameter PostgreSQL expects a tenth or a third of the rows: it then
    finds its general plan dear, and plans anew at each call, which takes three times as long as the page.
    """
    return bindparam(None, number, Integer(), literal_execute=True)


def _limits(table: Table, seen: rules.Sight, now: datetime) -> list[ColumnElement[bool]]:
    """Return the part of the rule that stands in the row itself."""
    columns, limits = table.c, []
    if "visible_until" in columns:
        limits.append(or_(columns.visible_until.is_(None), columns.visible_until > now))
    if "marking" in columns:
        limits.append(columns.marking <= _planned(seen.ceiling.rank))
    if seen.only_owner is not None:
        limits.append(_owner_of(table) == seen.only_owner)
    if seen.not_owner is not None:
        limits.append(_owner_of(table) != seen.not_owner)
    return limits


def _owner_of(table: Table) -> ColumnElement[Any]:
    """Return the column of the owner. LookupError if there is none: then nobody may be told apart by it, and nobody gets through."""
    if "owner_org" not in table.c:
        raise LookupError(f"{table.name} has no owner_org, by which its viewers are told apart")
    return table.c.owner_org


def _scan(
    table: Table, side: Table, token: str, filters: Sequence[ColumnElement[bool]], *, after: list[Any] | None, descending: bool | None
) -> Select[Any]:
    """Return the index scan of one token: unordered if `descending` is None."""
    statement = select(side.c.sort_key, side.c.id).where(side.c.token == token)
    if filters:
        statement = statement.join(table, table.c.id == side.c.id).where(*filters)
    if after is not None:
        here, there = tuple_(side.c.sort_key, side.c.id), tuple_(literal(after[0], BigInteger), literal(UUID(after[1]), Uuid()))
        statement = statement.where(here < there if descending else here > there)
    return statement if descending is None else statement.order_by(*_order(side, descending=descending))


def _merged(scans: Sequence[Select[Any]]) -> Subquery:
    each: list[Select[Any]] = [select(scan.subquery()) for scan in scans]
    merged: CompoundSelect[Any] = union_all(*each)
    return merged.subquery("merged")


def _rows_of(
    tx: Transaction, table: Table, merged: Subquery, *, limit: int, descending: bool, columns: Collection[ColumnElement[Any]] | None
) -> list[dict[str, Any]]:
    top = (
        select(merged.c.sort_key, merged.c.id)
        .distinct()
        .order_by(*_order(merged, descending=descending))
        .limit(_planned(limit + 1))
        .subquery("top")
    )
    chosen = table.c if columns is None else columns
    statement = select(*chosen, top.c.sort_key.label("audience_sort_key"), top.c.id.label("audience_id"))
    statement = statement.join_from(top, table, table.c.id == top.c.id).order_by(*_order(top, descending=descending))
    return [dict(row) for row in tx.execute(statement).mappings()]


def _order(side: Table | Subquery, *, descending: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    key, record_id = side.c.sort_key, side.c.id
    return (key.desc(), record_id.desc()) if descending else (key.asc(), record_id.asc())


def _question(table: Table, viewer: Viewer, where: Where, *, descending: bool) -> str:
    """Return what a cursor is bound to: who asks for what in which order."""
    compiled = and_(literal(1) == 1, *where).compile()
    text = f"{viewer.key}|{viewer.org}|{table.name}|{descending}|{compiled}|{sorted(compiled.params.items())!r}"
    return hashlib.sha256(text.encode()).hexdigest()
