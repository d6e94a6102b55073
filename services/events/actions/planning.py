"""From a draft to what the hosts signed off."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions, timers
from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.values import new_id, new_outward_id
from services.events.actions.showing import show
from services.events.actions.telling import expect_telling
from services.events.domain import event as rules
from services.events.domain import hosts as hosting
from services.events.domain.content import Content, Link, Text
from services.events.domain.enrolment import Enrolment
from services.events.domain.event import Event
from services.events.domain.time import TZ_VERSION, When, derive_again
from services.events.domain.words import Kind, Mode, Right, Sensitivity, Visibility, Way
from services.events.storage import events as storage
from services.events.storage.events import PLANNING, Standing

ZONE_RULES = "zone-rules"
BATCH = 50


def actor(viewer: Viewer) -> UUID:
    """Return under which id the viewer plans and signs: the membership of a person, the id of a client."""
    who = viewer.membership or viewer.id
    assert who is not None, viewer.key
    return who


def owner_of(viewer: Viewer) -> UUID:
    """Return the organisation that the viewer acts for. Forbidden for who may not plan events."""
    permissions.require(viewer, PLANNING, "write")
    assert viewer.org is not None, viewer.key
    return viewer.org


def draft_event(tx: Transaction, viewer: Viewer, *, organisation_name: str, now: datetime, **request: Any) -> Event:
    """Begin an event. Raises Forbidden, Invalid."""
    owner_org = owner_of(viewer)
    content = Content(**read(request))
    event = rules.draft(
        content,
        id=new_id(),
        host=hosting.lead(owner_org, organisation_name, now=now),
        author=actor(viewer),
        ical_uid=f"{new_outward_id()}@{viewer.site}",
        now=now,
    )
    storage.add_event(tx, event)
    timers.set(tx, ZONE_RULES, now, "derive_again")
    audit.add(tx, viewer, "event.draft", event.id, now, org=event.owner_org)
    return event


READ: Mapping[str, Callable[[Any], Any]] = {
    "kind": Kind,
    "texts": lambda texts: {lang: Text(**text) for lang, text in texts.items()},
    "when": lambda when: When(**when),
    "mode": Mode,
    "visibility": Visibility,
    "sensitivity": Sensitivity,
    "languages": tuple,
    "interpretation": tuple,
    "links": lambda links: tuple(Link(**link) for link in links),
}


def read(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a request says of the content, as the domain knows it."""
    return {name: READ.get(name, lambda value: value)(value) for name, value in request.items()}


def change(
    tx: Transaction,
    viewer: Viewer,
    action: str,
    step: Callable[[Standing], Event],
    *,
    event_id: UUID,
    version: int,
    now: datetime,
    verb: str = "write",
    right: Right | None = Right.EDIT,
) -> Standing:
    """Take one step with an event: load under its lock, decide, save, show. Raises NotFound, Forbidden, Conflict."""
    standing = storage.get_standing(tx, viewer, event_id, verb=verb, right=right, now=now, lock=True)
    rules.check_version(standing.version, version)
    event = step(standing)
    storage.save_event(tx, event)
    show(tx, viewer, event, now=now)
    if event.sequence != standing.event.sequence:
        expect_telling(tx, event.id, now=now)
    audit.add(tx, viewer, f"event.{action}", event_id, now, org=event.owner_org)
    return replace(standing, event=event)


def amend_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime, **request: Any) -> None:
    """Change the plan, or of what is published where and when. Raises NotFound, Forbidden, Invalid, Conflict."""

    def step(standing: Standing) -> Event:
        content = replace(standing.event.content, **read(request))
        return rules.amend(standing.event, content, author=actor(viewer), now=now)

    change(tx, viewer, "amend", step, event_id=event_id, version=version, now=now)


def submit_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime) -> None:
    """Ask every host to sign off. Raises NotFound, Forbidden, Conflict."""
    change(tx, viewer, "submit", lambda standing: rules.submit(standing.event, now=now), event_id=event_id, version=version, now=now)


def sign_off_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime) -> None:
    """Sign off for the viewer's organisation. Raises NotFound, Forbidden, Conflict."""

    def step(standing: Standing) -> Event:
        return rules.sign_off(standing.event, organisation_id=standing.organisation_id, membership=actor(viewer), now=now)

    change(tx, viewer, "sign_off", step, event_id=event_id, version=version, now=now, verb="sign_off", right=None)


def send_back_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, reason: str, now: datetime) -> None:
    """Give the plan back to its authors. Raises NotFound, Forbidden, Conflict."""

    def step(standing: Standing) -> Event:
        host = hosting.of(standing.event.hosts, standing.organisation_id)
        hosting.check_signing(host)
        return rules.send_back(standing.event, reason=reason, now=now)

    change(tx, viewer, "send_back", step, event_id=event_id, version=version, now=now, verb="sign_off", right=None)


def revise_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime) -> None:
    """Begin the next text of what is published. Raises NotFound, Forbidden, Conflict."""

    def step(standing: Standing) -> Event:
        return rules.revise(standing.event, author=actor(viewer), now=now)

    change(tx, viewer, "revise", step, event_id=event_id, version=version, now=now)


def set_enrolment(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime, **request: Any) -> None:
    """Say how one comes to take part. Raises NotFound, Forbidden, Invalid, Conflict."""
    enrolment = Enrolment(**{**request, "way": Way(request["way"])})
    change(
        tx,
        viewer,
        "enrol",
        lambda standing: rules.enrol(standing.event, enrolment, now=now),
        event_id=event_id,
        version=version,
        now=now,
    )


def derive_times_again(tx: Transaction, viewer: Viewer, *, now: datetime) -> int:
    """Derive the moments of events to come by today's zone rules, where others were used; return how many were looked at.

    One whose moment has moved is shown anew, with its sequence raised: what people agreed on is the time on the clock.
    """
    stale = storage.of_older_rules(tx, TZ_VERSION, limit=BATCH)
    for event_id in stale:
        event = storage.lock_event(tx, event_id)
        if event is None:
            continue
        times = derive_again(event.content.when)
        moved = (times.starts_at, times.ends_at) != (event.times.starts_at, event.times.ends_at)
        if moved:
            event = rules.moved(event, times, now=now)
            audit.add(tx, viewer, "event.derive_again", event.id, now, org=event.owner_org)
        storage.save_event(tx, replace(event, times=times))
        if moved:
            show(tx, viewer, event, now=now)
    return len(stale)
