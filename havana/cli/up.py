"""`havana up`: the embedded platform."""

import logging
import os
import sys

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis import logs
from chassis.client import RpcClient
from chassis.settings import Settings
from havana import demo, embedded
from havana.cli.greeting import greeting

log = logging.getLogger(__name__)
LOG_FILE = "havana.log"


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Write the sample deployment first, unless it is there already.")
def up(*, with_demo: bool) -> None:
    """Run the whole platform in this process, until Ctrl-C or SIGTERM."""

    def tell_demo(rpc: RpcClient) -> None:
        if with_demo:
            click.echo(greeting(demo.write(rpc, settings, url=url)))

    settings = Settings.read(os.environ, embedded=True).prepared()
    _write_logs(settings)
    url = settings.address
    try:
        log.info("site.starts")
        embedded.run(settings, announce=click.echo, then=tell_demo)
        log.info("site.ended")
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} (HAVANA_HOST, HAVANA_PORT): {error.strerror}"
        ) from error


def _write_logs(settings: Settings) -> None:
    """At a terminal, keep the lines of the log in the data folder and show warnings; elsewhere, give all of them to who collects them."""
    if sys.stderr.isatty():
        file = settings.data / LOG_FILE
        logs.to_file(settings.log_level, process="havana", file=file)
        click.echo(f"What happens is written to {file}.")
    else:
        logs.to_stderr(settings.log_level, process="havana")
