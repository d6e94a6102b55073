"""Searches that one keeps: the list, what each has found and why, mail, a feed, and letting it go."""

from typing import Any
from uuid import UUID

from flask import request, url_for

from gateway import calls
from gateway.console.form import Form
from gateway.console.page import Answer, go, needs, page
from gateway.console.search.blueprint import blueprint
from gateway.console.search.results import kind, marked, why
from gateway.state import gateway
from services.search import schemas

STEPS = {
    "seen": (schemas.GetSavedSearch, "note_findings_seen", "findings-seen"),
    "end_feed": (schemas.EndFeed, "end_search_feed", "feed-revoked"),
}


@blueprint.route("/searches", methods=["GET", "POST"])
@needs("saved_search", "manage")
def list_searches() -> Answer:
    """Show the searches that one keeps, and keep one more."""
    form = Form(schemas.SaveSearch)
    if form.is_sent and (made := form.send("search", "save_search")) is not None:
        return go("console.search.saved_search", saved_search_id=made["id"], done="search-saved")
    return page("search/searches.html", status=form.status, form=form, searches=calls.call("search", "list_saved_searches", {})["items"])


@blueprint.route("/searches/<uuid:saved_search_id>", methods=["GET", "POST"])
@needs("saved_search", "manage")
def saved_search(saved_search_id: UUID) -> Answer:
    """Show what a search has found, and why; mail, feed, and the end of it."""
    of = {"saved_search_id": str(saved_search_id)}
    one = calls.call("search", "get_saved_search", of)
    steps = {name: Form(schema, initial=of, name=name) for name, (schema, _, _) in STEPS.items()}
    for name, (_, method, done) in STEPS.items():
        if steps[name].is_sent and steps[name].done("search", method, saved_search_id=of["saved_search_id"]):
            return go("console.search.saved_search", saved_search_id=saved_search_id, done=done)
    ending = Form(schemas.GetSavedSearch, initial=of, name="end")
    if ending.is_sent and ending.done("search", "end_saved_search", saved_search_id=of["saved_search_id"]):
        return go("console.search.list_searches", done="search-ended")
    amending = Form(
        schemas.AmendSavedSearch, initial={**of, "version": one["version"], "name": one["name"], "by_mail": one["by_mail"]}, name="amend"
    )
    if amending.is_sent and amending.send("search", "amend_saved_search", saved_search_id=of["saved_search_id"]) is not None:
        return go("console.search.saved_search", saved_search_id=saved_search_id, done="search-amended")
    feeding = Form(schemas.MakeFeed, initial=of, name="feed")
    made = feeding.send("search", "make_search_feed", saved_search_id=of["saved_search_id"]) if feeding.is_sent else None
    return page(
        "search/saved.html",
        one=one,
        findings=_findings(saved_search_id),
        forms={**steps, "end": ending, "amend": amending, "feed": feeding},
        address=f"{_site()}{url_for('search-feeds.atom', token=made['token'])}" if made else "",
        marked=marked,
        kind=kind,
        why=why,
    )


def _findings(saved_search_id: UUID) -> Any:
    asked = {"saved_search_id": str(saved_search_id), "cursor": request.args.get("cursor")}
    return calls.call("search", "list_findings", asked)


def _site() -> str:
    return gateway().address or request.host_url.rstrip("/")
