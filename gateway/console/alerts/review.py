"""The review of an alert: what differs from the last edition, who gains and loses sight, what could not be called back."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from chassis.client import Call
from gateway.console.alerts.blueprint import Alert, alert_page, asked, blueprint, checks_of, forms_of, own_alert, status_of, taken
from gateway.console.differences import pieces
from gateway.console.page import Answer, go, signed_in
from services.alerts.schemas import ASPECTS

PARTS = ("headline", "facts", "demands")
TEXTS = "/texts/"
MOST_PEOPLE = 200


@blueprint.route("/<uuid:alert_id>/review", methods=["GET", "POST"])
@signed_in
def review(alert_id: UUID) -> Answer:
    """Show what is to be decided, and sign off, send back or publish."""
    found = own_alert(alert_id)
    forms = forms_of(found, *ASPECTS.choices, "send_back", "publish")
    aspect = [name for name in ASPECTS.choices if forms[name].is_sent]
    if (step := taken(forms.values(), found, **({"aspect": aspect[0]} if aspect else {}))) is not None:
        if step.done == "alert-signed-off":
            return go("console.alerts.review", alert_id=found["id"], done=step.done, _anchor="sign-offs")
        return go("console.alerts.alert", alert_id=found["id"], done=step.done)
    about = {"alert_id": found["id"]}
    beside = asked(
        {
            **checks_of(found),
            **_people_of(found),
            "difference": Call("alerts", "difference", about),
            "preview": Call("alerts", "preview_audience", about),
        }
    )
    difference = beside["difference"]
    return alert_page(
        "review.html",
        found,
        status=status_of(forms.values()),
        forms=forms,
        aspects=ASPECTS.choices,
        beside={**beside, "names": _names(beside.get("people"))},
        texts=texts_changed(difference["changes"]) if difference else {},
        changes=others_changed(difference["changes"]) if difference else [],
    )


def _people_of(alert: Alert) -> dict[str, Call]:
    """Return the question who belongs to the alert's case: who answered for the lawyer is one of them."""
    return {"people": Call("cases", "list_parties", {"case_id": alert["case_id"], "limit": MOST_PEOPLE})} if alert["case_id"] else {}


def _names(people: Mapping[str, Any] | None) -> dict[str, str]:
    return {one["id"]: one["name"] for one in people["items"]} if people else {}


def texts_changed(changes: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[Any]]]:
    """Return what changed in the texts, word by word: language → part → pieces."""
    changed: dict[str, dict[str, list[Any]]] = {}
    for change in changes:
        if change["pointer"].startswith(TEXTS):
            lang, part = change["pointer"].removeprefix(TEXTS).split("/")
            changed.setdefault(lang, {})[part] = pieces(change["before"], change["after"])
    return {lang: {part: parts[part] for part in PARTS if part in parts} for lang, parts in changed.items()}


def others_changed(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what changed beside the texts: name, before, after; the two parts of an audience as one."""
    named: dict[str, dict[str, Any]] = {}
    for change in changes:
        if not change["pointer"].startswith(TEXTS):
            name, _, part = change["pointer"].removeprefix("/").partition("/")
            one = named.setdefault(name, {"name": name, "before": {}, "after": {}})
            for side in ("before", "after"):
                one[side] = {**one[side], part: change[side]} if part else change[side]
    return list(named.values())
