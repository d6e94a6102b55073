"""The names of a request: `X-Request-Id`, and the W3C trace that everything it causes belongs to."""

import re
import secrets

from flask import Flask, Response, g, request

from chassis import tracing

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")


def register(app: Flask) -> None:
    """Name every request of `app` and say the names in its answer."""
    app.before_request(_begin)
    app.after_request(_say)
    app.teardown_request(_end)


def trace_id() -> str:
    """Return the 32 hexadecimal digits that the people who run the site can search their logs for."""
    return tracing.current_trace_id() or "0" * 32


def request_id() -> str:
    """Return the caller's own id of the request, ours if there is none that can be used."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if REQUEST_ID.match(given) else secrets.token_hex(16)
    return str(g.request_id)


def _begin() -> None:
    g.span = tracing.span(request.headers.get("traceparent"))
    g.span.__enter__()


def _say(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    if (traceparent := tracing.current_traceparent()) is not None:
        response.headers["traceparent"] = traceparent
    return response


def _end(_error: BaseException | None) -> None:
    if (span := g.pop("span", None)) is not None:
        span.__exit__(None, None, None)
