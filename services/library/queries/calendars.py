"""Subscriptions to calendars: one's own, and what one shows to whoever has its token."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from chassis import keyset, permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.storage import Transaction
from services.library.actions.calendars import digest_of
from services.library.storage.tables.plans import calendar_feed

Row = dict[str, Any]
SHOWN = [calendar_feed.c[name] for name in ("id", "scope", "is_neutral", "created_at", "revoked_at")]


def list_calendar_feeds(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any]) -> Row:
    """Return a page of one's own subscriptions, the newest first. Raises Forbidden, Invalid."""
    permissions.require(viewer, "calendar_feed", "read")
    page = keyset.page(
        tx,
        select(*SHOWN).where(calendar_feed.c.membership == viewer.membership),
        by=[calendar_feed.c.created_at, calendar_feed.c.id],
        descending=True,
        limit=request["limit"],
        cursor=request["cursor"],
        bound_to=f"{viewer.key}|calendar_feeds",
    )
    return page.view([row._asdict() for row in page.rows])


def feed_of_token(tx: Transaction, token: str) -> Row:
    """Return the subscription that a token opens. NotFound for a token that was never given or was revoked: the same answer."""
    where = (calendar_feed.c.token_digest == digest_of(token), calendar_feed.c.revoked_at.is_(None))
    row = tx.execute(select(calendar_feed).where(*where)).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-calendar-feed")
    return dict(row)
