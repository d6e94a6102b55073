"""The pages of alerts: the list, drafting, review and publication, what others shared with us."""

from gateway.console.alerts.blueprint import blueprint
from gateway.console.alerts.record import alert, list_alerts

__all__ = ["alert", "blueprint", "list_alerts"]
