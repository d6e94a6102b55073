"""Mechanisms and their sessions."""

from typing import Any
from uuid import UUID

from gateway import calls
from gateway.console.form import Form, id_of
from gateway.console.mechanisms.blueprint import MOST, blueprint, calendar_page, status_of
from gateway.console.page import Answer, go, needs
from services.library.schemas import mechanisms as schemas


@blueprint.get("/mechanisms")
@needs("mechanism", "read")
def list_mechanisms() -> Answer:
    """Show every mechanism, by acronym."""
    found = calls.call("library", "list_mechanisms", {"limit": MOST})["items"]
    return calendar_page("mechanisms.html", mechanisms=sorted(found, key=lambda one: one["acronym"]))


@blueprint.route("/mechanisms/new", methods=["GET", "POST"])
@needs("mechanism", "create")
def new_mechanism() -> Answer:
    """Add a mechanism."""
    form = Form(schemas.AddMechanism)
    if form.is_sent and (made := form.send("library", "add_mechanism")) is not None:
        return go("console.mechanisms.mechanism", mechanism_id=id_of(made), done="mechanism-added")
    return calendar_page("new_mechanism.html", status=form.status, form=form)


@blueprint.route("/mechanisms/<uuid:mechanism_id>", methods=["GET", "POST"])
@needs("mechanism", "read")
def mechanism(mechanism_id: UUID) -> Answer:
    """Show one mechanism with its sessions; whoever added it changes it and adds sessions."""
    asked: dict[str, Any] = {"mechanism_id": str(mechanism_id)}
    found = calls.call("library", "get_mechanism", asked)
    held = {name: found[name] for name in ("version", "kind", "name", "acronym", "url")}
    form, adding = Form(schemas.AmendMechanism, initial=held), Form(schemas.AddMechanismSession, name="session")
    if form.is_sent and form.send("library", "amend_mechanism", stored=held, **asked) is not None:
        return go("console.mechanisms.mechanism", mechanism_id=mechanism_id, done="saved")
    if adding.is_sent and adding.done("library", "add_mechanism_session", **asked):
        return go("console.mechanisms.mechanism", mechanism_id=mechanism_id, done="session-added")
    form.meet(held)
    sessions = calls.call("library", "list_mechanism_sessions", {**asked, "limit": MOST})["items"]
    status = status_of([form, adding])
    return calendar_page("mechanism.html", status=status, found=found, form=form, adding=adding, sessions=sessions)


@blueprint.route("/mechanisms/<uuid:mechanism_id>/sessions/<uuid:session_id>", methods=["GET", "POST"])
@needs("mechanism", "amend")
def session(mechanism_id: UUID, session_id: UUID) -> Answer:
    """Change a session."""
    ids: dict[str, Any] = {"mechanism_id": str(mechanism_id), "mechanism_session_id": str(session_id)}
    found = calls.call("library", "get_mechanism_session", ids)
    held = {name: found[name] for name in ("version", "name", "begins_on", "ends_on", "place", "url")}
    form = Form(schemas.AmendMechanismSession, initial=held)
    if form.is_sent and form.send("library", "amend_mechanism_session", stored=held, **ids) is not None:
        return go("console.mechanisms.mechanism", mechanism_id=mechanism_id, done="session-saved")
    form.meet(held)
    return calendar_page("session.html", status=form.status, found=found, form=form)
