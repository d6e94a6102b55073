"""The gateway under gunicorn with gevent workers: `gunicorn --config python:gateway.gunicorn`.

Each worker makes its own application and its own client, after gevent has patched the process.
"""

import os
import threading
import time
from typing import Any

from flask import Flask
from gunicorn.glogging import Logger

from chassis import logs
from chassis.settings import Settings
from gateway import app as gateway_app

WATCH_S = 0.1
BESIDE_STREAMS = 512

_settings = Settings.read(os.environ)

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
    from chassis.client import RpcClient  # noqa: PLC0415  # made in the worker, never in the process that forks it

    rpc = RpcClient(_settings.broker_url, name="gateway", deadline_s=_settings.rpc_timeout_s)
    app = gateway_app.create_app(_settings, rpc)
    rpc.hints(gateway_app.HINTS, lambda kind, data: gateway_app.on_hint(app, kind, data))
    return app


def post_worker_init(worker: Any) -> None:
    """Watch the worker: its streams are told when it begins to stop. gunicorn's own hooks run only after they ended."""
    threading.Thread(target=_end_with, args=(worker,), daemon=True).start()


def _end_with(worker: Any) -> None:
    while worker.alive:
        time.sleep(WATCH_S)
    gateway_app.end(worker.wsgi)
