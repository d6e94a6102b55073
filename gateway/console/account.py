"""Oneself: who one is here, where one is signed in, the password, the second factor."""

from uuid import UUID

import segno
from flask import Blueprint, make_response, redirect, url_for
from markupsafe import Markup

from gateway import auth, calls
from gateway.console.form import Form
from gateway.console.page import Answer, go, page, signed_in, who
from gateway.console.shown import MOST_NAMES
from services.directory.schemas import sign_in as schemas

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
@signed_in
def account() -> Answer:
    """Show who one is and where one is signed in."""
    return _account(Form(schemas.EndSession))


@blueprint.post("/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> Answer:
    """End one of one's own sessions."""
    form = Form(schemas.EndSession)
    if form.done("directory", "end_session", session_id=str(session_id)):
        return go("console.account.account", done="session-ended")
    return _account(form)


@blueprint.post("/sessions/end-all")
@signed_in
def end_all_sessions() -> Answer:
    """Sign out everywhere, here too."""
    form = Form(schemas.Nothing)
    if not form.done("directory", "end_all_sessions"):
        return _account(form)
    response = make_response(redirect(url_for("console.sign-in.sign_in", done="signed-out-everywhere"), 303))
    auth.end_session(response)
    return response


def _account(form: Form) -> Answer:
    sessions = calls.call("directory", "list_sessions", {"limit": MOST_NAMES})["items"]
    return page("account/account.html", status=form.status, form=form, sessions=sessions)


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> Answer:
    """Choose a new password."""
    form = Form(schemas.ChangePassword)
    if form.is_sent and form.done("directory", "change_password"):
        return go("console.account.account", done="password-changed")
    if form.problem is not None and form.problem.code == "sign-in-refused":
        form.blame("password", "wrong-password")
    return page("account/password.html", status=form.status, form=form)


@blueprint.route("/second-factor", methods=["GET", "POST"])
@signed_in
def second_factor() -> Answer:
    """Turn the second factor on or off."""
    return _turn_off() if who().about["second_factor"] else _turn_on()


def _turn_on() -> Answer:
    """Show the secret once, then take the first code."""
    begin, confirm = Form(schemas.Nothing, name="begin"), Form(schemas.TotpCode, name="confirm")
    enrolled = begin.send("directory", "enrol_totp") if begin.is_sent else None
    if confirm.is_sent and _took(confirm, "confirm_totp"):
        return go("console.account.account", done="second-factor-on")
    picture = drawn(enrolled["uri"]) if enrolled else None
    content = {"begin": begin, "confirm": confirm, "enrolled": enrolled, "picture": picture}
    return page("account/second_factor_on.html", status=max(begin.status, confirm.status), **content)


def _turn_off() -> Answer:
    form = Form(schemas.TotpCode)
    if form.is_sent and _took(form, "disable_totp"):
        return go("console.account.account", done="second-factor-off")
    return page("account/second_factor_off.html", status=form.status, form=form)


def _took(form: Form, method: str) -> bool:
    """Send a code; what directory knew of the caller is asked anew once it was right."""
    took = form.done("directory", method)
    if took:
        auth.ask_again()
    elif form.problem is not None and form.problem.code == "code-refused":
        form.blame("code", "code-refused")
    return took


def drawn(uri: str) -> Markup:
    """Return the address as a QR code: an <svg> of the page, dark on white in every theme, as cameras want it."""
    return Markup(segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff", svgclass="qr"))  # noqa: S704  # segno's own markup
