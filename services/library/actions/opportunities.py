"""The use cases of opportunities: what sources say of the date, who may read it, and the plans that move with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from chassis import audience, audit, ledger, permissions, representations
from chassis.contexts import Viewer
from chassis.errors import Forbidden, Invalid, NotFound
from chassis.storage import Transaction
from chassis.values import Tlp, new_id, new_outward_id
from services.library.actions import plans
from services.library.domain import mechanisms as rules
from services.library.domain.due import Certainty, Due, Precision
from services.library.domain.mechanisms import Notice, Opportunity, OpportunityState, Summary
from services.library.storage import mechanisms as storage
from services.library.storage.published import opportunity_to_body
from services.library.storage.tables.mechanisms import mechanism, mechanism_session

KIND = "opportunity"
STREAM_TYPE = "opportunity.published.v1"
WITHDRAWN = "opportunity.withdrawn"


def due_of(said: Mapping[str, Any]) -> Due:
    """Return the due date that a request says. Invalid names what is missing or too much."""
    by_month = said["precision"] == Precision.MONTH
    given = {"date": said["date"], "month": said["month"]}
    beside = "date" if by_month else "month"
    if given[beside] is not None:
        raise Invalid.of_fields([{"pointer": f"/due/{beside}", "code": "not-with-this-precision"}])
    return Due(
        precision=Precision(said["precision"]),
        certainty=Certainty(said["certainty"]),
        tzid=said["tzid"],
        day=date.fromisoformat(f"{said['month']}-01") if by_month and said["month"] else said["date"],
        at=time.fromisoformat(said["time"]) if said["time"] else None,
        days_before_session=said["days_before_session"],
    )


def add_opportunity(tx: Transaction, viewer: Viewer, *, now: datetime, **said: Any) -> Opportunity:
    """Add an opportunity, within the organisation. Raises Forbidden, Invalid."""
    permissions.require(viewer, KIND, "create")
    if viewer.org is None:
        raise Forbidden("organisation-required")
    session = _check_place(tx, said["mechanism_id"], said.get("session_id"))
    notice = _notice(viewer, due_of(said["due"]), said["source_url"], now)
    new = Opportunity(
        id=new_id(),
        owner_org=viewer.org,
        version=1,
        state=OpportunityState.DRAFT,
        mechanism_id=said["mechanism_id"],
        session_id=said.get("session_id"),
        session_begins=session["begins_on"] if session else None,
        kind=said["kind"],
        country=said.get("country"),
        texts=_texts(said["texts"]),
        requirements=said.get("requirements", {}),
        notices=(notice,),
        in_force=notice.id,
        ical_uid=str(new_outward_id()),
        sequence=0,
        due_changed_at=now,
        created_at=now,
        updated_at=now,
        import_key=said.get("import_key"),
    )
    rules.check_opportunity(new)
    storage.add_opportunity(tx, new)
    audit.add(tx, viewer, "opportunity.create", new.id, now, org=new.owner_org)
    return new


def _check_place(tx: Transaction, mechanism_id: UUID, session_id: UUID | None) -> Mapping[str, Any] | None:
    """Return the session, if one is named. Invalid if there is no such mechanism or it has no such session."""
    if mechanism_id not in storage.mechanisms_by_id(tx, [mechanism_id]):
        raise Invalid.of_fields([{"pointer": "/mechanism_id", "code": "no-such-mechanism"}])
    if session_id is None:
        return None
    session = storage.sessions_by_id(tx, [session_id]).get(session_id)
    if session is None or session["mechanism_id"] != mechanism_id:
        raise Invalid.of_fields([{"pointer": "/session_id", "code": "no-such-mechanism-session"}])
    return session


def _texts(said: Mapping[str, Mapping[str, str]]) -> dict[str, Summary]:
    return {lang: Summary(title=text["title"], summary=text.get("summary", "")) for lang, text in said.items()}


def _notice(viewer: Viewer, due: Due, source_url: str, now: datetime) -> Notice:
    who = storage.actor(viewer)
    return Notice(id=new_id(), source_url=source_url, due=due, recorded_at=now, recorded_by=who, verified_at=now, verified_by=who)


def amend_opportunity(tx: Transaction, viewer: Viewer, *, opportunity_id: UUID, version: int, now: datetime, **said: Any) -> None:
    """Change what an opportunity is. Raises NotFound, Forbidden, Conflict, Invalid."""
    amend(tx, viewer, _own(tx, viewer, opportunity_id, version=version, verb="amend", now=now), now=now, **said)


def amend(tx: Transaction, viewer: Viewer, found: Opportunity, *, now: datetime, **said: Any) -> Opportunity:
    """Change what an opportunity is that was read under its lock, and return it changed. Raises Conflict, Invalid."""
    changed = dict(said)
    if "session_id" in said:
        session = _check_place(tx, found.mechanism_id, said["session_id"])
        changed["session_begins"] = session["begins_on"] if session else None
    if "texts" in said:
        changed["texts"] = _texts(said["texts"])
    return _keep(tx, viewer, found, rules.amend(found, **changed, now=now), step="amend", now=now)


def record_notice(
    tx: Transaction, viewer: Viewer, *, opportunity_id: UUID, version: int, source_url: str, due: Mapping[str, Any], now: datetime
) -> None:
    """Record what a source says of the date. Raises NotFound, Forbidden, Conflict, Invalid."""
    note(tx, viewer, _own(tx, viewer, opportunity_id, version=version, verb="amend", now=now), source_url=source_url, due=due, now=now)


def note(tx: Transaction, viewer: Viewer, found: Opportunity, *, source_url: str, due: Mapping[str, Any], now: datetime) -> Opportunity:
    """Record what a source says of an opportunity that was read under its lock, and return it changed. Raises Conflict, Invalid."""
    said = rules.record_notice(found, _notice(viewer, due_of(due), source_url, now), now=now)
    return _keep(tx, viewer, found, said, step="record_notice", now=now)


def decide_notice(tx: Transaction, viewer: Viewer, *, opportunity_id: UUID, version: int, notice_id: UUID, now: datetime) -> None:
    """Put one source in force. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, opportunity_id, version=version, verb="amend", now=now)
    _keep(tx, viewer, found, rules.decide(found, notice_id, now=now), step="decide_notice", now=now)


