"""Finding people by name over the cases in sight. The name is sent in the form, never in an address."""

from gateway.console.cases.blueprint import blueprint
from gateway.console.form import Form
from gateway.console.page import Answer, needs, page
from services.cases import schemas


@blueprint.route("/people", methods=["GET", "POST"])
@needs("case", "read")
def find_people() -> Answer:
    """Ask for a name and show who bears it."""
    form = Form(schemas.FindPeople)
    found = form.send("cases", "find_people") if form.is_sent else None
    return page("cases/find_people.html", status=form.status, form=form, found=found)
