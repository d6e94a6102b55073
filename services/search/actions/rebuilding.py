"""Building the index anew from its owners, beside the one that answers: nothing is missing meanwhile, and nothing when it takes over.

Every page that is done is noted: whatever dies on the way goes on from there. What is announced meanwhile is written to both.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.search.actions.indexing import Index, announced, keep, sorted_out, write
from services.search.domain.kinds import OWNERS
from services.search.storage import index, rebuilds
from services.search.storage.rebuilds import Step

PAGE = 200

Listing = Callable[[str, UUID | None], Sequence[Mapping[str, Any]]]
"""(owner, last id) → its next representations, at most `PAGE`. Unavailable if the owner is away."""


def begin_if_needed(here: Index) -> bool:
    """Begin to build the index if what answers may lack something: it is new, or of another layout. Say whether that was so."""
    if not here.engine.needs_reindex():
        return False
    with here.database.transaction() as tx:
        if rebuilds.current(tx) is None:
            rebuilds.begin(tx, now=here.clock())
    return True


def go_on(here: Index, listing: Listing) -> bool:
    """Do the next page of what is being built; False if nothing is."""
    with here.database.reading() as tx:
        current = rebuilds.current(tx)
    if current is None:
        return False
    generation = current.generation
    answers = here.engine.generations().get(generation)
    if answers is None:
        here.engine.begin(generation)
    owner = current.owner or OWNERS[0]
    page = listing(owner, current.after)
    step = _written(here, owner, page, generation=None if answers else generation)
    following = _next(owner, page)
    if following is None:
        here.engine.promote(generation)
    with here.database.transaction() as tx:
        rebuilds.note_step(tx, current, step, following, now=here.clock())
    return True


def _written(here: Index, owner: str, page: Sequence[Mapping[str, Any]], *, generation: str | None) -> Step:
    with here.database.transaction() as tx:
        index.note_announced(tx, announced(owner, page), now=here.clock())
    sort = sorted_out(page, with_shared_text=here.with_shared_text)
    if generation is None:
        failed = keep(here, sort)
        return Step(listed=len(page), written=len(sort.documents) - len(failed), refused=len(sort.refused) + len(failed))
    refused, failed = write(here.engine, sort.documents, generation=generation)
    if len(failed) > 1 and len(failed) == len(sort.documents):
        raise next(iter(failed.values()))  # no single document is to blame
    here.engine.remove(sort.gone, generation=generation)
    not_written = len(refused) + len(failed)
    return Step(listed=len(page), written=len(sort.documents) - not_written, refused=len(sort.refused) + not_written)


def _next(owner: str, page: Sequence[Mapping[str, Any]]) -> tuple[str, UUID | None] | None:
    """Return (owner, after which id) of the next page; None after the last one."""
    if len(page) == PAGE:
        return owner, UUID(page[-1]["id"])
    later = OWNERS[OWNERS.index(owner) + 1 :]
    return (later[0], None) if later else None
