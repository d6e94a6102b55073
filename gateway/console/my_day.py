"""My day: one queue of what waits for the reader."""

from flask import Blueprint

from chassis.client import Call
from chassis.errors import HavanaError, Unavailable
from gateway import calls
from gateway.console.page import Answer, page, signed_in

SINCE = frozenset({"intake", "risk_to_approve", "closing_to_approve"})
"""What waits for a step: it has no end, only a beginning."""
blueprint = Blueprint("my-day", __name__)


@blueprint.get("/my-day")
@signed_in
def my_day() -> Answer:
    """Show what waits, most urgent first; a part that does not answer is named."""
    answers = calls.ask_together({name: Call(name, "my_day", {}) for name in ("cases", "alerts", "library")})
    items = {name: [] if isinstance(found, HavanaError) else found["items"] for name, found in answers.items()}
    missing = [name for name, found in answers.items() if isinstance(found, Unavailable)]
    return page("my_day.html", **items, missing=missing, since=SINCE)
