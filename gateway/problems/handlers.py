"""Every error that leaves the gateway: one shape, no stack trace, the caller's language."""

import logging

from flask import Flask, Response, current_app, json, request
from werkzeug.exceptions import HTTPException

from chassis.errors import HavanaError
from gateway import tracing
from gateway.languages import language
from gateway.problems.problem import Problem, Refused, of_error, of_refusal, of_status
from gateway.state import gateway

MEDIA_TYPE = "application/problem+json"
FOR_PROGRAMS = ("/api/", "/feeds/", "/health/")
log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error of `app` with a problem."""
    app.register_error_handler(HavanaError, lambda error: respond(of_error(error)))
    app.register_error_handler(Refused, lambda refused: respond(of_refusal(refused)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def respond(problem: Problem) -> Response:
    """Return the answer: a page for a browser that asked for one, problem+json for everybody else."""
    page = gateway().error_page
    if page is not None and wants_page():
        response = Response(page(problem), status=problem.status, mimetype="text/html")
    else:
        body = problem.as_json(instance=request.path, trace_id=tracing.trace_id())
        response = Response(json.dumps(body), status=problem.status, mimetype=MEDIA_TYPE)
    response.headers.update(problem.headers)
    response.headers["Content-Language"] = language()
    return response


def wants_page() -> bool:
    """Say whether the reader is a browser on one of the console's pages."""
    return (
        not request.path.startswith(FOR_PROGRAMS) and request.accept_mimetypes.best_match(("text/html", "application/json")) == "text/html"
    )


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_body(), status=error.code, headers=error.get_headers())
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    if error.code == 413:
        return respond(
            of_refusal(Refused(413, "body-too-large", limit=current_app.config["MAX_CONTENT_LENGTH"], headers={"Connection": "close"}))
        )
    return respond(of_status(error.code, headers=kept))


def _unexpected(error: Exception) -> Response:
    log.error("request.failed", exc_info=error, extra={"trace_id": tracing.trace_id(), "endpoint": request.endpoint})
    return respond(of_status(500))
