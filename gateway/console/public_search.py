"""Search for everybody: a plain page without a script, over what everybody may read."""

from flask import Blueprint, Response, make_response, render_template, url_for

from gateway import calls
from gateway.console.public import speak
from gateway.console.search.results import facets_of, kind, marked, question_of
from gateway.languages import language
from services.search import schemas
from services.search.schemas.searching import Narrowed

KEPT = tuple(name for name in Narrowed().fields if name != "lang")
READERS_LANGUAGE = ("lang",)
"""On a public page `lang` is the language of the page, and narrows nothing."""

blueprint = Blueprint("public-search", __name__, url_prefix="/public")
blueprint.before_request(speak)


@blueprint.get("/search")
def search() -> Response:
    """Show what everybody may find."""
    asked = question_of(schemas.SearchPublic, without=READERS_LANGUAGE)
    found = calls.call("search", "search_public", asked, public=True) if any(asked.get(name) for name in KEPT) else None
    meant = url_for("console.public-search.search", q=found["meant"], lang=language()) if found and found["meant"] else ""
    facets = facets_of(found, without=("language",)) if found else []
    html = render_template("console/public/search.html", asked=asked, found=found, facets=facets, marked=marked, kind=kind, meant=meant)
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    return response
