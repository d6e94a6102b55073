"""The words of the console that belong to codes, by what they speak of. Words that belong to a page stand in its template."""

from collections.abc import Iterable, Mapping

from gateway.console.words import alerts, cases, library, organisation, pages, search, values
from gateway.languages import gettext
from gateway.problems import Problem

__all__ = ["advice", "alerts", "case_tabs", "cases", "choices", "library", "of_codes", "organisation", "pages", "say", "search", "values"]

TABLES: Mapping[str, Mapping[str, str]] = {
    "alert_waits": alerts.ALERT_WAITS,
    "aspect": alerts.ASPECT,
    "audience": values.AUDIENCE,
    "banner": pages.BANNER,
    "beyond_recall": alerts.BEYOND_RECALL,
    "channel": alerts.CHANNEL,
    "check_remedy": alerts.CHECK_REMEDY,
    "confirm": organisation.CONFIRM,
    "consent": cases.CONSENT,
    "contact": cases.CONTACT,
    "day": pages.DAY,
    "differs": alerts.DIFFERS,
    "identifiability": cases.IDENTIFIABILITY,
    "impact": cases.IMPACT,
    "instruction": cases.INSTRUCTION,
    "likelihood": cases.LIKELIHOOD,
    "marking": alerts.MARKING,
    "member_state": organisation.MEMBER_STATES,
    "missing": cases.MISSING,
    "part_missing": pages.PART_MISSING,
    "reach": cases.REACH,
    "recall": alerts.RECALL,
    "remedy": cases.REMEDY,
    "role": organisation.ROLES,
    "safe": cases.SAFE,
    "scope": organisation.SCOPES,
    "search-facets": search.FACETS,
    "search-kinds": search.KINDS,
    "search-types": search.TYPES,
    "sign_off": alerts.SIGN_OFF,
    "step": cases.STEP,
    "step_means": cases.STEP_MEANS,
    "stream": organisation.STREAMS,
    "timeline": cases.TIMELINE,
    "withdrawal": alerts.WITHDRAWAL,
    "within": cases.WITHIN,
}


def case_tabs() -> list[tuple[str, str, str]]:
    """Return (name, endpoint, title) of the tabs of a case."""
    return [(name, endpoint, gettext(title)) for name, endpoint, title in pages.CASE_TABS]


def of_codes(table: str, codes: Iterable[str]) -> dict[str, str]:
    """Return code → words, for choices."""
    return {code: say(table, code) for code in codes}


def say(table: str, code: str) -> str:
    """Return the words of a code in one of the tables; the code itself if there are none."""
    return gettext(TABLES[table].get(code, code))


def choices(table: str) -> list[tuple[str, str]]:
    """Return (code, words) of every code of a table in its order, for a field that offers them."""
    return [(code, gettext(title)) for code, title in TABLES[table].items()]


def advice(problem: Problem) -> str:
    """Return what a reader does next about a problem; what a program would be told if the console has no words of its own."""
    return gettext(alerts.ADVICE[problem.code]) if problem.code in alerts.ADVICE else problem.detail
