"""Expressions, files and passages of works in and out of their tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.representations import representation
from chassis.storage import Transaction
from chassis.values import new_id
from services.library.domain.citations import State
from services.library.domain.passages import Passage
from services.library.domain.works import Work
from services.library.storage.own import of_own
from services.library.storage.tables.works import citation, expression, file, passage

Row = dict[str, Any]


def expressions_of(tx: Transaction, work_id: UUID) -> list[Row]:
    """Return the expressions of a work, the first one first."""
    query = select(expression).where(expression.c.work_id == work_id).order_by(expression.c.id)
    return [dict(row) for row in tx.execute(query).mappings()]


def get_expression(tx: Transaction, viewer: Viewer, expression_id: UUID) -> Row:
    """Return an expression of our own works. NotFound."""
    query = select(expression).where(expression.c.id == expression_id, of_own(expression, viewer))
    row = tx.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-expression", id=str(expression_id))
    return dict(row)


def add_expression(tx: Transaction, row: Row) -> None:
    """Insert an expression."""
    tx.execute(insert(expression).values(row))


def files_of(tx: Transaction, expression_ids: Sequence[UUID]) -> list[Row]:
    """Return the files of expressions that arrived whole; keys stay closed."""
    query = select(file).where(file.c.expression_id.in_(expression_ids), file.c.stored_at.is_not(None)).order_by(file.c.id)
    return [opened(tx, file, dict(row)) for row in tx.execute(query).mappings()]


def add_file(tx: Transaction, row: Row) -> None:
    """Insert a file."""
    tx.execute(insert(file).values(sealed(tx, file, row, org=row["owner_org"])))


def get_file(tx: Transaction, viewer: Viewer, file_id: UUID, *, lock: bool = False) -> Row:
    """Return a file of our own works with its key. NotFound."""
    query = select(file).where(file.c.id == file_id, of_own(file, viewer))
    row = tx.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-file", id=str(file_id))
    return opened(tx, file, dict(row))


def save_stored(tx: Transaction, file_id: UUID, *, size_bytes: int, sha256: str, now: datetime) -> None:
    """Note that a file arrived whole."""
    tx.execute(update(file).where(file.c.id == file_id).values(size_bytes=size_bytes, sha256=sha256, stored_at=now))


def is_cited(tx: Transaction, expression_id: UUID) -> bool:
    """Say whether a person accepted a citation in a passage of the expression."""
    accepted = (passage.c.expression_id == expression_id, citation.c.state == State.ACCEPTED.value)
    query = select(citation.c.id).join(passage, passage.c.id == citation.c.passage_id).where(*accepted).limit(1)
    return tx.scalar(query) is not None


def get_passage(tx: Transaction, viewer: Viewer, passage_id: UUID) -> Row:
    """Return a passage of our own works. NotFound."""
    query = select(passage).where(passage.c.id == passage_id, of_own(passage, viewer))
    row = tx.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-passage", id=str(passage_id))
    return opened(tx, passage, dict(row))


def replace_passages(tx: Transaction, work: Work, expression_id: UUID, passages: Sequence[Passage]) -> list[Row]:
    """Let an expression have these passages instead of those it has; what was cited in the old ones goes with them."""
    old = select(passage.c.id).where(passage.c.expression_id == expression_id)
    tx.execute(delete(citation).where(citation.c.passage_id.in_(old)))
    tx.execute(delete(passage).where(passage.c.expression_id == expression_id))
    return _add_passages(tx, work, expression_id, passages, after=0)


def append_passage(tx: Transaction, work: Work, expression_id: UUID, one: Passage) -> Row:
    """Add a passage after those that are there."""
    last = tx.scalar(select(func.max(passage.c.position)).where(passage.c.expression_id == expression_id))
    return _add_passages(tx, work, expression_id, [one], after=last or 0)[0]


def _add_passages(tx: Transaction, work: Work, expression_id: UUID, passages: Sequence[Passage], *, after: int) -> list[Row]:
    rows = [
        {
            "id": new_id(),
            "work_id": work.id,
            "expression_id": expression_id,
            "owner_org": work.owner_org,
            "position": position,
            "anchor": one.anchor,
            "text": one.text,
        }
        for position, one in enumerate(passages, start=after + 1)
    ]
    if rows:
        tx.execute(insert(passage), [sealed(tx, passage, row, org=work.owner_org) for row in rows])
    return rows


def passages_of(tx: Transaction, passage_ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Return passages by id, opened."""
    query = select(passage).where(passage.c.id.in_(passage_ids))
    return {row["id"]: opened(tx, passage, dict(row)) for row in tx.execute(query).mappings()}


def neighbours_of(tx: Transaction, one: Row) -> list[Row]:
    """Return a passage with the one before and the one after it."""
    near = passage.c.position.between(one["position"] - 1, one["position"] + 1)
    query = select(passage).where(passage.c.expression_id == one["expression_id"], near).order_by(passage.c.position)
    return [opened(tx, passage, dict(row)) for row in tx.execute(query).mappings()]


def published_passages(tx: Transaction, work_id: UUID) -> list[UUID]:
    """Return the passages of a work that everybody reads now."""
    of_work = select(passage.c.id).where(passage.c.work_id == work_id)
    standing = (representation.c.kind == "passage", representation.c.withdrawn_at.is_(None), representation.c.record_id.in_(of_work))
    return list(tx.execute(select(representation.c.record_id).where(*standing)).scalars())
