"""What is refused before any service is asked."""

import pytest

from havana.composition import SERVICES


def test_a_path_that_is_not_utf_8_is_refused(client):
    assert client.get("/", environ_overrides={"PATH_INFO": "/api/\xff"}).json["code"] == "not-utf-8"


@pytest.mark.parametrize("address", ["/api/v1/public/alerts?kind=%ff", "/api/v1/public/alerts?%c3%28=1"])
def test_an_address_that_is_not_utf_8_is_refused(client, address):
    response = client.get(address)
    assert (response.status_code, response.json["code"]) == (400, "not-utf-8")


def test_every_wrong_part_of_a_query_is_named_at_once(client):
    response = client.get("/api/v1/public/alerts?limit=201&country=ZZZ&nonsense=1&cursor=a&cursor=b")
    assert response.status_code == 422
    assert {(error["pointer"], error["code"]) for error in response.json["errors"]} == {
        ("/limit", "out-of-range"),
        ("/country/0", "not-a-country"),
        ("/nonsense", "unknown-field"),
        ("/cursor", "invalid"),
    }


def test_a_malformed_request_names_nothing_to_who_is_not_signed_in(client):
    response = client.post("/api/v1/cases", json={"nonsense": True})
    assert (response.status_code, response.json["code"]) == (401, "sign-in-required")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="havana"'


@pytest.mark.parametrize("authorization", ["Basic dXNlcjpwYXNz", "Bearer something", "Bearer", "hvn_x", "Bearer hvn_é"])
def test_another_kind_of_authorization_is_refused(client, authorization):
    response = client.get("/api/v1/cases", headers={"Authorization": authorization})
    assert (response.status_code, response.json["code"]) == (401, "key-refused")


def test_a_service_that_is_down_is_503_with_retry_after(client):
    for path in ("/api/v1/public/alerts", "/feeds/alerts.atom", "/health/ready"):
        response = client.get(path)
        assert (response.status_code, response.headers["Retry-After"] >= "1") == (503, True)


def test_readiness_names_what_is_missing(client):
    assert client.get("/health/ready").json == {"status": "missing", "missing": sorted(SERVICES), "lacking": {}}
    assert client.get("/health/live").json == {"status": "live"}
