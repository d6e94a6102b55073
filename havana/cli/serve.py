"""`havana serve SERVICE`: one replica of one service."""

import os

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis.settings import Settings
from havana import composition, replica


@click.command()
@click.argument("service", type=click.Choice(sorted(composition.SERVICES)))
def serve(*, service: str) -> None:
    """Run one replica of SERVICE until SIGTERM; start as many as are needed."""
    replica.run(composition.service_class(service), Settings.read(os.environ), announce=click.echo)
