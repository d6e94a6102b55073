"""The calendar of mechanisms, for everybody: plain pages without a script."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from chassis.errors import Invalid
from chassis.values import utcnow
from gateway import calls, reading
from gateway.console.public import kept, speak
from gateway.feeds.alerts import spoken
from gateway.languages import language
from services.library.schemas.bodies import ListBodies
from services.library.schemas.mechanisms import ListOpportunities

PAGE = 50
FILTERS = ("kind", "country", "cursor")
blueprint = Blueprint("public-mechanisms", __name__, url_prefix="/public")
blueprint.before_request(speak)


@blueprint.get("/opportunities")
def opportunities() -> Response:
    """What is due from today on, the first first."""
    asked = _asked(ListOpportunities)
    return kept(("opportunities", *_named(asked)), lambda: _list(asked))


def _list(asked: Mapping[str, Any]) -> str:
    question = {**asked, "due_from": utcnow().date().isoformat(), "limit": PAGE}
    found = calls.call("library", "list_public_opportunities", question, public=True)
    return render_template(
        "console/public/opportunities.html",
        found=found,
        asked=asked,
        more=_further("console.public-mechanisms.opportunities", found, asked),
    )


@blueprint.get("/opportunities/<uuid:opportunity_id>")
def opportunity(opportunity_id: UUID) -> Response:
    """One public opportunity with its sources; 410 once it was withdrawn."""
    return kept(("opportunity", opportunity_id), lambda: _one(opportunity_id))


def _one(opportunity_id: UUID) -> str:
    found = calls.call("library", "get_public_opportunity", {"opportunity_id": str(opportunity_id)}, public=True)
    return render_template("console/public/opportunity.html", found=found, lang=spoken(found["texts"]))


@blueprint.get("/bodies")
def bodies() -> Response:
    """Bodies that can be addressed."""
    asked = _asked(ListBodies)
    return kept(("bodies", *_named(asked)), lambda: _bodies(asked))


def _bodies(asked: Mapping[str, Any]) -> str:
    found = calls.call("library", "list_public_bodies", {**asked, "limit": PAGE}, public=True)
    return render_template(
        "console/public/bodies.html", found=found, asked=asked, more=_further("console.public-mechanisms.bodies", found, asked)
    )


def _asked(schema: type[Any]) -> dict[str, Any]:
    """Return the filters that the address names; none of them if one is nonsense."""
    try:
        asked = reading.query_of(schema, blanks=False) if set(request.args) <= {*FILTERS, "lang"} else {}
    except Invalid:
        asked = {}
    return {name: asked[name] for name in FILTERS if name in asked}


def _named(asked: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in sorted(asked.items()))


def _further(endpoint: str, found: Mapping[str, Any], asked: Mapping[str, Any]) -> str | None:
    if not found["next"]:
        return None
    return url_for(endpoint, **{**asked, "cursor": found["next"], "lang": language()})
