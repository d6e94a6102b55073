"""The pages of the calendar of mechanisms: opportunities, plans, bodies, mechanisms, subscriptions."""

from gateway.console.mechanisms import shown as _shown  # noqa: F401 - gives the templates their words
from gateway.console.mechanisms.blueprint import blueprint
from gateway.console.mechanisms.bodies import amend_body, body, list_bodies, new_body
from gateway.console.mechanisms.listing import calendar
from gateway.console.mechanisms.opportunity import amend_opportunity, new_opportunity, opportunity
from gateway.console.mechanisms.plans import amend_plan, amend_task, list_plans, plan
from gateway.console.mechanisms.sources import list_mechanisms, mechanism, new_mechanism, session
from gateway.console.mechanisms.subscriptions import subscriptions

__all__ = [
    "amend_body",
    "amend_opportunity",
    "amend_plan",
    "amend_task",
    "blueprint",
    "body",
    "calendar",
    "list_bodies",
    "list_mechanisms",
    "list_plans",
    "mechanism",
    "new_body",
    "new_mechanism",
    "new_opportunity",
    "opportunity",
    "plan",
    "session",
    "subscriptions",
]
