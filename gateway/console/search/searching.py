"""Searching everything one may read: as one types where scripts run, by a button where they do not."""

from flask import url_for

from gateway import calls
from gateway.console.form import Form
from gateway.console.page import Answer, page, signed_in, who
from gateway.console.search.blueprint import blueprint
from gateway.console.search.results import facets_of, kind, marked, question_of
from services.search import schemas
from services.search.schemas.searching import Narrowed

KEPT = tuple(Narrowed().fields)


@blueprint.get("/search")
@signed_in
def search() -> Answer:
    """Show what is found; everything that narrows it stands in the address."""
    asked = question_of(schemas.Search)
    is_asked = any(value for name, value in asked.items() if name in KEPT)
    found = calls.call("search", "search", asked) if is_asked else None
    keeping = Form(
        schemas.SaveSearch, initial={"name": asked.get("q", "")[:80], "question": {name: asked[name] for name in KEPT if asked.get(name)}}
    )
    return page(
        "search/search.html",
        asked=asked,
        found=found,
        facets=facets_of(found) if found else [],
        marked=marked,
        kind=kind,
        meant=url_for("console.search.search", q=found["meant"]) if found and found["meant"] else "",
        keeping=keeping if is_asked and who().may("saved_search", "manage") else None,
    )
