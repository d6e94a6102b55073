"""The list of alerts: our own, and those that others shared with us."""

from typing import Any

from chassis.client import Call
from chassis.errors import HavanaError, Invalid
from gateway import calls, reading
from gateway.console.alerts.blueprint import blueprint
from gateway.console.page import Answer, Who, page, signed_in, who
from services.alerts import schemas

MOST_CASES = 200
OF_SHARED = frozenset({"of", "country", "limit", "cursor"})
"""What those shared with us can be asked by."""


@blueprint.get("")
@signed_in
def list_alerts() -> Answer:
    """Show our own alerts or those shared with us; filters stand in the address."""
    has_own = writes_or_reviews(who())
    question = _question(has_own=has_own)
    answers = calls.ask_together(_calls(question, with_cases=has_own))
    alerts, cases = answers["alerts"], answers.get("cases")
    if isinstance(alerts, HavanaError):
        raise alerts
    shown = [] if cases is None or isinstance(cases, HavanaError) else cases["items"]
    return page("alerts/list.html", alerts=alerts, cases={case["id"]: case for case in shown}, asked=question, has_own=has_own)


def writes_or_reviews(reader: Who) -> bool:
    """Say whether alerts of their own organisation can be in the reader's sight."""
    return reader.may("alert", "create") or reader.may("alert", "sign_off")


def _question(*, has_own: bool) -> dict[str, Any]:
    try:
        question = reading.query_of(schemas.ListAlerts, blanks=False)
    except Invalid:
        question = {}
    question.setdefault("of", "own" if has_own else "shared")
    return {name: value for name, value in question.items() if question["of"] == "own" or name in OF_SHARED}


def _calls(question: dict[str, Any], *, with_cases: bool) -> dict[str, Call]:
    asked = {"alerts": Call("alerts", "list_alerts", question)}
    if with_cases and question["of"] == "own":
        asked["cases"] = Call("cases", "list_cases", {"limit": MOST_CASES})
    return asked
