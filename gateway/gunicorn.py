"""The gateway under gunicorn with gevent workers: `gunicorn --config python:gateway.gunicorn`.

Each worker makes its own application and its own client, after gevent has patched the process.
"""

import os
import shutil
import tempfile
import threading
import time
from typing import Any

from flask import Flask
from gunicorn.glogging import Logger

from chassis import logs
from chassis.settings import Settings

WATCH_S = 0.1
BESIDE_STREAMS = 512
COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"

_settings = Settings.read(os.environ)
if _settings.metrics_port and COUNTED_IN not in os.environ:  # before anything counts: workers count in files, the master adds them up
    os.environ[COUNTED_IN] = tempfile.mkdtemp(prefix="havana-metrics-")

wsgi_app = "gateway.gunicorn:application()"
bind = [f"{_settings.host}:{_settings.port}"]
worker_class = "gevent"
# more than the streams it promises: who comes too late gets 503, not silence
worker_connections = _settings.max_streams + BESIDE_STREAMS
graceful_timeout = int(_settings.drain_timeout_s)
timeout = 60
keepalive = 5
backlog = 2048
limit_request_line = 8190
limit_request_fields = 60
control_socket_disable = True  # gunicorn's own; signals do what we need, and there is no home to put it in
# no access log: addresses of requests say who looked at what; metrics count instead
accesslog = None
loglevel = _settings.log_level


class Log(Logger):
    """gunicorn's own log, written as every other part of the process writes."""

    def setup(self, cfg: Any) -> None:
        """Hand everything to the handlers of the process; gunicorn's would show addresses of requests."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        logs.to_stderr(_settings.log_level, process="gateway")


logger_class = Log


def application() -> Flask:
    """Return the application of one worker, tied to the broker and listening for hints."""
    import gevent  # noqa: PLC0415  # in the worker, never in the process that forks it

    from chassis import offload  # noqa: PLC0415
    from chassis.client import RpcClient  # noqa: PLC0415
    from gateway import app as gateway_app  # noqa: PLC0415

    offload.install(lambda call, *args: gevent.get_hub().threadpool.apply(call, args))
    rpc = RpcClient(_settings.broker_url, name="gateway", deadline_s=_settings.rpc_timeout_s)
    app = gateway_app.create_app(_settings, rpc)
    rpc.hints(gateway_app.HINTS, lambda kind, data: gateway_app.on_hint(app, kind, data))
    return app


def when_ready(_server: Any) -> None:
    """Answer on `HAVANA_METRICS_PORT`, in the master, with what all workers counted together."""
    if _settings.metrics_port:
        from prometheus_client import CollectorRegistry, multiprocess, start_http_server  # noqa: PLC0415  # reads the variable above

        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        start_http_server(_settings.metrics_port, addr=_settings.host, registry=registry)


def post_worker_init(worker: Any) -> None:
    """Watch the worker: how late its hub wakes, and its end. gunicorn's own hooks run only after its streams ended."""
    threading.Thread(target=_watch, args=(worker,), daemon=True).start()


def child_exit(_server: Any, worker: Any) -> None:
    """Forget what a worker that is gone showed of itself; what it counted stays."""
    if _settings.metrics_port:
        from prometheus_client import multiprocess  # noqa: PLC0415

        multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    if _settings.metrics_port:
        shutil.rmtree(os.environ[COUNTED_IN], ignore_errors=True)


def _watch(worker: Any) -> None:
    from chassis import metrics  # noqa: PLC0415
    from gateway import app as gateway_app  # noqa: PLC0415

    while worker.alive:
        asked_at = time.monotonic()
        time.sleep(WATCH_S)
        metrics.hub_lag_seconds.labels("gateway").set(max(0.0, time.monotonic() - asked_at - WATCH_S))
    gateway_app.end(worker.wsgi)
