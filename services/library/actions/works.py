"""From a draft to what everybody reads, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, ledger, permissions
from chassis.contexts import Viewer
from chassis.errors import Conflict
from chassis.storage import Transaction
from chassis.values import new_id
from services.library.actions import publication
from services.library.domain import works as rules
from services.library.domain.works import Content, Work
from services.library.storage import facets, texts
from services.library.storage import works as storage
from services.library.storage.citations import principles_cited
from services.library.storage.own import organisation_of

WITHDRAWN = "work.withdrawn"
EMPTY: Mapping[str, Any] = {
    "texts": {}, "issuer": "", "authors": [], "identifiers": [], "date": None, "countries": [], "parties": [],
    "outcome": None, "importance": None, "ours": False, "source_url": "", "status_lines": [],
}  # fmt: skip


def create_work(tx: Transaction, viewer: Viewer, *, now: datetime, **request: Any) -> Work:
    """Begin a work. Raises Forbidden, Invalid; Conflict `work-exists` if we have one of the same identifier."""
    permissions.require(viewer, "work", "create")
    content = storage.content_from_json({**EMPTY, **request})
    work = rules.create(content, id=new_id(), owner_org=organisation_of(viewer), now=now)
    _require_new(tx, work)
    storage.add_work(tx, work)
    save_facets(tx, work)
    audit.add(tx, viewer, "work.create", work.id, now)
    return work


def amend_work(tx: Transaction, viewer: Viewer, *, work_id: UUID, version: int, now: datetime, **request: Any) -> None:
    """Change what is known of a work; what was published stands until the next time. Raises NotFound, Forbidden, Invalid, Conflict."""
    work = _taken(tx, viewer, work_id, "amend", version)
    amended = rules.amend(work, changed(work.content, request), now=now)
    _require_new(tx, amended)
    storage.save_work(tx, amended)
    save_facets(tx, amended)
    audit.add(tx, viewer, "work.amend", work_id, now)


def changed(content: Content, request: Mapping[str, Any]) -> Content:
    """Return the content with what the request names."""
    return storage.content_from_json({**storage.content_to_json(content), **request})


def submit_work(tx: Transaction, viewer: Viewer, *, work_id: UUID, version: int, now: datetime) -> None:
    """Ask for review. Raises NotFound, Forbidden, Conflict."""
    storage.save_work(tx, rules.submit(_taken(tx, viewer, work_id, "amend", version), now=now))
    audit.add(tx, viewer, "work.submit", work_id, now)


def send_back_work(tx: Transaction, viewer: Viewer, *, work_id: UUID, version: int, now: datetime) -> None:
    """Give a work in review back to its authors. Raises NotFound, Forbidden, Conflict."""
    storage.save_work(tx, rules.send_back(_taken(tx, viewer, work_id, "publish", version), now=now))
    audit.add(tx, viewer, "work.send_back", work_id, now)


def publish_work(tx: Transaction, viewer: Viewer, *, work_id: UUID, version: int, now: datetime) -> None:
    """Let everybody read the work, and the passages whose citations were accepted. Raises NotFound, Forbidden, Conflict."""
    published = rules.publish(_taken(tx, viewer, work_id, "publish", version), now=now)
    storage.save_work(tx, published)
    publication.write_work(tx, published, now=now)
    audit.add(tx, viewer, "work.publish", work_id, now)


def withdraw_work(tx: Transaction, viewer: Viewer, *, work_id: UUID, version: int, note: str, now: datetime) -> None:
    """Take a published work from everybody for good; its address says that it is gone. Raises NotFound, Forbidden, Conflict."""
    _withdraw(tx, viewer, _taken(tx, viewer, work_id, "withdraw", version), note=note, now=now)


def _withdraw(tx: Transaction, viewer: Viewer, work: Work, *, note: str, now: datetime) -> None:
    storage.save_work(tx, rules.withdraw(work, note=note, now=now))
    publication.withdraw_all(tx, work, now=now)
    ledger.record(tx, {"what": WITHDRAWN, "id": str(work.id)}, now=now)
    audit.add(tx, viewer, "work.withdraw", work.id, now, org=work.owner_org)


def withdraw_again(tx: Transaction, viewer: Viewer, *, work_id: UUID, now: datetime) -> bool:
    """Withdraw a work that was withdrawn before the database was put back; False if it is withdrawn here, or unknown."""
    work = storage.lock_work(tx, work_id)
    if work is None or not work.is_live:
        return False
    _withdraw(tx, viewer, work, note="", now=now)
    return True


def save_facets(tx: Transaction, work: Work) -> None:
    """Let our own work be found by what is known of it now."""
    languages = [row["lang"] for row in texts.expressions_of(tx, work.id)]
    facets.save(tx, work.id, facets.of_content(work.content, languages=languages, principles=principles_cited(tx, work.id)))


def _taken(tx: Transaction, viewer: Viewer, work_id: UUID, verb: str, version: int) -> Work:
    work = storage.get_work(tx, viewer, work_id, verb=verb, lock=True)
    rules.check_version(work, version)
    return work


def _require_new(tx: Transaction, work: Work) -> None:
    """Refuse a second work of the same identifier. Conflict."""
    known = storage.works_with(tx, work.owner_org, [one.canonical for one in work.content.identifiers])
    others = [one for one in known if one != work.id]
    if others:
        raise Conflict("work-exists", id=str(others[0]))
