"""`/feeds/opportunities.ics`: what is confirmed, for everybody; `/feeds/calendar/{token}.ics`: what a member subscribed to."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Blueprint, Response, request

from chassis.vocabularies import vocabulary
from gateway import calls
from gateway.feeds import calendar
from gateway.feeds.alerts import spoken
from gateway.languages import N_, gettext, language
from gateway.state import gateway

OWN = "private, no-cache"
"""Its reader alone may keep it, and asks before showing it again."""
TITLE = N_("Opportunities to be heard by international mechanisms")
OWN_TITLE = N_("Plans of my organisation")
NEUTRAL_TITLE = N_("Havana")
SOMETHING = N_("Something is due")
NAMED = N_("{kind}: {title}")
IN_MONTH = N_("{named} (some day in {month})")
DISPUTED = N_("{named} (sources disagree on the date)")
TASK = N_("{task} – {title}")
FROM_SOURCE = N_("As the source says: {address}")
UNCERTAIN = N_("Sources disagree on this date. Look at each of them before you rely on it.")
UNKNOWN_DAY = N_("The source names the month, not the day.")

Item = Mapping[str, Any]
blueprint = Blueprint("calendars", __name__, url_prefix="/feeds")


@blueprint.get("/opportunities.ics")
def opportunities() -> Response:
    """Opportunities that everybody may read, in the reader's language where they are written in it."""
    site = gateway().address or request.host_url.rstrip("/")
    kept = gateway().public_cache.get(("opportunities.ics", language(), site), lambda: (_public(site), calendar.MEDIA_TYPE))
    return calendar.answer(kept.body)


def _public(site: str) -> bytes:
    found = calls.call("library", "list_public_calendar", {}, public=True)
    entries = [_entry(item, page=f"{site}/public/opportunities/{item['id']}") for item in found["items"]]
    return calendar.calendar_of(entries, uid=found["uid"], name=gettext(TITLE), url=f"{site}/feeds/opportunities.ics")


@blueprint.get("/calendar/<token>.ics")
def subscription(token: str) -> Response:
    """What a member subscribed to, as they may see it now; 404 for a token that opens nothing."""
    site = gateway().address or request.host_url.rstrip("/")
    found = calls.call("library", "read_calendar_feed", {"token": token}, public=True)
    entries = [_entry(item, page=_own_page(site, item, found)) for item in found["items"] if item["due"]["first"]]
    name = gettext(NEUTRAL_TITLE if found["is_neutral"] else OWN_TITLE)
    body = calendar.calendar_of(entries, uid=found["uid"], name=name, url=f"{site}/feeds/calendar/{token}.ics")
    return calendar.answer(body, cache_control=OWN)


def _own_page(site: str, item: Item, found: Item) -> str:
    """Return where an entry is worked on; a neutral one leads nowhere that tells more than it does."""
    if found["is_neutral"]:
        return ""
    return f"{site}/plans/{item['id']}" if item["kind"] == "task" else f"{site}/opportunities/{item['id']}"


def _entry(item: Item, *, page: str) -> calendar.Entry:
    starts, ends = _when(item["due"])
    return calendar.Entry(
        uid=f"{item['uid']}@{gateway().settings.site}",
        starts=starts,
        ends=ends,
        changed_at=datetime.fromisoformat(item["changed_at"]),
        sequence=item["sequence"],
        status=item["status"],
        summary=_summary(item),
        description=_description(item),
        url=page,
        categories=[_term("opportunity-kinds", item["opportunity_kind"])] if item["opportunity_kind"] else [],
        is_free=True,
    )


def _when(due: Item) -> tuple[date | datetime, date | None]:
    """Return the moment, or the days that may be meant and the day after them: a month is all its days and none of them."""
    first, last = date.fromisoformat(due["first"]), date.fromisoformat(due["last"])
    if due["precision"] == "exact":
        return datetime.combine(first, datetime.strptime(due["time"], "%H:%M").time(), ZoneInfo(due["tzid"])), None  # noqa: DTZ007 - of the zone beside it
    return first, last + timedelta(days=1)


def _summary(item: Item) -> str:
    if not item["texts"]:
        return gettext(SOMETHING)
    title = item["texts"][spoken(item["texts"])]["title"]
    if item["kind"] == "task":
        return gettext(TASK, task=_term("plan-tasks", item["task"]), title=title)
    named = gettext(NAMED, kind=_term("opportunity-kinds", item["opportunity_kind"]), title=title)
    if item["due"]["month"]:
        month = format_date(date.fromisoformat(item["due"]["first"]), "MMMM y", locale=language())
        named = gettext(IN_MONTH, named=named, month=month)
    return gettext(DISPUTED, named=named) if item["disputed"] else named


def _description(item: Item) -> str:
    if not item["texts"]:
        return ""
    summary = item["texts"][spoken(item["texts"])]["summary"] if item["kind"] == "opportunity" else ""
    lines = [
        item["mechanism"],
        summary,
        gettext(UNCERTAIN) if item["disputed"] else "",
        gettext(UNKNOWN_DAY) if item["due"]["month"] else "",
        gettext(FROM_SOURCE, address=item["source_url"]) if item["source_url"] else "",
    ]
    return "\n\n".join(line for line in lines if line)


def _term(name: str, code: str) -> str:
    found = vocabulary(name).get(code)
    return gettext(found.label) if found else code
