"""The W3C trace context of the work at hand: it travels in HTTP, RPC and messages as `traceparent`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import getrandbits

FORM = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def new_traceparent() -> str:
    """Return the start of a new trace, sampled."""
    return f"00-{getrandbits(128):032x}-{_new_span()}-01"


def child_of(traceparent: str | None) -> str:
    """Return a new span in the same trace; a new trace if `traceparent` is missing or malformed."""
    if traceparent is None or not FORM.fullmatch(traceparent):
        return new_traceparent()
    version, trace, _span, flags = traceparent.split("-")
    return f"{version}-{trace}-{_new_span()}-{flags}"


def _new_span() -> str:
    return f"{getrandbits(64):016x}"  # names a span, hides nothing: no system call for it


def current_traceparent() -> str | None:
    """Return the span in which this greenlet or thread works, None outside of any."""
    return _current.get()


def current_trace_id() -> str | None:
    """Return the 32 hex digits that all spans of the trace share."""
    traceparent = _current.get()
    return traceparent.split("-")[1] if traceparent else None


@contextmanager
def span(traceparent: str | None) -> Iterator[str]:
    """Work in a child of `traceparent`; what is called or sent inside carries it on."""
    child = child_of(traceparent)
    token = _current.set(child)
    try:
        yield child
    finally:
        _current.reset(token)
