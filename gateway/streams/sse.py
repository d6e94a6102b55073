"""Server-sent events: a stream that is followed, resumed with `Last-Event-ID`, and never silent about a gap."""

import json
import logging
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from chassis.errors import HavanaError, Unavailable
from gateway.problems import Refused, of_error
from gateway.streams.hub import Listener
from gateway.streams.reader import StreamReader, life_s

RETRY_MS = 3000
RETRY_AFTER_FAILURE_S = 1.0
NOTHING: Mapping[str, Any] = {"items": [], "head": True, "reset": None}
log = logging.getLogger(__name__)


def frames(reader: StreamReader, listener: Listener) -> Iterator[bytes]:
    """Yield the frames of one connection.

    The listener listened before the first page was read, so nothing falls between reading and following.
    """
    heartbeat_s = reader.here.settings.stream_heartbeat_s
    yield f"retry: {RETRY_MS}\n\n".encode()
    said_at = time.monotonic()
    for page in followed(reader, listener):
        yield from frames_of(page)
        if page["items"] or page["reset"] is not None:
            said_at = time.monotonic()
        elif time.monotonic() - said_at >= heartbeat_s / 2:
            yield b": still here\n\n"
            said_at = time.monotonic()
        del page  # who waits keeps nothing of what was read
    yield b": come back with the last id\n\n"


def followed(reader: StreamReader, listener: Listener) -> Iterator[Mapping[str, Any]]:
    """Yield page after page, empty ones too, until the connection has lived its life or the process ends.

    Waits between them: for a hint, for half a heartbeat at most, and never past the moment when the reader's grants are
    asked for again.
    """
    settings, hub = reader.here.settings, reader.here.hub
    ends_at = time.monotonic() + life_s(settings.stream_life_s)
    page: Mapping[str, Any] = reader.read()
    while True:
        at_head = page["head"]
        yield page
        del page
        if at_head:
            listener.wait(min(settings.stream_heartbeat_s / 2, _until_recheck(reader), ends_at - time.monotonic()))
        if hub.ending or time.monotonic() >= ends_at:
            return
        page = _next_page(reader)


def frames_of(page: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield a page as frames: first `reset` if reading began anew, then one event per entry."""
    if page["reset"] is not None:
        reset = {"reason": page["reset"]}
        yield frame("reset", reset, cursor=None if page["items"] else page["next"])
    for item in page["items"]:
        yield frame(item["event"]["type"], item["event"], cursor=item["cursor"])


def frame(event: str, data: Mapping[str, Any], *, cursor: str | None = None) -> bytes:
    """Return one event; JSON has no line feeds, so one `data:` line holds it."""
    identity = f"id: {cursor}\n" if cursor is not None else ""
    return f"{identity}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _next_page(reader: StreamReader) -> Mapping[str, Any]:
    """Return the next page; an empty one while a service is away: the reader waits and looks again."""
    try:
        return reader.read()
    except Unavailable as error:
        log.warning("stream.waits", extra={"code": error.code})
        time.sleep(RETRY_AFTER_FAILURE_S)
        return NOTHING


def _until_recheck(reader: StreamReader) -> float:
    try:
        return reader.recheck_in_s()
    except Unavailable:
        return RETRY_AFTER_FAILURE_S


def served(reader: StreamReader, environ: dict[str, Any]) -> tuple[Mapping[str, Any], Iterator[bytes]]:
    """Return the first page and the frames; what is wrong with the request is raised here, before anything is sent."""
    listening = reader.here.hub.listening()
    listener = listening.__enter__()
    try:
        first = reader.look()
    except BaseException:
        listening.__exit__(None, None, None)
        raise
    prepare_connection(environ, reader.here.settings.slow_reader_s)
    return first, _guarded(reader, listener, environ, listening)


def _guarded(reader: StreamReader, listener: Listener, environ: Mapping[str, Any], listening: Any) -> Iterator[bytes]:
    """Yield the frames; say why when they end early; leave nothing behind when the reader goes away."""
    try:
        yield from frames(reader, listener)
    except Refused:
        yield frame("end", {"reason": "signed-out"})
    except HavanaError as error:
        yield frame("end", {"reason": of_error(error).code})
    finally:
        listening.__exit__(None, None, None)
        if reader.here.hub.ending:
            let_go(environ)


def prepare_connection(environ: dict[str, Any], slow_reader_s: float) -> None:
    """Send each frame at once, and give up on a reader that takes nothing for `slow_reader_s`."""
    environ["eventlet.minimum_write_chunk_size"] = 0
    if (connection := connection_of(environ)) is not None:
        connection.settimeout(slow_reader_s)


def let_go(environ: Mapping[str, Any]) -> None:
    """Read nothing more from the connection, or keep-alive would hold the process when it wants to end."""
    if (connection := connection_of(environ)) is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)


def connection_of(environ: Mapping[str, Any]) -> Any:
    """Return the socket under the request, whichever server it is (gunicorn, eventlet); None in a test client."""
    if (connection := environ.get("gunicorn.socket")) is not None:
        return connection
    eventlet_input = environ.get("eventlet.input")
    return eventlet_input.get_socket() if eventlet_input is not None else None
