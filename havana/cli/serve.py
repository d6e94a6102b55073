"""`havana serve SERVICE`: one replica of one service."""

import logging
import os

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis import logs
from chassis.settings import Settings
from havana import composition, replica

log = logging.getLogger(__name__)


@click.command()
@click.argument("service", type=click.Choice(sorted(composition.SERVICES)))
def serve(*, service: str) -> None:
    """Run one replica of SERVICE until SIGTERM; start as many as are needed."""
    settings = Settings.read(os.environ)
    logs.to_stderr(settings.log_level, process=service)
    replica.run(composition.service_class(service), settings, announce=log.info)
