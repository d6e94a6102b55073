"""The organisation's profile, and whether its members need a second factor."""

from gateway import auth, calls
from gateway.console.form import Form
from gateway.console.organisation.blueprint import blueprint, organisation_page
from gateway.console.page import Answer, go, signed_in, who
from services.directory.schemas import organisations as schemas


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def profile() -> Answer:
    """Show the reader's organisation; administrators change it."""
    mine = {"organisation_id": who().about["organisation_id"]}
    found = calls.call("directory", "get_organisation", mine)
    form = Form(schemas.AmendOrganisation, initial=found)
    if form.is_sent:
        if form.done("directory", "amend_organisation", **mine):
            auth.ask_again()
            return go("console.organisation.profile", done="saved")
        form.meet(found)
    return organisation_page("profile.html", status=form.status, organisation=found, form=form)
