"""Keys and sessions: shown once, ended at once."""

from datetime import timedelta

from chassis.values import utcnow
from tests.support.newsroom import EVERYTHING
from tests.support.site import Client


def test_me_says_who_one_is(newsroom, officer):
    program = newsroom.organisation.client(newsroom.admin, roles=["coordinator"], scopes=["cases:read"])
    assert officer.get("/me").json["kind"] == "person"
    found = program.get("/me").json
    assert (found["kind"], found["organisation_id"], found["scopes"]) == ("client", newsroom.organisation.id, ["cases:read"])


def test_a_key_is_shown_once_and_a_revoked_one_opens_nothing_at_once(site, newsroom):
    admin = Client(site, secret=newsroom.admin.secret)
    request = {
        "name": "Sample program",
        "roles": ["coordinator"],
        "scopes": list(EVERYTHING),
        "expires_at": (utcnow() + timedelta(days=1)).isoformat(),
    }
    made = admin.post("/api-clients", json=request)
    assert made.status_code == 201
    program = Client(site, key=made.json["key"])
    assert program.get("/cases").status_code == 200
    assert made.json["key"] not in admin.get("/api-clients").text
    assert admin.delete(f"/api-clients/{made.json['id']}").status_code == 204
    answer = program.get("/cases")
    assert (answer.status_code, answer.json["code"]) == (401, "key-refused")


def test_an_operator_makes_organisations_and_brings_nobody_into_them(newsroom):
    operator = newsroom.organisation.browser("operator")
    made = operator.post("/organisations", json={"name": "Sample Organisation of an operator", "kind": "ngo", "country": "FR"})
    assert made.status_code == 201
    invitation = {"email": "operator@example.org", "roles": ["coordinator"]}
    answers = [operator.post("/invitations", json=invitation | more) for more in ({}, {"organisation_id": made.json["id"]})]
    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [(403, "role-lacks-verb"), (422, "invalid-fields")]


def test_an_expired_key_opens_nothing(site, newsroom):
    made = newsroom.organisation.key(newsroom.admin, roles=["coordinator"], scopes=["cases:read"])
    directory = site.services["directory"]
    directory.clock = lambda: utcnow() + timedelta(days=31)
    try:
        answer = Client(site, key=made["key"]).get("/cases")
    finally:
        directory.clock = utcnow
    assert (answer.status_code, answer.json["code"]) == (401, "key-refused")


def test_a_session_ended_elsewhere_is_over_with_the_next_request(site, newsroom):
    member = newsroom.organisation.member("case_officer")
    here, there = Client(site, secret=member.secret), Client(site, secret=member.secret)
    assert here.get("/cases").status_code == 200
    assert there.post("/sessions/end-all").status_code == 204
    answer = here.get("/cases")
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in-required")


def test_a_guessed_key_opens_nothing(site):
    answer = Client(site, key="hvn_guessed").get("/cases")
    assert (answer.status_code, answer.json["code"]) == (401, "key-refused")


def test_the_site_is_ready_when_every_service_answers(site, down):
    client = site.app.test_client()
    assert (client.get("/health/ready").status_code, client.get("/health/ready").json["status"]) == (200, "ready")
    down(["streams"])
    assert client.get("/health/ready").json == {"status": "missing", "missing": ["streams"], "lacking": {}}


def test_a_key_goes_before_a_cookie_and_a_wrong_key_is_not_saved_by_one(newsroom, officer):
    key = newsroom.organisation.key(newsroom.admin, roles=["coordinator"], scopes=["cases:read"])["key"]
    asked = [officer.get("/me", headers={"Authorization": f"Bearer {shown}"}) for shown in (key, "hvn_guessed")]
    assert (asked[0].json["kind"], asked[1].status_code, officer.get("/me").json["kind"]) == ("client", 401, "person")


def test_a_cookie_beside_a_key_does_not_open_what_the_key_does_not(newsroom, officer):
    key = newsroom.organisation.key(newsroom.admin, roles=["case_officer"], scopes=["cases:read"])["key"]
    case = {"title": "Sample case", "country": "FR", "summary": "Sample summary."}
    answer = officer.post("/cases", json=case, headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json["code"]) == (403, "scope-missing")
