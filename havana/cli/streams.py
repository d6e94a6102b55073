"""`havana streams`: the log that partners read."""

from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana.cli.operating import json_option, operating, show_json, show_record, show_table
from havana.control import Operator

HEAD = {"head": "entries in the log", "appended_at": "last one", "total": "subscriptions"}
COLUMNS = {
    "organisation": "organisation",
    "client": "reader",
    "stream": "stream",
    "delivered": "given",
    "lag": "unconfirmed",
    "unread": "behind",
    "unconfirmed_recalls": "recalls unconfirmed",
    "last_read_at": "last read",
}


@click.group()
def streams() -> None:
    """Look at the log that partners read."""


@streams.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show how long the log is and how far each subscription has come: numbers and times, nothing of what is in it.

    "unconfirmed" counts entries that a reader was given and has not confirmed, "behind" positions of the log that it has not come to.
    """
    with operating() as operator:
        names = {one["id"]: one["name"] for one in operator.all_of("directory", "list_organisations")}
        found = _log_status(operator)
    for one in found["items"]:
        one["organisation"] = names.get(one["organisation_id"], one["organisation_id"])
    if as_json:
        show_json(found)
        return
    show_record(found, HEAD)
    click.echo()
    show_table(found["items"], COLUMNS, none="Nobody reads a stream yet.")


def _log_status(operator: Operator) -> dict[str, Any]:
    """Return the log's status with every subscription."""
    first = operator.ask("streams", "read_log_status", limit=1)
    items = list(operator.all_of("streams", "read_log_status"))
    return {"head": first["head"], "appended_at": first["appended_at"], "total": len(items), "items": items}
