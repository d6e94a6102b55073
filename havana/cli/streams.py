"""`havana streams`: the log that partners read, and what they receive of it."""

import os
from dataclasses import asdict
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis import signatures
from chassis.outbound import Outbound
from chassis.values import utcnow
from havana.cli.operating import json_option, operating, show_json, show_record, show_table
from havana.control import Operator
from havana.receiver_check import ReceiverCheck

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

TRIALS = {"name": "delivery", "answered": "answer", "wrong": "what is wrong"}
EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""Who types the address answers for it: a receiver is checked on the machine where it is written."""


@click.group()
def streams() -> None:
    """Look at the log that partners read, and check who receives it."""


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


@streams.command("check-receiver")
@click.argument("url")
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), default=Path("receiver-check.key"), show_default=True)
@click.option("--hmac", is_flag=True, help="Make a shared key (HMAC) instead of a key pair (Ed25519).")
@json_option
def check_receiver(url: str, key_file: Path, *, hmac: bool, as_json: bool) -> None:
    """Send good, forged, stale, repeated, reordered and oversized deliveries to URL, and say what the receiver gets wrong.

    They are signed with the key in a file, which is made the first time: give your receiver what is shown, then repeat the command.
    Needs no site. Ends with 1 if something is wrong.
    """
    if not key_file.exists():
        key = _new_key_file(key_file, signatures.HMAC if hmac else signatures.ED25519)
        click.echo(f"Give your receiver this to verify with, then repeat the command:\n{signatures.for_receiver(key)}")
        return
    check = ReceiverCheck(Outbound(allow=EVERYWHERE), url, key_file.read_text("utf-8").strip(), clock=utcnow)
    trials = [asdict(trial) for trial in check.run()]
    if as_json:
        show_json(trials)
    else:
        show_table([{**trial, "wrong": trial["wrong"] or "nothing"} for trial in trials], TRIALS, none="")
    if any(trial["wrong"] for trial in trials):
        raise click.exceptions.Exit(1)


def _new_key_file(path: Path, scheme: str) -> str:
    key = signatures.new_key(scheme)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(key + "\n")
    return key
