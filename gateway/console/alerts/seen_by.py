"""What a partner sees of an alert of ours: exactly the representation it is shown."""

from uuid import UUID

from flask import request

from chassis.errors import NotFound
from gateway import calls
from gateway.console.alerts.blueprint import Alert, alert_page, blueprint, own_alert
from gateway.console.page import Answer, signed_in

ORGANISATION = "organisation"
MOST_ORGANISATIONS = 200


@blueprint.get("/<uuid:alert_id>/seen-by")
@signed_in
def seen_by(alert_id: UUID) -> Answer:
    """Let one of the organisations in the audience be chosen, and show what it is shown."""
    found = own_alert(alert_id)
    organisations = _addressed(found)
    chosen = request.args.get(ORGANISATION, "")
    seen = _seen(found, chosen) if chosen in organisations else None
    return alert_page("seen_by.html", found, organisations=organisations, chosen=chosen, seen=seen)


def _addressed(alert: Alert) -> list[str]:
    """Return the organisations to which the published edition is addressed, but our own."""
    words = alert["published_to"]
    if any(word["code"] == "public" for word in words):
        everybody = calls.call("directory", "list_organisations", {"limit": MOST_ORGANISATIONS})["items"]
        found = [organisation["id"] for organisation in everybody]
    else:
        found = [word["org"] for word in words if word["org"]]
    return [organisation for organisation in found if organisation != alert["organisation_id"]]


def _seen(alert: Alert, organisation_id: str) -> Alert | None:
    try:
        seen: Alert = calls.call("alerts", "get_partner_view", {"alert_id": alert["id"], "organisation_id": organisation_id})
    except NotFound:
        return None
    return seen
