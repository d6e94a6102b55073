"""Writing an alert: a new one, and changes to a draft. One form for both; it comes back with one more text, and loses nothing."""

from typing import Any
from uuid import UUID

from flask import request

from chassis import permissions
from chassis.client import Call
from gateway.console.alerts.blueprint import Alert, alert_page, asked, blueprint, own_alert
from gateway.console.form import Form, id_of
from gateway.console.more_languages import COMES_BACK, WITH_LANGUAGE, add_language
from gateway.console.page import Answer, go, page, signed_in, who
from gateway.console.words import say
from gateway.languages import N_, gettext, language
from services.alerts import schemas

PUBLIC = "public"
FIRST_LANGUAGES = ("en", "ar")
MOST = {"limit": 200}
WITH_PRINCIPLES = "with_principles"
GROUP = N_("{name}: {organisations}")


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new_alert() -> Answer:
    """Begin an alert, with what its case says already if one is named."""
    permissions.require(who().viewer, "alert", "create")
    case_id = request.args.get("case_id", "")
    form = Form(schemas.DraftAlert, initial=_beginning(case_id) if request.method == "GET" else None)
    if form.is_sent and not _comes_back(form) and (alert := _sent(form, "draft_alert")) is not None:
        return go("console.alerts.alert", alert_id=id_of(alert), done="alert-drafted")
    return page("alerts/new.html", status=form.status, form=form, **_offered(form))


@blueprint.route("/<uuid:alert_id>/amend", methods=["GET", "POST"])
@signed_in
def amend_alert(alert_id: UUID) -> Answer:
    """Change a draft; what somebody else changed meanwhile stands beside what was typed."""
    found = own_alert(alert_id)
    form = Form(schemas.AmendAlert, initial=_held(found))
    if not form.is_sent and "amend" not in found["steps"]:
        return go("console.alerts.alert", alert_id=found["id"])
    if form.is_sent and not _comes_back(form) and _sent(form, "amend_alert", alert_id=found["id"], **_same_end(form, found)) is not None:
        return go("console.alerts.alert", alert_id=found["id"], done="saved")
    form.meet(_held(found))
    return alert_page("amend.html", found, status=form.status, form=form, **_offered(form, found))


def _beginning(case_id: str) -> dict[str, Any]:
    languages = list(dict.fromkeys([language(), *FIRST_LANGUAGES]))[:2]
    texts = {tag: {"headline": "", "facts": "", "demands": ""} for tag in languages}
    case = _of_case(case_id, "case", "get_case") if case_id else None
    of_case = {"case_id": case["id"], "country": case["country"], "principles": _suggested(case["id"])} if case else {}
    return {"kind": "urgent_appeal" if case else "", "identifiability": "anonymous", "texts": texts, **of_case}


def _held(alert: Alert) -> dict[str, Any]:
    """Return what the form shows of an alert: its audience as one choice, its last day as a date."""
    kept = {name: alert[name] for name in ("version", "kind", "case_id", "country", "marking", "identifiability", "principles", "texts")}
    last_day = alert["valid_until"][: len("2026-03-05")] if alert["valid_until"] else None
    return {**kept, "audience": alert["audience"]["group_id"] or PUBLIC, "valid_until": last_day}


def _same_end(form: Form, alert: Alert) -> dict[str, Any]:
    """Return the last moment of the alert as it is, if its day was not changed: a date says no hour."""
    unchanged = alert["valid_until"] and alert["valid_until"].startswith(form.value("valid_until") or "never")
    return {"valid_until": alert["valid_until"]} if unchanged else {}


def _sent(form: Form, method: str, **more: Any) -> Any:
    chosen = form.value("audience")
    audience = {"kind": PUBLIC} if chosen == PUBLIC else {"kind": "group", "group_id": chosen}
    if chosen:
        more["audience"] = audience
    answer = form.send("alerts", method, **more)
    for error in form.errors:
        if error["pointer"].startswith("/audience/"):
            error["pointer"] = "/audience"
    return answer


def _comes_back(form: Form) -> bool:
    """Do what a button asked for that only adds to the form; say whether one did."""
    wish = request.form.get(COMES_BACK, "")
    if wish == WITH_LANGUAGE:
        add_language(form, "headline")
    elif wish == WITH_PRINCIPLES:
        chosen = [number for number in form.values("principles") if number]
        form.fill("principles", sorted({*chosen, *_suggested(form.value("case_id"))}, key=int))
    return bool(wish)


def _suggested(case_id: str) -> list[str]:
    """Return the Basic Principles that the acts in the case's facts touch."""
    incidents = _of_case(case_id, "incidents", "list_incidents", **MOST) if case_id else None
    found = {number for incident in incidents["items"] for number in incident["principles"]} if incidents else set()
    return sorted(found, key=int)


def _of_case(case_id: str, name: str, method: str, **more: Any) -> Any:
    return asked({name: Call("cases", method, {"case_id": case_id, **more})})[name]


def _offered(form: Form, alert: Alert | None = None) -> dict[str, Any]:
    """Return what can be chosen: cases, audiences, languages. What stands in the form is always there; an alert stays with its case."""
    found = asked({"cases": Call("cases", "list_cases", MOST), "groups": Call("directory", "list_sharing_groups", MOST)})
    cases = [(case["id"], f"{case['reference']} {case['title']}") for case in _items(found["cases"])]
    held = alert["case_id"] if alert else None
    groups = [(one["id"], _said(one)) for one in _items(found["groups"])]
    return {
        "cases": _with([one for one in cases if held in {None, one[0]}], held or form.value("case_id")),
        "audiences": [(PUBLIC, say("audience", "public")), *_with(groups, form.value("audience"))],
        "tags": form.parts("texts"),
        "edition": alert and alert["edition"],
    }


def _said(group: dict[str, Any]) -> str:
    members = [member["name"] for member in group["members"]]
    return gettext(GROUP, name=group["name"], organisations=members)


def _with(offered: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    known = {PUBLIC, "", *(value for value, _ in offered)}
    return offered if chosen in known else [*offered, (chosen, chosen)]


def _items(found: Any) -> list[Any]:
    return list(found["items"]) if found else []
