"""`/feeds/alerts.atom`: public alerts, and a deleted-entry (RFC 6721) for each that was withdrawn."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from flask import Blueprint, Response, request
from lxml import etree

from gateway import calls, headers
from gateway.languages import N_, gettext, language
from gateway.state import gateway

MEDIA_TYPE = "application/atom+xml"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
ENTRIES = 100
TITLE = N_("Alerts: lawyers at risk")
blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")


@blueprint.get("/alerts.atom")
def alerts() -> Response:
    """The newest public alerts in the reader's language where they are written in it."""
    site = gateway().address or request.host_url.rstrip("/")
    kept = gateway().public_cache.get(("alerts.atom", language(), site), lambda: (_feed(site), MEDIA_TYPE))
    response = Response(kept.body, content_type=f"{kept.media_type}; charset=utf-8")
    response.headers["Cache-Control"] = headers.PUBLIC
    response.add_etag()
    response.make_conditional(request)
    return response


def _feed(site: str) -> bytes:
    content = calls.call("alerts", "list_feed", {"limit": ENTRIES}, public=True)
    feed = FeedGenerator()
    feed.register_extension("tombstones", Tombstones, None, rss=False)
    feed.id(f"{site}/feeds/alerts.atom")
    feed.title(gettext(TITLE))
    feed.link(href=f"{site}/feeds/alerts.atom", rel="self")
    feed.author(name=gateway().settings.site)
    feed.updated(content["updated_at"] or datetime.fromtimestamp(0, UTC))
    feed.tombstones.deleted(content["deleted"])
    for alert in content["items"]:
        _add(feed, alert, site)
    written: bytes = feed.atom_str(pretty=True)
    return written


def _add(feed: FeedGenerator, alert: Mapping[str, Any], site: str) -> None:
    lang = spoken(alert["texts"])
    text = alert["texts"][lang]
    entry = feed.add_entry(order="append")
    entry.id(f"urn:uuid:{alert['id']}")
    entry.title(text["headline"])
    entry.link(href=f"{site}/public/alerts/{alert['id']}", rel="alternate", hreflang=lang)
    entry.published(alert["published_at"])
    entry.updated(alert["updated_at"])
    if alert["organisation_name"]:
        entry.author(name=alert["organisation_name"])
    entry.content(f"{text['facts']}\n\n{text['demands']}", type="text")
    entry.category([{"term": alert["kind"]}, {"term": alert["country"]}])


def spoken(texts: Mapping[str, Any]) -> str:
    """Return the language of `texts` that fits the reader: theirs, else English, else the first."""
    by_base = {tag.split("-")[0]: tag for tag in texts}
    return by_base.get(language()) or by_base.get("en") or min(texts)


class Tombstones(BaseExtension):
    """Writes a deleted-entry for each alert that is gone."""

    def __init__(self) -> None:
        self._deleted: list[Mapping[str, Any]] = []

    def deleted(self, entries: list[Mapping[str, Any]]) -> None:
        """Keep `entries` (id, withdrawn_at) for the feed."""
        self._deleted = entries

    def extend_ns(self) -> dict[str, str]:
        """Name the namespace."""
        return {"at": TOMBSTONES}

    def extend_atom(self, feed: Any) -> Any:
        """Add the elements to the feed."""
        for entry in self._deleted:
            element = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry")
            element.set("ref", f"urn:uuid:{entry['id']}")
            element.set("when", entry["withdrawn_at"])
        return feed
