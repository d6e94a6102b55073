"""The citations that wait for a person: each in its passage, accepted or rejected with one button."""

from uuid import UUID

from flask import request

from gateway import calls
from gateway.console.form import Form
from gateway.console.library.blueprint import asked_by, blueprint, library_page
from gateway.console.page import Answer, go, needs
from services.library.schemas import citations as schemas

AT_ONCE = 10


@blueprint.get("/citations")
@needs("draft", "read")
def list_citations() -> Answer:
    """Show what waits to be decided about; what was decided already by its state."""
    asked = asked_by(schemas.ListCitations)
    asked.setdefault("state", ["suggested"])
    asked["limit"] = AT_ONCE
    found = calls.call("library", "list_citations", asked)
    forms = {one["id"]: _form(one) for one in found["items"]}
    return library_page("citations.html", citations=found, asked=asked, forms=forms)


@blueprint.post("/citations/<uuid:citation_id>")
@needs("citation", "decide")
def decide_citation(citation_id: UUID) -> Answer:
    """Accept or reject one, and go on to the next."""
    found = calls.call("library", "get_citation", {"citation_id": str(citation_id)})
    form = _form(found)
    if form.send("library", "decide_citation", citation_id=found["id"]) is not None:
        work_id = request.args.get("work_id")
        return go("console.library.list_citations", work_id=work_id, done=f"citation-{form.value('state')}")
    alone = {"items": [found], "next": None, "total": 1, "total_is_exact": True}
    return library_page("citations.html", status=form.status, citations=alone, asked={"state": [found["state"]]}, forms={found["id"]: form})


def _form(one: dict[str, str]) -> Form:
    return Form(schemas.DecideCitation, initial={name: one[name] for name in ("version", "manner", "use", "conformity")})
