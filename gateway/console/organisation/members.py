"""The members: who they are, their roles, letting one go, a way back in for who lost theirs."""

from typing import Any
from uuid import UUID

from gateway import calls
from gateway.console.form import Form
from gateway.console.organisation.blueprint import GRANTED, blueprint, link_of, listed, organisation_page
from gateway.console.page import Answer, go, signed_in
from gateway.console.words import of_codes, say
from services.directory.schemas import organisations as schemas


@blueprint.get("/members")
@signed_in
def list_members() -> Answer:
    """Show the members."""
    return organisation_page("members.html", members=listed("list_members"))


@blueprint.route("/members/<uuid:membership_id>", methods=["GET", "POST"])
@signed_in
def member(membership_id: UUID) -> Answer:
    """Show one member; administrators give other roles, let them go, and help who lost their password."""
    asked: dict[str, Any] = {"membership_id": str(membership_id)}
    found = calls.call("directory", "get_member", asked)
    roles = Form(schemas.AmendMember, name="roles", initial=found)
    ending = Form(schemas.EndMembership, name="ending", initial={"version": found["version"]})
    recovery = Form(schemas.RecoverMember, name="recovery")
    if roles.is_sent and roles.done("directory", "amend_member", **asked):
        return go("console.organisation.member", membership_id=membership_id, done="roles-changed")
    if ending.is_sent and _let_go(ending, asked):
        return go("console.organisation.list_members", done="member-gone")
    if recovery.is_sent and (link := recovery.send("directory", "recover_member", **asked)) is not None:
        return organisation_page("recovery_link.html", member=found, link=link, address=link_of(link["token"]))
    roles.meet(found)
    ending.meet(found)
    status = max(form.status for form in (roles, ending, recovery))
    notes = of_codes("role", GRANTED)
    forms = {"roles": roles, "ending": ending, "recovery": recovery}
    return organisation_page("member.html", status=status, member=found, forms=forms, granted=GRANTED, notes=notes)


def _let_go(form: Form, asked: dict[str, Any]) -> bool:
    form.confirm("confirmation", say("confirm", "member"))
    return form.done("directory", "end_membership", **asked)
