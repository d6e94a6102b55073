"""Requests that a foreign page makes in a signed-in browser are refused: an Origin check and a token bound to the session."""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Flask, request

from gateway.auth import credential
from gateway.problems import Refused
from gateway.state import gateway

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


def register(app: Flask) -> None:
    """Check every request of `app` that changes something and comes with a cookie or a form."""
    app.before_request(check)


def token() -> str:
    """Return the token that forms of the signed-in session carry; empty if nobody signed in by cookie."""
    shown = credential()
    return token_of(shown.secret) if shown.kind == "session" else ""


def token_of(secret: str) -> str:
    """Return the HMAC of the session's secret that proves a form was ours."""
    return hmac.new(secret.encode(), b"havana-csrf-v1", hashlib.sha256).hexdigest()


def check() -> None:
    """Refuse (403) what comes from another origin, and what shows a cookie without the token. Bearer keys need neither."""
    if request.method in SAFE:
        return
    shown = credential()
    if shown.kind == "key":
        return
    if not _same_origin():
        raise Refused(403, "cross-site")
    if shown.kind == "session" and not hmac.compare_digest(_given(), token_of(shown.secret)):
        raise Refused(403, "csrf-token-wrong")


def _given() -> str:
    if (header := request.headers.get(HEADER)) is not None:
        given = header
    elif request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        given = request.form.get(FIELD, "")
    else:
        given = ""
    return given if given.isascii() else ""


def _same_origin() -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    own = (gateway().address,) if gateway().behind_tls else (gateway().address, request.host_url)
    try:
        shown = urlsplit(origin)[:2]
    except ValueError:  # no browser wrote it, so no page of ours did
        return False
    return shown in {urlsplit(address)[:2] for address in own if address}
