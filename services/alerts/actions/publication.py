"""Publishing, withdrawing, and what happens when a clearance falls: whichever comes first, nothing uncleared stays published."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from chassis import audience, audit, ledger, representations, timers
from chassis.contexts import Viewer
from chassis.errors import Conflict
from chassis.representations import Representation
from chassis.storage import Transaction
from services.alerts.actions.drafting import actor
from services.alerts.domain import alert as rules
from services.alerts.domain import recall
from services.alerts.domain.alert import Alert, Clearance, Edition, Withdrawal
from services.alerts.domain.content import Content, Limits, fits
from services.alerts.storage import alerts as storage
from services.alerts.storage import clearances, recalls
from services.alerts.storage.rows import texts_to_json

KIND = "alert"
STREAM_TYPE = "alert.published.v1"
WITHDRAWN = "alert.withdrawn"


def publishable(tx: Transaction, viewer: Viewer, *, alert_id: UUID, version: int, now: datetime) -> tuple[UUID, Content]:
    """Return whose text would be published, and the text, before anybody is asked for a clearance. Raises NotFound, Forbidden, Conflict."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="publish", now=now)
    rules.check_version(alert, version)
    rules.check_publishable(alert, publisher=actor(viewer))
    return alert.owner_org, alert.content


def require_group(viewer: Viewer, owner_org: UUID, content: Content, organisation_ids: Collection[UUID]) -> None:
    """Refuse a group that the owner has left since the text was written. Conflict."""
    group_id = content.audience.group_id
    if group_id is not None and not (group_id in viewer.groups and owner_org in organisation_ids):
        raise Conflict("group-left")


def audience_tokens(content: Content, organisation_ids: Iterable[UUID]) -> frozenset[str]:
    """Return whom an edition is addressed to: everyone, or each organisation that is in the group today."""
    if content.audience.group_id is None:
        return frozenset({audience.PUBLIC})
    return frozenset(audience.group(content.audience.group_id, organisation_id) for organisation_id in organisation_ids)


def publish_alert(
    tx: Transaction,
    viewer: Viewer,
    *,
    alert_id: UUID,
    version: int,
    clearance: Clearance | None,
    organisation_ids: Collection[UUID],
    organisation_name: str,
    now: datetime,
) -> None:
    """Publish the approved text as the next edition. Raises NotFound, Forbidden, Conflict.

    `clearance`, `organisation_ids` and our own `organisation_name` were asked for before this transaction. The clearance's
    row is taken first, as `drop_clearance` does: either the revocation is seen here, or this edition is seen there.
    """
    if clearance is not None:
        clearances.lock_clearance(tx, clearance.id)
    alert = storage.get_alert(tx, viewer, alert_id, verb="publish", now=now, lock=True)
    rules.check_version(alert, version)
    if clearance is not None:
        if clearances.is_revoked(tx, clearance.id):
            raise Conflict("clearance-revoked")
        clearances.hold_clearance(tx, clearance.id, consent_version=clearance.consent_version)
    require_group(viewer, alert.owner_org, alert.content, organisation_ids)
    published = rules.publish(alert, clearance=clearance, publisher=actor(viewer), now=now)
    edition = _edition(published)
    storage.add_edition(tx, published, edition)
    storage.save_alert(tx, published)
    body = _published_body(edition, organisation_name)
    _write_representation(tx, published, body, audience_tokens(edition.content, organisation_ids), now=now)
    _expire_at(tx, published.id, edition.visible_until)
    audit.add(tx, viewer, "alert.publish", alert_id, now, org=alert.owner_org, edition=edition.number)


def _edition(alert: Alert) -> Edition:
    assert alert.edition is not None, alert.id
    return alert.edition


def _write_representation(tx: Transaction, alert: Alert, body: Mapping[str, object], tokens: frozenset[str], *, now: datetime) -> None:
    edition = _edition(alert)
    content = edition.content
    for former in representations.by_record(tx, KIND, alert.id):
        replaced = former.scope == content.audience.scope
        _note_loss(tx, alert, former, former.audience - tokens if replaced else former.audience, now=now)
        if not replaced:
            representations.withdraw(tx, former.id, now=now)
    representations.write(
        tx,
        kind=KIND,
        record_id=alert.id,
        scope=content.audience.scope,
        owner_org=alert.owner_org,
        body=body,
        audience=tokens,
        marking=content.marking,
        country=content.country,
        lang=next(iter(content.texts)),
        stream_type=STREAM_TYPE,
        visible_until=edition.visible_until,
        now=now,
    )


def _published_body(edition: Edition, organisation_name: str) -> dict[str, object]:
    """Return what leaves the organisation: no inner id, no inner version, no case."""
    content = edition.content
    return {
        "organisation_name": organisation_name,
        "kind": content.kind.value,
        "country": content.country,
        "principles": list(content.principles),
        "texts": texts_to_json(content.texts),
        "published_at": edition.first_published_at.isoformat(),
        "updated_at": edition.published_at.isoformat(),
    }


