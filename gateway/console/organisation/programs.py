"""Programs of the organisation: what each may do, its key that is shown once, its end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.permissions import GRANTABLE_SCOPES, PERMISSIONS, scope_of
from chassis.values import utcnow
from gateway import calls
from gateway.console.form import Form
from gateway.console.organisation.blueprint import GRANTED, blueprint, listed, organisation_page
from gateway.console.page import Answer, go, needs, signed_in
from gateway.console.words import of_codes, say
from services.directory.schemas import organisations as schemas

USUAL_LIFE = timedelta(days=365)
OPENING = frozenset(scope_of(kind, verb) for kind, verbs in PERMISSIONS.items() for verb in verbs)
OFFERED = tuple(scope for scope in GRANTABLE_SCOPES if scope in OPENING)
"""The scopes that open something."""
ROLES = tuple(role for role in GRANTED if role != "admin")
"""The roles that a program can have."""


@blueprint.get("/programs")
@signed_in
def list_programs() -> Answer:
    """Show the programs."""
    return organisation_page("programs.html", programs=listed("list_api_clients"))


@blueprint.route("/programs/new", methods=["GET", "POST"])
@needs("api_client", "manage")
def new_program() -> Answer:
    """Make a program; the answer shows its key, this once."""
    form = Form(schemas.CreateApiClient, initial={"expires_at": (utcnow() + USUAL_LIFE).date().isoformat()})
    if form.is_sent and (made := form.send("directory", "create_api_client")) is not None:
        return organisation_page("program_key.html", program=made)
    choices = {"roles": ROLES, "notes": of_codes("role", ROLES), "scopes": of_codes("scope", OFFERED)}
    return organisation_page("new_program.html", status=form.status, form=form, **choices)


@blueprint.route("/programs/<uuid:api_client_id>", methods=["GET", "POST"])
@signed_in
def program(api_client_id: UUID) -> Answer:
    """Show one program; its key can be revoked."""
    asked = {"api_client_id": str(api_client_id)}
    found = calls.call("directory", "get_api_client", asked)
    form = Form(schemas.RevokeApiClient)
    if form.is_sent and _revoke(form, asked):
        return go("console.organisation.list_programs", done="program-revoked")
    return organisation_page("program.html", status=form.status, program=found, form=form)


def _revoke(form: Form, asked: dict[str, Any]) -> bool:
    form.confirm("confirmation", say("confirm", "program"))
    return form.done("directory", "revoke_api_client", **asked)
