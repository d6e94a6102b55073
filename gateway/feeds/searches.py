"""`/feeds/searches/{token}.atom` and `.json`: what a saved search has found, for whoever has the link; 404 for one that opens nothing."""

import json
from collections.abc import Mapping
from html import unescape
from typing import Any

from feedgen.feed import FeedGenerator
from flask import Blueprint, Response, request

from gateway import calls
from gateway.state import gateway

OWN = "private, no-cache"
"""Its reader alone may keep it, and asks before showing it again."""
blueprint = Blueprint("search-feeds", __name__, url_prefix="/feeds/searches")


@blueprint.get("/<token>.atom")
def atom(token: str) -> Response:
    """The findings as Atom."""
    site, found = _site(), _found(token)
    feed = FeedGenerator()
    feed.id(f"urn:uuid:{found['id']}")
    feed.title(found["name"])
    feed.link(href=f"{site}/feeds/searches/{token}.atom", rel="self")
    feed.author(name=gateway().settings.site)
    feed.updated(found["updated_at"])
    for one in found["items"]:
        entry = feed.add_entry(order="append")
        entry.id(f"urn:uuid:{one['id']}:{one['version']}")
        entry.title(_plain(one["title"]))
        entry.link(href=site + (one["path"] or "/searches"), rel="alternate")
        entry.updated(one["found_at"])
        entry.content("\n".join(map(_plain, one["excerpts"])), type="text")
    return _answer(feed.atom_str(pretty=True), "application/atom+xml")


@blueprint.get("/<token>.json")
def json_feed(token: str) -> Response:
    """The findings as a JSON Feed."""
    site, found = _site(), _found(token)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": found["name"],
        "feed_url": f"{site}/feeds/searches/{token}.json",
        "items": [_item(one, site) for one in found["items"]],
    }
    return _answer(json.dumps(feed, ensure_ascii=False).encode(), "application/feed+json")


def _item(one: Mapping[str, Any], site: str) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{one['id']}:{one['version']}",
        "url": site + (one["path"] or "/searches"),
        "title": _plain(one["title"]),
        "content_text": "\n".join(map(_plain, one["excerpts"])),
        "date_published": one["found_at"],
    }


def _found(token: str) -> Any:
    return calls.call("search", "read_search_feed", {"token": token}, public=True)


def _plain(html: str) -> str:
    """Return a title or an excerpt without its marks."""
    return unescape(html.replace("<mark>", "").replace("</mark>", ""))


def _site() -> str:
    return gateway().address or request.host_url.rstrip("/")


def _answer(body: bytes, media_type: str) -> Response:
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = OWN
    response.add_etag()
    response.make_conditional(request)
    return response
