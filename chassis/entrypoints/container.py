"""A service as nameko runs it: its container holds the workers, ours is the one entrypoint that takes calls from the broker port.

nameko's own consumer shares one connection and channel among everything, confirms replies and waits without end; the port does
not. What remains of nameko is what it is good at: a bounded pool of workers with their life cycle and dependencies.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import eventlet
from nameko.containers import ServiceContainer, WorkerContext
from nameko.extensions import Entrypoint

from chassis.broker import Broker, Incoming, Queue
from chassis.client import RPC_EXCHANGE, presence_of
from chassis.entrypoints.answer import answer
from chassis.entrypoints.service import Service
from chassis.errors import Unavailable

QUEUE_LIFE_S = 10.0
SEND_S = 5.0

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


def _forget(_question: Incoming) -> None:
    """A caller looked whether somebody is here; that its question arrived is the answer."""


def container_of(service: Service, broker: Broker, *, max_workers: int) -> ServiceContainer:
    """Return the container in which `service` answers calls from `broker`."""

    def answered(_self: Any, incoming: Incoming) -> Any:
        return answer(service, incoming)

    answered.nameko_entrypoints = {Calls(broker, service.name)}  # type: ignore[attr-defined]  # how nameko finds them
    served = type(type(service).__name__, (), {"name": service.name, "answer": answered})
    return Container(served, {"max_workers": max_workers})
