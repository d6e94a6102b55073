"""Calls from a request to the services: the caller's context, one deadline, the idempotency key."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from chassis.client import Call
from chassis.errors import HavanaError, Invalid
from gateway import auth
from gateway.state import gateway

IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9._~:-]{1,200}\Z")


def call(service: str, method: str, question: Mapping[str, Any], *, public: bool = False, key: str | None = None) -> Any:
    """Ask one service as the caller, or as the public whoever asks; raises the five errors.

    `key`: the idempotency key; without one, that of the request's header.
    """
    here = gateway()
    who = here.callers.find(auth.NOBODY) if public else auth.caller()
    return here.rpc.call(
        service, method, question, context=who.context, deadline_s=here.settings.rpc_timeout_s, idempotency_key=key or idempotency_key()
    )


def ask_together(questions: Mapping[str, Call]) -> Mapping[str, Any | HavanaError]:
    """Ask several services in parallel under one deadline; an answer that did not come is the error in its place."""
    here = gateway()
    return here.rpc.gather(questions, context=auth.caller().context, deadline_s=here.settings.rpc_timeout_s)


def idempotency_key() -> str | None:
    """Return the `Idempotency-Key` of a POST; Invalid if it cannot be one."""
    given = request.headers.get("Idempotency-Key")
    if given is None or request.method != "POST":
        return None
    if not IDEMPOTENCY_KEY.match(given):
        raise Invalid("idempotency-key-invalid", max=200)
    return given
