"""Whatever is asked, the API answers as its OpenAPI document says: statuses, media types, headers, shapes; never 500.

Requests are made from the document, right and wrong ones, for everybody who may ask. Half of them speak of records that exist.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gateway import csrf
from tests.support.newsroom import EVERYTHING
from tests.support.site import Site

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
TOO_LARGE = 413
READING = ("alerts:read", "streams:read", "subscriptions:manage")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of this module alone: after so many requests nothing in it is as it was."""
    site = Site(tmp_path_factory.mktemp("site"), rate_limit_per_minute=10_000_000, stream_life_s=0.1)
    yield site
    site.close()


@pytest.fixture
def identity(newsroom, records, who):
    """What the caller `who` sends along to be known."""
    if who == "nobody":
        return {}
    if who == "administrator":
        secret = records.organisation.member("admin", "coordinator", "auditor").secret
        return {"cookies": {"havana_session": secret}, "headers": {csrf.HEADER: csrf.token_of(secret)}}
    organisation, role, scopes = {
        "coordinator": (records.organisation, "coordinator", EVERYTHING),
        "partner": (newsroom.organisation, "partner_reader", READING),
    }[who]
    key = organisation.key(organisation.member("admin"), roles=[role], scopes=scopes)["key"]
    return {"headers": {"Authorization": f"Bearer {key}"}}


@pytest.fixture
def exercise(records, identity, mode, full):
    """Sends requests of an operation and holds each answer to the document; the same requests in each run, unless `full`."""
    checks = [*CHECKS, *([negative_data_rejection] if mode is NEGATIVE else [])]
    effort = settings(
        max_examples=50 if full else 4, derandomize=not full, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )

    def exercise(operation):
        @effort
        @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
        def ask(case, real):
            if "wait" in (case.query or {}):
                case.query["wait"] = 0
            if real and mode is POSITIVE:
                records.put_into(case, **identity)
            response = case.call(**identity)
            refused = {negative_data_rejection} if response.status_code == TOO_LARGE else set()  # it refuses without a look at the rest
            case.validate_response(response, checks=[check for check in checks if check not in refused], headers=identity.get("headers"))

        try:
            ask()
        except Unsatisfiable:
            assert mode is NEGATIVE  # it takes nothing, so nothing can be wrong

    return exercise


@pytest.mark.timeout(1800)  # for the many of a full run
@pytest.mark.parametrize(
    ("who", "mode"),
    [("coordinator", POSITIVE), ("coordinator", NEGATIVE), ("administrator", POSITIVE), ("partner", POSITIVE), ("nobody", POSITIVE)],
    ids=lambda value: getattr(value, "value", value),
)
def test_every_operation_answers_as_described(document, exercise, subtests):
    for operation in (result.ok() for result in document.get_all_operations()):
        with subtests.test(operation.label):
            exercise(operation)
