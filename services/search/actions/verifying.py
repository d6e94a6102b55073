"""Comparing the index with its owners, and the engine with what it should hold; what differs is put right by the usual way."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from services.search.actions.indexing import Index, announced
from services.search.actions.rebuilding import PAGE, Listing
from services.search.engines import all_versions
from services.search.storage import index

Differences = Mapping[str, int]


def compare_with_owner(here: Index, owner: str, after: UUID | None, listing: Listing) -> tuple[UUID | None, int, int]:
    """Compare a page of what an owner has with what is known of it; return (after which the next one comes, compared, differed).

    What an owner has and search has not heard of, or in an older version, is wanted from now on.
    """
    page = listing(owner, after)
    with here.database.transaction() as tx:
        differed = index.note_announced(tx, announced(owner, page), now=here.clock())
    return (UUID(page[-1]["id"]) if len(page) == PAGE else None), len(page), differed


def compare_with_engine(here: Index) -> tuple[int, int]:
    """Compare everything the engine holds with what it should hold; return (compared, differed). What is on its way is left alone."""
    began_at = here.clock()
    held = dict(all_versions(here.engine))
    lacking = _lacking(here, held, before=began_at)
    left_over = _left_over(here, held, before=began_at)
    with here.database.transaction() as tx:
        index.want_again(tx, lacking, now=here.clock())
    if left_over:
        here.engine.remove(left_over)
    return len(held), len(lacking) + len(left_over)


def _lacking(here: Index, held: Mapping[UUID, int], *, before: datetime) -> list[UUID]:
    """Return what should be found and is not, or in another version."""
    return [one.id for page in _written_pages(here) for one in page if one.changed_at < before and held.get(one.id) != one.version]


def _written_pages(here: Index) -> Iterator[list[index.Standing]]:
    last: UUID | None = None
    while True:
        with here.database.reading() as tx:
            page = index.written_after(tx, last, limit=1000)
        if not page:
            return
        yield page
        last = page[-1].id


def _left_over(here: Index, held: Mapping[UUID, int], *, before: datetime) -> dict[UUID, int]:
    """Return what is found and should not be."""
    over: dict[UUID, int] = {}
    ids = list(held)
    for start in range(0, len(ids), 1000):
        some = ids[start : start + 1000]
        with here.database.reading() as tx:
            known = index.known(tx, some)
        over |= {one: held[one] for one in some if one not in known or (known[one].is_gone and known[one].changed_at < before)}
    return over
