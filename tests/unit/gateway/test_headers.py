import re

import pytest
from flask import Response

from gateway import auth, csrf


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


def preflight(client, origin):
    asked_first = {"Origin": origin, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "If-Match"}
    response = client.options("/api/v1/cases/x", headers=asked_first)
    return {name: value for name, value in response.headers.items() if name.startswith("Access-Control-")}


def test_a_listed_origin_may_ask_what_programs_ask_and_never_with_a_cookie(make_app):
    client = make_app(cors_origins="https://partner.example").test_client()
    allowed = preflight(client, "https://partner.example")
    assert allowed.pop("Access-Control-Allow-Headers").split(", ") == [
        "Authorization", "Content-Type", "Accept-Language", "If-Match", "If-None-Match", "Idempotency-Key", "Prefer", "Last-Event-ID",
        "X-Request-Id", "traceparent",
    ]  # fmt: skip
    assert "ETag" in allowed.pop("Access-Control-Expose-Headers")
    assert allowed == {
        "Access-Control-Allow-Origin": "https://partner.example",
        "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
        "Access-Control-Max-Age": "600",
    }


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "http://partner.example", "https://partner.example.evil.example", "null", "*"]
)
def test_another_origin_is_allowed_nothing(make_app, origin):
    assert preflight(make_app(cors_origins="https://partner.example").test_client(), origin) == {}
    assert preflight(make_app().test_client(), origin) == {}


def test_an_answer_to_a_listed_origin_is_kept_apart_from_others(make_app):
    client = make_app(cors_origins="https://partner.example").test_client()
    answer = client.get("/api/v1/openapi.json", headers={"Origin": "https://partner.example"})
    assert ("Origin" in answer.headers["Vary"], answer.headers["Cross-Origin-Resource-Policy"]) == (True, "cross-origin")
    assert client.get("/api/v1/openapi.json").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def cookie_of(app, act):
    with app.test_request_context():
        response = Response()
        act(response)
    (cookie,) = response.headers.getlist("Set-Cookie")
    return cookie.split("; ")


@pytest.mark.parametrize(
    ("public_url", "cookie"),
    [
        ("", ["havana_session=sample", "HttpOnly", "Path=/", "SameSite=Lax"]),
        ("https://site.example", ["__Host-havana=sample", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"]),
    ],
    ids=["in the clear", "behind TLS"],
)
def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(make_app, public_url, cookie):
    app = make_app(public_url=public_url)
    assert cookie_of(app, lambda response: auth.begin_session(response, "sample")) == cookie
    ended = cookie_of(app, auth.end_session)
    assert (ended[0], set(cookie[1:]) - set(ended), "Max-Age=0" in ended) == (cookie[0].replace("sample", ""), set(), True)


def test_behind_tls_a_cookie_that_another_site_could_have_set_opens_nothing(make_app):
    client = make_app(public_url="https://site.example").test_client()
    client.set_cookie("havana_session", "sample secret")
    assert client.get("/api/v1/cases").json["code"] == "sign-in-required"


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://site.example", 503), ("http://site.example", 403), ("http://localhost", 403), ("https://evil.example", 403)],
)
def test_behind_tls_only_pages_of_the_public_address_change_anything(make_app, origin, status):
    client = make_app(public_url="https://site.example").test_client()
    client.set_cookie("__Host-havana", "sample secret", secure=True, path="/")
    headers = {"Origin": origin, "X-CSRF-Token": csrf.token_of("sample secret")}
    # 503: on to directory, which is away here
    assert client.post("/api/v1/cases", json={}, headers=headers, base_url="https://localhost").status_code == status


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://elsewhere.example"}, "cross-site"),
        ({"Origin": "https://localhost"}, "cross-site"),
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
