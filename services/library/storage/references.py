"""Under which id a work is referred to."""

from datetime import datetime
from uuid import UUID

from chassis import representations
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.storage import Transaction
from services.library.storage.works import find_work


def readable_work(tx: Transaction, viewer: Viewer, work_id: UUID, *, now: datetime) -> UUID:
    """Return our own work's id, by either of its ids, or the id under which another organisation published one. NotFound."""
    if find_work(tx, viewer, work_id) is not None:
        return work_id
    try:
        published = representations.get(tx, viewer, work_id, now, kind="work")
    except NotFound:
        raise NotFound("no-such-work", id=str(work_id)) from None
    return published.record_id if published.owner_org == viewer.org else published.id
