"""Where the pages of one's organisation hang, and what each of them shows."""

from typing import Any

from flask import Blueprint, request, url_for

from chassis.errors import Invalid
from chassis.permissions import ROLES
from gateway import calls, reading
from gateway.console.page import Answer, page, who
from gateway.console.words.pages import ORGANISATION_TABS
from gateway.state import gateway
from services.directory.schemas import organisations as schemas

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")
GRANTED = tuple(role for role in ROLES if role != "operator")
"""The roles that an organisation gives; the operator's is the site's."""


def organisation_page(template: str, *, status: int = 200, **content: Any) -> Answer:
    """Return a page of the reader's organisation, with the tabs that their roles open."""
    return page(f"organisation/{template}", status=status, tabs=who().places(ORGANISATION_TABS), **content)


def listed(method: str) -> Any:
    """Return the page of a list of directory's that the address asks for; the first one if its cursor is none."""
    try:
        question = reading.query_of(schemas.ListPage)
    except Invalid:
        question = {}
    return calls.call("directory", method, question)


def link_of(token: str) -> str:
    """Return the address that opens an invitation or a recovery."""
    return f"{gateway().address or request.host_url.rstrip('/')}{url_for('console.joining.join', token=token)}"
