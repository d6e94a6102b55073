"""Importing works: a list is looked at first; what is new is saved only then."""

from flask import request

from gateway.console.form import Form
from gateway.console.library.blueprint import blueprint, library_page
from gateway.console.page import Answer, needs
from services.library.schemas import imports as schemas

FILE = "file"


@blueprint.route("/import", methods=["GET", "POST"])
@needs("work", "create")
def import_works() -> Answer:
    """Show what an import would do, then do it."""
    saves = request.form.get("save") == "true"
    form = Form(schemas.ImportWorks if saves else schemas.PreviewImport, initial={"format": "csv"})
    sent = request.files.get(FILE)
    if sent is not None and sent.filename:
        form.fill("text", [sent.read().decode("utf-8-sig", "replace")])
    found = form.send("library", "import_works" if saves else "preview_import") if form.is_sent else None
    return library_page("import.html", status=form.status, form=form, found=found, saved=saves and found is not None)
