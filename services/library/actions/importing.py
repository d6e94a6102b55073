"""Opportunities from a table: every row says what would become of it, and one that is refused keeps nothing of all of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, select

from chassis import permissions, schemas
from chassis.contexts import Viewer
from chassis.errors import Forbidden, Invalid
from chassis.storage import Transaction
from services.library.actions import opportunities
from services.library.domain.mechanisms import Opportunity, OpportunityState
from services.library.schemas.mechanisms import AddOpportunity, ImportRow
from services.library.storage import mechanisms as storage
from services.library.storage.tables.mechanisms import mechanism, mechanism_session

Row = dict[str, Any]
WHEN = (("month", "month"), ("days_before_session", "relative"), ("time", "exact"), ("date", "date_only"))
"""The column that says how exactly it is known: the first that is filled in decides."""
COLUMN_OF = {"/texts": "/title", "/requirements": "/joint"}


def import_opportunities(tx: Transaction, viewer: Viewer, *, rows: Sequence[Mapping[str, str]], dry_run: bool, now: datetime) -> Row:
    """Import rows, or say what would become of them. Raises Forbidden."""
    permissions.require(viewer, "opportunity", "create")
    if viewer.org is None:
        raise Forbidden("organisation-required")
    with tx.connection.begin_nested() as savepoint:
        seen: set[str] = set()
        done = [_imported(tx, viewer, number, row, seen, now=now) for number, row in enumerate(rows, start=1)]
        keeps = not dry_run and all(one["outcome"] != "refused" for one in done)
        if not keeps:
            savepoint.rollback()
    return {"kept": keeps, "rows": done if keeps else [{**one, "opportunity_id": None} for one in done]}


def _imported(tx: Transaction, viewer: Viewer, number: int, row: Mapping[str, str], seen: set[str], *, now: datetime) -> Row:
    said = {"row": number, "key": row.get("key", "")[:100], "opportunity_id": None, "errors": []}
    try:
        read = schemas.load(ImportRow, dict(row))
        if read["key"] in seen:
            raise Invalid.of_fields([{"pointer": "/key", "code": "twice"}])
        seen.add(read["key"])
        wanted = schemas.load(AddOpportunity, _request(tx, viewer, read))
        outcome, found = _kept(tx, viewer, read["key"], wanted, now=now)
    except Invalid as error:
        errors = [{**one, "pointer": _column(one["pointer"])} for one in error.params.get("errors", ())]
        return {**said, "outcome": "refused", "errors": errors or [{"pointer": "", "code": error.code}]}
    return {**said, "outcome": outcome, "opportunity_id": found.id}


def _request(tx: Transaction, viewer: Viewer, read: Row) -> Row:
    """Return a row as the request that adds an opportunity by hand."""
    of = _mechanism(tx, viewer, read["mechanism"])
    precision = next((precision for column, precision in WHEN if read[column]), "date_only")
    days = read["days_before_session"]
    requirements = {"languages": read["languages"].replace(";", " ").split(), "joint": read["joint"] or "unknown"}
    return {
        "mechanism_id": str(of),
        "session_id": str(_session(tx, of, read["session"])) if read["session"] else None,
        "kind": read["kind"],
        "country": read["country"] or None,
        "texts": {read["lang"]: {"title": read["title"], "summary": read["summary"]}},
        "requirements": {**requirements, "most_words": _whole(read["most_words"])},
        "source_url": read["source_url"],
        "due": {
            "precision": precision,
            "certainty": read["certainty"],
            "tzid": read["tzid"],
            "date": read["date"] or None,
            "time": read["time"] or None,
            "month": read["month"] or None,
            "days_before_session": _whole(days),
        },
    }


def _whole(text: str) -> int | str | None:
    return int(text) if text.isdecimal() and text.isascii() else text or None


def _mechanism(tx: Transaction, viewer: Viewer, acronym: str) -> Any:
    """Return the mechanism of that acronym, ours before those of others. Invalid if there is none."""
    ours_first = case((mechanism.c.owner_org == viewer.org, 0), else_=1)
    found = tx.scalar(select(mechanism.c.id).where(mechanism.c.acronym == acronym).order_by(ours_first, mechanism.c.id).limit(1))
    if found is None:
        raise Invalid.of_fields([{"pointer": "/mechanism", "code": "no-such-mechanism"}])
    return found


def _session(tx: Transaction, mechanism_id: Any, name: str) -> Any:
    of_that_name = (mechanism_session.c.mechanism_id == mechanism_id, mechanism_session.c.name == name)
    found = tx.scalar(select(mechanism_session.c.id).where(*of_that_name))
    if found is None:
        raise Invalid.of_fields([{"pointer": "/session", "code": "no-such-mechanism-session"}])
    return found


def _kept(tx: Transaction, viewer: Viewer, key: str, wanted: Row, *, now: datetime) -> tuple[str, Opportunity]:
    """Add the opportunity, or bring the one that was imported under this key up to date; return what became of it."""
    assert viewer.org is not None, viewer.key
    before = storage.opportunity_of_key(tx, viewer.org, key)
    if before is None:
        return "added", opportunities.add_opportunity(tx, viewer, **wanted, import_key=key, now=now)
    if before.state is OpportunityState.WITHDRAWN:
        raise Invalid.of_fields([{"pointer": "/key", "code": "withdrawn"}])
    if before.mechanism_id != wanted["mechanism_id"]:
        raise Invalid.of_fields([{"pointer": "/mechanism", "code": "cannot-change"}])
    return _brought_up_to_date(tx, viewer, before, wanted, now=now)


def _brought_up_to_date(tx: Transaction, viewer: Viewer, before: Opportunity, wanted: Row, *, now: datetime) -> tuple[str, Opportunity]:
    changed = _differences(before, wanted)
    amended = opportunities.amend(tx, viewer, before, **changed, now=now) if changed else before
    after = opportunities.note(tx, viewer, amended, source_url=wanted["source_url"], due=wanted["due"], now=now)
    if after.disputed:
        return "disputed", after
    moved = (after.due, after.in_force, len(after.notices)) != (before.due, before.in_force, len(before.notices))
    return "changed" if changed or moved else "unchanged", after


def _differences(before: Opportunity, wanted: Row) -> Row:
    """Return what the row says otherwise; languages that it does not name stay."""
    held = {lang: {"title": text.title, "summary": text.summary} for lang, text in before.texts.items()}
    said = {
        "session_id": (before.session_id, wanted["session_id"]),
        "kind": (before.kind, wanted["kind"]),
        "country": (before.country, wanted["country"]),
        "texts": (held, {**held, **wanted["texts"]}),
        "requirements": (before.requirements, {**before.requirements, **_filled(wanted["requirements"])}),
    }
    return {name: new for name, (old, new) in said.items() if new != old}


def _filled(requirements: Row) -> Row:
    return {name: value for name, value in requirements.items() if value not in (None, "", [], "unknown")}


def _column(pointer: str) -> str:
    """Return the column of a table that a part of the request was read from."""
    match pointer.split("/")[1:]:
        case ["texts", _lang]:
            return "/lang"
        case ["due" | "texts" | "requirements", *_, column]:
            return f"/{column}"
    return COLUMN_OF.get(pointer, pointer.removesuffix("_id"))
