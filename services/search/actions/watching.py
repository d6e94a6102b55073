"""Looking for what saved searches want, in what was written to the index since they looked last.

What was written is looked at version by version, and noted when all searches have seen it: whatever was down meanwhile, nothing is left
out. Who keeps a search is asked of directory each time, so that it finds what they may read today; a member who left keeps none.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import reminders
from chassis.contexts import Viewer
from chassis.schemas import load
from chassis.storage import Database
from chassis.values import Tlp
from services.search.domain.asking import question_of
from services.search.domain.kinds import KINDS
from services.search.engines import Engine, Sights
from services.search.schemas.searching import Narrowed
from services.search.storage import index, saved
from services.search.storage.saved import SavedSearch

BATCH = 500
SEARCHES = 100
LETTER = "found"

Member = Mapping[str, Any]
Resolve = Callable[[Sequence[UUID]], Mapping[UUID, Member]]
"""memberships → those that are active, with their rights. Unavailable if directory is away."""


def watch(database: Database, engine: Engine, resolve: Resolve, *, site: str, clock: Callable[[], datetime]) -> bool:
    """Let every saved search look at what was written since; say whether there is more. Unavailable if engine or directory are away."""
    with database.reading() as tx:
        new = index.unwatched(tx, limit=BATCH)
    if not new:
        return False
    last: UUID | None = None
    while True:
        with database.reading() as tx:
            some = saved.after(tx, last, limit=SEARCHES)
        if not some:
            break
        if last is None:
            engine.settle()  # it may find what it keeps a second later only, and nobody would look at it again
        _look(database, engine, some, resolve([one.membership for one in some]), new, site=site, now=clock())
        last = some[-1].id
    with database.transaction() as tx:
        index.note_watched(tx, new)
    return len(new) == BATCH


def _look(
    database: Database,
    engine: Engine,
    some: Sequence[SavedSearch],
    members: Mapping[UUID, Member],
    new: Mapping[UUID, int],
    *,
    site: str,
    now: datetime,
) -> None:
    left = [one.id for one in some if one.membership not in members]
    found = {one.id: _found(engine, one, viewer_of(members[one.membership], site=site), new, now=now) for one in some if one.id not in left}
    with database.transaction() as tx:
        saved.remove(tx, left)
        for one in some:
            new_ones = saved.note_found(tx, one.id, found[one.id], among=new, now=now) if one.id in found else 0
            if new_ones and one.by_mail and saved.note_mailed(tx, one.id, now=now):  # one mail, and no other until somebody has looked
                reminders.issue(tx, one.membership, template=LETTER, count=new_ones)


def _found(engine: Engine, one: SavedSearch, viewer: Viewer, new: Mapping[UUID, int], *, now: datetime) -> dict[UUID, int]:
    question = question_of({**load(Narrowed, one.question), "sort": "date"})
    sights = Sights.of(viewer, KINDS, now=now)
    found: dict[UUID, int] = {}
    cursor: str | None = None
    while True:
        page = engine.search(question, sights, limit=200, cursor=cursor, only=list(new))
        found |= {hit.id: hit.version for hit in page.hits}
        if (cursor := page.next) is None:
            return found


def viewer_of(member: Member, *, site: str) -> Viewer:
    """Return a member as somebody who asks."""
    return Viewer(
        kind="person",
        id=UUID(member["person_id"]),
        org=UUID(member["organisation_id"]),
        site=site,
        membership=UUID(member["id"]),
        roles=frozenset(member["roles"]),
        scopes=frozenset({"*"}),
        groups=frozenset(map(UUID, member["groups"])),
        ceiling=Tlp(member["ceiling"]),
    )
