"""`havana reconcile`: send readers again what they never received."""

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana import composition
from havana.cli.operating import json_option, operating, progress, show_json, show_table

PATIENCE_S = 900.0
COLUMNS = {"service": "from", "reader": "to", "sent": "sent again"}

known = click.Choice(sorted(composition.SERVICES))


@click.command()
@click.argument("service", required=False, type=known)
@click.option("--reader", type=known, help="Send to this reader alone.")
@json_option
def reconcile(*, service: str | None, reader: str | None, as_json: bool) -> None:
    """Compare what SERVICE (none: each) sent in 35 days with what its readers have, and send what they miss.

    After a restore, or for a service that is new. An embedded site does it by itself whenever it starts.
    """
    rows = []
    with operating() as operator:
        for name in [service] if service else composition.SERVICES:
            progress(f"{name}: comparing …")
            sent = operator.ask(name, "reconcile", reader=reader, deadline_s=PATIENCE_S)["sent"]
            rows += [{"service": name, "reader": one, "sent": number} for one, number in sorted(sent.items())]
    if as_json:
        show_json(rows)
    else:
        show_table(rows, COLUMNS, none="No message was sent in 35 days.")
