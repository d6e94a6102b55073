"""The checks beside consent: mandate, verification, and the risk, which somebody else approves."""

from uuid import UUID

from chassis.errors import Conflict
from gateway import calls
from gateway.console.cases.blueprint import blueprint, case_of, case_page
from gateway.console.form import Form
from gateway.console.page import Answer, go, needs, who
from services.cases import schemas


@blueprint.route("/<uuid:case_id>/mandate", methods=["GET", "POST"])
@needs("case", "decide")
def record_mandate(case_id: UUID) -> Answer:
    """Say whether the case falls within the mandate."""
    case = case_of(case_id)
    form = Form(schemas.RecordMandate)
    if form.is_sent and form.send("cases", "record_mandate", case_id=case["id"]) is not None:
        return go("console.cases.case", case_id=case["id"], done="mandate-recorded")
    return case_page("mandate.html", case, tab="consent", status=form.status, form=form)


@blueprint.route("/<uuid:case_id>/verification", methods=["GET", "POST"])
@needs("verification", "record")
def record_verification(case_id: UUID) -> Answer:
    """Say how sure the facts are, and from what."""
    case = case_of(case_id)
    form = Form(schemas.RecordVerification)
    if form.is_sent and form.send("cases", "record_verification", case_id=case["id"]) is not None:
        return go("console.cases.case", case_id=case["id"], done="verification-recorded")
    return case_page("verification.html", case, tab="consent", status=form.status, form=form)


@blueprint.route("/<uuid:case_id>/risk", methods=["GET", "POST"])
@needs("risk", "record")
def record_risk(case_id: UUID) -> Answer:
    """Assess the risk, that of our own action first."""
    case = case_of(case_id)
    form = Form(schemas.RecordRisk)
    if form.is_sent and form.send("cases", "record_risk", case_id=case["id"]) is not None:
        return go("console.cases.case", case_id=case["id"], done="risk-recorded")
    return case_page("risk.html", case, tab="consent", status=form.status, form=form)


@blueprint.route("/<uuid:case_id>/risk/approve", methods=["GET", "POST"])
@needs("risk", "approve")
def approve_risk(case_id: UUID) -> Answer:
    """Show the newest assessment in full and approve it."""
    case = case_of(case_id)
    risk = calls.call("cases", "list_checks", {"case_id": case["id"]})["risk"]
    if risk is None:
        raise Conflict("risk-superseded")
    form = Form(schemas.ApproveRisk, initial={"risk_id": risk["id"]})
    if form.is_sent and form.send("cases", "approve_risk", case_id=case["id"]) is not None:
        return go("console.cases.case", case_id=case["id"], done="risk-approved")
    is_own = risk["assessor"] == who().about["membership_id"]
    return case_page("approve_risk.html", case, tab="consent", status=form.status, form=form, risk=risk, is_own=is_own)
