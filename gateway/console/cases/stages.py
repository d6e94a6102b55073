"""Leading a case through its stages: one small page for each step."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.errors import Conflict
from chassis.schemas import Schema
from gateway.console.cases.blueprint import blueprint, case_of, case_page
from gateway.console.form import Form
from gateway.console.page import Answer, go, needs, who
from services.cases import schemas

STEPS: Mapping[str, tuple[type[Schema], str]] = {
    "accept_case": (schemas.AcceptCase, "case-accepted"),
    "decline_case": (schemas.DeclineCase, "case-declined"),
    "hold_case": (schemas.HoldCase, "case-held"),
    "resume_case": (schemas.ResumeCase, "case-resumed"),
    "close_case": (schemas.CloseCase, "closing-asked"),
    "approve_closing": (schemas.ApproveClosing, "case-closed"),
    "reopen_case": (schemas.ReopenCase, "case-reopened"),
    "archive_case": (schemas.ArchiveCase, "case-archived"),
}
"""Action to its request and to what the next page says of it."""


@blueprint.route(f"/<uuid:case_id>/steps/<any({', '.join(STEPS)}):action>", methods=["GET", "POST"])
@needs("case", "decide")
def step(case_id: UUID, action: str) -> Answer:
    """Say what the step means, ask what it needs, take it."""
    case = case_of(case_id)
    schema, done = STEPS[action]
    form = Form(schema, initial={"version": case["version"]})
    if form.is_sent and form.send("cases", action, case_id=case["id"]) is not None:
        return go("console.cases.case", case_id=case["id"], done=done)
    if not form.is_sent and action not in case["steps"]:
        raise Conflict("wrong-stage", stage=case["stage"], allowed=case["steps"])
    form.meet(case)
    return case_page(
        "step.html", case, tab="overview", status=form.status, form=form, action=action, is_for_another=_is_for_another(case, action)
    )


def _is_for_another(case: Mapping[str, Any], action: str) -> bool:
    """Say whether the reader asked for the closing, which somebody else has to approve."""
    return action == "approve_closing" and (case["closing"] or {}).get("asked_by") == who().about["membership_id"]
