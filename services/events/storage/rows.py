"""Events as rows, and rows as events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.events.domain.content import Content, Link, Text
from services.events.domain.enrolment import Enrolment
from services.events.domain.event import Event
from services.events.domain.hosts import Host
from services.events.domain.time import Derived, When
from services.events.domain.words import DataScope, HostRole, HostState, Kind, Mode, Right, Sensitivity, State, Visibility, Way


def event_to_row(event: Event) -> dict[str, Any]:
    """Return the columns of the `event` table, guarded ones still in clear."""
    content, times = event.content, event.times
    return {
        "id": event.id,
        "owner_org": event.owner_org,
        "version": event.version,
        "state": event.state.value,
        "kind": content.kind.value,
        "mode": content.mode.value,
        "visibility": content.visibility.value,
        "sensitivity": content.sensitivity.value,
        "country": content.country,
        **when_to_json(content.when),
        "starts_at": times.starts_at,
        "ends_at": times.ends_at,
        "tz_version": times.tz_version,
        "in_gap": times.in_gap,
        "content": content_to_json(content),
        "published": content_to_json(event.published) if event.published else None,
        "note": event.note or None,
        "published_state": event.published_state.value if event.published_state else None,
        "published_at": event.published_at,
        "cancelled_at": event.cancelled_at,
        "authors": sorted(map(str, event.authors)),
        "coordinators": {str(org): sorted(map(str, named)) for org, named in event.coordinators.items()},
        "enrolment": enrolment_to_json(event.enrolment),
        "ical_uid": event.ical_uid,
        "sequence": event.sequence,
        "created_at": event.created_at,
        "updated_at": event.updated_at,
    }


def event_from_row(row: Mapping[str, Any], hosts: tuple[Host, ...]) -> Event:
    """Return the event of an opened `event` row."""
    return Event(
        id=row["id"],
        owner_org=row["owner_org"],
        version=row["version"],
        state=State(row["state"]),
        content=content_from_json(row["content"]),
        times=Derived(starts_at=row["starts_at"], ends_at=row["ends_at"], tz_version=row["tz_version"], in_gap=row["in_gap"]),
        hosts=hosts,
        authors=frozenset(map(UUID, row["authors"])),
        coordinators={UUID(org): frozenset(map(UUID, named)) for org, named in row["coordinators"].items()},
        ical_uid=row["ical_uid"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        enrolment=enrolment_from_json(row["enrolment"]),
        sequence=row["sequence"],
        published=content_from_json(row["published"]) if row["published"] else None,
        published_state=State(row["published_state"]) if row["published_state"] else None,
        published_at=row["published_at"],
        cancelled_at=row["cancelled_at"],
        note=row["note"] or "",
    )


def enrolment_to_json(enrolment: Enrolment) -> dict[str, Any]:
    """Return an enrolment as plain JSON."""
    return {
        **{name: getattr(enrolment, name) for name in ("offer_hours", "pass_over", "most_seats", "vouching", "waiting")},
        **{name: moment.isoformat() if (moment := getattr(enrolment, name)) else None for name in ("opens_at", "closes_at")},
        "way": enrolment.way.value,
    }


def enrolment_from_json(data: Mapping[str, Any]) -> Enrolment:
    """Return the enrolment that `enrolment_to_json` wrote."""
    moments = {name: datetime.fromisoformat(data[name]) if data[name] else None for name in ("opens_at", "closes_at")}
    return Enrolment(**{**data, **moments, "way": Way(data["way"])})


def when_to_json(when: When) -> dict[str, Any]:
    """Return a time as people agreed on it."""
    return {
        "local_start": when.local_start.isoformat(timespec="minutes"),
        "local_end": when.local_end.isoformat(timespec="minutes"),
        "tzid": when.tzid,
        "start_fold": when.start_fold,
        "end_fold": when.end_fold,
    }


def when_from_json(data: Mapping[str, Any]) -> When:
    """Return the time that `when_to_json` wrote."""
    start, end = (datetime.fromisoformat(data[name]) for name in ("local_start", "local_end"))
    return When(local_start=start, local_end=end, tzid=data["tzid"], start_fold=data["start_fold"], end_fold=data["end_fold"])


def texts_to_json(texts: Mapping[str, Text]) -> dict[str, dict[str, str]]:
    """Return `{lang: {title, summary}}`."""
    return {lang: {"title": text.title, "summary": text.summary} for lang, text in texts.items()}


def texts_from_json(data: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    """Return the texts that `texts_to_json` wrote."""
    return {lang: Text(**text) for lang, text in data.items()}


def content_to_json(content: Content) -> dict[str, Any]:
    """Return a content as plain JSON."""
    return {
        "kind": content.kind.value,
        "texts": texts_to_json(content.texts),
        "when": when_to_json(content.when),
        "mode": content.mode.value,
        "visibility": content.visibility.value,
        "sensitivity": content.sensitivity.value,
        "country": content.country,
        "place": content.place,
        "venue": content.venue,
        "link": content.link,
        "reveal_hours": content.reveal_hours,
        "languages": list(content.languages),
        "interpretation": list(content.interpretation),
        "links": [{"kind": link.kind, "id": str(link.id)} for link in content.links],
    }


def content_from_json(data: Mapping[str, Any]) -> Content:
    """Return the content that `content_to_json` wrote."""
    return Content(
        **{name: data[name] for name in ("country", "place", "venue", "link", "reveal_hours")},
        kind=Kind(data["kind"]),
        texts=texts_from_json(data["texts"]),
        when=when_from_json(data["when"]),
        mode=Mode(data["mode"]),
        visibility=Visibility(data["visibility"]),
        sensitivity=Sensitivity(data["sensitivity"]),
        languages=tuple(data["languages"]),
        interpretation=tuple(data["interpretation"]),
        links=tuple(Link(link["kind"], UUID(link["id"])) for link in data["links"]),
    )


def host_to_row(host: Host) -> dict[str, Any]:
    """Return the columns of the `event_host` table without the event's."""
    return {
        "organisation_id": host.organisation_id,
        "name": host.name,
        "role": host.role.value,
        "state": host.state.value,
        "rights": sorted(host.rights),
        "data_scope": host.data_scope.value,
        "since": host.since,
        "signed_off_by": host.signed_off_by,
        "signed_off_at": host.signed_off_at,
    }


def host_from_row(row: Mapping[str, Any]) -> Host:
    """Return the host of an `event_host` row."""
    return Host(
        organisation_id=row["organisation_id"],
        name=row["name"],
        role=HostRole(row["role"]),
        state=HostState(row["state"]),
        rights=frozenset(map(Right, row["rights"])),
        data_scope=DataScope(row["data_scope"]),
        since=row["since"],
        signed_off_by=row["signed_off_by"],
        signed_off_at=row["signed_off_at"],
    )
