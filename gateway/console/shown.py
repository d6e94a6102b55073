"""How values read on a page, in the reader's language: codes, moments, inexact dates, countries, people, audiences."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date, format_datetime
from flask import Flask, g, request

from chassis import schemas
from chassis.errors import Forbidden, NotFound, Unavailable
from chassis.values import PartialDate, utcnow
from chassis.vocabularies import vocabulary
from gateway import calls, csrf, languages
from gateway.console import static, words
from gateway.console.page import Who, who
from gateway.feeds.alerts import spoken
from gateway.languages import N_, gettext, language

MOST_NAMES = 200
COORDINATOR = "coordinator"
"""The role that sees every record of its organisation."""
PRINCIPLE = N_("{number}: {title}")
INPUT_DATE = len("2026-03-05")


def register(app: Flask) -> None:
    """Give templates of `app` these functions and filters."""
    app.jinja_env.filters.update(
        moment=moment, day=day, partial_date=partial_date, language_name=language_name, date_input=date_input, country_name=country
    )
    app.jinja_env.globals.update(
        advice=words.advice,
        all_principles=all_principles,
        asset=static.address,
        case_tabs=words.case_tabs,
        choices=words.choices,
        common_languages=common_languages,
        countries=countries,
        country=country,
        csrf_token=csrf.token,
        direction=languages.direction,
        group=group,
        here_with=here_with,
        language=language,
        languages=languages.languages,
        member=member,
        names_missing=lambda: g.get("names_missing", False),
        now=lambda: utcnow().isoformat(),
        organisation=organisation,
        others_who_may=others_who_may,
        own_name=own_name,
        reader=reader,
        say=words.say,
        spoken=spoken,
        seen_by=seen_by,
        term=term,
        terms=terms,
    )


def term(name: str, code: str | None) -> str:
    """Return the title of a code; the code itself if the vocabulary lacks it."""
    found = vocabulary(name).get(code or "")
    return gettext(found.label) if found else code or ""


def terms(name: str) -> list[tuple[str, str]]:
    """Return (code, title) of every term in its order, for a field that offers them."""
    return [(code, gettext(found.label)) for code, found in vocabulary(name).items()]


def all_principles() -> list[tuple[str, str]]:
    """Return (number, number with title) of the Basic Principles."""
    return [(number, gettext(PRINCIPLE, number=number, title=title)) for number, title in terms("basic-principles")]


def moment(value: str | None) -> str:
    """Return a moment as people read it, in UTC, which it says."""
    return "" if value is None else f"{format_datetime(_parsed(value), 'd MMM y, HH:mm', locale=language())} UTC"


def day(value: str | None) -> str:
    """Return the day of a moment or a date."""
    return "" if value is None else format_date(_parsed(value), "d MMM y", locale=language())


def date_input(value: str) -> str:
    """Return what a date field of a form shows of a moment."""
    return value[:INPUT_DATE]


def _parsed(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def partial_date(value: Mapping[str, str] | None) -> str:
    """Return an inexact date as people say it: “March 2024, day unknown”."""
    if value is None:
        return gettext(words.values.NO_DATE)
    first, last = date.fromisoformat(value["from"]), date.fromisoformat(value["to"])
    days = {"first": format_date(first, "d MMM y", locale=language()), "last": format_date(last, "d MMM y", locale=language())}
    month, year = format_date(first, "MMMM y", locale=language()), format_date(first, "y", locale=language())
    if value["precision"] == "estimated":
        days["first"] = _span(first, last, days=days, month=month, year=year)
    said = words.values.DATES[value["precision"]]
    text = gettext(said, **days, month=month, year=year)
    return f"{text} ({value['note']})" if value.get("note") else text


def _span(first: date, last: date, *, days: Mapping[str, str], month: str, year: str) -> str:
    """Return the words of an estimate: no more exact than it is."""
    for text, words_of_it in ((f"{first:%Y-%m-%d}", days["first"]), (f"{first:%Y-%m}", month), (f"{first:%Y}", year)):
        whole = PartialDate.parse(text)
        if (whole.from_, whole.to) == (first, last):
            return words_of_it
    return gettext(words.values.SPAN, **days)


def country(code: str) -> str:
    """Return the name of a country; its code if it has none."""
    return str(Locale(language()).territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """Return (code, name) of every country, by name."""
    return sorted(((code, country(code)) for code in schemas.countries()), key=lambda pair: pair[1])


def language_name(tag: str) -> str:
    """Return the name of a language in the reader's."""
    return str(Locale(language()).languages.get(tag.split("-", maxsplit=1)[0], tag))


