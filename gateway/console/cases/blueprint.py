"""Where the pages of cases hang, and what every page of one case shows."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from gateway import calls
from gateway.console.page import Answer, page

MOST_PEOPLE = 200
blueprint = Blueprint("cases", __name__, url_prefix="/cases")


def case_of(case_id: UUID) -> dict[str, Any]:
    """Return the case as its organisation sees it. NotFound."""
    found: dict[str, Any] = calls.call("cases", "get_case", {"case_id": str(case_id)})
    return found


def people_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the people of a case, in the order they were added."""
    found: list[dict[str, Any]] = calls.call("cases", "list_parties", {"case_id": case["id"], "limit": MOST_PEOPLE})["items"]
    return found


def named(people: list[dict[str, Any]], *roles: str) -> list[tuple[str, str]]:
    """Return (id, name) of the people, of those in `roles` if any are given, for a field that offers them."""
    return [(one["id"], one["name"]) for one in people if not roles or one["role"] in roles]


def case_page(template: str, case: dict[str, Any], *, tab: str, status: int = 200, **content: Any) -> Answer:
    """Return a page of one case, under its reference, title, state and marking, with its tabs."""
    return page(f"cases/{template}", status=status, case=case, tab=tab, marking=case["marking"], **content)
