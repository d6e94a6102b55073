"""`havana org`: the organisations of the site."""

from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana.cli.operating import json_option, operating, show_json, show_record, show_table
from havana.cli.organisations import organisation_of
from services.directory.schemas.organisations import ORGANISATION_KINDS

FIELDS = {"id": "id", "name": "name", "kind": "kind", "country": "country", "second_factor": "second factor needed", "profile": "profile"}


@click.group()
def org() -> None:
    """Look after the organisations of the site."""


@org.command("list")
@json_option
def list_organisations(*, as_json: bool) -> None:
    """List the organisations."""
    with operating() as operator:
        found = list(operator.all_of("directory", "list_organisations"))
    if as_json:
        show_json(found)
    else:
        columns = {name: heading for name, heading in FIELDS.items() if name != "profile"}
        show_table(found, columns, none="There is no organisation yet. `havana org create` makes one.")


@org.command()
@click.argument("organisation", metavar="NAME_OR_ID")
@json_option
def show(*, organisation: str, as_json: bool) -> None:
    """Show one organisation with its profile."""
    with operating() as operator:
        _show(organisation_of(operator, organisation), as_json=as_json)


@org.command()
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice(ORGANISATION_KINDS), help="What sort of organisation it is.")
@click.option("--country", required=True, help="Two letters of ISO 3166, as in FR.")
@click.option("--profile", default="", help="What others of the site read about it.")
@json_option
def create(*, name: str, kind: str, country: str, profile: str, as_json: bool) -> None:
    """Add an organisation. Its first admin comes by `havana user invite`."""
    with operating() as operator:
        made = operator.ask("directory", "create_organisation", name=name, kind=kind, country=country, profile=profile)
    _show(made, as_json=as_json)


@org.command()
@click.argument("organisation", metavar="NAME_OR_ID")
@click.option("--name", help="The new name.")
@click.option("--profile", help="What others of the site read about it.")
@click.option("--second-factor/--no-second-factor", default=None, help="Whether its members need a second factor.")
@json_option
def amend(*, organisation: str, as_json: bool, **changes: Any) -> None:
    """Change an organisation. What is not named stays as it is."""
    wanted = {field: value for field, value in changes.items() if value is not None}
    if not wanted:
        raise click.UsageError("say what to change: --name, --profile, --second-factor or --no-second-factor")
    with operating() as operator:
        found = organisation_of(operator, organisation)
        of_it = {"organisation_id": found["id"], "version": found["version"]}
        changed = operator.acting_for(found["id"]).ask("directory", "amend_organisation", **of_it, **wanted)
    _show(changed, as_json=as_json)


def _show(organisation: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(organisation)
    else:
        show_record(organisation, FIELDS)
