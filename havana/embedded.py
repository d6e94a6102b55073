"""The whole platform in one process: `havana up`. Every service, the gateway and the broker share one eventlet hub."""

import logging
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import eventlet
import eventlet.tpool
import eventlet.wsgi
from eventlet.green import socket

from chassis import offload
from chassis.client import RpcClient
from chassis.entrypoints.process import ServiceProcess
from chassis.errors import Unavailable, code_of
from chassis.settings import Settings
from gateway import app as gateway
from havana import composition, data_folder, probes
from havana.control import server as control
from havana.listener import Listener
from havana.protocol import Protocol, closing

# eventlet's own limit of 1,024 is less than the streams that one site promises to hold open.
MAX_CONNECTIONS = 10_000
# Whoever followed a stream comes back at once after a restart; who finds no room here waits for seconds before it tries again.
WAITING_CONNECTIONS = 2_048
READY_S = 30.0
PATIENCE_S = 5.0
"""A command of the operator may just now have the services running by itself."""
# Nobody holds a connection by sending nothing; streams have their own limit for readers that take nothing.
SILENCE_S = 60.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
"""Before services that could not be compared with their readers are compared again."""

log = logging.getLogger(__name__)


def run(settings: Settings, *, announce: Callable[[str], None], then: Callable[[RpcClient], None] = lambda _rpc: None) -> None:
    """Serve the platform until SIGINT or SIGTERM; `then(rpc)` runs once the services answer, before the first request.

    Raises Conflict when the data folder is in use, OSError when the port is.
    """
    address = f"http://{settings.host}:{settings.port}"
    with data_folder.claimed(settings.data, patience_s=PATIENCE_S, address=address):
        listener = eventlet.listen((settings.host, settings.port), backlog=WAITING_CONNECTIONS)
        with working(settings) as (processes, rpc):
            app = gateway.create_app(settings, rpc)
            rpc.hints(("#",), lambda name, data: gateway.on_hint(app, name, data))
            rpc.start()
            then(rpc)
            probes.offer(settings, processes, name="havana")
            with sending_again(processes), control.listening(settings.data, rpc, drain_timeout_s=settings.drain_timeout_s):
                serve(app, settings, listener, announce=announce, ending=lambda: gateway.end(app))


@contextmanager
def working(settings: Settings) -> Iterator[tuple[list[ServiceProcess], RpcClient]]:
    """Run every service on the data folder that this process has claimed; give them, and a client without an identity."""
    offload.install(eventlet.tpool.execute)
    composition.make_keys(settings)
    with running_services(settings) as processes, calling(settings) as rpc:
        yield processes, rpc


@contextmanager
def running_services(settings: Settings) -> Iterator[list[ServiceProcess]]:
    """Start every service in this process; drain them in the end, those first that others do not call."""
    processes = [ServiceProcess(composition.service_class(name), settings) for name in composition.SERVICES]
    for process in processes:
        process.prepare()
    for process in processes:
        process.start()
    if not all(process.wait_ready(READY_S) for process in processes):
        raise Unavailable("not-ready", within_s=READY_S)
    try:
        yield processes
    finally:
        for process in reversed(processes):
            process.drain()


@contextmanager
def calling(settings: Settings) -> Iterator[RpcClient]:
    """Give the gateway's client, which has no identity of its own."""
    rpc = RpcClient(settings.broker_url, name="gateway", deadline_s=settings.rpc_timeout_s)
    try:
        yield rpc
    finally:
        rpc.close()


@contextmanager
def sending_again(processes: Iterable[ServiceProcess]) -> Iterator[None]:
    """Meanwhile send readers what died in memory with the last process: its queues were no broker's."""
    ending = threading.Event()
    threading.Thread(target=send_what_was_lost, args=(processes, ending), daemon=True).start()
    try:
        yield
    finally:
        ending.set()


def send_what_was_lost(processes: Iterable[ServiceProcess], ending: threading.Event, *, pause_s: float = FIRST_PAUSE_S) -> None:
    """Compare each service with its readers and send them what they miss, again and again until that was done for all, or the end."""
    left = list(processes)
    while left and not ending.is_set():
        left = [process for process in left if not _is_compared(process, ending)]
        if left:
            ending.wait(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


def _is_compared(process: ServiceProcess, ending: threading.Event) -> bool:
    try:
        sent = sum(process.reconcile().values())
    except Exception as error:  # noqa: BLE001 - one that fails holds up no other
        if not ending.is_set():
            log.warning("reconcile.later", extra={"service": process.name, "error": code_of(error)})
        return False
    if sent:
        log.info("reconcile.sent", extra={"service": process.name, "sent": sent})
    return True


def serve(
    application: WSGIApplication,
    settings: Settings,
    listener: socket.socket,
    *,
    announce: Callable[[str], None],
    ending: Callable[[], None] = lambda: None,
) -> None:
    """Serve `application` until SIGINT or SIGTERM, then call `ending` and let the requests in flight end."""
    with stop_signals() as wait_for_stop:
        server = eventlet.spawn(
            eventlet.wsgi.server,
            Listener(listener),
            taking_turns(closing(application)),
            protocol=Protocol,
            max_size=MAX_CONNECTIONS,
            socket_timeout=SILENCE_S,
            log_output=False,
            debug=False,
        )
        announce(f"Havana answers on http://{settings.host}:{settings.port}; Ctrl-C ends it.")
        eventlet.sleep(0)  # a server that has not begun fails when it is ended
        wait_for_stop()
        server.kill(SystemExit)  # eventlet's way to take no more connections
        listener.close()
        ending()
        server.wait()  # until the last request has its answer
        announce("Havana has ended.")


def taking_turns(application: WSGIApplication) -> WSGIApplication:
    """Return the application with a turn for everybody else before each request: a busy keep-alive connection never yields."""

    def application_in_turn(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        eventlet.sleep(0)
        return application(environ, start_response)

    return application_in_turn


@contextmanager
def stop_signals() -> Iterator[Callable[[], None]]:
    """Give a function that waits for SIGINT or SIGTERM. The hub sleeps through signals; a byte on a socket wakes it."""
    receiver, sender = socket.socketpair()
    sender.settimeout(0)
    handlers = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    wakeup = signal.set_wakeup_fd(sender.fileno())
    try:
        yield lambda: receiver.recv(1)
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        receiver.close()
        sender.close()
