"""The texts of a work: expressions in languages, files, and passages, in which the parser looks for citations at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions
from chassis.blobs import Stored, new_key
from chassis.contexts import Viewer
from chassis.errors import Conflict, Invalid
from chassis.storage import Transaction
from chassis.values import new_id
from services.library.actions.citations import suggest
from services.library.actions.works import save_facets
from services.library.domain.passages import Passage, cut
from services.library.domain.works import State, Work
from services.library.storage import texts
from services.library.storage import works as storage

Row = dict[str, Any]


def add_expression(tx: Transaction, viewer: Viewer, *, work_id: UUID, lang: str, kind: str, source_url: str, now: datetime) -> None:
    """Say in which language there is a text of the work. Raises NotFound, Forbidden, Conflict."""
    work = storage.get_work(tx, viewer, work_id, verb="amend", lock=True)
    _require_open(work)
    if any((row["lang"], row["kind"]) == (lang, kind) for row in texts.expressions_of(tx, work_id)):
        raise Conflict("expression-exists", lang=lang, kind=kind)
    row = {"id": new_id(), "work_id": work_id, "owner_org": work.owner_org, "lang": lang, "kind": kind, "source_url": source_url}
    texts.add_expression(tx, {**row, "created_at": now})
    save_facets(tx, work)
    audit.add(tx, viewer, "expression.add", work_id, now)


def put_text(tx: Transaction, viewer: Viewer, *, expression_id: UUID, text: str, now: datetime) -> UUID:
    """Let a text stand in an expression, cut into passages; return the work. Raises NotFound, Forbidden, Conflict."""
    return put_passages(tx, viewer, expression_id=expression_id, passages=cut(text.split("\f")), now=now)


def put_passages(tx: Transaction, viewer: Viewer, *, expression_id: UUID, passages: Sequence[Passage], now: datetime) -> UUID:
    """Let these passages stand in an expression instead of what stood there; return the work.

    Conflict `passages-cited` where a person accepted a citation in what stood there.
    """
    work, expression = _expression(tx, viewer, expression_id)
    if texts.is_cited(tx, expression_id):
        raise Conflict("passages-cited")
    rows = texts.replace_passages(tx, work, expression_id, passages)
    suggest(tx, work, rows, annotator=viewer.key, now=now)
    audit.add(tx, viewer, "passage.put", work.id, now, expression_id=str(expression["id"]), passages=len(rows))
    return work.id


def add_passage(tx: Transaction, viewer: Viewer, *, expression_id: UUID, anchor: str, text: str, now: datetime) -> UUID:
    """Add one passage by hand after those that are there; return the work. Raises NotFound, Forbidden, Conflict."""
    permissions.require(viewer, "passage", "create")
    work, _ = _expression(tx, viewer, expression_id)
    row = texts.append_passage(tx, work, expression_id, Passage(anchor, text))
    suggest(tx, work, [row], annotator=viewer.key, now=now)
    audit.add(tx, viewer, "passage.add", work.id, now)
    return work.id


def begin_file(tx: Transaction, viewer: Viewer, *, expression_id: UUID, name: str, media_type: str, now: datetime) -> Row:
    """Make room for a file; return its id and the key with which it is written. Raises NotFound, Forbidden."""
    work, expression = _expression(tx, viewer, expression_id)
    row = {"id": new_id(), "expression_id": expression["id"], "owner_org": work.owner_org, "name": name, "key": new_key().hex()}
    texts.add_file(tx, {**row, "media_type": media_type, "created_at": now})
    audit.add(tx, viewer, "file.begin", work.id, now, file_id=str(row["id"]))
    return {"id": row["id"], "key": row["key"]}


def arriving_file(tx: Transaction, viewer: Viewer, *, file_id: UUID) -> Row:
    """Return a file that is on its way, with its key. NotFound, Forbidden."""
    permissions.require(viewer, "work", "amend")
    return texts.get_file(tx, viewer, file_id)


def finish_file(tx: Transaction, viewer: Viewer, *, file_id: UUID, stored: Stored, found: Stored, now: datetime) -> UUID:
    """Note that a file arrived whole; return the work. Invalid `file-differs` if what lies there is not what was sent."""
    permissions.require(viewer, "work", "amend")
    row = texts.get_file(tx, viewer, file_id, lock=True)
    if stored != found:
        raise Invalid("file-differs")
    texts.save_stored(tx, file_id, size_bytes=stored.size_bytes, sha256=stored.sha256, now=now)
    work_id: UUID = texts.get_expression(tx, viewer, row["expression_id"])["work_id"]
    audit.add(tx, viewer, "file.store", work_id, now, file_id=str(file_id))
    return work_id


def open_file(tx: Transaction, viewer: Viewer, *, file_id: UUID, now: datetime) -> Row:
    """Return a file of our own works with the key that opens it, and write down that it was opened. NotFound, Forbidden."""
    permissions.require(viewer, "draft", "read")
    row = texts.get_file(tx, viewer, file_id)
    if row["stored_at"] is None:
        raise Conflict("file-not-stored")
    audit.add(tx, viewer, "file.open", file_id, now, org=row["owner_org"])
    return row


def put_file_text(tx: Transaction, viewer: Viewer, *, file_id: UUID, passages: Sequence[Passage], now: datetime) -> UUID:
    """Let what was read of a file stand in its expression; return the work. Raises NotFound, Forbidden, Conflict, Invalid."""
    if not passages:
        raise Invalid("file-unreadable", reason="no-text")
    row = texts.get_file(tx, viewer, file_id)
    return put_passages(tx, viewer, expression_id=row["expression_id"], passages=passages, now=now)


def _expression(tx: Transaction, viewer: Viewer, expression_id: UUID) -> tuple[Work, Row]:
    """Return an expression that may be written to, with its work locked. NotFound, Forbidden, Conflict."""
    permissions.require(viewer, "work", "amend")
    expression = texts.get_expression(tx, viewer, expression_id)
    work = storage.get_work(tx, viewer, expression["work_id"], verb="amend", lock=True)
    _require_open(work)
    return work, expression


def _require_open(work: Work) -> None:
    if work.state is State.WITHDRAWN:
        raise Conflict("wrong-work-state", state=work.state.value)
