"""`havana timers`: what was to happen at a certain time and did not, however often it was tried."""

from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana import composition
from havana.cli.operating import json_option, operating, show_json, show_table
from havana.control import Operator

COLUMNS = {"service": "service", "key": "key", "action": "action", "attempts": "attempts", "error": "error", "due_at": "tried last"}

service_argument = click.argument("service", type=click.Choice(sorted(composition.SERVICES)))


@click.group()
def timers() -> None:
    """See to timers that were parked: what was due was tried eight times in vain."""


@timers.command("list")
@click.argument("service", required=False, type=click.Choice(sorted(composition.SERVICES)))
@json_option
def list_parked(*, service: str | None, as_json: bool) -> None:
    """List parked timers, of SERVICE alone if it is named; 200 of each at most. `error` is the code of what refused them."""
    with operating() as operator:
        found = [one for name in ([service] if service else composition.SERVICES) for one in _parked(operator, name)]
    if as_json:
        show_json(found)
    else:
        show_table(found, COLUMNS, none="No timer is parked.")


@timers.command()
@service_argument
@click.argument("key", required=False)
@click.option("--all", "every", is_flag=True, help="Every timer of the service that is parked now.")
def retry(*, service: str, key: str | None, every: bool) -> None:
    """Do what a parked timer was to do, once its cause is mended. If it fails again it is parked again."""
    if every == bool(key):
        raise click.UsageError("name one KEY, or say --all")
    with operating() as operator:
        wanted = [one["key"] for one in _parked(operator, service)] if key is None else [key]
        for one in wanted:
            operator.ask(service, "retry_timer", key=one)
    click.echo(f"{service} tries {len(wanted)} timer{'' if len(wanted) == 1 else 's'} again.")


@timers.command()
@service_argument
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def drop(*, service: str, key: str, yes: bool) -> None:
    """Give a parked timer up for good. What it would have done will not happen."""
    if not yes:
        click.confirm("What this timer would have done will never happen. Drop it?", abort=True, err=True)
    with operating() as operator:
        operator.ask(service, "drop_timer", key=key)
    click.echo("The timer was dropped.")


def _parked(operator: Operator, service: str) -> list[dict[str, Any]]:
    return [{"service": service, **one} for one in operator.ask(service, "list_parked_timers")["items"]]
