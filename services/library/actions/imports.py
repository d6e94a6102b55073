"""Works taken from lists: what is new is saved as drafts, what we have stays as it is, what is wrong is named. Twice is once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import HavanaError, Invalid
from chassis.schemas import load
from chassis.storage import Transaction
from chassis.values import new_id
from services.library.actions.works import EMPTY, save_facets
from services.library.domain import works as rules
from services.library.domain.works import Work
from services.library.schemas.works import CreateWork
from services.library.storage import works as storage
from services.library.storage.own import organisation_of

MOST_ROWS = 500
Json = dict[str, Any]


def import_works(tx: Transaction, viewer: Viewer, rows: Sequence[Json], *, save: bool, now: datetime) -> Json:
    """Return what each row comes to; `save` the new ones as drafts. Raises Forbidden; Invalid `too-many-rows`."""
    permissions.require(viewer, "work", "create")
    if len(rows) > MOST_ROWS:
        raise Invalid("too-many-rows", max=MOST_ROWS)
    org = organisation_of(viewer)
    seen = storage.known_works(tx, org)
    told = [_taken(tx, org, row, seen, save=save, now=now) for row in rows]
    if save:
        audit.add(tx, viewer, "work.import", [one["work_id"] for one in told if one["outcome"] == "new"], now)
    outcomes = Counter(one["outcome"] for one in told)
    return {"rows": told, **{name: outcomes[name] for name in ("new", "known", "wrong")}}


def _taken(tx: Transaction, org: UUID, row: Json, seen: dict[str, UUID], *, save: bool, now: datetime) -> Json:
    work_or_errors = _work_of(row, org, now=now)
    if not isinstance(work_or_errors, Work):
        return _told(row, "wrong", errors=work_or_errors)
    work = work_or_errors
    names = storage.names_of(work)
    known = next((seen[name] for name in names if name in seen), None)
    if known is not None:
        return _told(row, "known", work_id=known if known != work.id else None)
    seen.update(dict.fromkeys(names, work.id))
    if save:
        storage.add_work(tx, work)
        save_facets(tx, work)
    return _told(row, "new", work_id=work.id if save else None)


def _work_of(row: Json, org: UUID, *, now: datetime) -> Work | list[Json]:
    """Return the work that a row makes, or everything that is wrong with it."""
    if "code" in row:
        code = row["code"]
        return [{"pointer": f"/{row.get('column', '')}", "code": code}]
    try:
        content = storage.content_from_json({**EMPTY, **load(CreateWork, row["work"])})
        return rules.create(content, id=new_id(), owner_org=org, now=now)
    except Invalid as error:
        return list(error.params.get("errors") or [{"pointer": "", "code": error.code}])
    except HavanaError as error:
        return [{"pointer": "", "code": error.code}]


def _told(row: Mapping[str, Any], outcome: str, *, work_id: UUID | None = None, errors: Sequence[Json] = ()) -> Json:
    texts = row.get("work", {}).get("texts", {})
    title = next((one["title"] for one in texts.values()), "")
    return {"row": row["row"], "outcome": outcome, "title": title, "work_id": work_id, "errors": list(errors)}
