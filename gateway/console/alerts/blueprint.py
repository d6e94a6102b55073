"""Where the pages of alerts hang, and what every page of one alert shows."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from gateway import calls
from gateway.console.page import Answer, page

blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")


def alert_of(alert_id: UUID) -> dict[str, Any]:
    """Return the alert as the reader may see it: our own, or what was published to us. NotFound."""
    found: dict[str, Any] = calls.call("alerts", "get_alert", {"alert_id": str(alert_id)})
    return found


def alert_page(template: str, alert: dict[str, Any], *, status: int = 200, **content: Any) -> Answer:
    """Return a page of one alert, under its kind, state and marking."""
    return page(f"alerts/{template}", status=status, alert=alert, marking=alert["marking"], **content)
