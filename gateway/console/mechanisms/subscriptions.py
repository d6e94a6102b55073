"""Calendars to subscribe to: the one of everybody, and one's own by an address that is shown once."""

from flask import request, url_for

from gateway import calls
from gateway.console.form import Form
from gateway.console.mechanisms.blueprint import blueprint, calendar_page, status_of
from gateway.console.page import Answer, go, needs
from gateway.state import gateway
from services.library.schemas import plans as schemas


@blueprint.route("/calendar-feeds", methods=["GET", "POST"])
@needs("calendar_feed", "read")
def subscriptions() -> Answer:
    """Show one's subscriptions, make one, and revoke one."""
    making, revoking = Form(schemas.MakeCalendarFeed, initial={"scope": "own"}), Form(schemas.RevokeCalendarFeed, name="revoke")
    address = ""
    if making.is_sent and (made := making.send("library", "make_calendar_feed")) is not None:
        address = f"{_site()}{url_for('calendars.subscription', token=made['token'])}"
    if revoking.is_sent and revoking.done("library", "revoke_calendar_feed"):
        return go("console.mechanisms.subscriptions", done="feed-revoked")
    return calendar_page(
        "subscriptions.html",
        status=status_of([making, revoking]),
        making=making,
        revoking=revoking,
        address=address,
        public=f"{_site()}{url_for('calendars.opportunities')}",
        feeds=calls.call("library", "list_calendar_feeds", {})["items"],
    )


def _site() -> str:
    return gateway().address or request.host_url.rstrip("/")
