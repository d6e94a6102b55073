"""Mechanisms and their sessions, as everybody reads them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select

from chassis import keyset, permissions
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.library.storage.mechanisms import get_row
from services.library.storage.tables.mechanisms import mechanism, mechanism_session

Json = dict[str, Any]


def mechanism_view(tx: Transaction, viewer: Viewer, mechanism_id: UUID) -> Json:
    """Return one mechanism. Raises NotFound, Forbidden."""
    permissions.require(viewer, "mechanism", "read")
    return _shown(viewer, get_row(tx, mechanism, mechanism_id, "no-such-mechanism"))


def list_mechanisms(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any]) -> Json:
    """Return a page of mechanisms in the order they were added. Raises Forbidden, Invalid."""
    where: list[ColumnElement[bool]] = [mechanism.c.kind.in_(request["kind"])] if request["kind"] else []
    return _page(tx, viewer, mechanism, where, request=request, bound_to=f"mechanisms|{sorted(request['kind'])}")


def session_view(tx: Transaction, viewer: Viewer, *, mechanism_id: UUID, mechanism_session_id: UUID) -> Json:
    """Return one session. Raises NotFound, Forbidden."""
    permissions.require(viewer, "mechanism", "read")
    of_it = mechanism_session.c.mechanism_id == mechanism_id
    return _shown(viewer, get_row(tx, mechanism_session, mechanism_session_id, "no-such-mechanism-session", of_it))


def list_sessions(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any]) -> Json:
    """Return a page of the sessions of a mechanism, the latest added first. Raises NotFound, Forbidden, Invalid."""
    permissions.require(viewer, "mechanism", "read")
    of = get_row(tx, mechanism, request["mechanism_id"], "no-such-mechanism")
    where: list[ColumnElement[bool]] = [mechanism_session.c.mechanism_id == of["id"]]
    return _page(tx, viewer, mechanism_session, where, request=request, bound_to=f"sessions|{of['id']}", descending=True)


def _page(
    tx: Transaction,
    viewer: Viewer,
    table: Table,
    where: list[ColumnElement[bool]],
    *,
    request: Mapping[str, Any],
    bound_to: str,
    descending: bool = False,
) -> Json:
    permissions.require(viewer, "mechanism", "read")
    page = keyset.page(
        tx,
        select(table).where(*where),
        by=[table.c.created_at, table.c.id],
        descending=descending,
        limit=request["limit"],
        cursor=request["cursor"],
        bound_to=f"{viewer.key}|{bound_to}",
    )
    return page.view([_shown(viewer, row._asdict()) for row in page.rows])


def _shown(viewer: Viewer, row: Mapping[str, Any]) -> Json:
    return {**row, "is_ours": viewer.org is not None and row["owner_org"] == viewer.org}
