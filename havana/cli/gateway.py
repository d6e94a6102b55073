"""`havana gateway`: the HTTP side under gunicorn with gevent workers."""

import os
import sys

import click


@click.command()
@click.option("--workers", default=1, show_default=True, help="Processes that share the port.")
def gateway(*, workers: int) -> None:
    """Answer HTTP on HAVANA_HOST and HAVANA_PORT until SIGTERM."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:gateway.gunicorn", "--workers", str(workers)]
    os.execv(sys.executable, command)  # noqa: S606 - gunicorn takes the place of this process, and its signals
