"""`havana demo`: the sample deployment."""

import os
import shutil

import click

from chassis.settings import Settings
from havana import data_folder
from havana.demo import FILE


@click.group()
def demo() -> None:
    """Look after the sample deployment that `havana up --demo` writes."""


@demo.command()
def reset() -> None:
    """Delete the data folder of a sample deployment, so that `havana up --demo` begins anew. Refuses any other data."""
    settings = Settings.read(os.environ, embedded=True)
    if not settings.data.exists():
        return
    if not (settings.data / FILE).exists():
        raise click.ClickException(f"{settings.data} holds no sample deployment (no {FILE}); nothing was deleted")
    with data_folder.claimed(settings.data):
        shutil.rmtree(settings.data)
    click.echo(f"{settings.data} was deleted.")
