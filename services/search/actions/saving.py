"""Keeping a search, changing it, giving its feed a link, letting it go."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import Conflict, Forbidden
from chassis.schemas import dump
from chassis.storage import Transaction
from chassis.values import new_id
from services.search.domain.asking import question_of
from services.search.schemas.searching import Narrowed
from services.search.storage import saved
from services.search.storage.saved import SavedSearch

MOST_OF_A_MEMBER = 50
TOKEN_BYTES = 24


def save_search(tx: Transaction, viewer: Viewer, *, name: str, question: Mapping[str, Any], by_mail: bool, now: datetime) -> UUID:
    """Keep a search of the viewer's; what is new in it is found from now on. Invalid, Forbidden, Conflict `too-many-saved-searches`."""
    org, membership = _member(viewer)
    question_of(question)
    if saved.count_own(tx, viewer) >= MOST_OF_A_MEMBER:
        raise Conflict("too-many-saved-searches", most=MOST_OF_A_MEMBER)
    new = SavedSearch(
        id=new_id(),
        owner_org=org,
        membership=membership,
        version=1,
        name=name,
        question=dump(Narrowed, question),
        by_mail=by_mail,
        token_digest=None,
        created_at=now,
        updated_at=now,
    )
    saved.add(tx, new)
    audit.add(tx, viewer, "saved-search.create", new.id, now)
    return new.id


def _member(viewer: Viewer) -> tuple[UUID, UUID]:
    permissions.require(viewer, "saved_search", "manage")
    if viewer.kind != "person" or viewer.org is None or viewer.membership is None:
        raise Forbidden("persons-only")
    return viewer.org, viewer.membership


def amend_saved_search(tx: Transaction, viewer: Viewer, *, saved_search_id: UUID, version: int, now: datetime, **changes: Any) -> None:
    """Change a saved search. NotFound, Invalid, Conflict `stale-version`."""
    found = _locked(tx, viewer, saved_search_id)
    if found.version != version:
        raise Conflict("stale-version", current=found.version)
    if "question" in changes:
        question_of(changes["question"])
        changes["question"] = dump(Narrowed, changes["question"])
    saved.save(tx, replace(found, **changes, version=version + 1, updated_at=now))
    audit.add(tx, viewer, "saved-search.amend", found.id, now)


def end_saved_search(tx: Transaction, viewer: Viewer, *, saved_search_id: UUID, now: datetime) -> None:
    """Delete a saved search with what it found. NotFound."""
    found = _locked(tx, viewer, saved_search_id)
    saved.remove(tx, [found.id])
    audit.add(tx, viewer, "saved-search.end", found.id, now)


def make_feed(tx: Transaction, viewer: Viewer, *, saved_search_id: UUID, now: datetime) -> str:
    """Return the secret part of a new link to the feed; the former one opens nothing any more. NotFound."""
    found = _locked(tx, viewer, saved_search_id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    saved.save(tx, replace(found, token_digest=digest_of(token)))
    audit.add(tx, viewer, "saved-search.feed", found.id, now)
    return token


def end_feed(tx: Transaction, viewer: Viewer, *, saved_search_id: UUID, now: datetime) -> None:
    """Let the link to the feed open nothing any more. NotFound."""
    found = _locked(tx, viewer, saved_search_id)
    saved.save(tx, replace(found, token_digest=None))
    audit.add(tx, viewer, "saved-search.feed-end", found.id, now)


def note_seen(tx: Transaction, viewer: Viewer, *, saved_search_id: UUID, now: datetime) -> None:
    """Note that the member looked at what was found. NotFound."""
    saved.note_seen(tx, _locked(tx, viewer, saved_search_id).id, now=now)


def digest_of(token: str) -> bytes:
    """Return how a link's secret part is kept."""
    return hashlib.sha256(token.encode()).digest()


def _locked(tx: Transaction, viewer: Viewer, saved_search_id: UUID) -> SavedSearch:
    _member(viewer)
    return saved.get(tx, viewer, saved_search_id, lock=True)
