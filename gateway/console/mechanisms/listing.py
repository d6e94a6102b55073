"""The calendar: an agenda from today on, or one month."""

from datetime import date, timedelta
from typing import Any

from flask import request
from marshmallow import fields

from chassis.values import utcnow
from gateway import calls
from gateway.console.mechanisms.blueprint import asked_by, blueprint, calendar_page, mechanisms
from gateway.console.page import Answer, needs
from services.library.schemas.mechanisms import ListOpportunities

OF_THE_PAGE = frozenset({"month", "past", "due_from", "due_to"})
"""What the address says of the page rather than of the opportunities."""


class CalendarQuestion(ListOpportunities):
    """What the address asks for: opportunities, and of which month, or the past ones too."""

    month = fields.String()
    past = fields.String()


@blueprint.get("/opportunities")
@needs("opportunity", "read")
def calendar() -> Answer:
    """Show what is due, the first first; filters stand in the address."""
    months = _month()
    asked = {name: value for name, value in asked_by(CalendarQuestion).items() if name not in OF_THE_PAGE}
    when = _within(months) if months else {} if request.args.get("past") else {"due_from": utcnow().date().isoformat()}
    found = calls.call("library", "list_opportunities", {**asked, **when, "limit": 100})
    return calendar_page("calendar.html", opportunities=found, asked=asked, month=months, mechanisms=mechanisms(), beside=_beside(months))


def _month() -> date | None:
    try:
        return date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return None


def _within(month: date) -> dict[str, Any]:
    return {"due_from": month.isoformat(), "due_to": (_next(month) - timedelta(days=1)).isoformat()}


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _beside(month: date | None) -> dict[str, str]:
    """Return the months before and after, or this month to begin with."""
    if month is None:
        return {"this": f"{utcnow().date():%Y-%m}"}
    return {"before": f"{month - timedelta(days=1):%Y-%m}", "after": f"{_next(month):%Y-%m}"}
