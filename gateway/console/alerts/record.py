"""The list of alerts, and one alert."""

from uuid import UUID

from chassis.errors import Invalid
from gateway import calls, reading
from gateway.console.alerts.blueprint import alert_of, alert_page, blueprint
from gateway.console.page import Answer, page, signed_in
from services.alerts import schemas


@blueprint.get("")
@signed_in
def list_alerts() -> Answer:
    """Show our own alerts or those shared with us; filters stand in the address."""
    try:
        question = reading.query_of(schemas.ListAlerts)
    except Invalid:
        question = {}
    return page("alerts/list.html", alerts=calls.call("alerts", "list_alerts", question), asked=question)


@blueprint.get("/<uuid:alert_id>")
@signed_in
def alert(alert_id: UUID) -> Answer:
    """Show one alert."""
    return alert_page("alert.html", alert_of(alert_id))
