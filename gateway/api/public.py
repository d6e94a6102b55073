"""What everybody may read, without signing in."""

from gateway.api.resource import Resource
from services.alerts import schemas

public = Resource("public", service="alerts", description="What everybody may read; nobody signs in.")
resources = (public,)

public.add(
    "GET",
    "/alerts",
    "list_public_alerts",
    asks=schemas.ListPublicAlerts,
    answers=schemas.PublicAlertList,
    says="Public alerts, newest first.",
    public=True,
)
public.add(
    "GET",
    "/alerts/<uuid:alert_id>",
    "get_public_alert",
    asks=schemas.GetAlert,
    answers=schemas.PublishedAlertView,
    says="One public alert; 410 once it was withdrawn.",
    public=True,
)
