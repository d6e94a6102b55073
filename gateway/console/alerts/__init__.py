"""The pages of alerts: the list, drafting, review and publication, withdrawal, what partners see and what they shared with us."""

from gateway.console.alerts import shown as _shown  # noqa: F401 - gives the templates their words
from gateway.console.alerts.blueprint import blueprint
from gateway.console.alerts.drafting import amend_alert, new_alert
from gateway.console.alerts.listing import list_alerts
from gateway.console.alerts.record import alert
from gateway.console.alerts.review import review
from gateway.console.alerts.seen_by import seen_by
from gateway.console.alerts.withdrawal import recalls, withdraw

__all__ = ["alert", "amend_alert", "blueprint", "list_alerts", "new_alert", "recalls", "review", "seen_by", "withdraw"]
