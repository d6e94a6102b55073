"""What is to be done next with a case, and where: asked of the service, turned into links."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import url_for

from gateway.console.page import who


class Remedy(NamedTuple):
    """Where an action is done, and what one needs for it."""

    endpoint: str
    needs: tuple[str, str]
    path: Mapping[str, str] = {}


REMEDIES: Mapping[str, Remedy] = {
    "accept_case": Remedy("console.cases.step", ("case", "decide"), {"action": "accept_case"}),
    "resume_case": Remedy("console.cases.step", ("case", "decide"), {"action": "resume_case"}),
    "reopen_case": Remedy("console.cases.step", ("case", "decide"), {"action": "reopen_case"}),
    "approve_closing": Remedy("console.cases.step", ("case", "decide"), {"action": "approve_closing"}),
    "open_case": Remedy("console.cases.new_case", ("case", "create")),
    "record_mandate": Remedy("console.cases.record_mandate", ("case", "decide")),
    "record_verification": Remedy("console.cases.record_verification", ("verification", "record")),
    "add_party": Remedy("console.cases.add_person", ("case", "amend"), {"role": "subject"}),
    "record_consent": Remedy("console.cases.record_consent", ("case", "consent")),
    "end_instruction": Remedy("console.cases.consent", ("case", "read"), {"_anchor": "instructions"}),
    "record_risk": Remedy("console.cases.record_risk", ("risk", "record")),
    "approve_risk": Remedy("console.cases.approve_risk", ("risk", "approve")),
}
"""The page of every action that resolves something."""

OF_STAGE = {"intake": "accept_case", "on_hold": "resume_case", "closing": "approve_closing"}
"""What leads on from a stage; from the others nothing has to."""


class Step(NamedTuple):
    """The next step: the code of its action and where it is done."""

    action: str
    address: str


def address_of(action: str, case: Mapping[str, Any], **more: Any) -> str | None:
    """Return the page where the reader can do this; None if it is not for their role."""
    remedy = REMEDIES[action]
    if not who().may(*remedy.needs):
        return None
    given = {name: str(value) for name, value in more.items() if value}
    path: dict[str, Any] = {**remedy.path, **given, **({} if action == "open_case" else {"case_id": case["id"]})}
    return url_for(remedy.endpoint, **path)


def next_step(case: Mapping[str, Any], checks: Mapping[str, Any], *, purpose: str) -> Step | None:
    """Return the one thing to do next; None if it is for somebody else to do."""
    if case["stage"] != "open":
        return _leading_on(case)
    missing = with_remedies(case, checks, purpose=purpose)
    if missing:
        return next((Step(one["remedy"], one["address"]) for one in missing if one["address"]), None)
    return Step("draft_alert", f"/alerts/new?case_id={case['id']}") if who().may("alert", "create") else None


def _leading_on(case: Mapping[str, Any]) -> Step | None:
    action = OF_STAGE.get(case["stage"])
    if action is None or (action == "approve_closing" and case["closing"]["asked_by"] == who().about["membership_id"]):
        return None
    address = address_of(action, case)
    return Step(action, address) if address else None


def with_remedies(case: Mapping[str, Any], checks: Mapping[str, Any], *, purpose: str) -> list[dict[str, Any]]:
    """Return what is missing, each with the page that resolves it if it is for the reader to do."""
    return [{**one, "address": _remedy(one, case, checks, purpose)} for one in checks["missing"]]


def _remedy(one: Mapping[str, Any], case: Mapping[str, Any], checks: Mapping[str, Any], purpose: str) -> str | None:
    if one["remedy"] == "approve_risk" and checks["risk"]["assessor"] == who().about["membership_id"]:
        return None
    asks_whom = one["remedy"] == "record_consent"
    return address_of(one["remedy"], case, **({"party_id": one["party_id"], "purpose": purpose} if asks_whom else {}))


def passed(checks: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return which of these checks have nothing missing."""
    wanting = {one["check"] for one in checks["missing"]}
    return [name for name in names if name not in wanting]
