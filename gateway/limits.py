"""How much one caller may ask of this process: so many requests a minute, said in `RateLimit` headers.

Counted per process and per caller (session, key or address); the platform behind has limits of its own.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, g, request

from gateway.auth import credential
from gateway.problems import Refused
from gateway.state import gateway

WINDOW_S = 60.0
MOST_CALLERS = 50_000
FREE = ("/health/", "/static/")


@dataclass(slots=True)
class Bucket:
    """What is left of a caller's minute, and when that was counted."""

    left: float
    at: float


class Limiter:
    """Token buckets: `quota` requests at once, filled again over a minute."""

    def __init__(self, quota: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`quota` is requests per minute and caller."""
        self.quota, self._clock = quota, clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, caller: str) -> tuple[int, float]:
        """Count one request; return (requests left, seconds until one more is allowed: 0 if this one is)."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(caller, Bucket(self.quota, now))
            self._buckets.move_to_end(caller)
            if len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
            bucket.left = min(self.quota, bucket.left + (now - bucket.at) * self.quota / WINDOW_S)
            bucket.at = now
            if bucket.left < 1:
                return 0, (1 - bucket.left) * WINDOW_S / self.quota
            bucket.left -= 1
            return int(bucket.left), 0.0


def register(app: Flask) -> None:
    """Count every request of `app`."""
    app.before_request(_count)
    app.after_request(_say)


def _count() -> None:
    if request.path.startswith(FREE):
        return
    g.requests_left, wait_s = gateway().limiter.take(_caller())
    if wait_s:
        raise Refused(429, "too-many-requests", retry_after_s=max(1, round(wait_s)))


def _caller() -> str:
    """A session or key that is known counts by itself; everything else, guesses too, by its address."""
    try:
        shown = credential()
    except Refused:
        return f"address:{request.remote_addr}"
    return shown.digest if shown.kind != "public" and gateway().callers.knows(shown) else f"address:{request.remote_addr}"


def _say(response: Response) -> Response:
    if "requests_left" in g:
        quota = gateway().limiter.quota
        response.headers["RateLimit-Policy"] = f'"default";q={quota};w={int(WINDOW_S)}'
        response.headers["RateLimit"] = f'"default";r={g.requests_left};t={int(WINDOW_S)}'
    return response
