"""What holds for every operation of the API, read from its document: nobody has to remember it for the next one."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from chassis.values import utcnow
from tests.support.records import A_SEMINAR
from tests.support.site import Client

UNTAGGED = {"/api/v1/streams/{stream}/entries", "/api/v1/streams/{stream}/sse"}
"""A page of a stream is new each time; what follows it is no document at all."""
VARYING = {"X-Request-Id", "traceparent", "Date", "RateLimit"}
OPEN_TO_ALL = {
    "/api/v1/organisations/{organisation_id}",
    "/api/v1/library/principles/{number}",
    "/api/v1/library/instruments/{instrument_code}",
    "/api/v1/public/principles/{number}",
    "/api/v1/mechanisms/{mechanism_id}",
    "/api/v1/mechanisms/{mechanism_id}/sessions",
    "/api/v1/mechanisms/{mechanism_id}/sessions/{mechanism_session_id}",
}
"""Everybody on the site may read which organisations, instruments and mechanisms there are."""


@pytest.fixture(scope="module")
def operations(document):
    return [result.ok() for result in document.get_all_operations()]


@pytest.fixture(scope="module")
def insider(site, records):
    """Somebody who may read every record there is."""
    return Client(site, secret=records.insider.secret)


@pytest.fixture(scope="module")
def stranger(site, newsroom):
    """Somebody of another organisation who holds every role there."""
    client = Client(site, secret=newsroom.organisation.member("admin", "coordinator", "auditor", "librarian").secret)
    for path in ("/me", "/public/alerts"):  # who asks is known from then on
        client.get(path)
    return client


def address(operation, ids):
    return operation.path.removeprefix("/api/v1").format_map({"stream": "alerts", **ids})


def readers(operations, *, without=frozenset()):
    return [one for one in operations if one.method == "get" and one.path not in without and "/public/" not in one.path]


def test_every_answer_has_a_tag_by_which_it_is_asked_for_again(operations, insider, records, subtests):
    for operation in readers(operations, without=UNTAGGED):
        with subtests.test(operation.label):
            first = insider.get(address(operation, records.ids))
            assert first.status_code == 200, first.text
            again = insider.get(address(operation, records.ids), headers={"If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_what_is_not_public_is_kept_by_nobody_and_says_what_is_left(operations, insider, records, subtests):
    for operation in readers(operations, without=UNTAGGED):
        with subtests.test(operation.label):
            headers = insider.get(address(operation, records.ids)).headers
            assert headers["Cache-Control"] == "no-store"
            assert {"Authorization", "Cookie", "Accept-Language"} <= {name.strip() for name in headers["Vary"].split(",")}
            assert {"RateLimit", "RateLimit-Policy", "X-Request-Id", "traceparent"} <= set(headers.keys())


def test_nobody_learns_anything_without_signing_in(operations, site, records, subtests):
    anybody = Client(site)
    for operation in operations:
        if "/public/" in operation.path:
            continue
        with subtests.test(operation.label):
            answer = getattr(anybody, operation.method)(address(operation, records.ids), json={"nonsense": 1})
            assert (answer.status_code, answer.json["code"], answer.headers["Cache-Control"]) == (401, "sign-in-required", "no-store")


def a_request(operation):
    """Return a right request of the operation, the same each time."""
    made = []

    @settings(
        max_examples=1, derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def keep(case):
        made.append(case)

    keep()
    return made[0]


def seen(site, client, operation, case, ids):
    """Return what a caller can tell of an answer, and whom the gateway asked for it."""
    site.calls.clear()
    headers = {"If-Match": '"1"'} if "If-Match" in (case.headers or {}) else {}
    body = {"json": case.body} if isinstance(case.body, dict) else {}
    answer = getattr(client, operation.method)(address(operation, ids), headers=headers, **body)
    told = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return SimpleNamespace(
        status=answer.status_code, headers=told, body={**(answer.json or {}), "instance": "", "trace_id": ""}, calls=list(site.calls)
    )


def test_hidden_and_missing_are_the_same_to_a_stranger(operations, site, stranger, records, subtests):
    for operation in operations:
        hidden_ids = [name for name in records.ids if f"{{{name}}}" in operation.path]
        if not hidden_ids or operation.path in OPEN_TO_ALL:
            continue
        with subtests.test(operation.label):
            case = a_request(operation)
            hidden = seen(site, stranger, operation, case, records.ids)
            missing = seen(site, stranger, operation, case, {name: str(uuid4()) for name in records.ids})
            assert hidden == missing
            assert hidden.status in {404, 422}, hidden.body


def test_a_location_leads_to_what_was_made(insider, records, subtests):
    case = f"/cases/{records.ids['case_id']}"
    expires_at = (utcnow() + timedelta(days=1)).isoformat()
    made = {
        "/cases": {"title": "Sample case", "country": "FR", "summary": "Sample summary."},
        f"{case}/notes": {"body": "Sample note."},
        f"{case}/parties": {"role": "witness", "name": "Sample Witness 1"},
        "/events": A_SEMINAR,
        "/api-clients": {"name": "Sample program", "roles": ["coordinator"], "scopes": ["cases:read"], "expires_at": expires_at},
        "/sharing-groups": {"name": "Another sample group"},
        "/subscriptions": {"stream": "alerts", "name": "Another sample subscription"},
    }
    for path, body in made.items():
        with subtests.test(path):
            answer = insider.post(path, json=body)
            assert answer.status_code == 201, answer.json
            assert insider.get(answer.headers["Location"].removeprefix("/api/v1")).json["id"] == answer.json["id"]
    link = insider.post("/invitations", json={"email": "another@example.org", "roles": ["reviewer"]})
    assert (link.status_code, link.headers.get("Location")) == (201, None)
