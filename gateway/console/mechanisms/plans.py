"""Plans: what is done by whom until when, who co-signs, and which cases and alerts it is for."""

from typing import Any
from uuid import UUID

from chassis.client import Call
from chassis.errors import HavanaError, Unavailable
from gateway import calls
from gateway.console.form import Form
from gateway.console.mechanisms.blueprint import MOST, asked_by, blueprint, calendar_page, meet_version, status_of
from gateway.console.page import Answer, go, needs, who
from gateway.console.shown import organisation
from services.library.schemas import plans as schemas

Json = dict[str, Any]
ROWS_OF_CO_SIGNERS = 2


def plan_of(plan_id: UUID) -> Json:
    """Return the plan as the reader may see it. NotFound."""
    found: Json = calls.call("library", "get_plan", {"plan_id": str(plan_id)})
    return found


@blueprint.get("/plans")
@needs("plan", "read")
def list_plans() -> Answer:
    """Show the plans in sight."""
    asked = asked_by(schemas.ListPlans)
    return calendar_page("plans.html", plans=calls.call("library", "list_plans", asked), asked=asked)


@blueprint.route("/plans/<uuid:plan_id>", methods=["GET", "POST"])
@needs("plan", "read")
def plan(plan_id: UUID) -> Answer:
    """Show one plan, and take the steps that need no page of their own."""
    found = plan_of(plan_id)
    forms = {
        "task": Form(schemas.AmendTask, name="task", initial={"version": found["version"]}),
        "add": Form(schemas.AddTask, name="add", initial={"version": found["version"]}),
        "link": Form(schemas.AddLink, name="link"),
        "unlink": Form(schemas.RemoveLink, name="unlink"),
    }
    methods = {"task": "amend_task", "add": "add_task", "link": "add_plan_link", "unlink": "remove_plan_link"}
    for name, form in forms.items():
        if form.is_sent and form.done("library", methods[name], plan_id=found["id"]):
            return go("console.mechanisms.plan", plan_id=found["id"], done=f"plan-{name}")
        meet_version(form, found["version"])
    return calendar_page("plan.html", status=status_of(forms.values()), found=found, forms=forms, **_linked(found))


def _linked(found: Json) -> Json:
    """Return the cases and alerts that the plan is linked to and those that it may be linked to; what is down is named."""
    asked = {"links": Call("library", "list_plan_links", {"plan_id": found["id"]})}
    if who().may("case", "read"):
        asked["cases"] = Call("cases", "list_cases", {"limit": MOST})
    if who().may("alert", "read"):
        asked["alerts"] = Call("alerts", "list_alerts", {"limit": MOST})
    answers = calls.ask_together(asked)
    items = {name: [] if isinstance(answer, HavanaError) else answer["items"] for name, answer in answers.items()}
    cases = {one["id"]: f"{one['reference']} {one['title']}" for one in items.get("cases", [])}
    alerts = {one["id"]: one for one in items.get("alerts", []) if one["headlines"]}
    linked = {one["record_id"] for one in items["links"]}
    return {
        "links": items["links"],
        "links_missing": isinstance(answers["links"], Unavailable),
        "cases": cases,
        "alerts": alerts,
        "linkable": {
            name: {id_: one for id_, one in of.items() if id_ not in linked} for name, of in (("cases", cases), ("alerts", alerts))
        },
    }


@blueprint.route("/plans/<uuid:plan_id>/amend", methods=["GET", "POST"])
@needs("plan", "amend")
def amend_plan(plan_id: UUID) -> Answer:
    """Change who leads, how far it is, who co-signs, and the note."""
    found = plan_of(plan_id)
    form = Form(schemas.AmendPlan, initial=_held(found))
    if form.is_sent and form.send("library", "amend_plan", stored=_held(found), plan_id=found["id"]) is not None:
        return go("console.mechanisms.plan", plan_id=found["id"], done="saved")
    form.meet(_held(found))
    return calendar_page("amend_plan.html", status=form.status, found=found, form=form, members=_members(), organisations=_organisations())


def _held(found: Json) -> Json:
    return {name: found[name] for name in ("version", "owner", "state", "note", "co_signers")}


@blueprint.route("/plans/<uuid:plan_id>/tasks/<uuid:task_id>", methods=["GET", "POST"])
@needs("plan", "amend")
def amend_task(plan_id: UUID, task_id: UUID) -> Answer:
    """Change a task: what it says, when, and who does it; or take it out."""
    found = plan_of(plan_id)
    task = next((one for one in found["tasks"] if one["id"] == str(task_id)), None)
    if task is None:
        return go("console.mechanisms.plan", plan_id=found["id"])
    ids = {"plan_id": found["id"], "task_id": str(task_id)}
    held = {"version": found["version"], **{name: task[name] for name in ("title", "days_before", "assignee")}}
    form, removal = Form(schemas.AmendTask, initial=held), Form(schemas.RemoveTask, name="remove", initial={"version": found["version"]})
    if form.is_sent and form.send("library", "amend_task", stored=held, **ids) is not None:
        return go("console.mechanisms.plan", plan_id=found["id"], done="saved")
    if removal.is_sent and removal.done("library", "remove_task", **ids):
        return go("console.mechanisms.plan", plan_id=found["id"], done="task-removed")
    form.meet(held)
    meet_version(removal, found["version"])
    status = status_of([form, removal])
    return calendar_page("task.html", status=status, found=found, task=task, form=form, removal=removal, members=_members())


def _members() -> list[tuple[str, str]]:
    """Return (membership, name) of the active members, for a field that offers them."""
    found = calls.call("directory", "list_members", {"limit": MOST})["items"]
    return sorted(((one["id"], one["name"]) for one in found if one["state"] == "active"), key=lambda pair: pair[1])


def _organisations() -> list[tuple[str, str]]:
    """Return (id, name) of the other organisations of the site, for a field that offers them."""
    found = calls.call("directory", "list_organisations", {"limit": MOST})["items"]
    ours = who().about["organisation_id"]
    return sorted(((one["id"], organisation(one["id"])) for one in found if one["id"] != ours), key=lambda pair: pair[1])