def common_languages() -> list[tuple[str, str]]:
    """Return (tag, name) of the languages that have a tag of two letters, by name."""
    named = ((tag, str(name)) for tag, name in Locale(language()).languages.items() if len(tag) == 2)
    return sorted(named, key=lambda pair: pair[1])


def own_name(tag: str) -> str:
    """Return what a language calls itself."""
    return str(Locale.parse(tag.replace("-", "_")).get_language_name(tag.split("-", maxsplit=1)[0]) or tag)


def member(membership_id: str | None) -> str:
    """Return the name of a member of the reader's organisation."""
    if membership_id is None:
        return gettext(words.values.THE_PLATFORM)
    return _names("members", "list_members").get(membership_id) or _no_member(membership_id)


def _no_member(given: str) -> str:
    """Return who did something under an id that no member has, past or present: a program, if every member is known."""
    if not _is_whole("members"):
        return gettext(words.values.SOMEBODY)
    programs = _names("programs", "list_api_clients") if who().may("api_client", "read") else {}
    return programs.get(given, gettext(words.values.OUR_PROGRAM))


def others_who_may(kind: str, verb: str, *, beside: Iterable[str] = (), without: Iterable[str] = ()) -> list[str]:
    """Return the names of those who may do this and see the record: coordinators, and whoever of those `beside` them has a role for it.

    Neither the reader nor those `without` whom it has to be done are among them.
    """
    excluded, seeing = {who().about["membership_id"], *without}, set(beside)
    members = [one for one in _items("members", "list_members") if one["state"] == "active" and one["id"] not in excluded]
    seers = [one for one in members if one["id"] in seeing or COORDINATOR in one["roles"]]
    return sorted(one["name"] for one in seers if Who(one).may(kind, verb))


def organisation(organisation_id: str | None) -> str:
    """Return the name of an organisation of the site."""
    return _names("organisations", "list_organisations").get(organisation_id or "", gettext(words.values.AN_ORGANISATION))


def group(group_id: str) -> str:
    """Return the name of a sharing group that the reader's organisation is in."""
    return _names("groups", "list_sharing_groups").get(group_id, gettext(words.values.A_GROUP))


def groups() -> list[tuple[str, str]]:
    """Return (id, name) of the sharing groups that the reader's organisation is in, by name."""
    return sorted(_names("groups", "list_sharing_groups").items(), key=lambda pair: pair[1])


def reader(client: str) -> str:
    """Return who reads a stream: a member or a program of the reader's organisation."""
    kind, _, given = client.partition(":")
    if kind == "person":
        return member(given)
    return _names("programs", "list_api_clients").get(given, gettext(words.values.A_PROGRAM))


def _names(kept: str, method: str) -> dict[str, str]:
    """Return id → name, asked for once in a request; nothing if the reader may not know or nobody answers."""
    return {item["id"]: item["name"] for item in _items(kept, method)}


def _items(kept: str, method: str) -> list[dict[str, Any]]:
    known: dict[str, list[dict[str, Any]]] = g.setdefault("directory", {})
    if kept not in known:
        known[kept] = []
        try:
            answer = calls.call("directory", method, {"limit": MOST_NAMES})
        except (Forbidden, NotFound):
            pass
        except Unavailable:
            g.names_missing = True
        else:
            known[kept] = answer["items"]
            g.setdefault("whole", set()).update({kept} if answer["next"] is None else ())
    return known[kept]


def _is_whole(kept: str) -> bool:
    """Say whether every item of a list was told."""
    return kept in g.get("whole", ())


def seen_by(audience: Iterable[Mapping[str, str]]) -> list[str]:
    """Return who can see a record, in words."""
    return sorted({_seen_by(word) for word in audience})


def _seen_by(word: Mapping[str, str]) -> str:
    given = word.get("id", "")
    names = {
        "member": lambda: member(given),
        "organisation": lambda: organisation(given),
        "coordinators": lambda: organisation(given),
        "group": lambda: group(given),
    }
    name = names[word["code"]]() if word["code"] in names else given
    said = words.values.AUDIENCE[word["code"]]
    return gettext(said, name=name, organisation=organisation(word["org"]) if word.get("org") else "")


def here_with(**changes: Any) -> str:
    """Return the address of this page with parts of its query changed; None leaves one out."""
    kept = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in {*changes, "cursor", "done"}}
    query = urlencode({**kept, **{name: value for name, value in changes.items() if value is not None}}, doseq=True)
    return f"{request.path}?{query}" if query else request.path
