"""What everybody reads without signing in: plain pages without a script, kept for a minute, gone at once when withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, render_template, request, url_for

from gateway import calls, headers, languages
from gateway.console.page import LANGUAGE
from gateway.feeds.alerts import spoken
from gateway.state import gateway

blueprint = Blueprint("public", __name__)


@blueprint.before_request
def speak() -> None:
    """Speak the language that the address names: a link in another language works for everybody, without a cookie."""
    if (asked := request.args.get(LANGUAGE)) in languages.languages():
        g.language = asked


@blueprint.get("/")
def alerts() -> Response:
    """Public alerts, newest first."""
    cursor = request.args.get("cursor")
    return kept(("alerts", cursor), lambda: _list(cursor))


@blueprint.get("/public/alerts/<uuid:alert_id>")
def alert(alert_id: UUID) -> Response:
    """One public alert; 410 once it was withdrawn."""
    return kept(("alert", alert_id), lambda: _one(alert_id))


def _list(cursor: str | None) -> str:
    question = {"limit": 20, **({"cursor": cursor} if cursor else {})}
    found = calls.call("alerts", "list_public_alerts", question, public=True)
    older = url_for("console.public.alerts", cursor=found["next"], lang=languages.language()) if found["next"] else None
    return render_template("console/public/alerts.html", alerts=found["items"], older=older, spoken=spoken)


def _one(alert_id: UUID) -> str:
    found: dict[str, Any] = calls.call("alerts", "get_public_alert", {"alert_id": str(alert_id)}, public=True)
    address = f"{gateway().address}{url_for('console.public.alert', alert_id=alert_id)}"
    return render_template("console/public/alert.html", alert=found, lang=spoken(found["texts"]), address=address)


def kept(question: tuple[object, ...], make: Callable[[], str]) -> Response:
    """Return a public page in the reader's language, made once a minute at most."""
    found = gateway().public_cache.get(("page", *question, languages.language()), lambda: (make().encode(), "text/html"))
    response = Response(found.body, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = headers.PUBLIC
    response.headers["Content-Language"] = languages.language()
    response.add_etag()
    response.make_conditional(request)
    return response
