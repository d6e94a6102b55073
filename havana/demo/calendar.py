"""The calendar of mechanisms of the sample deployment: dates of every precision, an extension, a dispute, a plan, and addressees."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from chassis.values import utcnow

Ask = Callable[..., Any]
SOURCE = "https://mechanism.example/calendar"
OTHER_SOURCE = "https://network.example/deadlines"
ZONE = "Europe/Zurich"

REVIEW = {
    "en": {
        "title": "Sample review of Country A: submissions of stakeholders",
        "summary": "What happens to lawyers in Country A, and what became of earlier recommendations.\n\nThis is sample data.",
    },
    "ar": {"title": "استعراض نموذجي للبلد أ: مساهمات أصحاب المصلحة", "summary": "ما يحدث للمحامين في البلد أ.\n\nهذه بيانات نموذجية."},
}
CALL = {
    "en": {
        "title": "Sample call for input on the independence of bar associations",
        "summary": "The sample mandate asks how bar associations govern themselves.\n\nThis is sample data.",
    },
    "ar": {"title": "دعوة نموذجية لتقديم مساهمات بشأن استقلال نقابات المحامين", "summary": "هذه بيانات نموذجية."},
}
REPORT = {"en": {"title": "Sample alternative report on Country B", "summary": "Before the sample committee.\n\nThis is sample data."}}
ISSUES = {"en": {"title": "Sample list of issues on Country C", "summary": "This is sample data."}}
STATEMENT = {"en": {"title": "Sample oral statement in the debate on lawyers", "summary": "Two minutes.\n\nThis is sample data."}}


def tell(librarian: Ask, officer: Ask, *, case_id: str) -> None:
    """Let the sample librarian keep the calendar, and the sample officer plan for a case."""
    review = _mechanism(librarian, "upr", "Sample Review", "SR")
    committee = _mechanism(librarian, "treaty_body", "Sample Committee", "SC")
    mandate = _mechanism(librarian, "special_procedure", "Sample Mandate on Lawyers", "SM")
    session = _session(librarian, committee, "Sample session 12", in_days=200)
    of_review = _published(librarian, review, REVIEW, "stakeholder_submission", _day(64), country="AW")
    _says(librarian, of_review, _day(78))
    _disputed(librarian, mandate)
    _published(librarian, committee, REPORT, "alternative_report", _before_session(60), country="TV", session_id=session)
    _published(librarian, committee, ISSUES, "list_of_issues_input", _month(150), country="NU", session_id=session)
    _added(librarian, mandate, STATEMENT, "oral_statement", {**_day(33), "precision": "exact", "time": "18:00", "certainty": "provisional"})
    plan = officer("library", "make_plan", opportunity_id=of_review["id"], note="Sample note: two cases carry it.")
    officer("library", "amend_task", plan_id=plan["id"], task_id=plan["tasks"][0]["id"], version=plan["version"], done=True)
    officer("library", "add_plan_link", plan_id=plan["id"], kind="case", record_id=case_id)
    _bodies(librarian)


def _mechanism(librarian: Ask, kind: str, name: str, acronym: str) -> str:
    made = librarian("library", "add_mechanism", kind=kind, name=name, acronym=acronym, url="https://mechanism.example")
    return str(made["id"])


def _session(librarian: Ask, mechanism_id: str, name: str, *, in_days: int) -> str:
    begins_on = _today() + timedelta(days=in_days)
    days = {"begins_on": begins_on.isoformat(), "ends_on": (begins_on + timedelta(days=11)).isoformat()}
    return str(librarian("library", "add_mechanism_session", mechanism_id=mechanism_id, name=name, **days)["id"])


def _added(librarian: Ask, mechanism_id: str, texts: Any, kind: str, due: dict[str, Any], **more: Any) -> Any:
    requirements = {"most_words": 2815, "languages": ["en", "fr"], "joint": "encouraged"}
    return librarian(
        "library", "add_opportunity", mechanism_id=mechanism_id, texts=texts, kind=kind, due=due, source_url=SOURCE,
        requirements=requirements, **more,
    )  # fmt: skip


def _published(librarian: Ask, mechanism_id: str, texts: Any, kind: str, due: dict[str, Any], **more: Any) -> Any:
    added = _added(librarian, mechanism_id, texts, kind, due, **more)
    return librarian("library", "publish_opportunity", opportunity_id=added["id"], version=added["version"])


def _says(librarian: Ask, found: Any, due: dict[str, Any], *, source_url: str = SOURCE) -> None:
    librarian("library", "record_notice", opportunity_id=found["id"], version=found["version"], source_url=source_url, due=due)


def _disputed(librarian: Ask, mandate: str) -> None:
    _says(librarian, _published(librarian, mandate, CALL, "call_for_input", _day(45)), _day(52), source_url=OTHER_SOURCE)


def _day(in_days: int) -> dict[str, Any]:
    return {"precision": "date_only", "certainty": "confirmed", "tzid": ZONE, "date": (_today() + timedelta(days=in_days)).isoformat()}


def _month(in_days: int) -> dict[str, Any]:
    return {"precision": "month", "certainty": "projected", "tzid": ZONE, "month": f"{_today() + timedelta(days=in_days):%Y-%m}"}


def _before_session(days: int) -> dict[str, Any]:
    return {"precision": "relative", "certainty": "provisional", "tzid": ZONE, "days_before_session": days}


def _bodies(librarian: Ask) -> None:
    ministry = librarian(
        "library", "add_body", kind="ministry", name="Sample Ministry of Justice, Country A", role="Minister of Justice", country="AW",
        languages=["en"], source_url="https://ministry.example",
        contact={"email": "ministry@example.org", "address": "1 Sample Street\nCity A"},
    )  # fmt: skip
    librarian("library", "publish_body", body_id=ministry["id"], version=ministry["version"])
    librarian(
        "library", "add_body", kind="court", name="Sample Court 2, Country B", role="President of the court", country="TV",
        source_url="https://court.example", review_by=_today().isoformat(),
    )  # fmt: skip


def _today() -> date:
    return utcnow().date()
