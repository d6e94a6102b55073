"""What a process answers on its own port: `/health/live`, `/health/ready`, `/metrics`; and how late its hub wakes."""

import json
import threading
import time
from collections.abc import Iterable, Sequence
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import eventlet
import eventlet.wsgi
from prometheus_client import make_wsgi_app

from chassis import metrics
from chassis.entrypoints.process import ServiceProcess
from chassis.settings import Settings
from havana.listener import Listener

LOOK_EVERY_S = 0.25


def offer(settings: Settings, processes: Sequence[ServiceProcess], *, name: str) -> None:
    """Answer on `HAVANA_METRICS_PORT`, if that is set, for the services of this process; `name` it in what is measured."""
    if settings.metrics_port:
        threading.Thread(target=watch_hub, args=(name,), daemon=True).start()
        listener = eventlet.listen((settings.host, settings.metrics_port))
        eventlet.spawn(eventlet.wsgi.server, Listener(listener), probes(processes), log_output=False)


def watch_hub(name: str) -> None:
    """Measure how late the hub wakes whoever sleeps: what blocks it blocks everybody."""
    while True:
        asked_at = time.monotonic()
        time.sleep(LOOK_EVERY_S)
        metrics.hub_lag_seconds.labels(name).set(max(0.0, time.monotonic() - asked_at - LOOK_EVERY_S))


def probes(processes: Sequence[ServiceProcess]) -> WSGIApplication:
    """Return `/health/live`, `/health/ready` (503 while broker or a database are away) and `/metrics`."""
    exposition = make_wsgi_app()

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            for process in processes:
                process.measure()
            exposed: Iterable[bytes] = exposition(environ, start_response)
            return exposed
        if path == "/health/live":
            return _said(start_response, "200 OK", "live")
        if path == "/health/ready":
            ready = all(process.wait_ready(0) and process.database_answers() for process in processes)
            return _said(start_response, "200 OK" if ready else "503 Service Unavailable", "ready" if ready else "missing")
        return _said(start_response, "404 Not Found", "not-found")

    return application


def _said(start_response: StartResponse, status: str, word: str) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps({"status": word}).encode()]
