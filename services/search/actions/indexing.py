"""Following the owners: what was announced is fetched, written to the engine in bulk, and then noted.

Nothing here happens inside of one transaction: the engine and the owners are asked between two of them. Whatever dies on the way is done
again, and changes nothing then: an older version never wins over a later one, neither here nor in the engine.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.errors import HavanaError, Unavailable, code_of
from chassis.storage import Database
from services.search.actions.documents import document_of
from services.search.engines import Document, Engine
from services.search.storage import index
from services.search.storage.index import Announced

BATCH = 200
UNREADABLE = "unreadable-document"

Handed = Mapping[str, Any]
Fetch = Callable[[str, Sequence[UUID]], Sequence[Handed]]
"""(owner, ids) → representations as they stand. Unavailable if the owner is away."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Index:
    """Where the index is, and how it is written to."""

    database: Database
    engine: Engine
    with_shared_text: bool
    clock: Callable[[], datetime]


@dataclass
class Sorted:
    """What is to be done with representations that were handed over."""

    documents: list[Document] = field(default_factory=list)
    gone: dict[UUID, int] = field(default_factory=dict)
    refused: dict[UUID, tuple[int, str]] = field(default_factory=dict)


def follow(here: Index, fetch: Fetch) -> bool:
    """Bring the engine up to what was announced, one batch; say whether there is more. Unavailable if the engine is away."""
    with here.database.reading() as tx:
        due = index.due(tx, now=here.clock(), limit=BATCH)
    if not due:
        return False
    remove(here, {row.id: row.version for row in due if row.state == index.WITHDRAWN})
    by_owner: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in due:
        if row.state == index.WANTED:
            by_owner[row.owner].append(row)
    for owner, rows in by_owner.items():
        _follow_owner(here, owner, rows, fetch)
    return len(due) == BATCH


def _follow_owner(here: Index, owner: str, rows: Sequence[Row[Any]], fetch: Fetch) -> None:
    try:
        handed = fetch(owner, [row.id for row in rows])
    except HavanaError as error:
        _postpone(here, rows, error)
        return
    sort = sorted_out(handed, with_shared_text=here.with_shared_text)
    answered = {*sort.gone, *sort.refused, *(document.id for document in sort.documents)}
    sort.gone |= {row.id: row.version for row in rows if row.id not in answered}  # its owner never had it, or was put back to before
    failed = keep(here, sort)
    for row in rows:
        if row.id in failed:
            _postpone(here, [row], failed[row.id])


def sorted_out(handed: Iterable[Handed], *, with_shared_text: bool) -> Sorted:
    """Return what was handed over by what is to be done with it."""
    found = Sorted()
    for one in handed:
        representation_id, version = UUID(one["id"]), one["version"]
        if one["error"] is not None:
            found.refused[representation_id] = (version, one["error"])
        elif one["withdrawn"] or one["document"] is None:
            found.gone[representation_id] = version
        else:
            try:
                found.documents.append(document_of(one, with_shared_text=with_shared_text))
            except Exception as error:  # noqa: BLE001 - one that cannot be read keeps back no other
                found.refused[representation_id] = (version, f"{UNREADABLE}: {code_of(error)}")
    return found


def keep(here: Index, sort: Sorted) -> Mapping[UUID, Exception]:
    """Write and remove what was sorted out, and note it; return what failed for an unforeseen reason.

    Unavailable if the engine is away: then nothing is noted, and it is done again.
    """
    taken_not, failed = write(here.engine, sort.documents)
    versions = {document.id: document.version for document in sort.documents if document.id not in failed}
    refused = sort.refused | {representation_id: (versions[representation_id], code) for representation_id, code in taken_not.items()}
    if refused:
        here.engine.remove({representation_id: version - 1 for representation_id, (version, _) in refused.items()})
        log.warning("index.refused", extra={"documents": len(refused)})
    remove(here, sort.gone)
    with here.database.transaction() as tx:
        index.note_written(tx, {one: version for one, version in versions.items() if one not in refused}, now=here.clock())
        index.park(tx, refused, now=here.clock())
    return failed


def write(
    engine: Engine, documents: Sequence[Document], *, generation: str | None = None
) -> tuple[Mapping[UUID, str], dict[UUID, Exception]]:
    """Write documents in bulk, one by one if that fails; return (what the engine refuses, what failed for an unforeseen reason)."""
    if not documents:
        return {}, {}
    try:
        return engine.write(documents, generation=generation), {}
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - an engine may fail in any way; each document is then judged alone
        if len(documents) == 1:
            return {}, {documents[0].id: error}
    refused: dict[UUID, str] = {}
    failed: dict[UUID, Exception] = {}
    for document in documents:
        refused_alone, failed_alone = write(engine, [document], generation=generation)
        refused |= refused_alone
        failed |= failed_alone
    return refused, failed


def remove(here: Index, gone: Mapping[UUID, int]) -> None:
    """Take these versions, and those before, out of the engine, and note it."""
    if not gone:
        return
    here.engine.remove(gone)
    with here.database.transaction() as tx:
        index.note_removed(tx, gone, now=here.clock())


def _postpone(here: Index, rows: Sequence[Row[Any]], error: Exception) -> None:
    """Try these again later. What is away is looked for every second, however long; whatever else fails is given up in the end."""
    away = isinstance(error, Unavailable)
    with here.database.transaction() as tx:
        if away:
            index.wait(tx, [row.id for row in rows], now=here.clock())
        else:
            index.postpone(tx, rows, code_of(error), now=here.clock())
    log.warning("index.later", extra={"error": code_of(error), "documents": len(rows)})


def announced(owner: str, handed: Iterable[Handed]) -> list[Announced]:
    """Return what an owner says of its representations."""
    return [
        Announced(id=UUID(one["id"]), kind=one["kind"], owner=owner, version=one["version"], withdrawn=one["withdrawn"]) for one in handed
    ]
