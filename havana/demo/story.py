"""What happened in the sample deployment: five cases in different states, and the alerts that came of them, dated from today."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from chassis.values import utcnow
from havana.demo import calendar
from havana.demo.texts import SHARED, STATEMENT, URGENT, WITHDRAWN

Ask = Callable[..., Any]
PUBLIC_PURPOSES = ["record", "assist", "contact_authority", "share_partner", "urgent_appeal", "media"]


def tell(as_member: Callable[[str], Ask], organisations: Mapping[str, str]) -> None:
    """Let the sample people take in, check, publish, share and withdraw.

    `as_member(email)` signs a person in; `organisations` is key → id.
    """
    group = as_member("coordinator@lead.example")(
        "directory", "create_sharing_group", name="Sample rapid response network", organisations=[organisations["partner"]]
    )["id"]
    officer, coordinator = as_member("officer@lead.example"), as_member("coordinator@lead.example")
    heron = _checked_case(officer, coordinator, title="Blue Heron", country="A", subject="Samplelawyer 1", days_ago=12)
    _published(officer, coordinator, case=heron, audience={"kind": "public"}, texts=URGENT, kind="urgent_appeal", principles=["16", "17"])
    falcon = _checked_case(officer, coordinator, title="Grey Falcon", country="B", subject="Samplelawyer 2", days_ago=7)
    shared = {"kind": "group", "group_id": group}
    _published(officer, coordinator, case=falcon, audience=shared, texts=SHARED, kind="trial_alert", principles=["16", "20"])
    cedar = _checked_case(officer, coordinator, title="Red Cedar", country="C", subject="Samplelawyer 3", days_ago=30)
    _published(officer, coordinator, case=cedar, audience={"kind": "public"}, texts=WITHDRAWN, kind="urgent_appeal", principles=["18"])
    officer("cases", "withdraw_consent", case_id=cedar["id"], purposes=["urgent_appeal", "media"])
    lagoon = _checked_case(officer, coordinator, title="Silver Lagoon", country="A", subject="Samplelawyer 4", days_ago=3)
    draft = _drafted(officer, case=lagoon, audience={"kind": "public"}, texts=URGENT, kind="letter_of_concern", principles=["7", "8"])
    officer("alerts", "submit_alert", alert_id=draft["id"], version=draft["version"])
    _opened(officer, title="Amber Valley", country="B", subject="Samplelawyer 5")
    _published(officer, coordinator, case=None, audience={"kind": "public"}, texts=STATEMENT, kind="statement", principles=["24"])
    calendar.tell(as_member("librarian@lead.example"), officer, case_id=heron["id"])


COUNTRIES = {"A": "AW", "B": "TV", "C": "NU"}
"""A case needs an ISO country; these stand for Country A, B and C of the texts."""


def _opened(officer: Ask, *, title: str, country: str, subject: str) -> Any:
    summary = f"{subject} called. Sample summary: what is known so far, who told us, and how to reach them safely."
    about = {"title": title, "country": COUNTRIES[country], "summary": summary, "subject_name": subject}
    return officer("cases", "open_case", **about, priority="high")


def _checked_case(officer: Ask, coordinator: Ask, *, title: str, country: str, subject: str, days_ago: int) -> Any:
    """Return an open case with its facts, and everything that stands before a public alert done."""
    case = _opened(officer, title=title, country=country, subject=subject)
    case_id = case["id"]
    officer("cases", "record_mandate", case_id=case_id, within=True, reason="Sample reason: sanctioned for professional acts.")
    case = officer("cases", "accept_case", case_id=case_id, version=officer("cases", "get_case", case_id=case_id)["version"])
    (party,) = officer("cases", "list_parties", case_id=case_id)["items"]
    _add_facts(officer, case_id, party["id"], on=utcnow().date() - timedelta(days=days_ago))
    officer("cases", "record_verification", case_id=case_id, status="confirmed", method="Sample method", independent=True)
    assessed = officer(
        "cases", "record_risk", case_id=case_id, likelihood=2, impact=3,
        harm_of_action="Sample assessment: attention helps more than it harms.", valid_until=_in_days(60),
    )  # fmt: skip
    coordinator("cases", "approve_risk", case_id=case_id, risk_id=assessed["risk"]["id"])
    officer(
        "cases", "record_consent", case_id=case_id, party_id=party["id"], purposes=PUBLIC_PURPOSES, state="given",
        audience={"kind": "public"}, identifiability="initials", method="Sample call through counsel", expires_at=_in_days(120),
    )  # fmt: skip
    officer("cases", "add_note", case_id=case_id, body="Sample note: counsel asks to be told before anything is published.")
    return officer("cases", "get_case", case_id=case_id)


def _add_facts(officer: Ask, case_id: str, party_id: str, *, on: date) -> None:
    officer(
        "cases", "add_incident", case_id=case_id, title="Sample incident: arrest at the office",
        dates={"from": on.isoformat(), "precision": "exact"},
        description="Sample description of what happened, as two witnesses tell it.",
        acts=[
            {"type": "arbitrary_arrest", "victim": party_id, "dates": {"from": on.isoformat(), "precision": "exact"}},
            {"type": "seizure", "victim": party_id, "description": "Sample: files and a laptop were taken."},
        ],
    )  # fmt: skip


def _drafted(officer: Ask, *, case: Any, audience: Any, texts: Any, kind: str, principles: list[str]) -> Any:
    about = {"kind": kind, "audience": audience, "texts": texts, "principles": principles}
    case_about = {"case_id": case["id"], "country": case["country"], "identifiability": "initials"} if case else {"country": "NL"}
    return officer("alerts", "draft_alert", **about, **case_about)


def _published(officer: Ask, coordinator: Ask, *, case: Any, audience: Any, texts: Any, kind: str, principles: list[str]) -> Any:
    alert = _drafted(officer, case=case, audience=audience, texts=texts, kind=kind, principles=principles)
    alert = officer("alerts", "submit_alert", alert_id=alert["id"], version=alert["version"])
    for aspect in ("facts", "consent", "risk"):
        alert = coordinator("alerts", "sign_off_alert", alert_id=alert["id"], version=alert["version"], aspect=aspect)
    return coordinator("alerts", "publish_alert", alert_id=alert["id"], version=alert["version"])


def _in_days(days: int) -> str:
    return (utcnow() + timedelta(days=days)).isoformat()
