"""`havana user`: members of an organisation, and the links by which they come in."""

from collections.abc import Iterator
from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis.errors import NotFound
from chassis.permissions import ROLES
from chassis.settings import Settings
from havana.cli.operating import json_option, operating, settings_here, show_json, show_record, show_table
from havana.cli.organisations import matching, named, org_option, organisation_of
from havana.control import Operator

COLUMNS = {"email": "e-mail", "name": "name", "roles": "roles", "state": "state", "second_factor": "second factor", "id": "id"}
MEMBER = {"id": "id", "email": "e-mail", "name": "name", "roles": "roles", "state": "state"}
LINK = {"url": "link", "expires_at": "usable until"}

role_option = click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="Give it once per role.")


def asked_for(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str:
    """Return the address that was given, or ask for it: what is typed at a prompt stands in no shell history and no process list."""
    return given or click.prompt("E-mail", err=True, type=str)


email_argument = click.argument("email", required=False, callback=asked_for)


@click.group()
def user() -> None:
    """Look after the members of an organisation. A command that is given no EMAIL asks for it, so that no history keeps it."""


@user.command("list")
@org_option
@json_option
def list_members(*, org: str, as_json: bool) -> None:
    """List members, and invitations that were not used yet. The organisation's audit says that you did."""
    with operating() as operator:
        acting = _acting_for(operator, org)
        found = [*acting.all_of("directory", "list_members"), *map(_invited, acting.all_of("directory", "list_invitations"))]
    if as_json:
        show_json(found)
    else:
        show_table(found, COLUMNS, none="Nobody is a member yet. `havana user invite` makes a link for the first admin.")


@user.command()
@email_argument
@org_option
@role_option
@json_option
def invite(*, email: str, org: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Make a link by which a person becomes a member. It is shown once and lasts a week; hand it over by a channel you trust."""
    with operating() as operator:
        link = _acting_for(operator, org).ask("directory", "invite_member", email=email, roles=list(roles))
    _show_link(link, as_json=as_json)


@user.command()
@email_argument
@org_option
@json_option
def recover(*, email: str, org: str, as_json: bool) -> None:
    """Make a link by which a member sets a new password and loses the second factor. It is shown once and lasts a day."""
    with operating() as operator:
        acting = _acting_for(operator, org)
        link = acting.ask("directory", "recover_member", membership_id=_member(acting, email)["id"])
    _show_link(link, as_json=as_json)


@user.command("roles")
@email_argument
@org_option
@role_option
@json_option
def give_roles(*, email: str, org: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Give a member these roles instead of those they have. It holds at once."""
    with operating() as operator:
        acting = _acting_for(operator, org)
        changed = acting.ask("directory", "amend_member", **_version(_member(acting, email)), roles=list(roles))
    _show_member(changed, as_json=as_json)


@user.command()
@email_argument
@org_option
def end(*, email: str, org: str) -> None:
    """Let a member go: every session ends at once, what they wrote stays. An invitation that was not used becomes worthless."""
    with operating() as operator:
        acting = _acting_for(operator, org)
        invitations = matching(acting.all_of("directory", "list_invitations"), email, field="email")
        for invitation in invitations:
            acting.ask("directory", "withdraw_invitation", invitation_id=invitation["id"])
            click.echo("An invitation is worthless now.")
        if members := matching(_members(acting), email, field="email"):
            acting.ask("directory", "end_membership", **_version(members[0]))
            click.echo("The membership has ended.")
    if not invitations and not members:
        raise NotFound("no-such-member")


def _acting_for(operator: Operator, org: str) -> Operator:
    return operator.acting_for(organisation_of(operator, org)["id"])


def _member(acting: Operator, email: str) -> dict[str, Any]:
    return named(_members(acting), email, field="email", missing="no-such-member")


def _members(acting: Operator) -> Iterator[dict[str, Any]]:
    """Yield the members of today: who left and came back has two memberships."""
    return (one for one in acting.all_of("directory", "list_members") if one["state"] == "active")


def _version(member: dict[str, Any]) -> dict[str, Any]:
    return {"membership_id": member["id"], "version": member["version"]}


def _invited(invitation: dict[str, Any]) -> dict[str, Any]:
    return {"name": None, "state": "invited", "second_factor": False, **invitation}


def _show_member(member: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(member)
    else:
        show_record(member, MEMBER)


def _show_link(link: dict[str, Any], *, as_json: bool) -> None:
    shown = {**link, "url": f"{_address(settings_here())}/join/{link['token']}"}
    if as_json:
        show_json(shown)
    else:
        show_record(shown, LINK)


def _address(settings: Settings) -> str:
    return settings.address.rstrip("/")
