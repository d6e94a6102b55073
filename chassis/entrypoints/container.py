"""A service as nameko runs it: its container holds the workers, ours is the one entrypoint that takes calls from the broker port.

nameko's own consumer shares one connection and channel among everything, confirms replies and waits without end; the port does
not. What remains of nameko is what it is good at: a bounded pool of workers with their life cycle and dependencies.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import eventlet
from nameko.containers import ServiceContainer, WorkerContext
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from chassis.broker import Broker, Incoming, Queue
from chassis.client import RPC_EXCHANGE, presence_of
from chassis.entrypoints.answer import answer
from chassis.entrypoints.service import Service
from chassis.errors import Unavailable

QUEUE_LIFE_S = 10.0
SEND_S = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 10.0
"""Before a container is followed by the next: at first so short that whoever waits for an answer still gets it."""
WELL_S = 60.0
"""A container that has worked for so long is followed at once again."""

log = logging.getLogger(__name__)


class Calls(Entrypoint):
    """Takes the calls of one service from the broker and has a worker answer each."""

    def __init__(self, broker: Broker, name: str, **settings: Any) -> None:
        """Read `rpc-<name>` on `broker`, which is started and closed by whoever made it."""
        self.broker, self.name = broker, name
        super().__init__(**settings)

    def setup(self) -> None:
        """Name the queues before the connection opens: the one that replicas share, and one that dies with this connection.

        By the second a caller finds out whether anybody is left: the first lives on for a while, so that a restart loses no call.
        """
        keys = (f"{self.name}.*",)
        queue = Queue(name=f"rpc-{self.name}", exchange=RPC_EXCHANGE, routing_keys=keys, durable=False, expires_s=QUEUE_LIFE_S)
        self.broker.consume(queue, self.take, prefetch=self.container.max_workers)
        presence = f"here.{self.name}.{uuid4().hex}"
        keys = (presence_of(self.name),)
        queue = Queue(name=presence, exchange=RPC_EXCHANGE, routing_keys=keys, durable=False, exclusive=True)
        self.broker.consume(queue, _forget, prefetch=0, no_ack=True)

    def start(self) -> None:
        """Open the connection."""
        self.broker.start()

    def stop(self) -> None:
        """Take no more calls; the container then waits for those at hand."""
        self.broker.stop_consuming()

    def kill(self) -> None:
        """Take no more calls: the container dies, and its workers with it. Their calls go back once the connection is closed."""
        self.broker.stop_consuming()

    def take(self, incoming: Incoming) -> None:
        """Have a worker answer a call.

        In one process it is often a worker that brings the next call, by acknowledging its own. It must end first: the pool,
        full as it is, would have it answer that call too, inside of its own, and so on until the stack is full.
        """
        if self.container.is_worker(eventlet.getcurrent()):
            eventlet.spawn_n(self._answer, incoming)
        else:
            self._answer(incoming)

    def _answer(self, incoming: Incoming) -> None:
        with suppress(ContainerBeingKilled):  # it goes back with the connection
            self.container.spawn_worker(self, (incoming,), {}, context_data={}, handle_result=self._handled(incoming))

    def _handled(self, incoming: Incoming) -> Callable[..., tuple[Any, Any]]:
        def handle_result(_context: WorkerContext, reply: Any, exc_info: Any) -> tuple[Any, Any]:
            try:
                if reply is None:
                    self.broker.ack(incoming.tag)
                else:
                    self.broker.send(reply, timeout_s=SEND_S, answers=incoming.tag)
            except Unavailable:
                log.info("reply.unsent")  # the caller's connection is lost as well, and has told it
            return None, exc_info

        return handle_result


class Container(ServiceContainer):
    """nameko's container without the stack of calls and the dozen times that it keeps for the log: they cost as much as a call."""

    def is_worker(self, greenlet: Any) -> bool:
        """Say whether this is one of the workers."""
        return greenlet in self._worker_pool.coroutines_running

    def _run_worker(self, worker_ctx: WorkerContext, handle_result: Callable[..., tuple[Any, Any]]) -> None:
        """End the container at what nobody expected, as nameko does, but let eventlet print nothing: what an error says may be a record."""
        try:
            self._work(worker_ctx, handle_result)
        except Exception:  # noqa: BLE001 - whoever waits for the container logs it
            eventlet.spawn_n(self.kill, sys.exc_info())

    def _work(self, worker_ctx: WorkerContext, handle_result: Callable[..., tuple[Any, Any]]) -> None:
        """Do what nameko does, in its order."""
        self._inject_dependencies(worker_ctx)
        self._worker_setup(worker_ctx)
        result = exc_info = None
        try:
            result = getattr(worker_ctx.service, worker_ctx.entrypoint.method_name)(*worker_ctx.args, **worker_ctx.kwargs)
        except Exception:
            log.exception("worker.failed", extra={"service": self.service_name})
            exc_info = sys.exc_info()
        result, exc_info = handle_result(worker_ctx, result, exc_info)
        self._worker_result(worker_ctx, result, exc_info)
        del exc_info  # or its frames would be kept until the garbage collector comes
        self._worker_teardown(worker_ctx)


class Containers:
    """Has the calls of a service answered, by one container after another: one that dies is followed by a fresh one.

    nameko ends a container with all its workers at any error that it did not expect, and leaves the rest to whoever runs it. What
    was in flight goes back to the queue with the connection; the next one answers it, or another replica.
    """

    def __init__(self, service: Service, connected: Callable[[], Broker], *, max_workers: int) -> None:
        """`connected` gives each container a connection of its own, which is started and closed here."""
        self._service, self._connected, self._max_workers = service, connected, max_workers
        self._stopping, self._starting = threading.Event(), threading.Lock()
        self._broker, self.current = self._next()

    def start(self) -> None:
        """Begin to take calls."""
        self.current.start()

    def run(self) -> None:
        """Follow each container that dies by the next, after a pause that grows while they die young; until `stop`."""
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            began_at = time.monotonic()
            self._await_end()
            if time.monotonic() - began_at > WELL_S:
                pause_s = FIRST_PAUSE_S
            if not self._stopping.wait(pause_s):
                self._replace()
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until calls are taken; say whether they are. While there is no container they are not."""
        return self._broker.wait_ready(timeout_s) and bool(self.current.started)

    def stop(self) -> None:
        """Take no more calls, and return once those at hand are answered."""
        self._stopping.set()
        with self._starting:
            self.current.stop()

    def close(self) -> None:
        """End the connection."""
        self._broker.close()

    def _next(self) -> tuple[Broker, ServiceContainer]:
        broker = self._connected()
        return broker, container_of(self._service, broker, max_workers=self._max_workers)

    def _await_end(self) -> None:
        try:
            self.current.wait()
        except Exception:
            log.exception("container.died", extra={"service": self._service.name})
            self._broker.close()

    def _replace(self) -> None:
        with self._starting:
            if not self._stopping.is_set():
                self._broker, self.current = self._next()
                self.current.start()
                log.warning("container.replaced", extra={"service": self._service.name})


def _forget(_question: Incoming) -> None:
    """A caller looked whether somebody is here; that its question arrived is the answer."""


def container_of(service: Service, broker: Broker, *, max_workers: int) -> ServiceContainer:
    """Return the container in which `service` answers calls from `broker`."""

    def answered(_self: Any, incoming: Incoming) -> Any:
        return answer(service, incoming)

    answered.nameko_entrypoints = {Calls(broker, service.name)}  # type: ignore[attr-defined]  # how nameko finds them
    served = type(type(service).__name__, (), {"name": service.name, "answer": answered})
    return Container(served, {"max_workers": max_workers})
