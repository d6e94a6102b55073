"""The words of the calendar of mechanisms: where one can go in it, and how dates are said."""

from gateway.console.words.pages import Place
from gateway.languages import N_

TABS = (
    Place("console.mechanisms.calendar", N_("Opportunities"), "day", ("opportunity", "read")),
    Place("console.mechanisms.list_plans", N_("Plans"), "day", ("plan", "read")),
    Place("console.mechanisms.list_bodies", N_("Addressees"), "people", ("body", "read")),
    Place("console.mechanisms.list_mechanisms", N_("Mechanisms"), "people", ("mechanism", "read")),
    Place("console.mechanisms.subscriptions", N_("Subscribe"), "stream", ("calendar_feed", "read")),
)

AT_TIME = N_("{day}, {time} in {zone} ({utc} UTC)")
ON_DAY = N_("{day}, until the end of the day in {zone}")
IN_MONTH = N_("{month}, day unknown")
DAY_BEFORE = N_("{day}, {number} day before the session begins")
DAYS_BEFORE = N_("{day}, {number} days before the session begins")
BEFORE_ONE = N_("{number} day before the session begins; nobody knows yet when that is")
BEFORE_UNKNOWN = N_("{number} days before the session begins; nobody knows yet when that is")
NO_MONTH = N_("Date not known yet")
PASSED = N_("past")
TODAY = N_("today")
ONE_DAY_LEFT = N_("{number} day left")
DAYS_LEFT = N_("{number} days left")
