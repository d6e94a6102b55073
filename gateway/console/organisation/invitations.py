"""Invitations: made, shown once, withdrawn."""

from uuid import UUID

from gateway.console.form import Form
from gateway.console.organisation.blueprint import GRANTED, blueprint, link_of, listed, organisation_page
from gateway.console.page import Answer, go, needs, signed_in
from gateway.console.words import of_codes
from services.directory.schemas import organisations as schemas


@blueprint.get("/invitations")
@signed_in
def list_invitations() -> Answer:
    """Show the invitations that can still be used."""
    return _list(Form(schemas.WithdrawInvitation))


@blueprint.route("/invitations/new", methods=["GET", "POST"])
@needs("invitation", "manage")
def invite() -> Answer:
    """Invite a person; the answer shows the link, this once."""
    form = Form(schemas.InviteMember)
    if form.is_sent and (link := form.send("directory", "invite_member")) is not None:
        address = link_of(link["token"])
        return organisation_page("invitation_link.html", email=form.value("email"), link=link, address=address)
    return organisation_page("invite.html", status=form.status, form=form, granted=GRANTED, notes=of_codes("role", GRANTED))


@blueprint.post("/invitations/<uuid:invitation_id>/withdraw")
@signed_in
def withdraw_invitation(invitation_id: UUID) -> Answer:
    """Make an invitation worthless."""
    form = Form(schemas.WithdrawInvitation)
    if form.done("directory", "withdraw_invitation", invitation_id=str(invitation_id)):
        return go("console.organisation.list_invitations", done="invitation-withdrawn")
    return _list(form)


def _list(form: Form) -> Answer:
    return organisation_page("invitations.html", status=form.status, invitations=listed("list_invitations"), form=form)
