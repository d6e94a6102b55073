"""From a request on the wire to its reply: body, deadline, context, `dispatch`, and the errors as nameko's protocol carries them."""

import json
import logging
import time
from typing import Any

from chassis import metrics, tracing
from chassis.broker import Incoming, Transient
from chassis.client import CONTEXT, DEADLINE, ENCODER, IDEMPOTENCY_KEY, RPC_EXCHANGE, TRACEPARENT
from chassis.contexts import Viewer, verify
from chassis.entrypoints.rpc import dispatch
from chassis.entrypoints.service import Service
from chassis.errors import HavanaError, Invalid, Unavailable

log = logging.getLogger(__name__)


def answer(service: Service, incoming: Incoming) -> Transient | None:
    """Return the reply to a request; None if whoever asked has given up or wants none."""
    method = _method(incoming) if _method(incoming) in service.methods else "unknown"
    if _given_up(incoming):
        metrics.calls_of(service.name, method, "expired").inc()
        return None
    started = time.perf_counter()
    result, error = None, None
    with tracing.span(incoming.headers.get(TRACEPARENT)):
        try:
            result = _dispatched(service, incoming)
        except HavanaError as known:
            error = known
        except Exception:
            log.exception("call.failed", extra={"service": service.name, "method": method})
            error = Unavailable("failed")
    outcome = error.kind if error else "ok"
    metrics.calls_of(service.name, method, outcome).inc()
    metrics.call_seconds_of(service.name, method).observe(time.perf_counter() - started)
    return _reply(incoming, result, error) if incoming.reply_to else None


def _given_up(incoming: Incoming) -> bool:
    try:
        return float(incoming.headers[DEADLINE]) / 1000 < time.time()
    except (KeyError, TypeError, ValueError):
        return False


def _method(incoming: Incoming) -> str:
    return incoming.routing_key.rpartition(".")[2]


def _dispatched(service: Service, incoming: Incoming) -> Any:
    request = _request(incoming)
    token = incoming.headers.get(CONTEXT)
    viewer: Viewer | None = verify(str(token), service.keyring.public, service.now()) if token else None
    key = incoming.headers.get(IDEMPOTENCY_KEY)
    return dispatch(service, _method(incoming), viewer, request, idempotency_key=str(key) if key else None)


def _request(incoming: Incoming) -> dict[str, Any]:
    try:
        body = json.loads(incoming.body)
        args, kwargs = body["args"], body["kwargs"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("request-unreadable") from error
    if args or not isinstance(kwargs, dict):
        raise Invalid("request-unreadable")
    return kwargs


def _reply(incoming: Incoming, result: Any, error: HavanaError | None) -> Transient:
    body = {"result": result, "error": None if error is None else _wire(error)}
    direct = incoming.reply_to.startswith("amq.rabbitmq.reply-to")
    return Transient(
        exchange="" if direct else RPC_EXCHANGE,
        routing_key=incoming.reply_to,
        body=ENCODER.encode(body).encode(),
        correlation_id=incoming.correlation_id,
    )


def _wire(error: HavanaError) -> dict[str, Any]:
    name = type(error).__name__
    return {"exc_type": name, "exc_path": f"chassis.errors.{name}", "exc_args": list(error.args), "value": str(error)}
