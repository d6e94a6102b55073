"""One alert, and what changed in it: the whole of it for its organisation, what was published for everybody else."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import audience, audit, permissions, representations
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.representations import Representation, representation
from chassis.storage import Transaction
from chassis.values import Tlp
from services.alerts.domain import alert as rules
from services.alerts.domain.alert import Alert, Edition
from services.alerts.domain.content import Audience, Content, difference, purpose
from services.alerts.domain.recall import beyond_recall
from services.alerts.storage import alerts as storage
from services.alerts.storage import recalls
from services.alerts.storage.rows import texts_to_json

KIND = "alert"
VERB_OF_STEP = {"send_back": "sign_off", "update": "amend"}


def alert_view(tx: Transaction, viewer: Viewer, alert_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return the alert by our own id, or what was published by the id it was published under. Raises NotFound, Forbidden."""
    alert = storage.find_alert(tx, viewer, alert_id, verb="read", now=now)
    if alert is None:
        published = published_to(tx, viewer, alert_id, now=now)
        audit.add(tx, viewer, "alert.read", alert_id, now, org=published.owner_org)
        return published_view(published)
    audit.add(tx, viewer, "alert.read", alert_id, now, org=alert.owner_org)
    return _full_view(tx, viewer, alert)


def published_audience(tx: Transaction, viewer: Viewer, alert_id: UUID, *, now: datetime) -> Audience:
    """Return to whom the last edition of our own alert is addressed. Raises NotFound (also before the first edition), Forbidden."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="read", now=now)
    if alert.edition is None:
        raise NotFound("no-such-alert", id=str(alert_id))
    return alert.edition.content.audience


def reader_of(organisation_id: UUID, addressed: Audience | None, *, site: str) -> Viewer:
    """Return somebody of an organisation who reads what is shared with it, `addressed` to one of its groups."""
    groups = frozenset({addressed.group_id} if addressed and addressed.group_id else ())
    return Viewer(
        kind="person",
        org=organisation_id,
        site=site,
        roles=frozenset({"partner_reader"}),
        scopes=frozenset({"*"}),
        groups=groups,
        ceiling=Tlp.RED,
    )


def partner_view(tx: Transaction, viewer: Viewer, partner: Viewer, alert_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return our own alert as `partner` is shown it, by the rule that decides for the partner too. Raises NotFound, Forbidden."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="read", now=now)
    audit.add(tx, viewer, "alert.partner_view", alert_id, now, org=alert.owner_org, organisation_id=str(partner.org))
    for published in representations.by_record(tx, KIND, alert_id):
        with suppress(NotFound):
            return published_view(published_to(tx, partner, published.id, now=now))
    raise NotFound("no-such-alert", id=str(alert_id))


def published_to(tx: Transaction, viewer: Viewer, representation_id: UUID, *, now: datetime) -> Representation:
    """Return what was published to `viewer`. NotFound: `gone` if they had sight of it and it was withdrawn, else `no-such-alert`."""
    try:
        return representations.get(tx, viewer, representation_id, now, kind=KIND)
    except NotFound as error:
        told = viewer.org is not None and recalls.names(tx, representation_id, viewer.org)
        raise NotFound("gone" if told or error.code == "gone" else "no-such-alert", id=str(representation_id)) from None


def published_view(published: Representation) -> dict[str, Any]:
    """Return a representation as those see it to whom it is addressed."""
    body = published.body
    return {
        "id": published.id,
        "representation": "public" if published.scope == representations.PUBLIC_SCOPE else "share",
        "version": published.version,
        "organisation_id": published.owner_org,
        "organisation_name": body.get("organisation_name", ""),
        "kind": body["kind"],
        "country": body["country"],
        "marking": published.marking.value,
        "principles": body["principles"],
        "texts": body["texts"],
        "published_at": datetime.fromisoformat(body["published_at"]),
        "updated_at": datetime.fromisoformat(body["updated_at"]),
    }


def _full_view(tx: Transaction, viewer: Viewer, alert: Alert) -> dict[str, Any]:
    content, edition = alert.content, alert.edition
    published = representations.by_record(tx, KIND, alert.id)
    representation_id = _representation_id(tx, edition.content.audience, alert.id) if edition else None
    return {
        "id": alert.id,
        "representation": "full",
        "version": alert.version,
        "organisation_id": alert.owner_org,
        "organisation_name": published[0].body.get("organisation_name", "") if published else "",
        "state": alert.state.value,
        "kind": content.kind.value,
        "country": content.country,
        "case_id": content.case_id,
        "audience": _audience_body(content.audience),
        "marking": content.marking.value,
        "identifiability": content.identifiability.value,
        "purpose": purpose(content),
        "principles": content.principles,
        "texts": texts_to_json(content.texts),
        "valid_until": content.valid_until,
        "authors": sorted(alert.authors),
        "reviewers": sorted(alert.reviewers),
        "sign_offs": [
            {"aspect": aspect.value, "membership_id": sign.membership, "at": sign.at} for aspect, sign in sorted(alert.sign_offs.items())
        ],
        "sent_back": _sent_back_body(alert),
        "edition": _edition_body(edition, representation_id) if edition else None,
        "withdrawal": _withdrawal_body(alert),
        "published_at": edition.first_published_at if edition else None,
        "created_at": alert.created_at,
        "updated_at": alert.updated_at,
        "steps": _steps(viewer, alert),
        "visible_to": audience.describe(storage.audience_tokens(alert)),
        "published_to": audience.describe(current_audience(published)),
    }


def current_audience(published: list[Representation]) -> frozenset[str]:
    """Return everybody to whom an edition is addressed now."""
    return frozenset(token for one in published for token in one.audience)


def _steps(viewer: Viewer, alert: Alert) -> list[str]:
    steps = rules.steps(alert, viewer.membership or viewer.id)
    verbs = [(step, VERB_OF_STEP.get(step, step)) for step in steps]
    return [step for step, verb in verbs if permissions.may(viewer, KIND, verb)]


def _audience_body(of: Audience) -> dict[str, Any]:
    return {"kind": of.kind, "group_id": of.group_id}


def _sent_back_body(alert: Alert) -> dict[str, Any] | None:
    back = alert.sent_back
    return {"reason": back.reason, "membership_id": back.membership, "at": back.at} if back else None


def _representation_id(tx: Transaction, of: Audience, alert_id: UUID) -> UUID | None:
    """Return the id under which an edition was published, withdrawn or not."""
    of_edition = (representation.c.kind == KIND, representation.c.record_id == alert_id, representation.c.scope == of.scope)
    found: UUID | None = tx.scalar(select(representation.c.id).where(*of_edition))
    return found


def _edition_body(edition: Edition, representation_id: UUID | None) -> dict[str, Any]:
    return {
        "number": edition.number,
        "representation_id": representation_id,
        "audience": _audience_body(edition.content.audience),
        "clearance_id": edition.clearance_id,
        "published_by": edition.published_by,
        "published_at": edition.published_at,
        "visible_until": edition.visible_until,
        "cannot_be_recalled": beyond_recall(public=edition.content.audience.kind == "public"),
    }


def _withdrawal_body(alert: Alert) -> dict[str, Any] | None:
    if alert.withdrawn_at is None or alert.withdrawal is None:
        return None
    return {"at": alert.withdrawn_at, "cause": alert.withdrawal.value, "reason": alert.withdrawal_note}


def difference_view(tx: Transaction, viewer: Viewer, alert_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return what differs from the last published edition. Raises NotFound, Forbidden."""
    alert = storage.get_alert(tx, viewer, alert_id, verb="read", now=now)
    edition = alert.edition
    audit.add(tx, viewer, "alert.difference", alert_id, now, org=alert.owner_org)
    changes = difference(edition.content if edition else None, alert.content)
    return {"edition": edition.number if edition else None, "changes": changes}


def content_to_preview(tx: Transaction, viewer: Viewer, alert_id: UUID, *, now: datetime) -> Content:
    """Return what publishing would publish. Raises NotFound, Forbidden."""
    return storage.get_alert(tx, viewer, alert_id, verb="read", now=now).content


def preview_audience(tx: Transaction, alert_id: UUID, tokens: frozenset[str]) -> dict[str, Any]:
    """Return who will see the text if it is addressed to `tokens`, who gains and loses sight, and what could not be called back."""
    before = current_audience(representations.by_record(tx, KIND, alert_id))
    return {
        "audience": audience.describe(tokens),
        "gains": audience.describe(tokens - before),
        "loses": audience.describe(before - tokens),
        "cannot_be_recalled": beyond_recall(public=audience.PUBLIC in tokens),
    }
