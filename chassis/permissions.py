"""Who may do what to which kind of record: one table, kind × verb × role.

The table says whether a role may ever do something to a kind; which records those are is the audience's business
(`chassis.audience`). What is not in the table is denied. Kinds are strings: the chassis imports no service.
API clients hold roles and scopes and need both; persons hold the scope `*`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.contexts import Viewer
from chassis.errors import Forbidden

ROLES = ("admin", "coordinator", "case_officer", "reviewer", "auditor", "events_manager", "librarian", "partner_reader", "operator")

PUBLIC_ROLE = "public"
"""What a viewer without account is; nobody is given this role."""

_CASEWORK = frozenset({"coordinator", "case_officer"})
_READERS = _CASEWORK | {"reviewer"}
_STAFF = _READERS | {"admin", "auditor", "events_manager", "librarian"}
_EVERYBODY = frozenset(ROLES)
_LIBRARIANS = frozenset({"librarian"})
_PUBLISHERS = frozenset({"librarian", "coordinator"})
_EVENTS = frozenset({"coordinator", "events_manager"})

PERMISSIONS: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "case": {
            "read": _READERS | {"partner_reader"},
            "create": _CASEWORK,
            "amend": _CASEWORK,
            "decide": _CASEWORK,
            "consent": _CASEWORK,
            "clear": _CASEWORK,
            "note": _READERS,
        },
        "verification": {"record": _CASEWORK},
        "risk": {"record": _CASEWORK, "approve": frozenset({"coordinator", "reviewer"})},
        "alert": {
            "read": _READERS | {"events_manager", "librarian", "partner_reader", PUBLIC_ROLE},
            "create": _CASEWORK,
            "amend": _CASEWORK,
            "submit": _CASEWORK,
            "sign_off": frozenset({"coordinator", "reviewer"}),
            "publish": frozenset({"coordinator"}),
            "withdraw": frozenset({"coordinator"}),
        },
        "recall": {"read": _READERS},
        "principle": {"read": _EVERYBODY | {PUBLIC_ROLE}},
        "instrument": {"read": _EVERYBODY | {PUBLIC_ROLE}},
        "draft": {"read": _STAFF},
        "work": {
            "read": _EVERYBODY | {PUBLIC_ROLE},
            "create": _LIBRARIANS,
            "amend": _LIBRARIANS,
            "publish": _PUBLISHERS,
            "withdraw": _PUBLISHERS,
        },
        "passage": {"read": _EVERYBODY | {PUBLIC_ROLE}, "create": _LIBRARIANS, "amend": _LIBRARIANS},
        "citation": {"read": _EVERYBODY | {PUBLIC_ROLE}, "create": _LIBRARIANS, "decide": _LIBRARIANS},
        "training": {
            "read": _EVERYBODY | {PUBLIC_ROLE},
            "create": _LIBRARIANS,
            "amend": _LIBRARIANS,
            "publish": _PUBLISHERS,
            "withdraw": _PUBLISHERS,
        },
        "reference": {"read": _STAFF, "create": _CASEWORK | _LIBRARIANS},
        "mechanism": {"read": _EVERYBODY | {PUBLIC_ROLE}, "create": _LIBRARIANS, "amend": _LIBRARIANS},
        "opportunity": {
            "read": _EVERYBODY | {PUBLIC_ROLE},
            "create": _LIBRARIANS,
            "amend": _LIBRARIANS,
            "publish": _PUBLISHERS,
            "withdraw": _PUBLISHERS,
        },
        "plan": {
            "read": _READERS | _LIBRARIANS,
            "create": _CASEWORK | _LIBRARIANS,
            "amend": _CASEWORK | _LIBRARIANS,
        },
        "calendar_feed": {"read": _STAFF, "manage": _STAFF},
        "body": {
            "read": _EVERYBODY | {PUBLIC_ROLE},
            "create": _LIBRARIANS,
            "amend": _LIBRARIANS,
            "publish": _PUBLISHERS,
            "withdraw": _PUBLISHERS,
        },
        "event": {"read": _STAFF | {"partner_reader", PUBLIC_ROLE}},
        "planning": {"read": _EVENTS | {"case_officer"}, "write": _EVENTS, "sign_off": _EVENTS, "publish": _EVENTS},
        "registration": {"read": _EVENTS, "manage": _EVENTS, "vouch": _EVENTS | {"case_officer", "partner_reader"}},
        "participation": {"read": _STAFF | {"partner_reader", PUBLIC_ROLE}, "write": _STAFF | {"partner_reader", PUBLIC_ROLE}},
        "search": {"read": _EVERYBODY | {PUBLIC_ROLE}},
        "saved_search": {"manage": _STAFF | {"partner_reader"}},
        "organisation": {"read": _EVERYBODY, "amend": frozenset({"admin"}), "manage": frozenset({"operator"})},
        "membership": {"read": _STAFF, "manage": frozenset({"admin"})},
        "invitation": {"manage": frozenset({"admin"})},
        "session": {"read": _EVERYBODY, "end": _EVERYBODY},
        "api_client": {"read": frozenset({"admin"}), "manage": frozenset({"admin"})},
        "sharing_group": {"read": _READERS | {"admin"}, "manage": frozenset({"admin", "coordinator"})},
        "stream": {"read": _READERS | {"events_manager", "librarian", "partner_reader"}},
        "subscription": {"manage": frozenset({"admin", "coordinator", "partner_reader"})},
        "audit": {"read": frozenset({"auditor"})},
    }
)

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "case": "cases",
        "verification": "cases",
        "risk": "cases",
        "alert": "alerts",
        "recall": "alerts",
        **dict.fromkeys(
            (
                "principle",
                "instrument",
                "draft",
                "work",
                "passage",
                "citation",
                "training",
                "reference",
                "mechanism",
                "opportunity",
                "plan",
                "calendar_feed",
                "body",
            ),
            "library",
        ),
        "event": "events",
        "planning": "events",
        "registration": "events",
        "participation": "events",
        "search": "search",
        "saved_search": "saved_searches",
        "organisation": "members",
        "membership": "members",
        "invitation": "members",
        "session": "sessions",
        "api_client": "members",
        "sharing_group": "members",
        "stream": "streams",
        "subscription": "subscriptions",
        "audit": "audit",
    }
)
"""Kind to the first half of the scope a client needs."""

GRANTABLE_SCOPES = (
    "cases:read",
    "cases:write",
    "alerts:read",
    "alerts:write",
    "events:read",
    "events:write",
    "library:read",
    "library:write",
    "search:read",
    "streams:read",
    "subscriptions:manage",
    "members:manage",
    "audit:read",
)
"""Scopes an API client can be given; sessions and saved searches belong to persons and have none."""

_ONLY_MANAGED = frozenset({"members", "subscriptions", "sessions", "saved_searches"})
_WITHOUT_SCOPE = frozenset({("organisation", "read"), ("sharing_group", "read")})


def scope_of(kind: str, verb: str) -> str | None:
    """Return the scope a client needs for `verb` on `kind`; None if its roles suffice."""
    prefix = SCOPES.get(kind, kind)
    if (kind, verb) in _WITHOUT_SCOPE:
        return None
    if prefix in _ONLY_MANAGED:
        return f"{prefix}:manage"
    return f"{prefix}:read" if verb == "read" else f"{prefix}:write"


def may(viewer: Viewer, kind: str, verb: str) -> bool:
    """Say whether `viewer` may ever `verb` a `kind`. Services may: they reach only methods marked for them and hold no token."""
    return _role_allows(viewer, kind, verb) and _scope_allows(viewer, kind, verb)


def require(viewer: Viewer, kind: str, verb: str) -> None:
    """Raise Forbidden `role-lacks-verb` or `scope-missing` unless `viewer` may `verb` a `kind`."""
    if not _role_allows(viewer, kind, verb):
        raise Forbidden("role-lacks-verb", kind=kind, verb=verb)
    if not _scope_allows(viewer, kind, verb):
        raise Forbidden("scope-missing", scope=scope_of(kind, verb))


def _role_allows(viewer: Viewer, kind: str, verb: str) -> bool:
    allowed = PERMISSIONS.get(kind, {}).get(verb, frozenset())
    if viewer.kind == "service":
        return bool(allowed)
    if viewer.kind == "public":
        return PUBLIC_ROLE in allowed
    return not allowed.isdisjoint(viewer.roles - {PUBLIC_ROLE})


def _scope_allows(viewer: Viewer, kind: str, verb: str) -> bool:
    scope = scope_of(kind, verb)
    return viewer.kind != "client" or scope is None or scope in viewer.scopes
