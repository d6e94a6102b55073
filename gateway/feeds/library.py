"""`/feeds/library.atom` and `/feeds/library.json` (JSON Feed 1.1): published works; in Atom a deleted-entry for each withdrawn one."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from feedgen.feed import FeedGenerator
from flask import Blueprint, Response, request

from gateway import calls, headers
from gateway.feeds.alerts import Tombstones, spoken
from gateway.languages import N_, gettext, language
from gateway.state import gateway

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
ENTRIES = 100
TITLE = N_("Library: what was published on the role of lawyers")
blueprint = Blueprint("library-feeds", __name__, url_prefix="/feeds")


@blueprint.get("/library.atom")
def atom() -> Response:
    """The newest published works in the reader's language where they are described in it."""
    return _kept("library.atom", ATOM, _atom)


@blueprint.get("/library.json")
def json_feed() -> Response:
    """The same as a JSON Feed."""
    return _kept("library.json", JSON_FEED, _json)


def _kept(name: str, media_type: str, make: Callable[[str], bytes]) -> Response:
    site = gateway().address or request.host_url.rstrip("/")
    kept = gateway().public_cache.get((name, language(), site), lambda: (make(site), media_type))
    response = Response(kept.body, content_type=f"{kept.media_type}; charset=utf-8")
    response.headers["Cache-Control"] = headers.PUBLIC
    response.add_etag()
    response.make_conditional(request)
    return response


def _content() -> Any:
    return calls.call("library", "list_works_feed", {"limit": ENTRIES}, public=True)


def _atom(site: str) -> bytes:
    content = _content()
    feed = FeedGenerator()
    feed.register_extension("tombstones", Tombstones, None, rss=False)
    feed.id(f"{site}/feeds/library.atom")
    feed.title(gettext(TITLE))
    feed.link(href=f"{site}/feeds/library.atom", rel="self")
    feed.author(name=gateway().settings.site)
    feed.updated(content["updated_at"] or datetime.fromtimestamp(0, UTC))
    feed.tombstones.deleted(content["deleted"])
    for work in content["items"]:
        _add(feed, work, site)
    written: bytes = feed.atom_str(pretty=True)
    return written


def _add(feed: FeedGenerator, work: Mapping[str, Any], site: str) -> None:
    lang = spoken(work["texts"])
    entry = feed.add_entry(order="append")
    entry.id(f"urn:uuid:{work['id']}")
    entry.title(work["texts"][lang]["title"])
    entry.link(href=f"{site}/public/works/{work['id']}", rel="alternate", hreflang=lang)
    entry.published(work["published_at"])
    entry.updated(work["updated_at"])
    entry.content(work["texts"][lang]["summary"] or work["issuer"], type="text")
    entry.category([{"term": term} for term in _tags(work)])


def _json(site: str) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": gettext(TITLE),
        "home_page_url": f"{site}/public/works",
        "feed_url": f"{site}/feeds/library.json",
        "items": [_item(work, site) for work in _content()["items"]],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _item(work: Mapping[str, Any], site: str) -> dict[str, Any]:
    lang = spoken(work["texts"])
    text = work["texts"][lang]
    return {
        "id": f"urn:uuid:{work['id']}",
        "url": f"{site}/public/works/{work['id']}",
        "title": text["title"],
        "content_text": text["summary"] or work["issuer"],
        "language": lang,
        "date_published": work["published_at"],
        "date_modified": work["updated_at"],
        "tags": _tags(work),
        **({"external_url": work["source_url"]} if work["source_url"] else {}),
    }


def _tags(work: Mapping[str, Any]) -> list[str]:
    return [work["kind"], *work["countries"], *(f"principle-{number}" for number in work["principles"])]
