"""Bodies that are addressed: the list with what is to be looked at again, one body, a new one, changes."""

from typing import Any
from uuid import UUID

from gateway import calls
from gateway.console.form import Form, id_of
from gateway.console.mechanisms.blueprint import asked_by, blueprint, calendar_page, meet_version, named_forms, status_of
from gateway.console.page import Answer, go, needs
from gateway.console.words import say
from services.library.schemas import bodies as schemas

STEPS = {"verify": schemas.VerifyBody, "publish": schemas.PublishBody, "withdraw": schemas.WithdrawBody}
FIELDS = ("version", "kind", "name", "role", "country", "languages", "contact", "source_url")


@blueprint.get("/bodies")
@needs("body", "read")
def list_bodies() -> Answer:
    """Show the bodies in sight; filters stand in the address."""
    asked = asked_by(schemas.ListBodies)
    return calendar_page("bodies.html", bodies=calls.call("library", "list_bodies", asked), asked=asked)


@blueprint.route("/bodies/new", methods=["GET", "POST"])
@needs("body", "create")
def new_body() -> Answer:
    """Add a body, as verified now."""
    form = Form(schemas.AddBody)
    if form.is_sent and (made := form.send("library", "add_body")) is not None:
        return go("console.mechanisms.body", body_id=id_of(made), done="body-added")
    return calendar_page("body_form.html", status=form.status, form=form, found=None)


@blueprint.route("/bodies/<uuid:body_id>", methods=["GET", "POST"])
@needs("body", "read")
def body(body_id: UUID) -> Answer:
    """Show one body, and take the steps that need no page of their own."""
    found = _body_of(body_id)
    forms = named_forms(found, STEPS)
    for name, form in forms.items():
        if form.is_sent and _step(name, form, found):
            return go("console.mechanisms.body", body_id=found["id"], done=f"body-{name}")
        meet_version(form, found["version"])
    return calendar_page("body.html", status=status_of(forms.values()), found=found, forms=forms)


def _body_of(body_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = calls.call("library", "get_body", {"body_id": str(body_id)})
    return found


def _step(name: str, form: Form, found: dict[str, Any]) -> bool:
    if name == "withdraw":
        form.confirm("confirmation", say("confirm", "body"))
    return form.done("library", f"{name}_body", body_id=found["id"])


@blueprint.route("/bodies/<uuid:body_id>/amend", methods=["GET", "POST"])
@needs("body", "amend")
def amend_body(body_id: UUID) -> Answer:
    """Change a body."""
    found = _body_of(body_id)
    if "amend" not in found.get("steps", ()):
        return go("console.mechanisms.body", body_id=found["id"])
    held = {name: found[name] for name in FIELDS}
    form = Form(schemas.AmendBody, initial=held)
    if form.is_sent and form.send("library", "amend_body", stored=held, body_id=found["id"]) is not None:
        return go("console.mechanisms.body", body_id=found["id"], done="saved")
    form.meet(held)
    return calendar_page("body_form.html", status=form.status, form=form, found=found)
