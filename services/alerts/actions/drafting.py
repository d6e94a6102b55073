"""From a draft to its approval."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import Invalid
from chassis.storage import Transaction
from chassis.values import Tlp, new_id
from services.alerts.domain import alert as rules
from services.alerts.domain.alert import Alert, Aspect
from services.alerts.domain.content import Audience, Content, Identifiability, Kind, Text
from services.alerts.storage import alerts as storage

USUAL_MARKING = {"public": Tlp.CLEAR, "group": Tlp.AMBER}


def actor(viewer: Viewer) -> UUID:
    """Return under which id the viewer writes and signs: the membership of a person, the id of a client."""
    who = viewer.membership or viewer.id
    assert who is not None, viewer.key
    return who


def draft_alert(tx: Transaction, viewer: Viewer, *, now: datetime, **request: Any) -> Alert:
    """Begin an alert. Raises Forbidden, Invalid."""
    permissions.require(viewer, "alert", "create")
    assert viewer.org is not None, viewer.key
    audience = Audience(**request["audience"])
    empty = Content(
        kind=Kind(request["kind"]),
        country=request["country"],
        audience=audience,
        marking=USUAL_MARKING[audience.kind],
        identifiability=Identifiability.ANONYMOUS,
        texts={},
    )
    content = _changed(viewer, empty, request)
    alert = rules.draft(content, id=new_id(), owner_org=viewer.org, author=actor(viewer), now=now)
    storage.add_alert(tx, alert)
    audit.add(tx, viewer, "alert.draft", alert.id, now, org=alert.owner_org)
    return alert


def _changed(viewer: Viewer, content: Content, request: Mapping[str, Any]) -> Content:
    """Return the content with what the request names. Invalid if it speaks of a group that the viewer's organisation is not in."""
    read: dict[str, Callable[[Any], Any]] = {
        "kind": Kind,
        "audience": lambda body: Audience(**body),
        "marking": Tlp,
        "identifiability": Identifiability,
        "principles": tuple,
        "texts": lambda texts: {lang: Text(**text) for lang, text in texts.items()},
        "country": str,
        "case_id": lambda case_id: case_id,
        "valid_until": lambda moment: moment,
    }
    changed = replace(content, **{name: convert(request[name]) for name, convert in read.items() if name in request})
    if changed.audience.group_id is not None and changed.audience.group_id not in viewer.groups:
        raise Invalid.of_fields([{"pointer": "/audience/group_id", "code": "no-such-group"}])
    return changed


def amend_alert(tx: Transaction, viewer: Viewer, *, alert_id: UUID, version: int, now: datetime, **request: Any) -> None:
    """Change a draft. Raises NotFound, Forbidden, Invalid, Conflict."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="amend", now=now, lock=True)
    rules.check_version(alert, version)
    amended = rules.amend(alert, _changed(viewer, alert.content, request), author=actor(viewer), now=now)
    storage.save_alert(tx, amended)
    audit.add(tx, viewer, "alert.amend", alert_id, now, org=alert.owner_org)


def reviewed_for(tx: Transaction, viewer: Viewer, *, alert_id: UUID, version: int, now: datetime) -> UUID:
    """Return for which organisation the draft would be reviewed, before anybody is asked who may. Raises NotFound, Forbidden, Conflict."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="submit", now=now)
    rules.check_version(alert, version)
    return alert.owner_org


def submit_alert(
    tx: Transaction,
    viewer: Viewer,
    *,
    alert_id: UUID,
    version: int,
    reviewers: Sequence[UUID],
    able: Container[UUID],
    now: datetime,
) -> None:
    """Ask for review; whoever is named reads the whole alert from then on. Raises NotFound, Forbidden, Invalid, Conflict.

    `able`: who of the `reviewers` may review for its organisation, asked for before this transaction.
    """
    alert = storage.get_alert(tx, viewer, alert_id, verb="submit", now=now, lock=True)
    rules.check_version(alert, version)
    errors = [{"pointer": f"/reviewers/{at}", "code": "not-a-reviewer"} for at, one in enumerate(reviewers) if one not in able]
    if errors:
        raise Invalid.of_fields(errors)
    storage.save_alert(tx, rules.submit(alert, reviewers=frozenset(reviewers), now=now))
    audit.add(tx, viewer, "alert.submit", alert_id, now, org=alert.owner_org)


def sign_off_alert(tx: Transaction, viewer: Viewer, *, alert_id: UUID, version: int, aspect: str, now: datetime) -> None:
    """Sign one aspect off; the third one approves. Raises NotFound, Forbidden, Conflict."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="sign_off", now=now, lock=True)
    rules.check_text_version(alert, version)
    storage.save_alert(tx, rules.sign_off(alert, Aspect(aspect), membership=actor(viewer), now=now))
    audit.add(tx, viewer, "alert.sign_off", alert_id, now, org=alert.owner_org, aspect=aspect)


def send_back_alert(tx: Transaction, viewer: Viewer, *, alert_id: UUID, version: int, reason: str, now: datetime) -> None:
    """Give a text back to its authors. Raises NotFound, Forbidden, Conflict."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="sign_off", now=now, lock=True)
    rules.check_text_version(alert, version)
    storage.save_alert(tx, rules.send_back(alert, reason=reason, membership=actor(viewer), now=now))
    audit.add(tx, viewer, "alert.send_back", alert_id, now, org=alert.owner_org)


def update_alert(tx: Transaction, viewer: Viewer, *, alert_id: UUID, version: int, now: datetime) -> None:
    """Begin the next edition of a published alert. Raises NotFound, Forbidden, Conflict."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="amend", now=now, lock=True)
    rules.check_version(alert, version)
    storage.save_alert(tx, rules.update(alert, author=actor(viewer), now=now))
    audit.add(tx, viewer, "alert.update", alert_id, now, org=alert.owner_org)
