"""Writes the sample deployment into a running site, and `demo.json` for scripts."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from chassis.client import RpcClient
from chassis.settings import Settings
from chassis.values import utcnow
from havana.control import Operator
from havana.demo import shelf, story
from havana.demo.people import ORGANISATIONS, PASSWORD, Member, Organisation

FILE = "demo.json"
DEADLINE_S = 30.0
KEY_LIFE = timedelta(days=365)

Ask = Callable[..., Any]
"""(service, method, **request) → answer, as one caller."""


def write(rpc: RpcClient, settings: Settings, *, url: str) -> dict[str, Any]:
    """Return what `demo.json` holds; a site that has it keeps its data. Otherwise write the deployment first."""
    path = settings.data / FILE
    if path.exists():
        known: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return known
    operator = Operator(rpc, settings)
    ids = {
        one.key: operator.ask("directory", "create_organisation", name=one.name, kind=one.kind, country=one.country)["id"]
        for one in ORGANISATIONS
    }
    for one in ORGANISATIONS:
        for member in one.members:
            _join(rpc, operator.acting_for(ids[one.key]), member)

    sessions: list[tuple[Ask, str]] = []

    def as_member(email: str) -> Ask:
        signed_in = rpc.call("directory", "sign_in", {"email": email, "password": PASSWORD}, deadline_s=DEADLINE_S)
        ask = asking(rpc, signed_in["context"])
        sessions.append((ask, signed_in["session_id"]))
        return ask

    story.tell(as_member, ids)
    shelf.fill(as_member("librarian@lead.example"))
    written = {"url": url, "accounts": _accounts(), "api_clients": _clients(as_member)}
    for ask, session_id in sessions:
        ask("directory", "end_session", session_id=session_id)
    _save(path, written)
    return written


def asking(rpc: RpcClient, context: str) -> Ask:
    """Return the way to every service for the holder of `context`."""

    def ask(service: str, name: str, /, **request: Any) -> Any:
        return rpc.call(service, name, request, context=context, deadline_s=DEADLINE_S)

    return ask


def _join(rpc: RpcClient, operator: Operator, member: Member) -> None:
    email, name, roles = member
    link = operator.ask("directory", "invite_member", email=email, roles=list(roles))
    rpc.call("directory", "accept_link", {"token": link["token"], "name": name, "password": PASSWORD}, deadline_s=DEADLINE_S)


def _accounts() -> list[dict[str, Any]]:
    return [
        {"email": email, "password": PASSWORD, "organisation": one.name, "roles": list(roles)}
        for one in ORGANISATIONS
        for email, _name, roles in one.members
    ]


def _clients(as_member: Callable[[str], Ask]) -> list[dict[str, Any]]:
    return [client for one in ORGANISATIONS for client in _clients_of(one, as_member)]


def _clients_of(one: Organisation, as_member: Callable[[str], Ask]) -> list[dict[str, Any]]:
    admin = as_member(next(email for email, _name, roles in one.members if "admin" in roles))
    expires_at = (utcnow() + KEY_LIFE).isoformat()
    made = []
    for name, roles, scopes in one.clients:
        client = admin("directory", "create_api_client", name=name, roles=list(roles), scopes=list(scopes), expires_at=expires_at)
        made.append({"organisation": one.name, "name": name, "key": client["key"], "scopes": list(scopes), "roles": list(roles)})
    return made


def _save(path: Path, written: dict[str, Any]) -> None:
    """Write the file for its owner alone, whole or not at all."""
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(written, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
