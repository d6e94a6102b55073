"""Signing in, signing out, locking the console."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from chassis.errors import Forbidden, NotFound
from gateway import auth, calls
from gateway.console.form import Form
from gateway.console.languages import kept
from gateway.console.page import LANGUAGE, Answer, inside
from gateway.console.shown import here_with
from gateway.console.words.pages import DONE
from gateway.languages import gettext
from gateway.problems import Refused
from services.directory.schemas import sign_in as schemas

blueprint = Blueprint("sign-in", __name__)


@blueprint.before_request
def _keep_the_language() -> AnyResponse | None:
    """Keep the language that the address names, as that of a link on a public page does, and go on without it in the address."""
    chosen = request.args.get(LANGUAGE)
    return kept(chosen, leading_to=here_with(**{LANGUAGE: None})) if chosen and request.method == "GET" else None


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    """Ask for e-mail, password and, after these, the code of the second factor."""
    form = Form(schemas.SignIn)
    if form.is_sent and (session := form.send("directory", "sign_in", public=True)) is not None:
        response = make_response(redirect(inside(request.args.get("next", "")), 303))
        auth.begin_session(response, session["session_secret"])
        return response
    asks_code = "code" in form.given or (form.problem is not None and form.problem.code == "second-factor-needed")
    done = DONE.get(request.args.get("done", ""))
    return render_template("console/sign_in.html", form=form, asks_code=asks_code, done=done and gettext(done)), form.status


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and in the directory."""
    return _leave(url_for("console.sign-in.sign_in", done="signed-out"))


@blueprint.post("/lock")
def lock() -> Response:
    """End the session and keep the place: whoever signs in again goes on there."""
    return _leave(url_for("console.sign-in.sign_in", done="locked", next=inside(request.form.get("next", ""))))


def _leave(address: str) -> Response:
    try:
        session_id = auth.caller().about["session_id"]
        calls.call("directory", "end_session", {"session_id": session_id})
    except (Refused, Forbidden, NotFound):
        pass  # it has ended already
    response = make_response(redirect(address, 303))
    auth.end_session(response)
    return response
