"""`havana search`: the index, for whoever runs the site."""

import sys
import time

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana.cli.operating import json_option, operating, progress, show_json, show_record, show_table
from havana.control import Operator

LOOK_EVERY_S = 1.0
STANDS = {"waiting_since": "waiting since", "found": "found", "waiting": "waiting", "refused": "refused", "build": "last built"}
REFUSED = {"id": "id", "kind": "kind", "owner": "owner", "version": "version", "error": "error", "changed_at": "since"}


@click.group()
def search() -> None:
    """Look after the search index. It holds nothing of its own: it can be built anew from the owners at any time."""


@search.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show how much can be found, what waits, and what could not be indexed. Ends with 1 if something could not."""
    with operating() as operator:
        stands = operator.ask("search", "read_index_status")
        refused = operator.ask("search", "list_refused")["items"]
    if as_json:
        show_json({**stands, "refused": refused})
    else:
        counts, build = stands["counts"], stands["build"]
        built = f"{build['state']}, {build['written']} of {build['listed']}" if build else "never"
        waiting = counts.get("wanted", 0) + counts.get("withdrawn", 0)
        known = {"found": counts.get("written", 0), "waiting": waiting, "refused": len(refused), "build": built}
        show_record({**known, "waiting_since": stands["waiting_since"]}, STANDS)
        if refused:
            show_table(refused, REFUSED, none="")
    if refused:
        sys.exit(1)


@search.command()
@click.option("--wait/--no-wait", default=True, help="Stay until it is done.")
def reindex(*, wait: bool) -> None:
    """Build the index anew beside the one that answers; nothing is missing meanwhile. What was begun before is gone on with."""
    with operating() as operator:
        operator.ask("search", "begin_reindex")
        if wait:
            _await(operator)
    click.echo("The index is built." if wait else "The index is being built.")


def _await(operator: Operator) -> None:
    told = -1
    while (build := operator.ask("search", "read_index_status")["build"])["state"] == "building":
        if build["listed"] != told:
            told = build["listed"]
            progress(f"{build['owner'] or 'beginning'}: {build['written']} of {told} written, {build['refused']} refused …")
        time.sleep(LOOK_EVERY_S)


@search.command()
@click.argument("representation_id")
def retry(*, representation_id: str) -> None:
    """Try once more to index REPRESENTATION_ID, which could not be."""
    with operating() as operator:
        operator.ask("search", "retry_refused", id=representation_id)
    click.echo("It is tried again.")


@search.command()
def verify() -> None:
    """Compare the index with its owners and with the engine, and have what differs put right. Ends with 1 if anything differed."""
    differed = 0
    with operating() as operator:
        for owner in operator.ask("search", "read_index_status")["owners"]:
            progress(f"{owner} …")
            differed += _compared(operator, owner)
        progress("engine …")
        differed += operator.ask("search", "compare_with_engine")["differed"]
    click.echo(f"{differed} differed and are put right." if differed else "Nothing differs.")
    if differed:
        sys.exit(1)


def _compared(operator: Operator, owner: str) -> int:
    differed, after = 0, None
    while True:
        page = operator.ask("search", "compare_with_owner", owner=owner, after=after)
        differed += int(page["differed"])
        if (after := page["next"]) is None:
            return differed
