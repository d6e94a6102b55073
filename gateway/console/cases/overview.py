"""The first page of a case: where it stands, what is missing, the one next step, who can see it."""

from typing import Any
from uuid import UUID

from flask import request

from chassis.errors import Forbidden, NotFound, Unavailable
from chassis.vocabularies import vocabulary
from gateway import calls
from gateway.console import shown
from gateway.console.cases.blueprint import blueprint, case_of, case_page
from gateway.console.cases.next_step import next_step, passed, with_remedies
from gateway.console.form import Form
from gateway.console.page import Answer, needs
from gateway.console.words import cases
from services.cases import schemas

CHECKS = ("stage", "mandate", "verification", "consent", "risk")


@blueprint.get("/<uuid:case_id>")
@needs("case", "read")
def case(case_id: UUID) -> Answer:
    """Show one case, and what is missing for the purpose and the readers that the address names."""
    found = case_of(case_id)
    asked = _asked()
    question = {"case_id": found["id"], "purpose": asked["purpose"], "identifiability": asked["identifiability"]}
    checks = calls.call("cases", "list_checks", {**question, "audience": _audience(asked["reach"])})
    return case_page(
        "overview.html",
        found,
        tab="overview",
        names={one["id"]: one["name"] for one in found["subjects"]},
        asked=asked,
        checks=checks,
        missing=with_remedies(found, checks, purpose=asked["purpose"]),
        passed=passed(checks, CHECKS),
        next_step=next_step(found, checks, purpose=asked["purpose"]),
        accept=Form(schemas.AcceptCase, initial={"version": found["version"]}),
        groups=shown.groups(),
        plans=_of_library("list_plans_of_case", found),
        works=_of_library("list_works_of_case", found),
    )


def _of_library(method: str, case: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return what of the library the case is linked to, as far as the reader sees it; None if nobody answers."""
    try:
        found: list[dict[str, Any]] = calls.call("library", method, {"case_id": case["id"]})["items"]
    except (Forbidden, NotFound):
        return []
    except Unavailable:
        return None
    return found


def _asked() -> dict[str, str]:
    """Return what is asked about; an urgent appeal to everybody that names nobody, where the address says nothing else."""
    return {
        "purpose": _one_of(vocabulary("purposes"), request.args.get("purpose"), default="urgent_appeal"),
        "reach": _one_of({**cases.REACH, **{f"group:{id_}": "" for id_, _ in shown.groups()}}, request.args.get("reach"), default="public"),
        "identifiability": _one_of(cases.IDENTIFIABILITY, request.args.get("identifiability"), default="anonymous"),
    }


def _one_of(known: Any, given: str | None, *, default: str) -> str:
    return given if given is not None and given in known else default


def _audience(reach: str) -> dict[str, Any]:
    kind, _, group = reach.partition(":")
    return {"kind": kind, "groups": [group] if group else []}
