"""What the templates of alerts say of codes: audiences, remedies, and what the form offers."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.console import shown, words
from gateway.console.alerts.blueprint import blueprint
from gateway.console.names import names_of, tells_a_name
from gateway.console.words import say
from gateway.languages import N_, gettext
from services.alerts.schemas import IDENTIFIABILITIES, STATES

Pairs = list[tuple[str, str]]
NAMED = "named"
MARKING = N_("{marking}: {meaning}")
TAB_OF_CHECK: Mapping[str, str] = {"consent": "/consent", "risk": "/consent", "verification": "/facts"}
TAB_OF_REMEDY: Mapping[str, str] = {"add_party": "/people"}


@blueprint.context_processor
def _functions() -> dict[str, Callable[..., Any]]:
    return {
        "alert_states": alert_states,
        "audience_name": audience_name,
        "identifiabilities": identifiabilities,
        "markings": markings,
        "names_told": names_told,
        "passing_on": passing_on,
        "remedy_of": remedy_of,
    }


def audience_name(audience: Mapping[str, str | None]) -> str:
    """Return whom an alert is for: everybody, or a sharing group by its name."""
    group_id = audience.get("group_id")
    return shown.group(group_id) if group_id else say("audience", "public")


def names_told(alert: Mapping[str, Any], case: Mapping[str, Any]) -> list[str]:
    """Return the languages in whose text a name stands that the case holds; none if the lawyer may be named."""
    if alert["identifiability"] == NAMED:
        return []
    names = names_of(case)
    return [shown.language_name(tag) for tag, text in alert["texts"].items() if tells_a_name(" ".join(text.values()), names)]


def remedy_of(case_id: str, missing: Mapping[str, str]) -> str:
    """Return the address of the page of the case where something that is missing can be resolved."""
    tab = TAB_OF_REMEDY.get(missing["remedy"]) or TAB_OF_CHECK.get(missing["check"], "")
    return f"/cases/{case_id}{tab}"


def alert_states() -> Pairs:
    """Return (code, title) of the states that an alert can be in."""
    titles = dict(shown.terms("alert-states"))
    return [(state, titles[state]) for state in STATES.choices]


def markings() -> Pairs:
    """Return (code, title with what it means), the most open first."""
    return [(code, gettext(MARKING, marking=title, meaning=say("marking", code))) for code, title in shown.terms("markings")]


def passing_on(alert: Mapping[str, Any]) -> str:
    """Return how far an alert of ours may be passed on: once it is published if it is not yet; nothing if it was withdrawn."""
    meaning = say("marking", alert["marking"])
    if alert["state"] == "withdrawn":
        return ""
    return meaning if alert["state"] == "published" else gettext(words.alerts.ONCE_PUBLISHED, meaning=meaning)


def identifiabilities() -> Pairs:
    """Return (code, words), the least recognisable first."""
    return [(code, say("identifiability", code)) for code in IDENTIFIABILITIES.choices]
