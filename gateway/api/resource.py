"""One line per operation: what the request schema says is what HTTP does.

Of the fields of a service's request schema, those in the path come from the path, `version` comes from If-Match (428 without
it), the rest from the query (GET) or the JSON body. The answer is the service's view, passed on as it is, with its ETag.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser

from gateway import auth, calls, conditional, headers, reading
from gateway.api import description
from gateway.api.operation import VERSION, Operation


class StrictParser(FlaskParser):
    """flask-smorest's way in, led to our own strict reading: hands the plain JSON on that the schema accepted."""

    def parse(self, argmap: Any, req: Any = None, *, location: str | None = None, **_ignored: Any) -> Any:  # noqa: ARG002
        """Return the query or the body as plain JSON."""
        return reading.query_of(argmap) if location == "query" else reading.body_of(argmap)


class Resource(Blueprint):
    """A resource of the API: its operations, declared one by one with `add`."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, *, service: str, description: str, path: str | None = None) -> None:
        """`path` stands below /api/v1; without it the name does."""
        super().__init__(name, __name__, url_prefix=f"/api/v1{path if path is not None else '/' + name}", description=description)
        self.service = service
        self._prepare_doc_cbks = [self._prepare_arguments_doc, self._prepare_response_doc, self._prepare_headers_doc]

    def add(self, verb: str, rule: str, method: str, /, **more: Any) -> None:
        """Offer `method` of the service under `verb rule`; the rest is `Operation`'s."""
        operation = Operation(verb=verb, rule=rule, service=self.service, method=method, **more)
        self.serve(operation, lambda question: carry_out(operation, question))

    def serve(self, operation: Operation, act: Callable[[dict[str, Any]], Response]) -> None:
        """Offer an operation that `act` carries out with the whole request as the service's schema describes it."""
        view = self._reading(operation, act)
        view.__name__, view.__doc__ = operation.method, operation.says
        view = self.response(operation.status, operation.answers, content_type=operation.media_type)(view)
        if not operation.public:
            view = signed_in(view)
        view._apidoc["operation"] = operation  # where flask-smorest keeps what its callbacks document
        self.add_url_rule(operation.rule, operation.method, view, methods=[operation.verb])

    def _prepare_headers_doc(self, doc: dict[str, Any], doc_info: dict[str, Any], **_context: Any) -> dict[str, Any]:
        return description.completed(doc, doc_info["operation"])

    def _reading(self, operation: Operation, act: Callable[[dict[str, Any]], Response]) -> Callable[..., Response]:
        def run(said: Mapping[str, Any], path: Mapping[str, Any]) -> Response:
            question = {**said, **{name: str(value) for name, value in path.items()}, **operation.fixed}
            if operation.needs_version:
                question[VERSION] = conditional.version_read()
            return act(question)

        if operation.said is None:

            def silent(**path: Any) -> Response:
                return run({}, path)

            return silent

        def speaking(said: Mapping[str, Any], **path: Any) -> Response:
            return run(said, path)

        return self.arguments(operation.said, location="query" if operation.reads else "json")(speaking)  # type: ignore[no-any-return]


def signed_in(view: Callable[..., Response]) -> Any:
    """Return the view for who is signed in: nobody else learns what is wrong with their request."""

    @wraps(view)
    def guarded(**path: Any) -> Response:
        auth.caller()
        return view(**path)

    return guarded


def carry_out(operation: Operation, question: Mapping[str, Any]) -> Response:
    """Call the service and answer with its view."""
    result = calls.call(operation.service, operation.method, question, public=operation.public)
    if operation.reads:
        return publicly(operation, conditional.answer(paged(result)))
    return written(operation, result)


def written(operation: Operation, result: Any) -> Response:
    """Answer a write: its view, 201 with Location for something new, nothing on `Prefer: return=minimal`.

    204 if it was done and the caller may not see the record any more.
    """
    if operation.answers is None:
        return Response(status=operation.status)
    if result is None:
        return Response(status=204)
    response = conditional.answer(result, status=operation.status)
    if operation.status == 201 and (address := address_of(result)) is not None:
        response.headers["Location"] = address
    if "return=minimal" in request.headers.get("Prefer", "").replace(" ", ""):
        response.set_data(b"")
        response.status_code = 204 if operation.status == 200 else operation.status
        response.headers["Preference-Applied"] = "return=minimal"
    return response


def address_of(made: Any) -> str | None:
    """Return where a new record is read; None for what is never read again, such as a link."""
    address = f"{request.path}/{made['id']}" if isinstance(made, dict) and "id" in made else None
    routes = current_app.create_url_adapter(request)
    return address if address and routes and routes.test(address, method="GET") else None


def paged(result: Any) -> Any:
    """Return a list with `next` as the address of the next page: the same question, further on."""
    if not isinstance(result, dict) or "total_is_exact" not in result or result.get("next") is None:
        return result
    question = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return {**result, "next": f"{request.path}?{urlencode([*question, ('cursor', result['next'])])}"}


def publicly(operation: Operation, response: Response) -> Response:
    """Let everybody keep what everybody may read."""
    if operation.public:
        response.headers["Cache-Control"] = headers.PUBLIC
    return response
