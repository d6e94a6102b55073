"""Sharing groups: organisations that one organisation addresses together."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from chassis.errors import Invalid
from gateway import calls, reading
from gateway.console.form import Form, id_of
from gateway.console.page import Answer, go, needs, page, signed_in, who
from gateway.console.shown import MOST_NAMES
from gateway.console.words import say
from services.directory.schemas import organisations as schemas

blueprint = Blueprint("groups", __name__, url_prefix="/sharing-groups")


@blueprint.get("")
@signed_in
def list_groups() -> Answer:
    """Show the groups that the reader's organisation is in."""
    try:
        question = reading.query_of(schemas.ListPage)
    except Invalid:
        question = {}
    return page("groups/list.html", groups=calls.call("directory", "list_sharing_groups", question))


@blueprint.route("/new", methods=["GET", "POST"])
@needs("sharing_group", "manage")
def new_group() -> Answer:
    """Make a group."""
    form = Form(schemas.CreateSharingGroup)
    if form.is_sent and (group := form.send("directory", "create_sharing_group")) is not None:
        return go("console.groups.group", group_id=id_of(group), done="group-made")
    return page("groups/new.html", status=form.status, form=form, others=_organisations(without={who().about["organisation_id"]}))


@blueprint.route("/<uuid:group_id>", methods=["GET", "POST"])
@signed_in
def group(group_id: UUID) -> Answer:
    """Show one group; the organisation that made it adds and removes others."""
    asked: dict[str, Any] = {"group_id": str(group_id)}
    found = calls.call("directory", "get_sharing_group", asked)
    adding = Form(schemas.ChangeGroupMember, name="adding", initial={"version": found["version"]})
    removing = Form(schemas.ChangeGroupMember, name="removing", initial={"version": found["version"]})
    if adding.is_sent and adding.done("directory", "add_group_member", **asked):
        return go("console.groups.group", group_id=group_id, done="group-joined")
    if removing.is_sent and _removed(removing, asked):
        return go("console.groups.group", group_id=group_id, done="group-left")
    adding.meet(found)
    removing.meet(found)
    inside = {one["id"] for one in found["members"]}
    choices = {
        "others": _organisations(without=inside),
        "removable": [(one["id"], one["name"]) for one in found["members"] if one["id"] != found["owner_org"]],
        "is_ours": found["owner_org"] == who().about["organisation_id"] and who().may("sharing_group", "manage"),
    }
    return page("groups/group.html", status=max(adding.status, removing.status), group=found, adding=adding, removing=removing, **choices)


def _removed(form: Form, asked: dict[str, Any]) -> bool:
    form.confirm("confirmation", say("confirm", "group"))
    return form.done("directory", "remove_group_member", **asked)


def _organisations(*, without: set[str]) -> list[tuple[str, str]]:
    """Return (id, name) of the organisations of the site but those, for a field that offers them."""
    found = calls.call("directory", "list_organisations", {"limit": MOST_NAMES})["items"]
    return sorted(((one["id"], one["name"]) for one in found if one["id"] not in without), key=lambda pair: pair[1])
