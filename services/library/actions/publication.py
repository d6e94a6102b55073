"""What everybody reads: works, and the passages in them whose citations a person accepted. Nothing else leaves the drafts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audience, representations
from chassis.representations import PUBLIC_SCOPE, Representation
from chassis.storage import Transaction
from chassis.values import Tlp
from services.library.domain import works as rules
from services.library.domain.citations import Citation, State
from services.library.domain.works import Work
from services.library.storage import citations, facets, texts
from services.library.storage.instruments import provisions_by_id
from services.library.storage.works import content_from_body, content_to_json

WORK, PASSAGE = "work", "passage"
STREAM_TYPES = {WORK: "work.published.v1", PASSAGE: "passage.published.v1"}
HEAD = ("kind", "issuer", "identifiers", "date", "countries", "importance", "status_lines")
"""What stands beside the titles there."""
NOBODY = UUID(int=0)
Json = dict[str, Any]


def write_work(tx: Transaction, work: Work, *, now: datetime) -> Representation:
    """Write the work as everybody may read it, and its cited passages with it."""
    written = _write(tx, work, WORK, work.id, _work_body(tx, work), now=now)
    languages = [row["lang"] for row in texts.expressions_of(tx, work.id)]
    numbers = citations.principles_cited(tx, work.id)
    facets.save(tx, written.id, facets.of_content(work.content, languages=languages, principles=numbers))
    write_passages(tx, work, written, now=now)
    return written


def write_citations(tx: Transaction, work: Work, passage_id: UUID, *, now: datetime) -> None:
    """Bring what everybody reads of one passage, and of what its work cites, in line with what is accepted."""
    (standing,) = representations.by_record(tx, WORK, work.id)
    numbers = citations.principles_cited(tx, work.id)
    if list(standing.body["principles"]) != numbers:
        standing = _write(tx, work, WORK, work.id, {**standing.body, "principles": numbers}, lang=standing.lang, now=now)
        facets.replace(tx, standing.id, "principle", numbers)
    accepted = [one for one in citations.citations_of(tx, work.id, state=State.ACCEPTED) if one.passage_id == passage_id]
    if accepted:
        row = texts.passages_of(tx, [passage_id])[passage_id]
        langs = {row["id"]: row["lang"] for row in texts.expressions_of(tx, work.id)}
        write_passage(tx, work, standing, row, accepted, lang=langs[row["expression_id"]], now=now)
        return
    _withdraw_passage(tx, passage_id, now=now)


def write_passages(tx: Transaction, work: Work, shown: Representation, *, now: datetime) -> None:
    """Let exactly the passages with an accepted citation be read by everybody: each with what it cites, and what stands around it."""
    accepted: dict[UUID, list[Citation]] = {}
    for one in citations.citations_of(tx, work.id, state=State.ACCEPTED):
        accepted.setdefault(one.passage_id, []).append(one)
    found = texts.passages_of(tx, list(accepted))
    langs = {row["id"]: row["lang"] for row in texts.expressions_of(tx, work.id)}
    for passage_id, row in found.items():
        write_passage(tx, work, shown, row, accepted[passage_id], lang=langs[row["expression_id"]], now=now)
    _withdraw_passages(tx, work, keep=frozenset(found), now=now)


def write_passage(
    tx: Transaction, work: Work, shown: Representation, row: Mapping[str, Any], found: Sequence[Citation], *, lang: str, now: datetime
) -> None:
    """Write one passage with its accepted citations, under the work as everybody reads it (`shown`), whatever its draft says now."""
    before, after = _around(texts.neighbours_of(tx, dict(row)), row["position"])
    cited = _cited_bodies(tx, found)
    body = {
        "work_id": str(shown.id),
        "work": head(shown.body),
        "anchor": row["anchor"],
        "text": row["text"],
        "before": before,
        "after": after,
        "citations": cited,
        "organisation_id": str(work.owner_org),
    }
    written = _write(tx, work, PASSAGE, row["id"], body, lang=lang, now=now)
    of_work = facets.of_content(
        content_from_body(shown.body), languages=[], principles=[one["number"] for one in cited if one["is_principle"]]
    )
    more = {
        "lang": [lang],
        "use": [one["use"] for one in cited if one["use"]],
        "conformity": [one["conformity"] for one in cited if one["conformity"]],
        "provision": [one["provision_id"] for one in cited if one["provision_id"]],
        "work": [str(shown.id)],
    }
    facets.save(tx, written.id, {**of_work, **more})


def head(body: Mapping[str, Any]) -> Json:
    """Return what a passage says of the work it stands in."""
    titles = {lang: one["title"] for lang, one in body["texts"].items()}
    return {"titles": titles, **{name: body[name] for name in HEAD}}


def withdraw_all(tx: Transaction, work: Work, *, now: datetime) -> None:
    """Take a work and its passages from everybody."""
    for one in representations.by_record(tx, WORK, work.id):
        representations.withdraw(tx, one.id, now=now)
        facets.save(tx, one.id, {})
    _withdraw_passages(tx, work, keep=frozenset(), now=now)


def _withdraw_passages(tx: Transaction, work: Work, *, keep: frozenset[UUID], now: datetime) -> None:
    for passage_id in texts.published_passages(tx, work.id):
        if passage_id not in keep:
            _withdraw_passage(tx, passage_id, now=now)


def _withdraw_passage(tx: Transaction, passage_id: UUID, *, now: datetime) -> None:
    for one in representations.by_record(tx, PASSAGE, passage_id):
        representations.withdraw(tx, one.id, now=now)
        facets.save(tx, one.id, {})


def _write(
    tx: Transaction, work: Work, kind: str, record_id: UUID, body: Json, *, lang: str | None = None, now: datetime
) -> Representation:
    content = work.content
    return representations.write(
        tx,
        kind=kind,
        record_id=record_id,
        scope=PUBLIC_SCOPE,
        owner_org=work.owner_org,
        body=body,
        audience={audience.PUBLIC},
        marking=Tlp.CLEAR,
        stream_type=STREAM_TYPES[kind],
        country=content.countries[0] if content.countries else None,
        lang=lang or next(iter(content.texts)),
        now=now,
    )


def _work_body(tx: Transaction, work: Work) -> Json:
    """Return what everybody reads: no name that is suppressed, no file, nothing of drafts."""
    content = content_to_json(work.content)
    expressions = texts.expressions_of(tx, work.id)
    shown = [{name: row[name] for name in ("lang", "kind", "source_url")} for row in expressions]
    published_at = work.published_at
    assert published_at is not None, work.id
    return {
        **content,
        "parties": rules.shown_parties(work.content.parties),
        "expressions": shown,
        "principles": citations.principles_cited(tx, work.id),
        "organisation_id": str(work.owner_org),
        "published_at": published_at.isoformat(),
    }


def _cited_bodies(tx: Transaction, found: Sequence[Citation]) -> list[Json]:
    provisions = provisions_by_id(tx, [one.provision_id for one in found if one.provision_id])
    works = {one.cited_work_id: _public_id(tx, one.cited_work_id) for one in found if one.cited_work_id}
    return [_cited_body(one, provisions.get(one.provision_id or NOBODY), works.get(one.cited_work_id or NOBODY)) for one in found]


def _cited_body(one: Citation, provision: Json | None, work_id: UUID | None) -> Json:
    return {
        "instrument": provision["instrument"] if provision else None,
        "number": provision["number"] if provision else None,
        "is_principle": bool(provision and provision["is_principle"]),
        "provision_id": str(one.provision_id) if one.provision_id else None,
        "work_id": str(work_id) if work_id else None,
        "sub": one.sub,
        "start": one.start,
        "end": one.end,
        "manner": one.reading.manner,
        "use": one.reading.use,
        "conformity": one.reading.conformity,
    }


def _public_id(tx: Transaction, work_id: UUID) -> UUID | None:
    """Return under which id everybody reads a cited work; None if nobody does."""
    found = representations.by_record(tx, WORK, work_id)
    return found[0].id if found else None


def _around(near: Sequence[Mapping[str, Any]], position: int) -> tuple[str, str]:
    by_place = {row["position"] - position: row["text"] for row in near}
    return by_place.get(-1, ""), by_place.get(1, "")
