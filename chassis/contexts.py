"""Who is asking: the viewer, and the signed context in which a viewer travels between processes.

A context is a JWT (Ed25519, five minutes). `directory` alone signs persons, clients and the public; a service signs
itself and nothing else. Verification costs as much as a whole call should, so a verified token is kept until it expires.
"""

import json
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self
from uuid import UUID

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

from chassis.errors import Forbidden
from chassis.values import Tlp

ALGORITHM = "Ed25519"
LIFETIME = timedelta(minutes=5)
SKEW = timedelta(seconds=30)
DIRECTORY = "directory"
CACHED_TOKENS = 4096
NEVER = datetime.max.replace(tzinfo=UTC)

Kind = Literal["person", "client", "service", "public"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks, for which organisation, with what. Persons hold the scope `*`; a service is known by `name`.

    `context`: the signed context they came with, to be handed on (`chassis.behalf`) and never shown.
    """

    kind: Kind
    id: UUID | None = None
    name: str = ""
    org: UUID | None = None
    site: str = ""
    membership: UUID | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    groups: frozenset[UUID] = frozenset()
    ceiling: Tlp = Tlp.CLEAR
    session: UUID | None = None
    expires_at: datetime = NEVER
    context: str = field(default="", repr=False, compare=False)

    @property
    def key(self) -> str:
        """A stable name of who asks, for cursors, idempotency and audit: `person:…`, `service:alerts`, `public`."""
        if self.kind == "public":
            return "public"
        return f"{self.kind}:{self.membership or self.id or self.name}"


PUBLIC = Viewer(kind="public", scopes=frozenset({"*"}))


def service_viewer(name: str, *, site: str = "") -> Viewer:
    """Return the viewer that a service is when it acts by itself (messages, timers, its own calls)."""
    return Viewer(kind="service", name=name, site=site, ceiling=Tlp.RED)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The key with which `issuer` (a service's name) signs contexts."""

    issuer: str
    key: OKPKey

    @classmethod
    def new(cls, issuer: str) -> Self:
        """Return a fresh Ed25519 key."""
        return cls(issuer, OKPKey.generate_key("Ed25519"))

    @property
    def kid(self) -> str:
        """The issuer and the key's thumbprint (RFC 7638)."""
        return f"{self.issuer}.{self.key.thumbprint()[:16]}"


class PublicKeys:
    """The public keys of every issuer of the site, with the contexts already verified against them."""

    def __init__(self, keys: dict[str, OKPKey]) -> None:
        """`keys` maps an issuer's name to its public key."""
        self._by_kid = {PrivateKey(issuer, key).kid: (issuer, key) for issuer, key in keys.items()}
        self._verified: dict[str, Viewer] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, *keys: PrivateKey) -> Self:
        """Return the public halves of `keys`."""
        return cls({key.issuer: OKPKey.import_key(key.key.as_dict(private=False)) for key in keys})

    def find(self, kid: object) -> tuple[str, OKPKey] | None:
        """Return (issuer, key) of `kid`."""
        return self._by_kid.get(kid) if isinstance(kid, str) else None

    def remembered(self, token: str) -> Viewer | None:
        """Return the viewer of a token that was verified before."""
        return self._verified.get(token)

    def remember(self, token: str, viewer: Viewer) -> None:
        """Keep a verified token; the oldest makes room."""
        with self._lock:
            if len(self._verified) >= CACHED_TOKENS:
                del self._verified[next(iter(self._verified))]
            self._verified[token] = viewer

    def forget(self, token: str) -> None:
        """Drop an expired token."""
        with self._lock:
            self._verified.pop(token, None)


def sign(viewer: Viewer, key: PrivateKey, now: datetime) -> str:
    """Return `viewer` as a context signed by `key`, valid for five minutes from `now`."""
    issued = int(now.timestamp())
    claims = {"iss": key.issuer, "iat": issued, "exp": issued + int(LIFETIME.total_seconds()), "viewer": to_json(viewer)}
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}
    return jws.serialize_compact(header, json.dumps(claims, separators=(",", ":")).encode(), key.key, algorithms=[ALGORITHM])


def verify(token: str, keys: PublicKeys, now: datetime) -> Viewer:
    """Return the viewer of a context. Forbidden `context-refused` with a reason: malformed, forged, expired, wrong-issuer, wrong-time."""
    viewer = keys.remembered(token)
    if viewer is None:
        viewer = _verified(token, keys, now)
        keys.remember(token, viewer)
    if viewer.expires_at <= now:
        keys.forget(token)
        raise _refused("expired")
    return viewer


def _verified(token: str, keys: PublicKeys, now: datetime) -> Viewer:
    issuer, claims = _claims(token, keys)
    try:
        issued, expires = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
        viewer = replace(from_json(claims["viewer"]), expires_at=expires, context=token)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _refused("malformed") from error
    if claims.get("iss") != issuer or not _may_sign(issuer, viewer):
        raise _refused("wrong-issuer")
    if issued > now + SKEW or expires - issued > LIFETIME:
        raise _refused("wrong-time")
    return viewer


def _claims(token: str, keys: PublicKeys) -> tuple[str, dict[str, Any]]:
    try:
        found = keys.find(jws.extract_compact(token.encode()).headers().get("kid"))
        if found is None:
            raise _refused("forged")
        issuer, key = found
        claims = json.loads(jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload)
    except BadSignatureError as error:
        raise _refused("forged") from error
    except (JoseError, ValueError) as error:
        raise _refused("malformed") from error
    if not isinstance(claims, dict):
        raise _refused("malformed")
    return issuer, claims


def _may_sign(issuer: str, viewer: Viewer) -> bool:
    if viewer.kind == "service":
        return viewer.name == issuer
    return issuer == DIRECTORY


def _refused(reason: str) -> Forbidden:
    return Forbidden("context-refused", reason=reason)


def to_json(viewer: Viewer) -> dict[str, Any]:
    """Return `viewer` as plain JSON; what is empty is left out, `expires_at` stands in the token."""
    ids = {name: str(value) for name in ("id", "org", "membership", "session") if (value := getattr(viewer, name))}
    sets = {name: sorted(map(str, value)) for name in ("roles", "scopes", "groups") if (value := getattr(viewer, name))}
    return {"kind": viewer.kind, "name": viewer.name, "site": viewer.site, "ceiling": viewer.ceiling.value, **ids, **sets}


def from_json(data: dict[str, Any]) -> Viewer:
    """Return the viewer that `to_json` wrote; KeyError, TypeError or ValueError if it did not."""
    if data["kind"] not in {"person", "client", "service", "public"}:
        raise ValueError(data["kind"])

    def id_of(name: str) -> UUID | None:
        return UUID(data[name]) if name in data else None

    return Viewer(
        kind=data["kind"],
        name=data["name"],
        site=data["site"],
        ceiling=Tlp(data["ceiling"]),
        roles=frozenset(data.get("roles", ())),
        scopes=frozenset(data.get("scopes", ())),
        groups=frozenset(UUID(group) for group in data.get("groups", ())),
        id=id_of("id"),
        org=id_of("org"),
        membership=id_of("membership"),
        session=id_of("session"),
    )
