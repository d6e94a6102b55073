"""Alerts: every outgoing text on its way from draft to publication and back."""

from gateway.api.resource import Resource
from services.alerts import schemas

ALERT = "/<uuid:alert_id>"

alerts = Resource("alerts", service="alerts", description="What leaves the organisation: drafted, signed off, published, withdrawn.")
resources = (alerts,)

alerts.add(
    "GET",
    "",
    "list_alerts",
    asks=schemas.ListAlerts,
    answers=schemas.AlertList,
    says="Your organisation's alerts, or with `of=shared` those shared with it.",
)
alerts.add("POST", "", "draft_alert", asks=schemas.DraftAlert, answers=schemas.AlertView, says="Begin an alert.", status=201)
alerts.add("GET", ALERT, "get_alert", asks=schemas.GetAlert, answers=schemas.AlertView, says="One alert, as you may see it.")
alerts.add("PATCH", ALERT, "amend_alert", asks=schemas.AmendAlert, answers=schemas.AlertView, says="Change the draft.")
alerts.add("POST", f"{ALERT}/submit", "submit_alert", asks=schemas.SubmitAlert, answers=schemas.AlertView, says="Ask for review.")
alerts.add(
    "POST", f"{ALERT}/sign-offs", "sign_off_alert", asks=schemas.SignOffAlert, answers=schemas.AlertView, says="Sign one aspect off."
)
alerts.add(
    "POST",
    f"{ALERT}/send-back",
    "send_back_alert",
    asks=schemas.SendBackAlert,
    answers=schemas.AlertView,
    says="Give the text back to its authors.",
)
alerts.add(
    "POST", f"{ALERT}/publish", "publish_alert", asks=schemas.PublishAlert, answers=schemas.AlertView, says="Publish the approved text."
)
alerts.add("POST", f"{ALERT}/update", "update_alert", asks=schemas.UpdateAlert, answers=schemas.AlertView, says="Begin the next edition.")
alerts.add("POST", f"{ALERT}/withdraw", "withdraw_alert", asks=schemas.WithdrawAlert, answers=schemas.AlertView, says="Withdraw for good.")
alerts.add(
    "GET",
    f"{ALERT}/difference",
    "difference",
    asks=schemas.GetAlert,
    answers=schemas.DifferenceView,
    says="What differs from the last edition.",
)
alerts.add(
    "GET",
    f"{ALERT}/audience",
    "preview_audience",
    asks=schemas.GetAlert,
    answers=schemas.AudiencePreview,
    says="Who gains and who loses sight on publication.",
)
alerts.add(
    "GET",
    f"{ALERT}/recalls",
    "list_recalls",
    asks=schemas.ListRecalls,
    answers=schemas.RecallList,
    says="Who was told of a withdrawal and who confirmed it.",
)
alerts.add(
    "GET",
    f"{ALERT}/seen-by/<uuid:organisation_id>",
    "get_partner_view",
    asks=schemas.GetPartnerView,
    answers=schemas.PublishedAlertView,
    says="What an organisation sees of your alert now, exactly as it does; 404 if it sees nothing.",
)
