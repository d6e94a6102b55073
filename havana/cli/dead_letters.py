"""`havana dead-letters`: messages that a service could not apply, however often it tried."""

from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana import composition
from havana.cli.operating import json_option, operating, show_json, show_record, show_table
from havana.control import Operator

COLUMNS = {"service": "service", "message_id": "id", "type": "message", "attempts": "attempts", "error": "error", "received_at": "received"}

service_argument = click.argument("service", type=click.Choice(sorted(composition.SERVICES)))


@click.group("dead-letters")
def dead_letters() -> None:
    """See to messages that were parked: tried eight times in vain, or unreadable. Nothing else waits for them."""


@dead_letters.command("list")
@click.argument("service", required=False, type=click.Choice(sorted(composition.SERVICES)))
@json_option
def list_parked(*, service: str | None, as_json: bool) -> None:
    """List parked messages, of SERVICE alone if it is named; the oldest 200 of each."""
    with operating() as operator:
        found = [one for name in _services(service) for one in _parked(operator, name)]
    if as_json:
        show_json(found)
    else:
        show_table(found, COLUMNS, none="No message is parked.")


@dead_letters.command()
@service_argument
@click.argument("message_id", metavar="ID", type=click.UUID)
@json_option
def show(*, service: str, message_id: Any, as_json: bool) -> None:
    """Show one parked message. What it says is not shown; `error` is the code of what refused it."""
    with operating() as operator:
        found = {"service": service, **operator.ask(service, "get_dead_letter", message_id=str(message_id))}
    if as_json:
        show_json(found)
    else:
        show_record(found, COLUMNS)


@dead_letters.command()
@service_argument
@click.argument("message_id", metavar="ID", required=False, type=click.UUID)
@click.option("--all", "every", is_flag=True, help="Every message of the service that is parked now.")
def replay(*, service: str, message_id: Any, every: bool) -> None:
    """Try a parked message again, once its cause is mended. If it fails again it is parked again."""
    if every == bool(message_id):
        raise click.UsageError("name one ID, or say --all")
    with operating() as operator:
        wanted = [one["message_id"] for one in _parked(operator, service)] if every else [str(message_id)]
        for one in wanted:
            operator.ask(service, "replay_dead_letter", message_id=one)
    click.echo(f"{service} tries {len(wanted)} message{'' if len(wanted) == 1 else 's'} again.")


@dead_letters.command()
@service_argument
@click.argument("message_id", metavar="ID", type=click.UUID)
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def drop(*, service: str, message_id: Any, yes: bool) -> None:
    """Give a parked message up for good. What it would have done will not happen."""
    if not yes:
        click.confirm("What this message would have done will never happen. Drop it?", abort=True, err=True)
    with operating() as operator:
        operator.ask(service, "drop_dead_letter", message_id=str(message_id))
    click.echo("The message was dropped.")


def _services(service: str | None) -> list[str]:
    return [service] if service else list(composition.SERVICES)


def _parked(operator: Operator, service: str) -> list[dict[str, Any]]:
    return [{"service": service, **one} for one in operator.ask(service, "list_dead_letters")["items"]]
