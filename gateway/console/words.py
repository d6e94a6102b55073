"""The words of the console that belong to codes. Words that belong to a page stand in its template."""

from collections.abc import Mapping
from typing import NamedTuple

from gateway.languages import N_, gettext


class Place(NamedTuple):
    """Somewhere the navigation leads: its endpoint, its title, its icon and (kind, verb) that it needs."""

    endpoint: str
    title: str
    icon: str
    needs: tuple[str, str] | None = None


NAVIGATION = (
    Place("console.my-day.my_day", N_("My day"), "day"),
    Place("console.cases.list_cases", N_("Cases"), "case", ("case", "read")),
    Place("console.alerts.list_alerts", N_("Alerts"), "alert", ("alert", "read")),
)

CASE_TABS = (("overview", "console.cases.case", N_("Overview")),)

DONE: Mapping[str, str] = {
    "signed-out": N_("You are signed out."),
    "locked": N_("The console is locked. Sign in to go on where you were."),
    "saved": N_("Saved."),
    "case-opened": N_("The case is saved. Below is what it still needs before anything may be published."),
}
"""What a page says was just done, by the code in its address."""

THE_PLATFORM = N_("the platform")
SOMEBODY = N_("somebody of another time or organisation")
AN_ORGANISATION = N_("an organisation")
A_GROUP = N_("a sharing group")
NO_DATE = N_("date unknown")

DATES: Mapping[str, str] = {
    "exact": N_("{first}"),
    "day_unknown": N_("{month}, day unknown"),
    "month_day_unknown": N_("{year}, month and day unknown"),
    "estimated": N_("about {first}"),
    "range": N_("between {first} and {last}"),
}
"""How inexact dates are said, by precision."""

AUDIENCE: Mapping[str, str] = {
    "public": N_("Everybody: it is public"),
    "federation": N_("Every organisation of the network"),
    "site": N_("Every organisation of this site"),
    "organisation": N_("Every member of {name} whose role allows it"),
    "coordinators": N_("Coordinators of {name}"),
    "member": N_("{name}"),
    "group": N_("{organisation}, as a member of {name}"),
}
"""Who can see a record, by the code of the audience function."""

DAY: Mapping[str, str] = {
    "consent_expiring": N_("Consent runs out"),
    "risk_expiring": N_("Risk assessment runs out"),
    "risk_to_approve": N_("Risk assessment waits for your approval"),
    "review_due": N_("Review is due"),
    "closing_to_approve": N_("Closing waits for your approval"),
    "to_sign_off": N_("Alert waits for your sign-off"),
    "to_publish": N_("Approved: ready to be published"),
    "sent_back": N_("Sent back to you with a reason"),
    "to_confirm": N_("Recall not confirmed by everybody yet"),
}
"""What waits for somebody, by code."""


PART_MISSING: Mapping[str, str] = {
    "cases": N_("Cases do not answer now: what waits there is not shown. Nothing is lost; try again in a moment."),
    "alerts": N_("Alerts do not answer now: what waits there is not shown. Nothing is lost; try again in a moment."),
}
"""What a page says of a service that did not answer, by its name."""

BANNER: Mapping[str, str] = {
    "red": N_("For those named here only. Do not pass on."),
    "amber": N_("For your organisation, on a need-to-know basis."),
}
"""What a marked record says above everything else."""

MISSING: Mapping[str, str] = {
    "case-not-open": N_("The case is not open: accept it first."),
    "mandate-not-checked": N_("Nobody has said yet whether the case is within your mandate."),
    "outside-mandate": N_("The case was found to be outside your mandate."),
    "mandate-expired": N_("The mandate check has run out."),
    "not-verified": N_("The facts are not verified."),
    "not-likely-enough": N_("The facts are not sure enough: they must be likely at least."),
    "verification-expired": N_("The verification has run out."),
    "no-subject": N_("The case has no lawyer yet whom it is about."),
    "consent-missing": N_("The lawyer has not been asked about this purpose."),
    "consent-requested": N_("The lawyer was asked and has not answered yet."),
    "consent-refused": N_("The lawyer refused this."),
    "consent-withdrawn": N_("The lawyer withdrew consent for this."),
    "consent-expired": N_("The consent has run out."),
    "consent-for-fewer": N_("The lawyer agreed to fewer readers than these."),
    "consent-less-identifying": N_("The lawyer agreed to being less recognisable than this."),
    "instruction-do-not": N_("The lawyer told us not to do this."),
    "instruction-ask-first": N_("The lawyer wants to be asked before this is done."),
    "instruction-withhold-from": N_("The lawyer wants this kept from some of these organisations."),
    "risk-not-assessed": N_("The risk of acting is not assessed."),
    "risk-expired": N_("The risk assessment has run out."),
    "risk-not-approved": N_("The risk assessment waits for approval by somebody else."),
}
"""What stands between a case and a purpose, by the code of the guard."""

TABLES: Mapping[str, Mapping[str, str]] = {"banner": BANNER, "day": DAY, "missing": MISSING, "part_missing": PART_MISSING}


def case_tabs() -> list[tuple[str, str, str]]:
    """Return (name, endpoint, title) of the tabs of a case."""
    return [(name, endpoint, gettext(title)) for name, endpoint, title in CASE_TABS]


def say(table: str, code: str) -> str:
    """Return the words of a code in one of the tables; the code itself if there are none."""
    return gettext(TABLES[table].get(code, code))
