"""Files of the library over the API: the body of the request is the file, its media type stands in Content-Type, its name in the query."""

from uuid import UUID

from flask import Blueprint, Flask, Response, request

from gateway import auth, conditional, files

blueprint = Blueprint("library-files", __name__, url_prefix="/api/v1/library")
files.ENDPOINTS.add("library-files.put_file")


def register(app: Flask) -> None:
    """Offer them; they carry bytes, which the document of the API does not describe."""
    app.register_blueprint(blueprint)


@blueprint.post("/expressions/<uuid:expression_id>/files")
def put_file(expression_id: UUID) -> Response:
    """Keep the body as a file of the expression: `?name=`; PDF, HTML, DOCX or plain text."""
    auth.caller()
    about = {"expression_id": str(expression_id), "name": request.args.get("name", ""), "media_type": request.mimetype}
    return conditional.answer(files.store("library", about, request.get_data()), status=201)


@blueprint.get("/files/<uuid:file_id>")
def get_file(file_id: UUID) -> Response:
    """Return the bytes of a file of your organisation's works."""
    auth.caller()
    return files.give("library", file_id)


@blueprint.post("/files/<uuid:file_id>/read")
def read_file(file_id: UUID) -> Response:
    """Read the text of a file into passages of its expression."""
    auth.caller()
    return conditional.answer(files.read_text("library", file_id))
