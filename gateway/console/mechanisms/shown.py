"""How dates of opportunities read: as exactly as they are known, with the zone they are in."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from babel.dates import format_date, format_time, get_timezone_location

from chassis.values import utcnow
from chassis.vocabularies import vocabulary
from gateway.console.mechanisms.blueprint import blueprint
from gateway.console.public_mechanisms import blueprint as public
from gateway.console.shown import language_name
from gateway.console.words import mechanisms as words
from gateway.languages import gettext, language, ngettext

Due = Mapping[str, Any]
READ = ("ar", "de", "en", "es", "fr", "pt", "ru", "sw", "tr", "zh")


@blueprint.context_processor
@public.context_processor
def _functions() -> dict[str, Callable[..., Any]]:
    return {
        "by_month": by_month,
        "days_left": days_left,
        "due_words": due_words,
        "month_name": month_name,
        "submission_languages": submission_languages,
        "task_name": task_name,
        "zone_name": zone_name,
    }


def due_words(due: Due) -> str:
    """Return when it is due, no more exactly than it is known."""
    if due["first"] is None:
        return ngettext(words.BEFORE_ONE, words.BEFORE_UNKNOWN, due["days_before_session"])
    first = _day(due["first"])
    said = {"day": format_date(first, "d MMM y", locale=language()), "zone": zone_name(due["tzid"])}
    match due["precision"]:
        case "exact":
            utc = datetime.fromisoformat(due["ends_at"]).astimezone(UTC)
            return gettext(words.AT_TIME, **said, time=due["time"], utc=format_time(utc, "HH:mm", tzinfo=UTC, locale=language()))
        case "month":
            return gettext(words.IN_MONTH, month=format_date(first, "MMMM y", locale=language()))
        case "relative":
            return ngettext(words.DAY_BEFORE, words.DAYS_BEFORE, due["days_before_session"], **said)
    return gettext(words.ON_DAY, **said)


def zone_name(tzid: str) -> str:
    """Return a time zone as people name it, by its city."""
    return str(get_timezone_location(tzid, locale=language(), return_city=True))


def days_left(due: Due) -> str:
    """Return how many days are left until it is due; empty for what is over, not known, or known by the month alone."""
    if due["first"] is None or due["precision"] == "month" or due["certainty"] in {"closed", "cancelled"}:
        return ""
    days = (_day(due["first"]) - utcnow().date()).days
    if days < 0:
        return gettext(words.PASSED)
    return gettext(words.TODAY) if days == 0 else ngettext(words.ONE_DAY_LEFT, words.DAYS_LEFT, days)


def by_month(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return (month, what may be due in it first), in the order of the list; "" for what nobody knows the date of."""
    return [(month, list(of)) for month, of in groupby(items, key=lambda item: (item["due"]["first"] or "")[: len("2027-03")])]


def month_name(month: str) -> str:
    """Return a month as people read it."""
    return format_date(date.fromisoformat(f"{month}-01"), "MMMM y", locale=language()) if month else gettext(words.NO_MONTH)


def task_name(task: Mapping[str, Any]) -> str:
    """Return what a task says: its own title, or that of the template."""
    found = vocabulary("plan-tasks").get(task["code"] or "")
    return task["title"] or (gettext(found.label) if found else "")


def submission_languages() -> list[tuple[str, str]]:
    """Return (tag, name) of the languages in which international mechanisms and most offices read, by name."""
    return sorted(((tag, language_name(tag)) for tag in READ), key=lambda pair: pair[1])


def _day(text: str) -> date:
    return date.fromisoformat(text)
