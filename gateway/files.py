"""Files on their way: the gateway holds the bytes, encrypts them in chunks and writes them; no service and no message carries them.

The service gives a key for one file and hears afterwards what was written; it looks at what lies there before it says yes. While a file
is on its way it stands in memory alone, never in a temporary file.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import flask
from flask import Flask, Response, request

from chassis.blobs import CHUNK_BYTES, Blobs
from chassis.offload import offload
from gateway import auth, calls
from gateway.state import gateway

READ_S = 40.0
"""Reading a text out of a file takes longer than an ordinary call."""
ENDPOINTS: set[str] = set()
"""Where files arrive: there the larger limit holds."""


class Request(flask.Request):
    """A request whose files stay in memory."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> BytesIO:
        """Werkzeug would write what is long into a temporary file, in clear."""
        return BytesIO()


def register(app: Flask) -> None:
    """Let longer bodies come in where files arrive."""
    app.before_request(_widen)


def _widen() -> None:
    if request.endpoint in ENDPOINTS:
        request.max_content_length = gateway().settings.max_file_bytes + gateway().settings.max_body_bytes


def store(service: str, about: dict[str, Any], data: bytes) -> Any:
    """Keep `data` as a file of the service's record that `about` names; return the record. Raises the five errors."""
    room = calls.call(service, "begin_file", about)
    stored = offload(_write, gateway().settings.blobs, room, data)
    finished = {"file_id": room["id"], "size_bytes": stored.size_bytes, "sha256": stored.sha256}
    return calls.call(service, "finish_file", finished)


def _write(url: str, room: dict[str, Any], data: bytes) -> Any:
    return Blobs(url).write(UUID(room["id"]), _chunks(data), key=bytes.fromhex(room["key"]), most_bytes=room["most_bytes"])


def _chunks(data: bytes) -> Iterator[bytes]:
    view = memoryview(data)
    for start in range(0, max(1, len(view)), CHUNK_BYTES):
        yield bytes(view[start : start + CHUNK_BYTES])


def give(service: str, file_id: UUID) -> Response:
    """Return a file for its reader to keep: never shown inside the page, whatever it is."""
    opened = calls.call(service, "open_file", {"file_id": str(file_id)})
    data = offload(_read, gateway().settings.blobs, opened)
    response = Response(data, content_type=opened["media_type"])
    response.headers.set("Content-Disposition", "attachment", filename=f"file-{file_id}")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def _read(url: str, opened: dict[str, Any]) -> bytes:
    return b"".join(Blobs(url).read(UUID(opened["id"]), key=bytes.fromhex(opened["key"])))


def read_text(service: str, file_id: UUID) -> Any:
    """Let the service read the text of a file; return the record. Raises the five errors."""
    here = gateway()
    return here.rpc.call(service, "read_file", {"file_id": str(file_id)}, context=auth.caller().context, deadline_s=READ_S)
