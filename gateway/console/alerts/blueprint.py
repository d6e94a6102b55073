"""Where the pages of alerts hang, what every page of one alert shows, and how a step of an alert is taken."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint

from chassis.client import Call
from chassis.errors import HavanaError, NotFound
from chassis.schemas import Schema
from gateway import calls
from gateway.console.form import Form
from gateway.console.page import Answer, page
from gateway.console.words.pages import BANNER
from services.alerts import schemas

Alert = dict[str, Any]
OWN = "full"
blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")


class Step(NamedTuple):
    """A step of an alert: the service's method, its request, and what the next page says was done."""

    method: str
    schema: type[Schema]
    done: str


STEPS: Mapping[str, Step] = {
    "submit": Step("submit_alert", schemas.SubmitAlert, "alert-submitted"),
    "facts": Step("sign_off_alert", schemas.SignOffAlert, "alert-signed-off"),
    "consent": Step("sign_off_alert", schemas.SignOffAlert, "alert-signed-off"),
    "risk": Step("sign_off_alert", schemas.SignOffAlert, "alert-signed-off"),
    "send_back": Step("send_back_alert", schemas.SendBackAlert, "alert-sent-back"),
    "publish": Step("publish_alert", schemas.PublishAlert, "alert-published"),
    "update": Step("update_alert", schemas.UpdateAlert, "alert-updating"),
    "withdraw": Step("withdraw_alert", schemas.WithdrawAlert, "alert-withdrawn"),
}


def alert_of(alert_id: UUID) -> Alert:
    """Return the alert as the reader may see it: our own, or what was published to us. NotFound."""
    found: Alert = calls.call("alerts", "get_alert", {"alert_id": str(alert_id)})
    return found


def own_alert(alert_id: UUID) -> Alert:
    """Return the alert if it is our own; NotFound for what others published."""
    found = alert_of(alert_id)
    if found["representation"] != OWN:
        raise NotFound("no-such-alert", id=str(alert_id))
    return found


def alert_page(template: str, alert: Alert, *, status: int = 200, **content: Any) -> Answer:
    """Return a page of one alert, under its kind, state and marking."""
    marking = alert["marking"] if alert["marking"] in BANNER else None
    return page(f"alerts/{template}", status=status, alert=alert, marking=marking, **content)


def forms_of(alert: Alert, *names: str) -> dict[str, Form]:
    """Return the forms of these steps, by name, each for the version that the page shows."""
    return {name: Form(STEPS[name].schema, initial={"version": alert["version"]}, name=name) for name in names}


def taken(forms: Iterable[Form], alert: Alert, **more: Any) -> Step | None:
    """Take the step whose form was sent; None if none was, or if it did not come through and says why."""
    for form in forms:
        if form.is_sent:
            step = STEPS[form.name]
            if form.send("alerts", step.method, alert_id=alert["id"], **more) is not None:
                return step
            if form.problem is not None and form.problem.code == "stale-version":
                form.fill("version", [str(alert["version"])])
    return None


def status_of(forms: Iterable[Form]) -> int:
    """Return the status of a page with several forms: that of the one that did not come through."""
    return max(form.status for form in forms)


def asked(questions: Mapping[str, Call]) -> dict[str, Any]:
    """Return the answers to what a page shows beside its record; None for what is down or not for the reader."""
    answers = calls.ask_together(questions) if questions else {}
    return {name: None if isinstance(answer, HavanaError) else answer for name, answer in answers.items()}


def checks_of(alert: Alert) -> dict[str, Call]:
    """Return the question what stands between the alert's case and its publication; none if it speaks of no case."""
    if not alert["case_id"]:
        return {}
    audience = alert["audience"]
    groups = [audience["group_id"]] if audience["group_id"] else []
    question = {
        "case_id": alert["case_id"],
        "purpose": alert["purpose"],
        "audience": {"kind": audience["kind"], "groups": groups},
        "identifiability": alert["identifiability"],
    }
    return {"checks": Call("cases", "list_checks", question), "case": Call("cases", "get_case", {"case_id": alert["case_id"]})}
