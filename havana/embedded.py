"""The whole platform in one process: `havana up`."""

import json
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import eventlet
import eventlet.wsgi
from eventlet.green import socket

from chassis.settings import Settings
from havana import data_folder

# eventlet's own limit of 1,024 is less than the streams that one site promises to hold open.
MAX_CONNECTIONS = 10_000


def run(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve the platform until SIGINT or SIGTERM. Raises Conflict when the data folder is in use, OSError when the port is."""
    with data_folder.claimed(settings.data):
        serve(health, settings, announce=announce)


def serve(application: WSGIApplication, settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve `application` until SIGINT or SIGTERM, then let the requests in flight end."""
    listener = eventlet.listen((settings.host, settings.port))
    with stop_signals() as wait_for_stop:
        server = eventlet.spawn(eventlet.wsgi.server, listener, application, log_output=False, max_size=MAX_CONNECTIONS)
        announce(f"Havana answers on http://{settings.host}:{settings.port}; Ctrl-C ends it.")
        wait_for_stop()
        server.kill(SystemExit)  # eventlet's way to take no more connections
        listener.close()
        server.wait()  # until the last request has its answer
        announce("Havana has ended.")


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


def health(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer `/health/live` and `/health/ready`; nothing else is here."""
    answers = {"/health/live": {"status": "live"}, "/health/ready": {"status": "ready"}}
    body = answers.get(environ["PATH_INFO"])
    status = HTTPStatus.OK if body else HTTPStatus.NOT_FOUND
    start_response(f"{status.value} {status.phrase}", [("Content-Type", "application/json")])
    return [json.dumps(body or {"status": status.phrase}).encode()]