def publish_opportunity(tx: Transaction, viewer: Viewer, *, opportunity_id: UUID, version: int, now: datetime) -> None:
    """Let everybody read it. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, opportunity_id, version=version, verb="publish", now=now)
    _keep(tx, viewer, found, rules.publish(found, now=now), step="publish", now=now)


def withdraw_opportunity(tx: Transaction, viewer: Viewer, *, opportunity_id: UUID, version: int, now: datetime) -> None:
    """Take it from everybody but us. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, opportunity_id, version=version, verb="withdraw", now=now)
    _withdraw(tx, viewer, found, now=now)


def _withdraw(tx: Transaction, viewer: Viewer, found: Opportunity, *, now: datetime) -> None:
    storage.save_opportunity(tx, found, rules.withdraw(found, now=now))
    for published in representations.by_record(tx, KIND, found.id):
        representations.withdraw(tx, published.id, now=now)
    ledger.record(tx, {"what": WITHDRAWN, "id": str(found.id)}, now=now)
    audit.add(tx, viewer, "opportunity.withdraw", found.id, now, org=found.owner_org)


def withdraw_again(tx: Transaction, viewer: Viewer, *, opportunity_id: UUID, now: datetime) -> bool:
    """Withdraw what was withdrawn before the database was put back; False if it is unknown here or not published."""
    found = storage.opportunities_by_id(tx, [opportunity_id]).get(opportunity_id)
    if found is None or found.state is not OpportunityState.PUBLISHED:
        return False
    _withdraw(tx, viewer, found, now=now)
    return True


def _own(tx: Transaction, viewer: Viewer, opportunity_id: UUID, *, version: int, verb: str, now: datetime) -> Opportunity:
    found = storage.get_opportunity(tx, viewer, opportunity_id, verb=verb, now=now, lock=True)
    rules.check_version(version, current=found.version)
    return found


def _keep(tx: Transaction, viewer: Viewer, before: Opportunity, after: Opportunity, *, step: str, now: datetime) -> Opportunity:
    _save(tx, before, after, now=now)
    audit.add(tx, viewer, f"opportunity.{step}", after.id, now, org=after.owner_org)
    return after


def _save(tx: Transaction, before: Opportunity, after: Opportunity, *, now: datetime) -> None:
    """Write a change with all that follows: what everybody reads, and every plan that is counted back from the date."""
    storage.save_opportunity(tx, before, after)
    if after.state is OpportunityState.PUBLISHED:
        _publish(tx, after, now=now)
    if before.span != after.span:
        plans.follow_opportunity(tx, after.id, due_before=_first_day(before), due=_first_day(after), now=now)


def _first_day(found: Opportunity) -> date | None:
    """Return the day that plans are counted back from: of several that may be meant the first, so that nobody is late."""
    return found.span.first if found.span else None


def _publish(tx: Transaction, found: Opportunity, *, now: datetime) -> None:
    session = storage.get_row(tx, mechanism_session, found.session_id, "no-such-mechanism-session") if found.session_id else None
    representations.write(
        tx,
        kind=KIND,
        record_id=found.id,
        scope=representations.PUBLIC_SCOPE,
        owner_org=found.owner_org,
        body=opportunity_to_body(found, storage.get_row(tx, mechanism, found.mechanism_id, "no-such-mechanism"), session),
        audience={audience.PUBLIC},
        marking=Tlp.CLEAR,
        stream_type=STREAM_TYPE,
        country=found.country,
        lang=min(found.texts),
        now=now,
    )


def follow_session(tx: Transaction, before: Opportunity, begins_on: date | None, *, now: datetime) -> None:
    """Let an opportunity of a session that moved follow it; the caller holds its lock."""
    if before.state is not OpportunityState.WITHDRAWN:
        after = rules.session_moved(before, begins_on, now=now)
        if after is not before:
            _save(tx, before, after, now=now)
        elif before.state is OpportunityState.PUBLISHED:
            _publish(tx, replace(before, session_begins=begins_on), now=now)


def first_day_of(tx: Transaction, viewer: Viewer, opportunity_id: UUID, *, now: datetime) -> tuple[Opportunity, date | None]:
    """Return an opportunity in sight, locked so that its date stays, and the day that plans are counted back from.

    NotFound once it was withdrawn.
    """
    found = storage.get_opportunity(tx, viewer, opportunity_id, verb="read", now=now, lock=True)
    if found.state is OpportunityState.WITHDRAWN:
        raise NotFound("no-such-opportunity", id=str(opportunity_id))
    return found, _first_day(found)
