"""The texts of a work: a language, its files, its text cut into passages."""

from typing import Any
from uuid import UUID

from flask import Response, request

from chassis.errors import HavanaError, Invalid, NotFound
from gateway import calls, files
from gateway.console.form import Form
from gateway.console.library.blueprint import Record, blueprint, library_page
from gateway.console.library.works import own_work
from gateway.console.page import Answer, go, needs
from gateway.problems import of_error
from services.library.schemas import works as schemas

SHOWN = 100
files.ENDPOINTS.add("console.library.expression")


@blueprint.route("/works/<uuid:work_id>/texts/new", methods=["GET", "POST"])
@needs("work", "amend")
def add_expression(work_id: UUID) -> Answer:
    """Say in which language there is a text."""
    found = own_work(work_id)
    form = Form(schemas.AddExpression, initial={"kind": "official"})
    if form.is_sent and (made := form.send("library", "add_expression", work_id=found["id"])) is not None:
        added = made["held_expressions"][-1]["id"] if made else ""
        return go("console.library.expression", work_id=found["id"], expression_id=added, done="expression-added")
    return library_page("new_expression.html", status=form.status, form=form, work=found)


@blueprint.route("/works/<uuid:work_id>/texts/<uuid:expression_id>", methods=["GET", "POST"])
@needs("draft", "read")
def expression(work_id: UUID, expression_id: UUID) -> Answer:
    """Show the text of an expression in its passages, and take a text, a file or a passage."""
    found = own_work(work_id)
    one = _expression_of(found, expression_id)
    text, passage = Form(schemas.PutText, name="text"), Form(schemas.AddPassage, name="passage")
    here = {"work_id": found["id"], "expression_id": one["id"]}
    if text.is_sent and text.send("library", "put_text", expression_id=one["id"]) is not None:
        return go("console.library.expression", **here, done="text-put")
    if passage.is_sent and passage.send("library", "add_passage", expression_id=one["id"]) is not None:
        return go("console.library.expression", **here, done="passage-added")
    problem = _file_problem(one)
    if request.files and problem is None:
        return go("console.library.expression", **here, done="file-stored")
    passages = _passages(found, one)
    status = problem.status if problem else max(text.status, passage.status)
    forms = {"text": text, "passage": passage}
    return library_page("expression.html", status=status, work=found, one=one, forms=forms, problem=problem, passages=passages)


def _file_problem(one: Record) -> Any:
    """Keep the file that was sent, if one was; return what is wrong with it."""
    sent = request.files.get("file")
    if sent is None:
        return None
    about = {"expression_id": one["id"], "name": sent.filename or "", "media_type": sent.mimetype}
    try:
        files.store("library", about, sent.read())
    except Invalid as error:
        return of_error(error)
    return None


def _expression_of(found: Record, expression_id: UUID) -> Record:
    for one in found["held_expressions"]:
        if one["id"] == str(expression_id):
            return dict(one)
    raise NotFound("no-such-expression", id=str(expression_id))


def _passages(found: Record, one: Record) -> Any:
    cursor = request.args.get("cursor")
    question = {"work_id": found["id"], "lang": [one["lang"]], "limit": SHOWN, **({"cursor": cursor} if cursor else {})}
    return calls.call("library", "list_passages", question)


@blueprint.post("/works/<uuid:work_id>/texts/<uuid:expression_id>/files/<uuid:file_id>/read")
@needs("work", "amend")
def read_file(work_id: UUID, expression_id: UUID, file_id: UUID) -> Answer:
    """Read the text of a file into passages."""
    found = own_work(work_id)
    here = {"work_id": found["id"], "expression_id": str(expression_id)}
    try:
        files.read_text("library", file_id)
    except HavanaError as error:
        text, passage = Form(schemas.PutText, name="text"), Form(schemas.AddPassage, name="passage")
        one, problem = _expression_of(found, expression_id), of_error(error)
        forms = {"text": text, "passage": passage}
        return library_page(
            "expression.html", status=problem.status, work=found, one=one, forms=forms, problem=problem, passages=_passages(found, one)
        )
    return go("console.library.expression", **here, done="file-read")


@blueprint.get("/files/<uuid:file_id>")
@needs("draft", "read")
def get_file(file_id: UUID) -> Response:
    """Give a file to keep."""
    return files.give("library", file_id)
