"""What refers to a work: our cases and alerts, as far as the reader sees them, and the way to link one more."""

from typing import Any

from chassis.client import Call
from chassis.errors import HavanaError
from gateway import calls
from gateway.console.form import Form
from gateway.console.library.blueprint import Record
from gateway.console.page import who
from gateway.feeds.alerts import spoken
from services.library.schemas import references as schemas

MOST = 200
METHODS = {"refer": "add_reference", "unrefer": "remove_reference"}


def reference_forms() -> dict[str, Form]:
    """Return the forms that link a work with a record and take a link away."""
    return {"refer": Form(schemas.AddReference, name="refer"), "unrefer": Form(schemas.RemoveReference, name="unrefer")}


def is_linked(forms: dict[str, Form], found: Record) -> bool:
    """Do what the form that was sent asks for; say whether it came through."""
    return any(form.is_sent and form.done("library", METHODS[name], work_id=found["id"]) for name, form in forms.items())


def references_of(found: Record) -> dict[str, Any]:
    """Return what refers to the work, by name, and what could; None where a part does not answer."""
    asked = {"links": Call("library", "list_references", {"work_id": found["id"]})}
    if who().may("case", "read"):
        asked["cases"] = Call("cases", "list_cases", {"limit": MOST})
    if who().may("alert", "create") or who().may("alert", "sign_off"):
        asked["alerts"] = Call("alerts", "list_alerts", {"limit": MOST})
    answers = {name: None if isinstance(one, HavanaError) else one["items"] for name, one in calls.ask_together(asked).items()}
    named = {"case": _cases(answers.get("cases") or []), "alert": _alerts(answers.get("alerts") or [])}
    linked = {(one["kind"], one["record_id"]) for one in answers["links"] or []}
    offered = {kind: [pair for pair in found_.items() if (kind, pair[0]) not in linked] for kind, found_ in named.items()}
    return {"links": answers["links"], "names": named, "offered": offered}


def _cases(items: list[Record]) -> dict[str, str]:
    return {one["id"]: f"{one['reference']} {one['title']}" for one in items}


def _alerts(items: list[Record]) -> dict[str, str]:
    return {one["id"]: one["headlines"][spoken(one["headlines"])] for one in items if one["headlines"]}
