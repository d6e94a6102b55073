"""`havana ledger`: the safety ledger, from which a database that was put back is mended when its service starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from chassis.ledger import Ledger
from chassis.reapply import Compared, begin_ledger
from chassis.settings import Settings
from chassis.storage import Database
from havana import composition
from havana.cli.operating import json_option, settings_here, show_json, show_table

COLUMNS = {
    "service": "service",
    "entries": "entries",
    "compared": "compared up to",
    "reapplied": "applied again",
    "reapplied_at": "when",
}

known = click.Choice(sorted(composition.SERVICES))


@click.group()
def ledger() -> None:
    """Look at the safety ledger: what was withdrawn or revoked, and must stay so when a database is put back."""


@ledger.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show up to where each database was compared with the ledger, and how much had to be applied again the last time it lacked any."""
    settings = settings_here()
    rows = [_status(name, settings) for name in composition.SERVICES]
    if as_json:
        show_json(rows)
    else:
        show_table(rows, COLUMNS, none="There is no service.")


def _status(service: str, settings: Settings) -> dict[str, Any]:
    with _opened(service, settings) as database, database.reading() as tx:
        compared = Compared.of(tx)
    entries, _ = Ledger(settings.ledger_dir / f"{service}.jsonl").head()
    at = compared.reapplied_at.isoformat() if compared.reapplied_at else None
    return {"service": service, "entries": entries, "compared": compared.number, "reapplied": compared.reapplied, "reapplied_at": at}


@ledger.command()
@click.argument("service", type=known)
@click.option("--yes", is_flag=True, help="Do not ask.")
def begin(*, service: str, yes: bool) -> None:
    """Let SERVICE start although its ledger is lost for good. What only that ledger knew may come back with an older database."""
    if not yes:
        click.confirm(f"Is the safety ledger of {service} lost for good?", abort=True, err=True)
    with _opened(service, settings_here()) as database, database.transaction() as tx:
        begin_ledger(tx)
    click.echo(f"{service} compares what it finds in the ledger from the start when it starts again.")


@contextmanager
def _opened(service: str, settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url_of(service), service=service)
    try:
        yield database
    finally:
        database.close()
