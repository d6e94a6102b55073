"""Choosing the language of the console."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from gateway import languages
from gateway.console.page import inside
from gateway.state import gateway

KEPT_S = 365 * 24 * 3600
blueprint = Blueprint("languages", __name__)


@blueprint.post("/language")
def choose() -> Response:
    """Keep the language chosen, and lead back to where it was."""
    response = redirect(inside(request.form.get("next", "")), 303)
    chosen = request.form.get("language", "")
    if chosen in languages.languages():
        response.set_cookie(languages.COOKIE, chosen, max_age=KEPT_S, httponly=True, samesite="Lax", secure=gateway().behind_tls)
    return response
