"""The list of cases, and intake: five fields, saved at once."""

from chassis.errors import Invalid
from gateway import calls, reading
from gateway.console.cases.blueprint import blueprint
from gateway.console.form import Form
from gateway.console.page import Answer, go, page, signed_in
from services.cases import schemas


@blueprint.get("")
@signed_in
def list_cases() -> Answer:
    """Show the cases in sight; filters stand in the address."""
    try:
        question = reading.query_of(schemas.ListCases)
    except Invalid:
        question = {}
    return page("cases/list.html", cases=calls.call("cases", "list_cases", question), asked=question)


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new_case() -> Answer:
    """Take a case in."""
    form = Form(schemas.OpenCase, initial={"priority": "normal"})
    if form.is_sent and (case := form.send("cases", "open_case")) is not None:
        return go("console.cases.case", case_id=case["id"], done="case-opened")
    return page("cases/new.html", status=form.status, form=form)
