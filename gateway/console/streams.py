"""What partners' programs read: the streams there are, who has come how far, how to read on."""

from flask import Blueprint, request

from gateway import calls
from gateway.console.page import Answer, page, signed_in
from gateway.console.shown import MOST_NAMES
from gateway.state import gateway

blueprint = Blueprint("streams", __name__)


@blueprint.get("/streams")
@signed_in
def streams() -> Answer:
    """Show the streams, and the subscriptions in the reader's sight with what waits for each."""
    found = calls.call("streams", "list_streams", {})
    subscriptions = calls.call("streams", "list_subscriptions", {"limit": MOST_NAMES})
    site = gateway().address or request.host_url.rstrip("/")
    return page("streams.html", streams=found["items"], subscriptions=subscriptions["items"], site=site)
