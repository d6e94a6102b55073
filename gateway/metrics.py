"""What the gateway counts of requests: by the template of a route, never by the address that was asked for."""

import time

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from chassis.metrics import SECONDS

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
requests = Counter("havana_http_requests_total", "Requests answered.", ("method", "route", "status"))
seconds = Histogram("havana_http_request_seconds", "Time from a request to its answer's first byte.", ("method", "route"), buckets=SECONDS)


def register(app: Flask) -> None:
    """Count every request of `app`; to be called before anything that may refuse one."""
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.asked_at = time.perf_counter()


def _count(response: Response) -> Response:
    method = request.method if request.method in METHODS else "other"
    route = request.url_rule.rule if request.url_rule else "none"
    requests.labels(method, route, str(response.status_code)).inc()
    seconds.labels(method, route).observe(time.perf_counter() - g.asked_at)
    return response
