"""One alert: where it stands, the one next step, what is missing; or what others published to us."""

from typing import Any
from uuid import UUID

from chassis.client import Call
from gateway.console.alerts.blueprint import (
    OWN,
    STEPS,
    Alert,
    alert_of,
    alert_page,
    asked,
    blueprint,
    checks_of,
    forms_of,
    status_of,
    taken,
)
from gateway.console.form import Form
from gateway.console.page import Answer, go, signed_in

MOST_MEMBERS = 200


@blueprint.route("/<uuid:alert_id>", methods=["GET", "POST"])
@signed_in
def alert(alert_id: UUID) -> Answer:
    """Show one alert, and take the steps that need no page of their own."""
    found = alert_of(alert_id)
    if found["representation"] != OWN:
        return alert_page("shared.html", found)
    forms = forms_of(found, "submit", "update")
    if (step := taken(forms.values(), found)) is not None:
        goes_on = "console.alerts.amend_alert" if step is STEPS["update"] else "console.alerts.alert"
        return go(goes_on, alert_id=found["id"], done=step.done)
    _at_the_choice(forms["submit"])
    beside = asked({**checks_of(found), **_members(found)})
    return alert_page(
        "alert.html",
        found,
        status=status_of(forms.values()),
        forms=forms,
        beside=beside,
        reviewers=_reviewers(found, beside.get("members")),
    )


def _at_the_choice(form: Form) -> None:
    """Say what is wrong with one of the reviewers once, where they are chosen."""
    others = [error for error in form.errors if not error["pointer"].startswith("/reviewers/")]
    wrong = [{**error, "pointer": "/reviewers"} for error in form.errors if error not in others]
    form.errors = [*others, *wrong[:1]]


def _members(alert: Alert) -> dict[str, Call]:
    return {"members": Call("directory", "list_members", {"limit": MOST_MEMBERS})} if "submit" in alert["steps"] else {}


def _reviewers(alert: Alert, members: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Return (membership, name) of those who may be asked to review: coordinators see it anyway."""
    everybody = members["items"] if members else []
    return [(one["id"], one["name"]) for one in everybody if "reviewer" in one["roles"] and one["id"] not in alert["authors"]]
