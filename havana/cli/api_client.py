"""`havana api-client`: programs that speak to the API for an organisation."""

from datetime import timedelta
from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis.permissions import GRANTABLE_SCOPES, ROLES
from chassis.values import utcnow
from havana.cli.operating import json_option, operating, show_json, show_record, show_table
from havana.cli.organisations import named, org_option, organisation_of

FIELDS = {
    "id": "id",
    "name": "name",
    "hint": "key ends in",
    "roles": "roles",
    "scopes": "scopes",
    "expires_at": "usable until",
    "revoked_at": "revoked",
}
NEW = {"id": "id", "name": "name", "roles": "roles", "scopes": "scopes", "expires_at": "usable until", "key": "key"}
PROGRAM_ROLES = tuple(role for role in ROLES if role not in {"admin", "operator"})


@click.group("api-client")
def api_client() -> None:
    """Look after the programs of an organisation and their keys."""


@api_client.command("list")
@org_option
@json_option
def list_clients(*, org: str, as_json: bool) -> None:
    """List the programs of an organisation, with those whose key was revoked."""
    with operating() as operator:
        found = list(operator.acting_for(organisation_of(operator, org)["id"]).all_of("directory", "list_api_clients"))
    if as_json:
        show_json(found)
    else:
        show_table(found, FIELDS, none="There is no program yet. `havana api-client create` makes one.")


@api_client.command()
@click.argument("name")
@org_option
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(PROGRAM_ROLES), help="Give it once per role.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(GRANTABLE_SCOPES), help="Give it once per scope.")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 730), help="How long the key can be used.")
@json_option
def create(*, name: str, org: str, roles: tuple[str, ...], scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a program that may do what its roles and its scopes both allow. Its key is shown once."""
    wanted: dict[str, Any] = {
        "name": name,
        "roles": list(roles),
        "scopes": list(scopes),
        "expires_at": (utcnow() + timedelta(days=days)).isoformat(),
    }
    with operating() as operator:
        made = operator.acting_for(organisation_of(operator, org)["id"]).ask("directory", "create_api_client", **wanted)
    _show(made, NEW, as_json=as_json)


@api_client.command()
@click.argument("client", metavar="NAME_OR_ID")
@org_option
@json_option
def revoke(*, client: str, org: str, as_json: bool) -> None:
    """End the key of a program at once."""
    with operating() as operator:
        acting = operator.acting_for(organisation_of(operator, org)["id"])
        found = named(acting.all_of("directory", "list_api_clients"), client, field="name", missing="no-such-api-client")
        revoked = acting.ask("directory", "revoke_api_client", api_client_id=found["id"])
    _show(revoked, FIELDS, as_json=as_json)


def _show(client: dict[str, Any], fields: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        show_json(client)
    else:
        show_record(client, fields)