def withdraw_alert(tx: Transaction, viewer: Viewer, *, alert_id: UUID, version: int, reason: str, now: datetime) -> None:
    """Withdraw a published alert for good. Raises NotFound, Forbidden, Conflict."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="withdraw", now=now, lock=True)
    rules.check_version(alert, version)
    _withdraw(tx, viewer, alert, Withdrawal.BY_HAND, note=reason, now=now)


def drop_clearance(tx: Transaction, viewer: Viewer, *, clearance_id: UUID, now: datetime) -> None:
    """Remember the clearance as revoked, even if unknown, and withdraw every alert that stands on it."""
    clearances.lock_clearance(tx, clearance_id)
    clearances.revoke_clearance(tx, clearance_id, now=now)
    for alert in storage.alerts_on_clearance(tx, clearance_id):
        if alert.is_live:
            _withdraw(tx, viewer, alert, Withdrawal.CLEARANCE_REVOKED, now=now)


def narrow_clearance(
    tx: Transaction,
    viewer: Viewer,
    *,
    clearance_id: UUID,
    consent_version: int,
    limits: Limits,
    valid_until: datetime | None,
    now: datetime,
) -> None:
    """Withdraw the alerts that go further than what is left of the clearance, and let the others end no later than it does.

    An older consent is ignored; an unknown clearance falls.
    """
    clearances.lock_clearance(tx, clearance_id)
    held = clearances.consent_version(tx, clearance_id)
    if held is None:
        clearances.revoke_clearance(tx, clearance_id, now=now)
    elif consent_version >= held:
        for alert in storage.alerts_on_clearance(tx, clearance_id):
            if alert.is_live and not fits(_edition(alert).content, limits):
                _withdraw(tx, viewer, alert, Withdrawal.CLEARANCE_REVOKED, now=now)
            elif alert.is_live:
                _end_by(tx, viewer, alert, valid_until, now=now)


def _end_by(tx: Transaction, viewer: Viewer, alert: Alert, valid_until: datetime | None, *, now: datetime) -> None:
    """Bring the end of the published edition forward for whoever reads it: nobody comes to it, nobody loses it before."""
    ending = rules.end_by(alert, valid_until, now=now)
    if ending is alert:
        return
    edition = _edition(ending)
    storage.save_end(tx, ending, edition)
    storage.save_alert(tx, ending)
    for standing in representations.by_record(tx, KIND, alert.id):
        _write_representation(tx, ending, standing.body, standing.audience, now=now)
    _expire_at(tx, alert.id, edition.visible_until)
    audit.add(tx, viewer, "alert.end", alert.id, now, org=alert.owner_org, edition=edition.number)
    expire_alert(tx, viewer, alert_id=alert.id, now=now)


def expire_alert(tx: Transaction, viewer: Viewer, *, alert_id: UUID, now: datetime) -> None:
    """Withdraw an alert whose last edition has reached its end."""
    alert = storage.lock_alert(tx, alert_id)
    if alert is None or not alert.is_live or alert.edition is None:
        return
    if alert.edition.visible_until is not None and alert.edition.visible_until <= now:
        _withdraw(tx, viewer, alert, Withdrawal.EXPIRED, now=now)


def _withdraw(tx: Transaction, viewer: Viewer, alert: Alert, withdrawal: Withdrawal, *, note: str = "", now: datetime) -> None:
    withdrawn = rules.withdraw(alert, withdrawal=withdrawal, note=note, now=now)
    storage.save_alert(tx, withdrawn)
    ledger.record(tx, {"what": WITHDRAWN, "id": str(alert.id), "cause": withdrawal.value}, now=now)
    for representation in representations.by_record(tx, KIND, alert.id):
        _note_loss(tx, alert, representation, representation.audience, now=now)
        representations.withdraw(tx, representation.id, now=now)
    timers.cancel(tx, _expiry_key(alert.id))
    audit.add(tx, viewer, "alert.withdraw", alert.id, now, org=alert.owner_org, cause=withdrawal.value)


def withdraw_again(tx: Transaction, viewer: Viewer, *, alert_id: UUID, cause: str, now: datetime) -> bool:
    """Withdraw an alert that was withdrawn before the database was put back; False if nobody can read it here."""
    alert = storage.lock_alert(tx, alert_id)
    if alert is None or not alert.is_live:
        return False
    _withdraw(tx, viewer, alert, Withdrawal(cause), now=now)
    return True


def hide_again(tx: Transaction, *, representation_id: UUID, version: int, now: datetime) -> bool:
    """Take from its readers what a later edition, lost with the database, had taken from them; False if they have nothing here.

    The alert stays published, to be published anew: what its people decided last is not known here.
    """
    record_id = representations.record_of(tx, representation_id)
    alert = None if record_id is None else storage.lock_alert(tx, record_id)
    if alert is None:
        return False
    standing = {one.id: one for one in representations.by_record(tx, KIND, alert.id)}
    hidden = representations.withdraw_again(tx, representation_id, version=version, now=now)
    if hidden:
        former = standing[representation_id]
        _note_loss(tx, alert, former, former.audience, now=now)
    return hidden


def _note_loss(tx: Transaction, alert: Alert, representation: Representation, lost: frozenset[str], *, now: datetime) -> None:
    """Open a line of the recall ledger for everybody but ourselves who loses sight of a representation."""
    words = audience.describe(lost)
    organisation_ids = {UUID(word.org) for word in words if word.org} - {alert.owner_org}
    public = any(word.code == audience.PUBLIC for word in words)
    lines = recall.lines(representation.id, public=public, organisation_ids=organisation_ids, now=now)
    recalls.add_recalls(tx, alert.id, lines)


def _expire_at(tx: Transaction, alert_id: UUID, moment: datetime | None) -> None:
    if moment is None:
        timers.cancel(tx, _expiry_key(alert_id))
    else:
        timers.set(tx, _expiry_key(alert_id), moment, "expire_alert", alert_id=str(alert_id))


def _expiry_key(alert_id: UUID) -> str:
    return f"alert-expiry:{alert_id}"
