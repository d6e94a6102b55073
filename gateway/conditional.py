"""Versions over HTTP: `ETag`, `If-None-Match` → 304, `If-Match` → the version a change is made to.

An ETag is `"<version>-<digest of the body>"`: the version is what a change is compared with, the digest makes sure that
304 never hides what changed beside the record (who may see it, a sign-off).
"""

import hashlib
import re
from typing import Any

from flask import Response, json, request

from chassis.schemas import AwareDateTime
from gateway.problems import Refused

TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})(?:-[0-9a-f]{1,32})?"\Z')
TIME = AwareDateTime()


def answer(result: Any, *, status: int = 200, tagged: bool = True) -> Response:
    """Return the JSON of a view with its ETag and Last-Modified; 304 if the reader has it."""
    body = json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(body, status=status, mimetype="application/json")
    if tagged:
        response.set_etag(etag_of(result, body))
        if isinstance(result, dict) and (moment := result.get("updated_at")):
            response.last_modified = TIME.deserialize(moment)
    if request.method in {"GET", "HEAD"}:
        response.make_conditional(request)
    return response


def etag_of(result: Any, body: bytes) -> str:
    """Return the ETag of a body, without quotes."""
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    version = result.get("version") if isinstance(result, dict) else None
    return f"{version}-{digest}" if version is not None else digest


def version_read() -> int:
    """Return the version in If-Match; Refused 428 without one, 400 if it is none that we gave."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Refused(428, "if-match-required")
    found = TAG.match(given.strip())
    if found is None:
        raise Refused(400, "if-match-unreadable")
    return int(found[1])
