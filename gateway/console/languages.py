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
    return kept(request.form.get("language", ""), leading_to=inside(request.form.get("next", "")))


def kept(chosen: str, *, leading_to: str) -> Response:
    """Return the way to a page of this site with the language kept; one that is not spoken here changes nothing."""
    response = redirect(leading_to, 303)
    if chosen in languages.languages():
        response.set_cookie(languages.COOKIE, chosen, max_age=KEPT_S, httponly=True, samesite="Lax", secure=gateway().behind_tls)
    return response
