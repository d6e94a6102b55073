"""The first page of a case: where it stands, what is missing, the one next step, who can see it."""

from uuid import UUID

from chassis.client import Call
from chassis.errors import HavanaError
from gateway import calls
from gateway.console.cases.blueprint import blueprint, case_of, case_page
from gateway.console.page import Answer, signed_in


@blueprint.get("/<uuid:case_id>")
@signed_in
def case(case_id: UUID) -> Answer:
    """Show one case."""
    found = case_of(case_id)
    about = {"case_id": found["id"]}
    answers = calls.ask_together(
        {
            "checks": Call("cases", "list_checks", {**about, "purpose": "urgent_appeal"}),
            "alerts": Call("alerts", "list_alerts", about),
        }
    )
    checks, alerts = (None if isinstance(answer, HavanaError) else answer for answer in answers.values())
    return case_page("overview.html", found, tab="overview", checks=checks, alerts=alerts)
