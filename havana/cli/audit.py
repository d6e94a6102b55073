"""`havana audit`: what was done, and whether the record of it was touched."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana import composition
from havana.cli.operating import json_option, operating, progress, show_json, show_table
from havana.cli.organisations import organisation_of
from havana.control import Operator

PATIENCE_S = 3600.0
SITE = str(UUID(int=0))
ENTRIES = {"at": "when", "service": "service", "actor": "who", "action": "what", "subjects": "of what", "sealed": "sealed"}
FAULTS = {"service": "service", "organisation": "organisation", "kind": "fault", "n": "at number"}

org_option = click.option("--org", metavar="NAME_OR_ID", help="Of this organisation alone.")
service_option = click.option("--service", type=click.Choice(sorted(composition.SERVICES)), help="Of this service alone.")


@click.group()
def audit() -> None:
    """Read the audit and see whether it is whole. Each service chains its rows, one chain per organisation."""


@audit.command()
@org_option
@service_option
@json_option
def verify(*, org: str | None, service: str | None, as_json: bool) -> None:
    """Look for altered, removed and reordered rows. Ends with 1 if there is one, and names its kind and its number in the chain."""
    with operating() as operator:
        names = _names(operator)
        only = organisation_of(operator, org)["id"] if org else None
        checked = list(_checked(operator, names, service=service, only=only))
    faults = [{**chain, **fault} for chain, found in checked for fault in found]
    if as_json:
        show_json({"chains": len(checked), "faults": faults})
    else:
        show_table(faults, FAULTS, none=f"All {len(checked)} chains are whole.")
    if faults:
        raise click.exceptions.Exit(1)


@audit.command("list")
@org_option
@service_option
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200), help="At most so many, the newest.")
@json_option
def list_entries(*, org: str | None, service: str | None, limit: int, as_json: bool) -> None:
    """List what was done, the newest first: for an organisation, or without --org for the site itself. Ids and codes, no text."""
    with operating() as operator:
        acting = operator.acting_for(organisation_of(operator, org)["id"]) if org else operator
        found = [{"service": name, **one} for name in _services(service) for one in acting.ask(name, "list_audit", limit=limit)["items"]]
    newest = sorted(found, key=lambda one: one["at"], reverse=True)[:limit]
    if as_json:
        show_json(newest)
    else:
        show_table(newest, ENTRIES, none="Nothing was written down yet.")


def _services(service: str | None) -> list[str]:
    return [service] if service else list(composition.SERVICES)


def _names(operator: Operator) -> dict[str, str]:
    """Return id → name of every organisation, and what the site itself is called."""
    return {SITE: "the site"} | {one["id"]: one["name"] for one in operator.all_of("directory", "list_organisations")}


def _checked(
    operator: Operator, names: Mapping[str, str], *, service: str | None, only: str | None
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield (service and organisation, faults) of every chain, also of organisations that the directory does not know any more."""
    for name in _services(service):
        for organisation_id in operator.ask(name, "list_audit_chains")["organisations"]:
            if only in {None, organisation_id}:
                chain = {"service": name, "organisation": names.get(organisation_id, organisation_id)}
                progress(f"{name}: {chain['organisation']} …")
                yield chain, operator.ask(name, "verify_audit", organisation_id=organisation_id, deadline_s=PATIENCE_S)["faults"]
