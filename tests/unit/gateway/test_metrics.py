"""What the gateway counts: routes as they are written in the code, never what was asked for."""

from uuid import uuid4

from prometheus_client import REGISTRY, generate_latest

from tests.support.canaries import Canaries


def counted(method, route, status):
    labels = {"method": method, "route": route, "status": status}
    return REGISTRY.get_sample_value("havana_http_requests_total", labels) or 0.0


def test_a_request_counts_for_the_template_of_its_route(client):
    route = "/public/alerts/<uuid:alert_id>"
    before = counted("GET", route, "503")
    for _ in range(2):
        assert client.get(f"/public/alerts/{uuid4()}").status_code == 503
    assert counted("GET", route, "503") == before + 2


def test_what_was_asked_for_is_no_label(client):
    canary = Canaries()
    client.get(f"/join/{canary('token')}?q={canary('words')}")
    client.get(f"/{canary('path')}")
    client.open("/", method=canary("method").upper())
    assert canary.found_in(generate_latest(REGISTRY)) == []
    assert counted("GET", "none", "404") > 0


def test_a_refused_request_counts_too(make_app):
    client = make_app(rate_limit_per_minute=1).test_client()
    before = counted("GET", "/api/v1/cases", "429")
    assert [client.get("/api/v1/cases").status_code for _ in range(2)] == [401, 429]
    assert counted("GET", "/api/v1/cases", "429") == before + 1
