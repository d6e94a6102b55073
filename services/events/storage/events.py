"""Events in and out of their tables; who may see which stands in the WHERE."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from chassis import audience, permissions, representations
from chassis.contexts import Viewer
from chassis.errors import Conflict, NotFound
from chassis.fields import opened, sealed
from chassis.representations import Representation
from chassis.storage import Transaction
from services.events.domain import hosts as hosting
from services.events.domain.event import Event
from services.events.domain.hosts import Host
from services.events.domain.words import Right, Sensitivity, State, Visibility
from services.events.storage import tables
from services.events.storage.rows import event_from_row, event_to_row, host_from_row, host_to_row

KIND = "event"
PLANNING = "planning"


@dataclass(frozen=True, slots=True)
class Standing:
    """An event as somebody stands to it: for the organisation it belongs to, or for a host that has a representation of it."""

    event: Event
    organisation_id: UUID
    shown: Representation | None = None

    @property
    def id(self) -> UUID:
        """The id under which this organisation knows the event."""
        return self.shown.id if self.shown else self.event.id

    @property
    def version(self) -> int:
        """The version that this organisation reads and names."""
        return self.shown.version if self.shown else self.event.version

    def require(self, right: Right) -> None:
        """Conflict `host-lacks-right` unless the organisation may do this with the event."""
        if not hosting.may(self.event.hosts, self.organisation_id, right):
            raise Conflict("host-lacks-right", right=right.value)


def host_scope(organisation_id: UUID) -> str:
    """Return the scope of the representation that a host works with."""
    return f"host:{organisation_id}"


def host_of_scope(scope: str) -> UUID | None:
    """Return whose plan a representation of this scope is; None for what was published."""
    return UUID(scope.removeprefix("host:")) if scope.startswith("host:") else None


def audience_tokens(event: Event) -> frozenset[str]:
    """Return who of its organisation sees an event as it is planned: those who plan events; of a sensitive one those who work on it."""
    own = {audience.lead(event.owner_org), *map(audience.member, event.authors | event.coordinators.get(event.owner_org, frozenset()))}
    if event.content.sensitivity is Sensitivity.NORMAL:
        own.add(audience.org(event.owner_org))
    return frozenset(own)


def add_event(tx: Transaction, event: Event) -> None:
    """Insert a new event with its hosts and audience."""
    tx.execute(insert(tables.event).values(sealed(tx, tables.event, event_to_row(event), org=event.owner_org)))
    _put_hosts(tx, event)
    _address(tx, event)


def save_event(tx: Transaction, event: Event) -> None:
    """Write an event that was read under its lock in this transaction."""
    row = sealed(tx, tables.event, event_to_row(event), org=event.owner_org)
    tx.execute(update(tables.event).where(tables.event.c.id == event.id).values(row))
    _put_hosts(tx, event)
    _address(tx, event)


def _put_hosts(tx: Transaction, event: Event) -> None:
    tx.execute(delete(tables.host).where(tables.host.c.event_id == event.id))
    rows = [{"event_id": event.id, "position": position, **host_to_row(host)} for position, host in enumerate(event.hosts)]
    tx.execute(insert(tables.host), rows)


def _address(tx: Transaction, event: Event) -> None:
    audience.address(tx, tables.event_audience, event.id, audience_tokens(event), event.times.starts_at)


def reach(tx: Transaction, viewer: Viewer, event_id: UUID, *, verb: str, now: datetime, lock: bool = False) -> Standing | None:
    """Return the event as the viewer's organisation plans it or takes part in hosting it; None if it does neither, or they may not see it.

    Forbidden if their roles lack the verb. Hidden and missing are the same statements.
    """
    permissions.require(viewer, PLANNING, verb)
    seen = audience.visible(tables.event, tables.event_audience, viewer, "read", now)
    own = select(tables.event).where(tables.event.c.id == event_id, seen, tables.event.c.owner_org == viewer.org)
    found = _events(tx, own.with_for_update() if lock else own)
    if found and viewer.org is not None:
        return Standing(found[0], viewer.org)
    return _as_host(tx, viewer, event_id, now=now, lock=lock)


def _as_host(tx: Transaction, viewer: Viewer, representation_id: UUID, *, now: datetime, lock: bool) -> Standing | None:
    try:
        shown = representations.get(tx, viewer, representation_id, now, kind=KIND)
    except NotFound:
        return None
    if viewer.org is None or shown.scope != host_scope(viewer.org):
        return None
    event = lock_event(tx, shown.record_id) if lock else find(tx, shown.record_id)
    if lock and event is not None:
        shown = representations.get(tx, viewer, representation_id, now, kind=KIND)  # as it is now that nobody else changes it
    return Standing(event, viewer.org, shown) if event else None


def get_standing(
    tx: Transaction, viewer: Viewer, event_id: UUID, *, verb: str, right: Right | None, now: datetime, lock: bool = False
) -> Standing:
    """Return the event for somebody whose organisation holds the right; NotFound if it is hidden or missing, Conflict without the right."""
    standing = reach(tx, viewer, event_id, verb=verb, now=now, lock=lock)
    if standing is None:
        raise NotFound("no-such-event", id=str(event_id))
    if right is not None:
        standing.require(right)
    return standing


def shown_to(tx: Transaction, viewer: Viewer, representation_id: UUID, *, now: datetime) -> Representation:
    """Return what was published to `viewer`, or is found by its address alone. NotFound: `gone`, else `no-such-event`."""
    found = _unlisted(tx, representation_id, now)
    if found is not None:
        return found
    try:
        shown = representations.get(tx, viewer, representation_id, now, kind=KIND)
    except NotFound as error:
        raise NotFound("gone" if error.code == "gone" else "no-such-event", id=str(representation_id)) from None
    if shown.scope.startswith("host:"):  # whoever may see a plan was shown it before
        raise NotFound("no-such-event", id=str(representation_id))
    return shown


def _unlisted(tx: Transaction, representation_id: UUID, now: datetime) -> Representation | None:
    """Return an event that is addressed to nobody, and shown to who knows its id."""
    found = representations.by_ids(tx, [representation_id]).get(representation_id)
    if found is None or found.kind != KIND or found.scope != Visibility.UNLISTED:
        return None
    return found if found.visible_until is None or now < found.visible_until else None


def find(tx: Transaction, event_id: UUID) -> Event | None:
    """Return the event whoever asks: they were admitted to it otherwise."""
    found = _events(tx, select(tables.event).where(tables.event.c.id == event_id))
    return found[0] if found else None


def among(tx: Transaction, event_ids: Sequence[UUID]) -> list[Event]:
    """Return these events whoever asks: two statements however many."""
    return _events(tx, select(tables.event).where(tables.event.c.id.in_(event_ids)))


def lock_event(tx: Transaction, event_id: UUID) -> Event | None:
    """Return the event whoever asks, locked."""
    found = _events(tx, select(tables.event).where(tables.event.c.id == event_id).with_for_update())
    return found[0] if found else None


def hold_event(tx: Transaction, event_id: UUID) -> Event | None:
    """Return the event whoever asks, held as it is: others may hold it too, nobody changes it meanwhile."""
    found = _events(tx, select(tables.event).where(tables.event.c.id == event_id).with_for_update(read=True))
    return found[0] if found else None


def of_older_rules(tx: Transaction, tz_version: str, *, limit: int) -> list[UUID]:
    """Return events to come whose moments were derived by other rules than these."""
    over = (State.COMPLETED, State.ARCHIVED, State.CANCELLED)
    older = (tables.event.c.tz_version != tz_version, tables.event.c.state.not_in([state.value for state in over]))
    return list(tx.execute(select(tables.event.c.id).where(*older).order_by(tables.event.c.id).limit(limit)).scalars())


def _events(tx: Transaction, query: Any) -> list[Event]:
    rows = [opened(tx, tables.event, dict(row)) for row in tx.execute(query).mappings()]
    hosts = hosts_of(tx, [row["id"] for row in rows])
    return [event_from_row(row, hosts[row["id"]]) for row in rows]


def hosts_of(tx: Transaction, event_ids: Sequence[UUID]) -> dict[UUID, tuple[Host, ...]]:
    """Return the hosts of each event, in their order: one statement however many."""
    found: dict[UUID, list[Host]] = {event_id: [] for event_id in event_ids}
    query = select(tables.host).where(tables.host.c.event_id.in_(event_ids)).order_by(tables.host.c.event_id, tables.host.c.position)
    for row in tx.execute(query).mappings():
        found[row["event_id"]].append(host_from_row(dict(row)))
    return {event_id: tuple(hosts) for event_id, hosts in found.items()}


def list_representation(tx: Transaction, event: Event, written: Representation) -> None:
    """Keep a representation in the list by the time the event takes place."""
    remove_listing(tx, written.id)
    row = {
        "id": written.id,
        "event_id": event.id,
        "owner_org": event.owner_org,
        "scope": written.scope,
        "kind": written.body["kind"],
        "state": written.body["state"],
        "mode": written.body["mode"],
        "country": written.country,
        "starts_at": datetime.fromisoformat(written.body["starts_at"]),
        "ends_at": datetime.fromisoformat(written.body["ends_at"]),
        "marking": written.marking.rank,
        "visible_until": written.visible_until,
    }
    tx.execute(insert(tables.listing).values(row))
    audience.address(tx, tables.listing_audience, written.id, written.audience, row["starts_at"])


def remove_listing(tx: Transaction, representation_id: UUID) -> None:
    """Take a representation out of the list."""
    tx.execute(delete(tables.listing).where(tables.listing.c.id == representation_id))
    audience.address(tx, tables.listing_audience, representation_id, (), 0)
