"""Events that are valid unless a test says otherwise."""

from datetime import UTC, datetime
from uuid import uuid4

from services.events.domain import event as rules
from services.events.domain import hosts as hosting
from services.events.domain.content import Content, Text
from services.events.domain.time import When
from services.events.domain.words import DataScope, HostRole, Kind, Mode, Right, Visibility

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ORG, PARTNER_ORG, AUTHOR, COLLEAGUE, PARTNER = (uuid4() for _ in range(5))


def a_when(start="2026-06-10T09:00", end="2026-06-10T17:00", tzid="Europe/Paris", **folds):
    return When(local_start=datetime.fromisoformat(start), local_end=datetime.fromisoformat(end), tzid=tzid, **folds)


def a_content(**changed):
    usual = {
        "kind": Kind.SEMINAR,
        "texts": {"en": Text("Sample seminar", "Sample summary.")},
        "when": a_when(),
        "mode": Mode.MIXED,
        "visibility": Visibility.PUBLIC,
    }
    return Content(**{**usual, **changed})


def a_draft(**changed):
    host = hosting.lead(ORG, "Sample Organisation", now=NOW)
    return rules.draft(a_content(**changed), id=uuid4(), host=host, author=AUTHOR, ical_uid="sample@site.example", now=NOW)


def with_partner(event, *, role=HostRole.CO_HOST, rights=frozenset({Right.EDIT}), accepts=True):
    hosts = hosting.invited(event.hosts, PARTNER_ORG, "Sample Partner", role=role, rights=rights, scope=DataScope.FULL, now=NOW)
    hosts = hosting.answered(hosts, PARTNER_ORG, accepts=True, now=NOW) if accepts else hosts
    return rules.with_hosts(event, hosts, now=NOW)


def signed(event, *, by=(ORG,)):
    event = rules.submit(event, now=NOW)
    for organisation_id in by:
        event = rules.sign_off(event, organisation_id=organisation_id, membership=COLLEAGUE, now=NOW)
    return event


def published(event=None, *, firm=True, by=(ORG,)):
    return rules.publish(signed(event or a_draft(), by=by), firm=firm, now=NOW)
