import re

import pytest

from gateway import csrf


def test_what_is_not_public_is_kept_nowhere(client):
    assert client.get("/api/v1/cases").headers["Cache-Control"] == "no-store"


def test_data_may_load_nothing_and_stand_in_no_frame(client):
    headers = client.get("/api/v1/openapi.json").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")


def test_a_page_allows_scripts_by_a_nonce_that_is_never_the_same(client):
    nonces = [re.search("script-src 'nonce-([^']+)'", client.get("/api/docs").headers["Content-Security-Policy"])[1] for _ in range(2)]
    assert nonces[0] != nonces[1]


def test_the_docs_load_nothing_from_elsewhere_and_run_no_script(client):
    page = client.get("/api/docs").text
    assert re.findall(r"<script|https?://|style=", page) == []
    assert client.get("/api/docs.css").mimetype == "text/css"


def test_tls_is_insisted_on_where_people_reach_the_site_by_it(make_app):
    with_tls = make_app(public_url="https://site.example").test_client()
    assert with_tls.get("/health/live").headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert "Strict-Transport-Security" not in make_app().test_client().get("/health/live").headers


def test_a_request_keeps_its_id_and_its_trace(client):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = client.get("/health/live", headers={"X-Request-Id": "sample-request-1", "traceparent": trace}).headers
    assert headers["X-Request-Id"] == "sample-request-1"
    assert headers["traceparent"].split("-")[1] == trace.split("-")[1]


@pytest.mark.parametrize("given", ["short", "with space in it", "x" * 65, "line\tbreak-in-it"])
def test_an_id_that_could_forge_a_log_line_is_replaced(client, given):
    assert re.fullmatch("[0-9a-f]{32}", client.get("/health/live", headers={"X-Request-Id": given}).headers["X-Request-Id"])


def test_only_listed_origins_may_read_answers(make_app):
    client = make_app(cors_origins="https://partner.example").test_client()
    listed = client.get("/api/v1/openapi.json", headers={"Origin": "https://partner.example"})
    other = client.get("/api/v1/openapi.json", headers={"Origin": "https://elsewhere.example"})
    assert listed.headers["Access-Control-Allow-Origin"] == "https://partner.example"
    assert "Access-Control-Allow-Origin" not in other.headers
    asked_first = {"Origin": "https://partner.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/api/v1/cases", headers=asked_first).status_code == 204


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://elsewhere.example"}, "cross-site"),
        ({"Origin": "null"}, "cross-site"),
        ({"Sec-Fetch-Site": "cross-site"}, "cross-site"),
        ({"Origin": "http://localhost"}, "csrf-token-wrong"),
        ({"Origin": "http://localhost", "X-CSRF-Token": "0" * 64}, "csrf-token-wrong"),
        ({"Origin": "http://localhost", "X-CSRF-Token": csrf.token_of("another secret")}, "csrf-token-wrong"),
    ],
)
def test_a_change_that_another_page_makes_in_a_signed_in_browser_is_refused(client, headers, code):
    client.set_cookie("havana_session", "sample secret")
    response = client.post("/api/v1/cases", json={}, headers=headers)
    assert (response.status_code, response.json["code"]) == (403, code)


def test_the_sessions_own_token_passes(client):
    client.set_cookie("havana_session", "sample secret")
    headers = {"Origin": "http://localhost", "X-CSRF-Token": csrf.token_of("sample secret")}
    assert client.post("/api/v1/cases", json={}, headers=headers).status_code == 503  # on to directory, which is away here
