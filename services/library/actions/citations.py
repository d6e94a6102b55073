"""Citations: suggested by the parser, noted by a person, accepted or rejected. Only what a person accepted is ever read by everybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import Invalid
from chassis.storage import Transaction
from chassis.values import new_id
from services.library.actions import publication
from services.library.actions.works import save_facets
from services.library.domain import citations as rules
from services.library.domain.citations import Citation, Reading, State
from services.library.domain.instruments import BASIC_PRINCIPLES, provision_id
from services.library.domain.parser import mentions
from services.library.domain.works import Work
from services.library.storage import citations, texts
from services.library.storage import works as storage
from services.library.storage.instruments import provisions_by_id

Row = Mapping[str, Any]


def suggest(tx: Transaction, work: Work, passages: Sequence[Row], *, annotator: str, now: datetime) -> None:
    """Note what the parser finds in new passages, for a person to look at."""
    citations.add_citations(tx, [one for row in passages for one in _suggested(work, row, annotator=annotator, now=now)])


def _suggested(work: Work, row: Row, *, annotator: str, now: datetime) -> Iterator[Citation]:
    for one in mentions(row["text"]):
        yield Citation(
            id=new_id(),
            owner_org=work.owner_org,
            work_id=work.id,
            passage_id=row["id"],
            provision_id=provision_id(BASIC_PRINCIPLES, str(one.number)),
            sub=one.sub,
            start=one.start,
            end=one.end,
            state=State.SUGGESTED,
            reading=Reading(),
            annotator=annotator,
            by_parser=True,
            version=1,
            created_at=now,
            updated_at=now,
        )


def add_citation(tx: Transaction, viewer: Viewer, *, passage_id: UUID, now: datetime, **request: Any) -> UUID:
    """Note a citation that a person found; return the work. Raises NotFound, Forbidden, Invalid."""
    permissions.require(viewer, "citation", "create")
    passage = texts.get_passage(tx, viewer, passage_id)
    work = storage.get_work(tx, viewer, passage["work_id"], verb="amend", lock=True)
    reading = Reading(request["manner"], request["use"], request["conformity"])
    rules.check_reading(reading, work_kind=work.content.kind)
    rules.check_place(passage["text"], request["start"], request["end"])
    cited = _target(tx, viewer, request)
    one = Citation(
        id=new_id(), owner_org=work.owner_org, work_id=work.id, passage_id=passage_id, state=State.ACCEPTED, reading=reading,
        annotator=viewer.key, by_parser=False, version=1, created_at=now, updated_at=now, sub=request["sub"],
        start=request["start"], end=request["end"], provision_id=cited.provision_id, cited_work_id=cited.work_id,
    )  # fmt: skip
    citations.add_citations(tx, [one])
    _show(tx, work, passage_id, now=now)
    audit.add(tx, viewer, "citation.add", work.id, now, citation_id=str(one.id))
    return work.id


@dataclass(frozen=True, slots=True)
class _Target:
    """What is cited: a provision or a work."""

    provision_id: UUID | None = None
    work_id: UUID | None = None


def _target(tx: Transaction, viewer: Viewer, request: Row) -> _Target:
    """Return what is cited: a provision by instrument and number, or one of our own works. Invalid if there is none."""
    if request["cited_work_id"] is not None:
        if request["number"] or storage.find_work(tx, viewer, request["cited_work_id"]) is None:
            raise Invalid.of_fields([{"pointer": "/cited_work_id", "code": "no-such-target"}])
        return _Target(work_id=request["cited_work_id"])
    provision = provision_id(request["instrument"], request["number"])
    if not provisions_by_id(tx, [provision]):
        raise Invalid.of_fields([{"pointer": "/number", "code": "no-such-target"}])
    return _Target(provision_id=provision)


def decide_citation(tx: Transaction, viewer: Viewer, *, citation_id: UUID, version: int, state: str, now: datetime, **reading: Any) -> UUID:
    """Accept or reject; return the work. If that is published, everybody reads an accepted one at once. NotFound, Forbidden, Conflict."""
    permissions.require(viewer, "citation", "decide")
    found = citations.get_citation(tx, viewer, citation_id)
    rules.check_version(found, version)
    work = storage.get_work(tx, viewer, found.work_id, verb="amend", lock=True)
    said = Reading(**{**_of(found.reading), **reading})
    rules.check_reading(said, work_kind=work.content.kind)
    citations.save_citation(tx, rules.decide(found, State(state), said, annotator=viewer.key, now=now))
    _show(tx, work, found.passage_id, now=now)
    audit.add(tx, viewer, f"citation.{state}", work.id, now, citation_id=str(citation_id))
    return work.id


def _of(reading: Reading) -> dict[str, Any]:
    return {"manner": reading.manner, "use": reading.use, "conformity": reading.conformity}


def _show(tx: Transaction, work: Work, passage_id: UUID, *, now: datetime) -> None:
    """Bring lists and, if the work is published, its passages in line with what is accepted."""
    save_facets(tx, work)
    if not work.is_live:
        return
    publication.write_citations(tx, work, passage_id, now=now)
