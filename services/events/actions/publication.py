"""From what was signed off to what everybody is shown, and to its end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, representations
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.events.actions.planning import change
from services.events.actions.showing import show
from services.events.domain import event as rules
from services.events.domain.event import Event
from services.events.domain.time import When
from services.events.domain.words import Right
from services.events.storage import events as storage
from services.events.storage.events import host_of_scope

Step = Callable[..., Event]


def _take(
    tx: Transaction, viewer: Viewer, action: str, step: Callable[[Event], Event], *, right: Right = Right.PUBLISH, **named: Any
) -> None:
    change(tx, viewer, action, lambda standing: step(standing.event), verb="publish", right=right, **named)


def publish_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, firm: bool, now: datetime) -> None:
    """Show the event to those it is for, confirmed or tentative. Raises NotFound, Forbidden, Conflict."""
    _take(tx, viewer, "publish", lambda event: rules.publish(event, firm=firm, now=now), event_id=event_id, version=version, now=now)


def confirm_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime) -> None:
    """Say that a tentative event takes place. Raises NotFound, Forbidden, Conflict."""
    _take(tx, viewer, "confirm", lambda event: rules.confirm(event, now=now), event_id=event_id, version=version, now=now)


def postpone_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime) -> None:
    """Say that it does not take place then. Raises NotFound, Forbidden, Conflict."""
    _take(tx, viewer, "postpone", lambda event: rules.postpone(event, now=now), event_id=event_id, version=version, now=now)


def reschedule_event(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, when: dict[str, Any], firm: bool, now: datetime
) -> None:
    """Give a postponed event its new time. Raises NotFound, Forbidden, Invalid, Conflict."""
    _take(
        tx,
        viewer,
        "reschedule",
        lambda event: rules.reschedule(event, When(**when), firm=firm, now=now),
        event_id=event_id,
        version=version,
        now=now,
    )


def cancel_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, reason: str, now: datetime) -> None:
    """Cancel for good; the reason stays with the hosts. Raises NotFound, Forbidden, Conflict."""
    _take(
        tx,
        viewer,
        "cancel",
        lambda event: rules.cancel(event, reason=reason, now=now),
        right=Right.CANCEL,
        event_id=event_id,
        version=version,
        now=now,
    )


def archive_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, now: datetime) -> None:
    """Put away what is over. Raises NotFound, Forbidden, Conflict."""
    _take(tx, viewer, "archive", lambda event: rules.archive(event, now=now), event_id=event_id, version=version, now=now)


def begin_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, now: datetime) -> None:
    """Note that an event is in progress, once it is."""
    _by_itself(tx, viewer, "begin", rules.begin, event_id=event_id, now=now)


def complete_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, now: datetime) -> None:
    """Note that an event is over, once it is."""
    _by_itself(tx, viewer, "complete", rules.complete, event_id=event_id, now=now)


def _by_itself(tx: Transaction, viewer: Viewer, action: str, step: Step, *, event_id: UUID, now: datetime) -> None:
    event = storage.lock_event(tx, event_id)
    changed = step(event, now=now) if event else None
    if event is None or changed is None or changed is event:
        return
    storage.save_event(tx, changed)
    show(tx, viewer, changed, now=now)
    audit.add(tx, viewer, f"event.{action}", event_id, now, org=event.owner_org)


def hide_again(tx: Transaction, *, representation_id: UUID, version: int, now: datetime) -> bool:
    """Take from its readers what was taken from them before the database was put back; False if they have nothing here.

    A host that had lost sight is none any more; what was published goes back to its authors, to be published anew.
    """
    record_id = representations.record_of(tx, representation_id)
    event = None if record_id is None else storage.lock_event(tx, record_id)
    if event is None:
        return False
    scopes = {one.id: one.scope for one in representations.by_record(tx, storage.KIND, event.id)}
    if not representations.withdraw_again(tx, representation_id, version=version, now=now):
        return False
    storage.remove_listing(tx, representation_id)
    storage.save_event(tx, rules.taken_from(event, host_of_scope(scopes[representation_id]), now=now))
    return True
