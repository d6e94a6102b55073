"""The page that a link opens which somebody was given: joining an organisation, or choosing a new password. Nobody is signed in."""

from typing import Any

from flask import Blueprint, render_template

from chassis.errors import Invalid, NotFound
from gateway import calls
from gateway.console.form import Form
from gateway.console.page import Answer, go
from services.directory.schemas import organisations as schemas

blueprint = Blueprint("joining", __name__)


@blueprint.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> Answer:
    """Say what the link is for and ask for what it needs; a worthless one is said to be so."""
    form = Form(schemas.AcceptLink)
    try:
        link = calls.call("directory", "open_link", {"token": token}, public=True)
        if form.is_sent and _accepted(form, token):
            return go("console.sign-in.sign_in", done="recovered" if link["kind"] == "recovery" else "joined")
    except (NotFound, Invalid):
        return render_template("console/worthless.html"), 404
    return render_template("console/join.html", form=form, link=link, token=token), form.status


def _accepted(form: Form, token: str) -> Any:
    answer = form.send("directory", "accept_link", public=True, token=token)
    if form.problem is not None and form.problem.code == "sign-in-refused":
        form.blame("password", "wrong-password")
    return answer
