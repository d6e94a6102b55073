"""What others are shown of an event: written whenever it changes, never put together when somebody reads.

One representation per host organisation, with the plan as it is; and once the event is published one for those its visibility
names: the public, whoever has the address, or everybody with an account. The private and the hosts' own have none of these.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chassis import audience, representations, timers
from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.values import Tlp
from services.events.actions.retention import expect_purge
from services.events.domain import content as contents
from services.events.domain.content import SHOWN_LINKS, Content
from services.events.domain.event import Event
from services.events.domain.hosts import Host
from services.events.domain.words import Visibility
from services.events.storage import events as storage
from services.events.storage import forms
from services.events.storage.rows import content_to_json, enrolment_to_json, host_to_row, when_to_json

KIND = storage.KIND
PUBLISHED, PLANNED = "event.published.v1", "event.planned.v1"
OUTWARD = frozenset({Visibility.PUBLIC, Visibility.UNLISTED, Visibility.NETWORK})


def show(tx: Transaction, viewer: Viewer, event: Event, *, now: datetime) -> None:
    """Write what everybody else is shown of the event as it is now, and withdraw what they are not shown any more. Hold its lock."""
    form = forms.form_json(tx, event.id)
    wanted = {scope: ({**body, "form": form}, tokens, marking) for scope, body, tokens, marking in _representations(event, viewer.site)}
    for former in representations.by_record(tx, KIND, event.id):
        if former.scope not in wanted:
            representations.withdraw(tx, former.id, now=now)
            storage.remove_listing(tx, former.id)
    for scope, (body, tokens, marking) in wanted.items():
        written = representations.write(
            tx,
            kind=KIND,
            record_id=event.id,
            scope=scope,
            owner_org=event.owner_org,
            body=body,
            audience=tokens,
            marking=marking,
            country=event.shown.country,
            lang=next(iter(event.shown.texts)),
            stream_type=PLANNED if scope.startswith("host:") else PUBLISHED,
            visible_until=event.ends_to_be_shown_at,
            now=now,
        )
        storage.list_representation(tx, event, written)
    _set_timers(tx, event)


def _representations(event: Event, site: str) -> Iterable[tuple[str, dict[str, Any], frozenset[str], Tlp]]:
    for host in event.hosts:
        if host.has_sight and host.organisation_id != event.owner_org:
            yield storage.host_scope(host.organisation_id), planned_body(event), _host_tokens(event, host), Tlp.AMBER
    if event.published is not None and event.published.visibility in OUTWARD:
        scope = event.published.visibility.value
        yield scope, published_body(event, event.published), _tokens(event.published.visibility, site), contents.marking(event.published)


def _host_tokens(event: Event, host: Host) -> frozenset[str]:
    """Return who of a host sees the plan: of a sensitive event its coordinators alone."""
    return frozenset({audience.lead(host.organisation_id) if event.content.at_risk else audience.org(host.organisation_id)})


def _tokens(visibility: Visibility, site: str) -> frozenset[str]:
    """Return whom a published event is addressed to; nobody is told of an unlisted one, it is found by its id."""
    return {
        Visibility.PUBLIC: frozenset({audience.PUBLIC}),
        Visibility.NETWORK: frozenset({audience.site(site)}),
        Visibility.UNLISTED: frozenset(),
    }[visibility]


def published_body(event: Event, content: Content) -> dict[str, Any]:
    """Return what leaves the organisation: no inner id, no venue, no link, no figures; nothing of who takes part."""
    times, state = event.shown_times, event.published_state or event.state
    whole = content_to_json(content)
    return {
        **{name: whole[name] for name in ("kind", "texts", "mode", "country", "place", "languages", "interpretation")},
        **when_to_json(content.when),
        "state": state.value,
        "starts_at": times.starts_at.isoformat(),
        "ends_at": times.ends_at.isoformat(),
        "hosts": [
            {"organisation_id": str(host.organisation_id), "name": host.name, "role": host.role} for host in event.hosts if host.is_in
        ],
        "links": [link for link in whole["links"] if link["kind"] in SHOWN_LINKS],
        "ical_uid": event.ical_uid,
        "sequence": event.sequence,
        "way": event.enrolment.way.value,
        "registration_opens_at": _iso(event.enrolment.opens_at),
        "registration_closes_at": _iso(event.enrolment.closes_at),
        "published_at": _iso(event.published_at),
        "updated_at": event.updated_at.isoformat(),
    }


def planned_body(event: Event) -> dict[str, Any]:
    """Return the plan as every host works with it: no inner id, no case, nobody's membership of another organisation."""
    whole = content_to_json(event.content)
    return {
        **{name: value for name, value in whole.items() if name not in {"when", "links"}},
        **when_to_json(event.content.when),
        "state": event.state.value,
        "starts_at": event.times.starts_at.isoformat(),
        "ends_at": event.times.ends_at.isoformat(),
        "in_gap": event.times.in_gap,
        "hosts": [_host_body(host) for host in event.hosts],
        "links": [link for link in whole["links"] if link["kind"] in SHOWN_LINKS],
        "enrolment": enrolment_to_json(event.enrolment),
        "ical_uid": event.ical_uid,
        "sequence": event.sequence,
        "note": event.note,
        "published_at": _iso(event.published_at),
        "updated_at": event.updated_at.isoformat(),
    }


def _host_body(host: Host) -> dict[str, Any]:
    row = {name: value for name, value in host_to_row(host).items() if name != "signed_off_by"}
    return {**row, "organisation_id": str(host.organisation_id), "since": _iso(host.since), "signed_off_at": _iso(host.signed_off_at)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _set_timers(tx: Transaction, event: Event) -> None:
    """Let a published event begin and end by itself, and what was registered be erased in its time."""
    if event.is_published:
        expect_purge(tx, event)
    for name, moment in (("begin_event", event.shown_times.starts_at), ("complete_event", event.shown_times.ends_at)):
        key = f"{name}:{event.id}"
        if event.is_published and event.cancelled_at is None:
            timers.set(tx, key, moment, name, event_id=str(event.id))
        else:
            timers.cancel(tx, key)
