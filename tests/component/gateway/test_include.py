"""Several services in one answer, and what is said when one of them is away."""

import pytest


@pytest.fixture
def case(newsroom):
    return newsroom.open_case().json


def test_the_parts_asked_for_stand_beside_the_case(case, officer):
    answer = officer.get(f"/cases/{case['id']}?include=alerts,timeline,parties")
    assert answer.status_code == 200, answer.json
    assert (answer.json["alerts"]["total"], [entry["code"] for entry in answer.json["timeline"]["items"]]) == (0, ["open_case"])
    assert answer.json["parties"]["items"] == []
    assert "incomplete" not in answer.json
    assert answer.headers["ETag"]


def test_a_side_part_that_is_down_is_null_and_named(case, officer, down):
    down(["alerts"])
    answer = officer.get(f"/cases/{case['id']}?include=alerts,timeline")
    assert (answer.status_code, answer.json["alerts"], answer.json["incomplete"]) == (200, None, ["alerts"])
    assert answer.json["timeline"]["total"] == 1
    assert ("ETag" in answer.headers, answer.headers["Cache-Control"]) == (False, "no-store")


def test_the_primary_part_down_is_503(case, officer, down):
    down(["cases"])
    answer = officer.get(f"/cases/{case['id']}?include=alerts")
    assert (answer.status_code, answer.headers["Retry-After"], answer.json["code"]) == (503, "2", "service-unavailable")


def test_a_part_the_viewer_may_not_see_looks_like_an_empty_one(case, newsroom):
    reader = newsroom.organisation.client(newsroom.admin, roles=["coordinator"], scopes=["cases:read"])
    answer = reader.get(f"/cases/{case['id']}?include=alerts")
    assert (answer.status_code, answer.json["alerts"]) == (200, {"items": [], "next": None, "total": 0, "total_is_exact": True})
    assert "incomplete" not in answer.json


def test_a_part_that_is_not_offered_is_refused(case, officer):
    answer = officer.get(f"/cases/{case['id']}?include=secrets")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/include/0")


def test_my_day_lacks_what_is_down_and_says_so(newsroom, down):
    newcomer = newsroom.organisation.browser("case_officer")
    assert newcomer.get("/me/day").json == {"cases": {"items": []}, "alerts": {"items": []}, "library": {"items": []}}
    down(["alerts"])
    assert newcomer.get("/me/day").json == {"cases": {"items": []}, "alerts": None, "library": {"items": []}, "incomplete": ["alerts"]}


def test_directory_down_leaves_known_callers_and_refuses_new_ones(newsroom, officer, down):
    officer.get("/cases")
    stranger = newsroom.organisation.client(newsroom.admin, roles=["coordinator"], scopes=["cases:read"])
    down(["directory"])
    assert [officer.get("/cases").status_code, stranger.get("/cases").status_code] == [200, 503]
