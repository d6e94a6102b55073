"""`havana keys`: the keys of a deployment."""

import os

import click

from chassis.settings import Settings
from havana import composition


@click.group()
def keys() -> None:
    """Make and look after the keys in HAVANA_KEYS_DIR. Whoever has that folder can read everything: keep it apart from the data."""


@keys.command()
def init() -> None:
    """Make the keys that are missing. Keys that exist are never touched."""
    made = composition.make_keys(Settings.read({"HAVANA_DATA": "var", **os.environ}, embedded=True))
    for name in made:
        click.echo(f"made {name}")
    click.echo("Keep a copy of this folder where the backups of the data are not: a lost master key is lost data.")
