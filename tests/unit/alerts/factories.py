from datetime import UTC, datetime
from uuid import UUID

from chassis.values import Tlp
from services.alerts.domain import alert as rules
from services.alerts.domain.alert import Alert, Aspect, Clearance, State
from services.alerts.domain.content import Audience, Content, Identifiability, Kind, Limits, Text

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ORG, AUTHOR, COORDINATOR, REVIEWER, CASE, GROUP = (UUID(int=number) for number in range(1, 7))
TEXTS = {
    "en": Text("Sample Lawyer 3 detained", "Detained in Country A.", "Release the lawyer."),
    "fr": Text("Avocat exemple 3 détenu", "Détenu dans le pays A.", "Libérez l'avocat."),
}


def a_content(**changes) -> Content:
    given = {
        "kind": Kind.URGENT_APPEAL,
        "country": "FR",
        "audience": Audience("public"),
        "marking": Tlp.CLEAR,
        "identifiability": Identifiability.ANONYMOUS,
        "texts": TEXTS,
        "principles": ("16",),
        "case_id": CASE,
    }
    return Content(**{**given, **changes})


def a_draft(**changes) -> Alert:
    return rules.draft(a_content(**changes), id=UUID(int=99), owner_org=ORG, author=AUTHOR, now=NOON)


def an_alert(state: State, **changes) -> Alert:
    """Return an alert brought to `state` by the steps that lead there."""
    alert = a_draft(**changes)
    if state == State.DRAFT:
        return alert
    alert = rules.submit(alert, reviewers=frozenset({REVIEWER}), now=NOON)
    if state == State.IN_REVIEW:
        return alert
    for aspect in Aspect:
        alert = rules.sign_off(alert, aspect, membership=COORDINATOR, now=NOON)
    if state == State.APPROVED:
        return alert
    alert = rules.publish(alert, clearance=a_clearance(), publisher=COORDINATOR, now=NOON)
    if state == State.PUBLISHED:
        return alert
    return rules.withdraw(alert, withdrawal=rules.Withdrawal.BY_HAND, now=NOON)


def a_clearance(**changes) -> Clearance:
    given = {
        "id": UUID(int=77),
        "consent_version": 1,
        "limits": some_limits(),
        "valid_until": None,
    }
    return Clearance(**{**given, **changes})


def some_limits(**changes) -> Limits:
    given = {"audience": "public", "groups": frozenset(), "identifiability": Identifiability.NAMED}
    return Limits(**{**given, **changes})
