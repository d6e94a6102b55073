"""The use cases of subscriptions to calendars: an address with a random token, kept as a digest, that can be revoked."""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import Forbidden, NotFound
from chassis.storage import Transaction
from chassis.values import new_id
from services.library.storage.tables.plans import calendar_feed

TOKEN_BYTES = 32
Row = dict[str, Any]


def digest_of(token: str) -> bytes:
    """Return what is kept of a token: it is random, so that its digest needs no salt."""
    return hashlib.sha256(token.encode()).digest()


def make_calendar_feed(tx: Transaction, viewer: Viewer, *, scope: str, is_neutral: bool, now: datetime) -> tuple[UUID, Row]:
    """Make a subscription and return its id and what is shown once. Raises Forbidden: programs read the API."""
    permissions.require(viewer, "calendar_feed", "manage")
    if viewer.kind != "person" or viewer.org is None or viewer.membership is None:
        raise Forbidden("persons-only")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "id": new_id(),
        "owner_org": viewer.org,
        "membership": viewer.membership,
        "scope": scope,
        "is_neutral": is_neutral,
        "created_at": now,
        "revoked_at": None,
    }
    tx.execute(insert(calendar_feed).values(**row, token_digest=digest_of(token)))
    feed_id: UUID = row["id"]  # type: ignore[assignment]  # a row is of mixed types
    audit.add(tx, viewer, "calendar_feed.create", feed_id, now)
    return feed_id, {**row, "token": token}


def revoke_calendar_feed(tx: Transaction, viewer: Viewer, *, feed_id: UUID, now: datetime) -> None:
    """Let a subscription of one's own show nothing any more. Raises NotFound, Forbidden."""
    permissions.require(viewer, "calendar_feed", "manage")
    mine = (calendar_feed.c.id == feed_id, calendar_feed.c.membership == viewer.membership)
    if tx.scalar(select(calendar_feed.c.id).where(*mine).with_for_update()) is None:
        raise NotFound("no-such-calendar-feed", id=str(feed_id))
    tx.execute(update(calendar_feed).where(*mine, calendar_feed.c.revoked_at.is_(None)).values(revoked_at=now))
    audit.add(tx, viewer, "calendar_feed.revoke", feed_id, now)
