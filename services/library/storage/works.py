"""Works in and out of their tables."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis import permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.storage import Transaction
from chassis.values import PartialDate
from services.library.domain.works import Content, Identifier, Party, State, StatusLine, Work, WorkText
from services.library.storage.facets import has
from services.library.storage.own import of_own
from services.library.storage.tables.works import work


def add_work(tx: Transaction, one: Work) -> None:
    """Insert a new work."""
    tx.execute(insert(work).values(sealed(tx, work, _to_row(one), org=one.owner_org)))


def save_work(tx: Transaction, one: Work) -> None:
    """Write a work that was read under its lock in this transaction."""
    tx.execute(update(work).where(work.c.id == one.id).values(sealed(tx, work, _to_row(one), org=one.owner_org)))


def find_work(tx: Transaction, viewer: Viewer, work_id: UUID, *, lock: bool = False) -> Work | None:
    """Return our own work; None if there is none, or it is another organisation's: the same statement."""
    query = select(work).where(work.c.id == work_id, of_own(work, viewer))
    row = tx.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    return work_from_row(opened(tx, work, dict(row))) if row else None


def get_work(tx: Transaction, viewer: Viewer, work_id: UUID, *, verb: str, lock: bool = False) -> Work:
    """Return our own work to `verb` it. NotFound, Forbidden."""
    permissions.require(viewer, "work", verb)
    found = find_work(tx, viewer, work_id, lock=lock)
    if found is None:
        raise NotFound("no-such-work", id=str(work_id))
    return found


def lock_work(tx: Transaction, work_id: UUID) -> Work | None:
    """Return a work whoever asks, locked: for what the service does by itself, and for what hangs on it."""
    row = tx.execute(select(work).where(work.c.id == work_id).with_for_update()).mappings().one_or_none()
    return work_from_row(opened(tx, work, dict(row))) if row else None


def works_with(tx: Transaction, owner_org: UUID, identifiers: list[str]) -> list[UUID]:
    """Return the works of an organisation that have one of these identifiers, as they are written canonically."""
    if not identifiers:
        return []
    query = select(work.c.id).where(work.c.owner_org == owner_org, has(work.c.id, "identifier", identifiers))
    return list(tx.execute(query.order_by(work.c.id)).scalars())


def names_of(one: Work) -> list[str]:
    """Return by what the same work is known again: its identifiers, or what it is, is called and is dated, in memory only."""
    content = one.content
    day = content.date.from_.isoformat() if content.date else ""
    titled = [f"titled:{content.kind}|{text.title.casefold()}|{day}" for text in content.texts.values()]
    return [*(identifier.canonical for identifier in content.identifiers), *titled]


def known_works(tx: Transaction, owner_org: UUID) -> dict[str, UUID]:
    """Return the works of an organisation by what each is known again."""
    rows = tx.execute(select(work).where(work.c.owner_org == owner_org).order_by(work.c.id)).mappings()
    found = (work_from_row(opened(tx, work, dict(row))) for row in rows)
    return {name: one.id for one in found for name in names_of(one)}


def _to_row(one: Work) -> dict[str, Any]:
    return {
        "id": one.id,
        "owner_org": one.owner_org,
        "version": one.version,
        "state": one.state.value,
        "kind": one.content.kind,
        "content": content_to_json(one.content),
        "withdrawal_note": one.withdrawal_note,
        "published_at": one.published_at,
        "withdrawn_at": one.withdrawn_at,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def work_from_row(row: Mapping[str, Any]) -> Work:
    """Return the work of an opened row."""
    return Work(
        id=row["id"],
        owner_org=row["owner_org"],
        version=row["version"],
        state=State(row["state"]),
        content=content_from_json(row["content"]),
        withdrawal_note=row["withdrawal_note"] or "",
        published_at=row["published_at"],
        withdrawn_at=row["withdrawn_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def content_to_json(content: Content) -> dict[str, Any]:
    """Return what is known of a work as plain JSON."""
    return {
        "kind": content.kind,
        "texts": {lang: {"title": one.title, "summary": one.summary} for lang, one in content.texts.items()},
        "issuer": content.issuer,
        "authors": list(content.authors),
        "identifiers": [{"kind": one.kind, "value": one.value} for one in content.identifiers],
        "date": content.date.as_json() if content.date else None,
        "countries": list(content.countries),
        "parties": [{"name": one.name, "suppressed": one.suppressed} for one in content.parties],
        "outcome": content.outcome,
        "importance": content.importance,
        "ours": content.ours,
        "source_url": content.source_url,
        "status_lines": [{"status": one.status, "date": one.date.as_json(), "note": one.note} for one in content.status_lines],
    }


def content_from_json(data: Mapping[str, Any]) -> Content:
    """Return the content that `content_to_json` wrote, or that a request holds."""
    lines = [StatusLine(one["status"], _date(one["date"]), one["note"]) for one in data["status_lines"]]
    return Content(
        kind=data["kind"],
        texts={lang: WorkText(**one) for lang, one in data["texts"].items()},
        issuer=data["issuer"],
        authors=tuple(data["authors"]),
        identifiers=tuple(Identifier(**one) for one in data["identifiers"]),
        date=_date(data["date"]) if data["date"] else None,
        countries=tuple(data["countries"]),
        parties=tuple(Party(**one) for one in data["parties"]),
        outcome=data["outcome"],
        importance=data["importance"],
        ours=data["ours"],
        source_url=data["source_url"],
        status_lines=tuple(sorted(lines, key=lambda line: line.date.from_)),
    )


def content_from_body(body: Mapping[str, Any]) -> Content:
    """Return what everybody reads of a work, without its parties."""
    return content_from_json({**body, "parties": []})


def _date(value: PartialDate | Mapping[str, Any]) -> PartialDate:
    return value if isinstance(value, PartialDate) else PartialDate.parse(value)
