"""One replica of one service in a process of its own, with its health and its metrics on a port of their own."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import eventlet
import eventlet.tpool
import eventlet.wsgi
from prometheus_client import make_wsgi_app

from chassis import metrics, offload
from chassis.entrypoints.process import ServiceProcess
from chassis.entrypoints.service import Service
from chassis.settings import Settings
from havana.embedded import stop_signals

LOOK_EVERY_S = 0.25


def run(service: type[Service], settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is at hand. A broker that is away is waited for."""
    offload.install(eventlet.tpool.execute)
    process = ServiceProcess(service, settings.prepared())
    process.start()
    threading.Thread(target=watch_hub, args=(service.name,), daemon=True).start()
    if settings.metrics_port:
        listener = eventlet.listen((settings.host, settings.metrics_port))
        eventlet.spawn(eventlet.wsgi.server, listener, probes(process), log_output=False)
    with stop_signals() as wait_for_stop:
        announce(f"{service.name} runs.")
        wait_for_stop()
    process.drain()
    announce(f"{service.name} has ended.")


def watch_hub(name: str) -> None:
    """Measure how late the hub wakes whoever sleeps: what blocks it blocks everybody."""
    while True:
        asked_at = time.monotonic()
        time.sleep(LOOK_EVERY_S)
        metrics.hub_lag_seconds.labels(name).set(max(0.0, time.monotonic() - asked_at - LOOK_EVERY_S))


def probes(process: ServiceProcess) -> WSGIApplication:
    """Return `/health/live`, `/health/ready` (503 while broker or database are away) and `/metrics`."""
    exposition = make_wsgi_app()

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            exposed: Iterable[bytes] = exposition(environ, start_response)
            return exposed
        if path == "/health/live":
            return _said(start_response, "200 OK", "live")
        if path == "/health/ready":
            ready = process.wait_ready(0) and process.database_answers()
            return _said(start_response, "200 OK" if ready else "503 Service Unavailable", "ready" if ready else "missing")
        return _said(start_response, "404 Not Found", "not-found")

    return application


def _said(start_response: StartResponse, status: str, word: str) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps({"status": word}).encode()]
