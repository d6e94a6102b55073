"""`havana migrate`: bring the databases up to date."""

import os

import click

from chassis.entrypoints.process import migrations_of
from chassis.settings import Settings
from chassis.storage import Database
from chassis.storage import migrate as revisions
from havana import composition


@click.command()
@click.argument("services", nargs=-1, type=click.Choice(sorted(composition.SERVICES)))
@click.option("--check", is_flag=True, help="Change nothing; fail if a database is behind.")
def migrate(*, services: tuple[str, ...], check: bool) -> None:
    """Apply what is missing in the databases of SERVICES (none: all). Running services go on meanwhile."""
    settings = Settings.read(os.environ, embedded="HAVANA_DATABASE_URL" not in os.environ)
    behind = [name for name in services or sorted(composition.SERVICES) if not _current(name, settings, change=not check)]
    if behind:
        raise click.ClickException(f"behind: {', '.join(behind)}")


def _current(name: str, settings: Settings, *, change: bool) -> bool:
    database = Database(settings.database_url_of(name), service=name)
    folder = migrations_of(composition.service_class(name))
    try:
        was = revisions.is_current(database, folder)
        if change:
            revisions.upgrade(database, folder)
        click.echo(f"{name}: {'up to date' if was else 'brought up to date' if change else 'behind'}")
    finally:
        database.close()
    return was or change
