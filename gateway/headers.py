"""Headers that every answer carries: what a browser may do with it, who may keep it, which other origins may read it."""

import secrets

from flask import Flask, Response, g, request

from gateway.state import gateway

PRIVATE = "no-store"
PUBLIC = "public, no-cache"
"""Everyone may keep it, but asks before showing it again: what was withdrawn must not live on in a cache."""
CORS_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
CORS_HEADERS = (
    "Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, Idempotency-Key, Prefer, Last-Event-ID, "
    "X-Request-Id, traceparent"
)
CORS_EXPOSED = "ETag, Last-Modified, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, traceparent"
PAGE_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"


def register(app: Flask) -> None:
    """Give every answer of `app` its headers."""
    app.before_request(_preflight)
    app.after_request(_allow_origin)  # runs after the one below: Flask begins with the last
    app.after_request(_protect)
    app.jinja_env.globals["csp_nonce"] = nonce


def nonce() -> str:
    """Return the nonce with which a script of this page is allowed."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def allow_framing() -> None:
    """Let pages of other sites show the answer at hand in a frame: for what is public, without a script and without a form."""
    g.may_be_framed = True


def _protect(response: Response) -> Response:
    headers = response.headers
    page = response.mimetype == "text/html"
    policy = PAGE_POLICY.format(nonce=nonce()) if page else DATA_POLICY
    framed = g.get("may_be_framed", False)
    headers.setdefault("Content-Security-Policy", policy.replace("frame-ancestors 'none'", "frame-ancestors *") if framed else policy)
    headers.setdefault("Cache-Control", PRIVATE)
    headers["X-Content-Type-Options"] = "nosniff"
    # not no-referrer: with that, browsers send forms with "Origin: null", and the Origin check would refuse our own
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    if not framed:
        headers["X-Frame-Options"] = "DENY"
    if gateway().behind_tls:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    response.vary.update(("Accept-Language", "Authorization", "Cookie"))
    return response


def _listed_origin() -> str | None:
    origin = request.headers.get("Origin")
    return origin if origin in gateway().settings.cors_origins else None


def _preflight() -> Response | None:
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers or _listed_origin() is None:
        return None
    headers = {"Access-Control-Allow-Methods": CORS_METHODS, "Access-Control-Allow-Headers": CORS_HEADERS, "Access-Control-Max-Age": "600"}
    return Response(status=204, headers=headers)


def _allow_origin(response: Response) -> Response:
    if (origin := _listed_origin()) is not None:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = CORS_EXPOSED
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.vary.add("Origin")
    return response
