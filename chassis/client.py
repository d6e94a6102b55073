"""Calls to services: many in flight on one connection, each with a deadline, none ever hangs.

The same code under gevent (gateway), eventlet (services) and threads (command line, tests): it knows neither nameko nor eventlet.
The protocol is nameko's (exchange `nameko-rpc`, `<service>.<method>`, `{"args", "kwargs"}`); context, deadline, idempotency key and
trace travel in headers.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import uuid4

from chassis.broker import Broker, Incoming, Queue, Transient, connect
from chassis.broker.port import REPLY_TO
from chassis.errors import ERRORS, HavanaError, Unavailable
from chassis.messages.envelope import HINTS
from chassis.storage import in_transaction
from chassis.tracing import child_of, current_traceparent

RPC_EXCHANGE = "nameko-rpc"
CONTEXT, DEADLINE, IDEMPOTENCY_KEY, TRACEPARENT = "havana-context", "havana-deadline", "havana-idempotency-key", "traceparent"
DEADLINE_S = 5.0
ENCODER = json.JSONEncoder(default=str)
"""How requests and replies are written: what JSON does not know goes as its text."""
LOOK_EVERY_S = 0.5
LOOKED = "look:"

Context = Callable[[], str]
OnHint = Callable[[str, dict[str, Any]], None]


def presence_of(service: str) -> str:
    """Return the routing key that reaches somebody as long as one replica of `service` is connected."""
    return f"here.{service}"


class Call(NamedTuple):
    """A call that is made together with others (`gather`)."""

    service: str
    method: str
    request: Mapping[str, Any]


class _Pending:
    """A call that waits for its reply."""

    __slots__ = ("answer", "done", "error", "service")

    def __init__(self, service: str) -> None:
        self.service = service
        self.done = threading.Lock()
        self.done.acquire()
        self.answer: Any = None
        self.error: HavanaError | None = None

    def settle(self, *, answer: Any = None, error: HavanaError | None = None) -> None:
        self.answer, self.error = answer, error
        self.done.release()


class RpcClient:
    """The caller's side. `rpc.cases.get_case(case_id=…)` or `rpc.call("cases", "get_case", {…}, context=…)`."""

    def __init__(self, broker_url: str, *, name: str = "client", context: Context | None = None, deadline_s: float = DEADLINE_S) -> None:
        """`context` gives the signed context of whoever calls when a call brings none. Connects at the first call or `start`."""
        self._url, self._name, self._context, self._deadline_s = broker_url, name, context, deadline_s
        self._starting = threading.Lock()
        self._pending: dict[str, _Pending] = {}
        self._keys = map(str, itertools.count(1))
        self._hints: list[tuple[tuple[str, ...], OnHint]] = []
        self._broker: Broker | None = None

    def hints(self, patterns: tuple[str, ...], on_hint: OnHint) -> None:
        """Call `on_hint(name, data)` for hints that match (`session.*`, `#`); before the client starts."""
        self._hints.append((patterns, on_hint))

    def start(self) -> Broker:
        """Connect, if that was not done yet, and return the connection."""
        with self._starting:
            if self._broker is None:
                self._broker = self._connected()
        return self._broker

    def close(self) -> None:
        """End the connection; calls in flight fail."""
        if self._broker is not None:
            self._broker.close()
            self._fail_all()

    def __getattr__(self, service: str) -> "_Methods":
        """Return the methods of a service."""
        if service.startswith("_"):
            raise AttributeError(service)
        return _Methods(self, service)

    def call(
        self,
        service: str,
        method: str,
        request: Mapping[str, Any],
        *,
        context: str | None = None,
        deadline_s: float | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """Return the plain JSON answer; raises the five errors.

        Unavailable: `service-unavailable` (nobody is there), `broker-unavailable` (it was not sent), `outcome-unknown` (the connection,
        or the last replica of the service, was lost after sending), `deadline-exceeded`. RuntimeError if a database transaction is open.
        """
        ends_at = time.monotonic() + (deadline_s or self._deadline_s)
        key, pending = self._send(Call(service, method, request), context, ends_at, idempotency_key)
        return self._wait(key, pending, ends_at)

    def gather(
        self, calls: Mapping[str, Call], *, context: str | None = None, deadline_s: float | None = None
    ) -> dict[str, Any | HavanaError]:
        """Make all calls at once under one deadline; return name → answer or error."""
        ends_at = time.monotonic() + (deadline_s or self._deadline_s)
        sent: dict[str, tuple[str, _Pending] | HavanaError] = {}
        for name, call in calls.items():
            try:
                sent[name] = self._send(call, context, ends_at, None)
            except HavanaError as error:
                sent[name] = error
        return {name: one if isinstance(one, HavanaError) else self._outcome(*one, ends_at) for name, one in sent.items()}

    def _connected(self) -> Broker:
        broker = connect(self._url, name=self._name)
        broker.consume(Queue(name=REPLY_TO, durable=False), self._on_reply, prefetch=0, no_ack=True)
        for patterns, on_hint in self._hints:
            queue = Queue(name=f"hints.{uuid4().hex}", exchange=HINTS, routing_keys=patterns, durable=False, exclusive=True)
            broker.consume(queue, _hint_reader(on_hint), prefetch=0, no_ack=True)
        broker.on_returned(self._on_returned)
        broker.on_lost(self._fail_all)
        broker.on_blocked(self._fail_all)
        broker.start()
        broker.wait_ready(self._deadline_s)
        return broker

    def _send(self, call: Call, context: str | None, ends_at: float, idempotency_key: str | None) -> tuple[str, _Pending]:
        if in_transaction():
            raise RuntimeError(f"{call.service}.{call.method} is called while a transaction is open")
        broker = self._broker or self.start()
        left_s = ends_at - time.monotonic()
        key, pending = next(self._keys), _Pending(call.service)
        self._pending[key] = pending
        try:
            broker.send(self._transient(call, key, self._headers(context, left_s, idempotency_key), left_s), timeout_s=left_s)
        except BaseException:
            self._pending.pop(key, None)
            raise
        return key, pending

    def _headers(self, context: str | None, left_s: float, idempotency_key: str | None) -> dict[str, str]:
        headers = {DEADLINE: str(int((time.time() + left_s) * 1000)), TRACEPARENT: child_of(current_traceparent())}
        if token := context or (self._context() if self._context else None):
            headers[CONTEXT] = token
        if idempotency_key:
            headers[IDEMPOTENCY_KEY] = idempotency_key
        return headers

    @staticmethod
    def _transient(call: Call, key: str, headers: Mapping[str, str], left_s: float) -> Transient:
        return Transient(
            exchange=RPC_EXCHANGE,
            routing_key=f"{call.service}.{call.method}",
            body=ENCODER.encode({"args": [], "kwargs": dict(call.request)}).encode(),
            headers=headers,
            correlation_id=key,
            reply_to=REPLY_TO,
            expires_s=left_s,
            mandatory=True,
        )

    def _wait(self, key: str, pending: _Pending, ends_at: float) -> Any:
        outcome = self._outcome(key, pending, ends_at)
        if isinstance(outcome, HavanaError):
            raise outcome
        return outcome

    def _outcome(self, key: str, pending: _Pending, ends_at: float) -> Any | HavanaError:
        while not pending.done.acquire(timeout=max(0.0, min(LOOK_EVERY_S, ends_at - time.monotonic()))):
            if time.monotonic() < ends_at:
                self._look_for(pending.service, key)
            elif self._pending.pop(key, None) is not None:
                return Unavailable("deadline-exceeded", retry_after_s=1)
            else:  # it is being settled at this moment
                pending.done.acquire()
                break
        return pending.error or pending.answer

    def _look_for(self, service: str, key: str) -> None:
        """Ask whether anybody is left who could answer; if not, what was asked comes back (`_on_returned`)."""
        question = Transient(
            exchange=RPC_EXCHANGE,
            routing_key=presence_of(service),
            body=b"",
            correlation_id=LOOKED + key,
            expires_s=LOOK_EVERY_S,
            mandatory=True,
        )
        with suppress(Unavailable):  # whoever waits on a connection that is lost is told so
            self.start().send(question, timeout_s=LOOK_EVERY_S)

    def _settle(self, key: str, *, answer: Any = None, error: HavanaError | None = None) -> None:
        if (pending := self._pending.pop(key, None)) is not None:
            pending.settle(answer=answer, error=error)

    def _on_reply(self, incoming: Incoming) -> None:
        try:
            reply = json.loads(incoming.body)
            error = _raised(reply["error"])
        except (ValueError, KeyError, TypeError):
            reply, error = {}, Unavailable("reply-unreadable")
        self._settle(incoming.correlation_id, answer=reply.get("result"), error=error)

    def _on_returned(self, key: str) -> None:
        code = "outcome-unknown" if key.startswith(LOOKED) else "service-unavailable"
        self._settle(key.removeprefix(LOOKED), error=Unavailable(code, retry_after_s=2))

    def _fail_all(self) -> None:
        for key in list(self._pending):
            self._settle(key, error=Unavailable("outcome-unknown", retry_after_s=1))


class _Methods:
    """`rpc.cases.get_case(case_id=…)`."""

    __slots__ = ("_client", "_service")

    def __init__(self, client: RpcClient, service: str) -> None:
        self._client, self._service = client, service

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return lambda **request: self._client.call(self._service, method, request)


def _raised(error: Mapping[str, Any] | None) -> HavanaError | None:
    """Return what the service raised, as the same error here."""
    if error is None:
        return None
    kinds = {kind.__name__: kind for kind in ERRORS.values()}
    kind = kinds.get(str(error["exc_type"]))
    return kind(*error["exc_args"]) if kind else Unavailable("failed")


def _hint_reader(on_hint: OnHint) -> Callable[[Incoming], None]:
    def read(incoming: Incoming) -> None:
        try:
            data = json.loads(incoming.body)
        except ValueError:
            return
        on_hint(incoming.routing_key, data)

    return read
