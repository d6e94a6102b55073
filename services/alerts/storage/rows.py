"""Alerts and editions as rows, and rows as alerts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.values import Tlp
from services.alerts.domain.alert import Alert, Aspect, Edition, SendBack, SignOff, State, Withdrawal
from services.alerts.domain.content import Audience, Content, Identifiability, Kind, Text


def alert_to_row(alert: Alert) -> dict[str, Any]:
    """Return the columns of the `alert` table, guarded ones still in clear."""
    edition = alert.edition
    return {
        "id": alert.id,
        "owner_org": alert.owner_org,
        "version": alert.version,
        "state": alert.state.value,
        **_content_to_row(alert.content),
        "sent_back": _send_back_to_json(alert.sent_back),
        "withdrawal_note": alert.withdrawal_note,
        "authors": sorted(map(str, alert.authors)),
        "reviewers": sorted(map(str, alert.reviewers)),
        "sign_offs": {
            aspect.value: {"membership": str(sign.membership), "at": sign.at.isoformat()} for aspect, sign in alert.sign_offs.items()
        },
        "submitted_version": alert.submitted_version,
        "edition_number": edition.number if edition else None,
        "clearance_id": edition.clearance_id if edition else None,
        "published_at": edition.first_published_at if edition else None,
        "withdrawn_at": alert.withdrawn_at,
        "withdrawal": alert.withdrawal.value if alert.withdrawal else None,
        "created_at": alert.created_at,
        "updated_at": alert.updated_at,
    }


def _content_to_row(content: Content) -> dict[str, Any]:
    return {
        "kind": content.kind.value,
        "country": content.country,
        "case_id": content.case_id,
        "audience_kind": content.audience.kind,
        "group_id": content.audience.group_id,
        "marking": content.marking.rank,
        "identifiability": content.identifiability.value,
        "principles": list(content.principles),
        "valid_until": content.valid_until,
        "texts": texts_to_json(content.texts),
    }


def texts_to_json(texts: Mapping[str, Text]) -> dict[str, dict[str, str]]:
    """Return `{lang: {headline, facts, demands}}`."""
    return {lang: {"headline": text.headline, "facts": text.facts, "demands": text.demands} for lang, text in texts.items()}


def _texts_from_json(data: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    return {lang: Text(**text) for lang, text in data.items()}


def content_to_json(content: Content) -> dict[str, Any]:
    """Return a frozen content as plain JSON, as an edition keeps it."""
    row = _content_to_row(content)
    return {
        **row,
        "case_id": str(content.case_id) if content.case_id else None,
        "group_id": str(content.audience.group_id) if content.audience.group_id else None,
        "valid_until": content.valid_until.isoformat() if content.valid_until else None,
    }


def content_from_json(data: Mapping[str, Any]) -> Content:
    """Return the content that `content_to_json` wrote."""
    return content_from_row(
        {
            **data,
            "case_id": UUID(data["case_id"]) if data["case_id"] else None,
            "group_id": UUID(data["group_id"]) if data["group_id"] else None,
            "valid_until": datetime.fromisoformat(data["valid_until"]) if data["valid_until"] else None,
        }
    )


def content_from_row(row: Mapping[str, Any]) -> Content:
    """Return the content of an opened `alert` row."""
    return Content(
        kind=Kind(row["kind"]),
        country=row["country"],
        case_id=row["case_id"],
        audience=Audience(row["audience_kind"], row["group_id"]),
        marking=Tlp.of_rank(row["marking"]),
        identifiability=Identifiability(row["identifiability"]),
        principles=tuple(row["principles"]),
        valid_until=row["valid_until"],
        texts=_texts_from_json(row["texts"]),
    )


def alert_from_row(row: Mapping[str, Any], edition: Edition | None) -> Alert:
    """Return the alert of an opened `alert` row and its last edition."""
    return Alert(
        id=row["id"],
        owner_org=row["owner_org"],
        version=row["version"],
        state=State(row["state"]),
        content=content_from_row(row),
        authors=frozenset(map(UUID, row["authors"])),
        reviewers=frozenset(map(UUID, row["reviewers"])),
        sign_offs={
            Aspect(aspect): SignOff(UUID(sign["membership"]), datetime.fromisoformat(sign["at"]))
            for aspect, sign in row["sign_offs"].items()
        },
        sent_back=_send_back_from_json(row["sent_back"]),
        submitted_version=row["submitted_version"],
        edition=edition,
        withdrawn_at=row["withdrawn_at"],
        withdrawal=Withdrawal(row["withdrawal"]) if row["withdrawal"] else None,
        withdrawal_note=row["withdrawal_note"] or "",
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _send_back_to_json(sent_back: SendBack | None) -> dict[str, str] | None:
    if sent_back is None:
        return None
    return {"reason": sent_back.reason, "membership": str(sent_back.membership), "at": sent_back.at.isoformat()}


def _send_back_from_json(data: Mapping[str, str] | None) -> SendBack | None:
    if data is None:
        return None
    return SendBack(data["reason"], UUID(data["membership"]), datetime.fromisoformat(data["at"]))


def edition_from_row(row: Mapping[str, Any]) -> Edition:
    """Return the edition of an opened `alert_edition` row."""
    return Edition(
        number=row["number"],
        content=content_from_json(row["content"]),
        clearance_id=row["clearance_id"],
        published_by=row["published_by"],
        published_at=row["published_at"],
        first_published_at=row["first_published_at"],
        visible_until=row["visible_until"],
    )
