"""Citations in and out of their table."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.storage import Transaction
from services.library.domain.citations import Citation, Reading, State
from services.library.domain.instruments import BASIC_PRINCIPLES, instrument_id
from services.library.storage.own import of_own
from services.library.storage.tables.instruments import provision
from services.library.storage.tables.works import citation


def add_citations(tx: Transaction, found: Sequence[Citation]) -> None:
    """Insert citations."""
    if found:
        tx.execute(insert(citation), [_to_row(one) for one in found])


def save_citation(tx: Transaction, one: Citation) -> None:
    """Write a citation that was read under its lock."""
    tx.execute(update(citation).where(citation.c.id == one.id).values(_to_row(one)))


def get_citation(tx: Transaction, viewer: Viewer, citation_id: UUID) -> Citation:
    """Return a citation in our own works, locked. NotFound."""
    query = select(citation).where(citation.c.id == citation_id, of_own(citation, viewer))
    row = tx.execute(query.with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-citation", id=str(citation_id))
    return citation_from_row(dict(row))


def citations_of(tx: Transaction, work_id: UUID, *, state: State | None = None) -> list[Citation]:
    """Return the citations in a work, in the order in which they were noted."""
    query = select(citation).where(citation.c.work_id == work_id).order_by(citation.c.id)
    rows = tx.execute(query.where(citation.c.state == state.value) if state else query).mappings()
    return [citation_from_row(dict(row)) for row in rows]


def principles_cited(tx: Transaction, work_id: UUID) -> list[str]:
    """Return the numbers of the Basic Principles that a work cites, as somebody accepted."""
    accepted = (citation.c.work_id == work_id, citation.c.state == State.ACCEPTED.value)
    query = select(provision.c.number).join(citation, citation.c.provision_id == provision.c.id)
    of_basic = provision.c.instrument_id == instrument_id(BASIC_PRINCIPLES)
    return sorted(set(tx.execute(query.where(*accepted, of_basic)).scalars()), key=int)


def _to_row(one: Citation) -> dict[str, Any]:
    names = (
        "id", "owner_org", "work_id", "passage_id", "provision_id", "cited_work_id", "sub", "start", "end", "annotator", "by_parser",
        "created_at", "updated_at", "version",
    )  # fmt: skip
    reading = {"manner": one.reading.manner, "use": one.reading.use, "conformity": one.reading.conformity}
    return {**{name: getattr(one, name) for name in names}, **reading, "state": one.state.value}


def citation_from_row(row: Mapping[str, Any]) -> Citation:
    """Return the citation of a row."""
    known = {name: row[name] for name in Citation.__slots__ if name not in {"state", "reading"}}
    return Citation(**known, state=State(row["state"]), reading=Reading(row["manner"], row["use"], row["conformity"]))
