"""Who asks: a session cookie or an API key becomes a context that `directory` signed.

The gateway holds no signing key. It keeps a resolved context per session and key, asks again after
`context_renew_s`, and drops it at once on a `session.revoked` hint. While directory is down a known context lives
until it expires.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, request

from chassis.errors import Forbidden, NotFound, Unavailable
from gateway.problems import Refused
from gateway.state import gateway

KEY_PREFIX = "hvn_"
MOST_KNOWN = 20_000
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="havana"'}

Resolve = Callable[[str, dict[str, Any]], dict[str, Any]]
"""(directory's method, request) → its answer, with the signed `context` in it."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What the caller showed: a session's secret, an API key, or nothing. Its digest names it in memory."""

    kind: str
    secret: str

    @property
    def digest(self) -> str:
        """A name for caches and limits that does not give the secret away."""
        return hashlib.sha256(f"{self.kind}:{self.secret}".encode()).hexdigest()

    def question(self) -> tuple[str, dict[str, Any]]:
        """Return directory's method and request that resolve it."""
        if self.kind == "session":
            return "resolve_session", {"secret": self.secret}
        if self.kind == "key":
            return "resolve_api_key", {"key": self.secret}
        return "public_context", {}


NOBODY = Credential("public", "")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as directory answered: the signed context for services, and the rest for pages and `/me`."""

    credential: Credential
    context: str
    about: Mapping[str, Any]
    resolved_at: float
    expires_at: float

    @property
    def is_public(self) -> bool:
        """Nobody signed in."""
        return self.credential.kind == "public"

    def subject_ids(self) -> frozenset[str]:
        """Return the ids by which a hint may name this caller: session, membership, client, person, organisation."""
        names = ("session_id", "membership_id", "client_id", "api_client_id", "person_id", "organisation_id")
        return frozenset(str(self.about[name]) for name in names if self.about.get(name))


class Callers:
    """The callers this process knows; safe to use from many greenlets or threads."""

    def __init__(self, resolve: Resolve, *, renew_s: float, clock: Callable[[], float] = time.time) -> None:
        """`renew_s`: how long a context is used before directory is asked again."""
        self._resolve, self._renew_s, self._clock = resolve, renew_s, clock
        self._known: OrderedDict[str, Caller] = OrderedDict()
        self._dropped = 0
        self._lock = threading.Lock()

    def find(self, credential: Credential) -> Caller:
        """Return the caller behind `credential`; Refused 401 if it is worth nothing, Unavailable if nobody can say."""
        known = self._known.get(credential.digest)
        if known is not None and self._clock() - known.resolved_at < self._renew_s:
            return known
        dropped = self._dropped
        try:
            return self._keep(self._ask(credential), dropped=dropped)
        except Unavailable:
            known = self._known.get(credential.digest)  # looked for again: it may have been dropped meanwhile
            if known is None or known.expires_at <= self._clock():
                raise
            return known
        except (Forbidden, NotFound) as refused:
            with self._lock:
                self._known.pop(credential.digest, None)
            raise not_signed_in(credential) from refused

    def revoke(self, ids: frozenset[str]) -> None:
        """Drop every caller that one of `ids` names (a `session.revoked` hint)."""
        with self._lock:
            self._dropped += 1
            for digest in [digest for digest, caller in self._known.items() if caller.subject_ids() & ids]:
                del self._known[digest]

    def forget(self, credential: Credential) -> None:
        """Drop one caller."""
        with self._lock:
            self._dropped += 1
            self._known.pop(credential.digest, None)

    def knows(self, credential: Credential) -> bool:
        """Say whether the caller is known and was not dropped since."""
        return credential.digest in self._known

    def _ask(self, credential: Credential) -> Caller:
        method, question = credential.question()
        answer = self._resolve(method, question)
        about = {name: value for name, value in answer.items() if name != "context"}
        return Caller(credential, answer["context"], about, self._clock(), _moment(answer["expires_at"]))

    def _keep(self, caller: Caller, *, dropped: int) -> Caller:
        """Keep who was asked for when `dropped` callers had been dropped; any dropped since may have been this one."""
        with self._lock:
            if dropped == self._dropped:
                self._known[caller.credential.digest] = caller
                self._known.move_to_end(caller.credential.digest)
                while len(self._known) > MOST_KNOWN:
                    self._known.popitem(last=False)
        return caller


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).astimezone(UTC).timestamp()


def not_signed_in(credential: Credential) -> Refused:
    """Return the refusal of a credential that opens nothing."""
    if credential.kind == "key":
        return Refused(401, "key-refused", headers=CHALLENGE)
    return Refused(401, "sign-in-required", headers=CHALLENGE)


def credential() -> Credential:
    """Return what the request shows; an API key goes before a cookie. Refused 401 for any other authorization."""
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.startswith(KEY_PREFIX) or not token.isascii():
            raise Refused(401, "key-refused", headers=CHALLENGE)
        return Credential("key", token.strip())
    if secret := request.cookies.get(cookie_name()):
        return Credential("session", secret)
    return NOBODY


def caller(*, public: bool = False) -> Caller:
    """Return who asks. Without `public`, Refused 401 if nobody signed in; with it, everybody is the public then."""
    if "caller" not in g:
        shown = credential()
        if shown == NOBODY and not public:
            raise not_signed_in(shown)
        g.caller = _found(shown, public=public)
    found: Caller = g.caller
    if found.is_public and not public:
        raise not_signed_in(found.credential)
    return found


def _found(shown: Credential, *, public: bool) -> Caller:
    callers: Callers = gateway().callers
    try:
        return callers.find(shown)
    except Refused:
        if public and shown.kind == "session":  # an old cookie does not close what is open to everybody
            return callers.find(NOBODY)
        raise


def ask_again() -> None:
    """Ask directory anew with the next request: what the caller is or may do has changed."""
    callers: Callers = gateway().callers
    callers.forget(credential())


def cookie_name() -> str:
    """Return the name of the session's cookie: bound to the host where TLS allows it."""
    return "__Host-havana" if gateway().behind_tls else "havana_session"


def begin_session(response: Response, secret: str) -> None:
    """Let the browser keep the session's secret, out of reach of scripts."""
    response.set_cookie(cookie_name(), secret, httponly=True, samesite="Lax", secure=gateway().behind_tls, path="/")


def end_session(response: Response) -> None:
    """Let the browser forget the session, and this process too."""
    shown = credential()
    gateway().callers.forget(shown)
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=gateway().behind_tls, path="/")
