"""`havana up`: the embedded platform."""

import os

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis.errors import HavanaError
from chassis.settings import Settings
from havana import embedded


@click.command()
def up() -> None:
    """Run the whole platform in this process, until Ctrl-C or SIGTERM."""
    try:
        settings = Settings.read(os.environ, embedded=True).prepared()
        embedded.run(settings, announce=click.echo)
    except HavanaError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} (HAVANA_HOST, HAVANA_PORT): {error.strerror}"
        ) from error
