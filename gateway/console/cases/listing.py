"""The list of cases, and intake: five fields, saved at once."""

from chassis.errors import Invalid
from gateway import calls, reading
from gateway.console.cases.blueprint import blueprint
from gateway.console.cases.code_name import is_asked_about
from gateway.console.form import Form, id_of
from gateway.console.page import Answer, go, needs, page
from services.cases import schemas


@blueprint.get("")
@needs("case", "read")
def list_cases() -> Answer:
    """Show the cases in sight; filters stand in the address."""
    try:
        question, is_read = reading.query_of(schemas.ListCases), True
    except Invalid:
        question, is_read = {}, False
    return page("cases/list.html", cases=calls.call("cases", "list_cases", question), asked=question, is_read=is_read)


@blueprint.route("/new", methods=["GET", "POST"])
@needs("case", "create")
def new_case() -> Answer:
    """Take a case in."""
    form = Form(schemas.OpenCase, initial={"priority": "normal"})
    tells = is_asked_about(form, [form.value("subject_name")]) and form.is_right()
    if form.is_sent and not tells and (case := form.send("cases", "open_case")) is not None:
        return go("console.cases.case", case_id=id_of(case), done="case-opened")
    return page("cases/new.html", status=form.status, form=form, tells_a_name=tells)
