"""HTTP's own words around a record: created, tagged, changed once, repeated without harm."""

from uuid import uuid4

import pytest

from tests.support.site import Client


def path_of(response):
    return response.headers["Location"].removeprefix("/api/v1")


@pytest.fixture
def opened(newsroom):
    return newsroom.open_case()


def test_a_new_case_says_where_it_is_and_which_version(opened, officer):
    assert opened.headers["Location"] == f"/api/v1/cases/{opened.json['id']}"
    read = officer.get(path_of(opened))
    assert (read.status_code, read.json, read.headers["ETag"]) == (200, opened.json, opened.headers["ETag"])
    assert read.headers["Cache-Control"] == "no-store"
    assert read.headers["Last-Modified"]


def test_who_has_the_answer_already_gets_304_without_a_body(opened, officer):
    again = officer.get(path_of(opened), headers={"If-None-Match": opened.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_change_needs_the_version_that_was_read(opened, officer):
    path = path_of(opened)
    without = officer.patch(path, json={"title": "Other"})
    fresh = officer.patch(path, json={"title": "Other"}, headers={"If-Match": opened.headers["ETag"]})
    stale = officer.patch(path, json={"title": "Third"}, headers={"If-Match": opened.headers["ETag"]})
    assert [answer.status_code for answer in (without, fresh, stale)] == [428, 200, 412]
    assert without.json["code"] == "if-match-required"
    assert (stale.json["code"], stale.json["current"]) == ("stale-version", fresh.json["version"])
    assert officer.get(path).json["title"] == "Other"


def test_the_same_request_with_the_same_key_is_done_once(officer):
    case = {"title": f"Once {uuid4().hex[:8]}", "country": "FR", "summary": "Sample summary."}
    key = {"Idempotency-Key": uuid4().hex}
    first, second = (officer.post("/cases", json=case, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code, second.json) == (201, 201, first.json)
    assert officer.get(f"/cases?q={case['title'].replace(' ', '+')}").json["total"] == 1


def left_to_another(newsroom, opened, client):
    """Give a case to another officer alone; return the answer."""
    team = {"lead": newsroom.organisation.member("case_officer").membership_id, "members": []}
    return client.put(f"{path_of(opened)}/team", json=team, headers={"If-Match": opened.headers["ETag"]})


def test_who_loses_sight_of_a_record_by_changing_it_is_told_that_it_is_done_and_nothing_else(newsroom, opened, officer, coordinator):
    answer = left_to_another(newsroom, opened, officer)
    assert (answer.status_code, answer.data, answer.headers.get("ETag")) == (204, b"", None)
    assert officer.get(path_of(opened)).status_code == 404
    assert coordinator.get(path_of(opened)).json["version"] == opened.json["version"] + 1


def test_a_repeat_is_told_nothing_of_a_record_that_is_hidden_by_now(newsroom, officer, coordinator):
    asked = {"json": {"title": "Once", "country": "FR", "summary": "Sample summary."}, "headers": {"Idempotency-Key": uuid4().hex}}
    opened = officer.post("/cases", **asked)
    assert left_to_another(newsroom, opened, coordinator).status_code == 200
    again = officer.post("/cases", **asked)
    assert (again.status_code, again.data, again.headers.get("Location")) == (204, b"", None)


def test_a_key_cannot_be_used_for_another_request(officer):
    key = {"Idempotency-Key": uuid4().hex}
    officer.post("/cases", json={"title": "First", "country": "FR", "summary": "Sample summary."}, headers=key)
    reused = officer.post("/cases", json={"title": "Second", "country": "FR", "summary": "Sample summary."}, headers=key)
    assert (reused.status_code, reused.json["code"]) == (422, "idempotency-key-reused")
    assert officer.get("/cases?q=Second").json["items"] == []


def test_a_caller_who_wants_no_body_gets_none(opened, officer):
    prefer = {"Prefer": "return=minimal"}
    made = officer.post("/cases", json={"title": "Short", "country": "FR", "summary": "Sample summary."}, headers=prefer)
    assert (made.status_code, made.data, made.headers["Preference-Applied"]) == (201, b"", "return=minimal")
    changed = officer.patch(path_of(opened), json={"title": "X"}, headers={"If-Match": opened.headers["ETag"], **prefer})
    assert (changed.status_code, changed.data) == (204, b"")
    assert changed.headers["ETag"] == officer.get(path_of(opened)).headers["ETag"]


def test_a_list_is_read_page_by_page_with_the_same_question(newsroom, officer):
    mark = uuid4().hex[:8]
    ids = {newsroom.open_case(title=f"{mark} {number}").json["id"] for number in range(5)}
    address, found = f"/cases?q={mark}&limit=2", []
    while address:
        page = officer.get(address).json
        found += [item["id"] for item in page["items"]]
        assert (page["total"], page["total_is_exact"]) == (5, True)
        address = page["next"] and page["next"].removeprefix("/api/v1")
    assert (len(found), set(found)) == (5, ids)


def test_a_cursor_fits_no_other_question(newsroom, officer):
    for number in range(3):
        newsroom.open_case(title=f"Cursor {number}")
    cursor = officer.get("/cases?q=Cursor&limit=1").json["next"].split("cursor=")[1]
    wrong = officer.get(f"/cases?q=Other&limit=1&cursor={cursor}")
    assert (wrong.status_code, wrong.json["errors"][0]["code"]) == (422, "wrong-cursor")


def test_several_values_of_a_filter_stand_with_commas(newsroom, officer):
    mark = uuid4().hex[:8]
    for country in ("FR", "DE", "IT"):
        newsroom.open_case(title=f"{mark}", country=country)
    found = officer.get(f"/cases?q={mark}&country=fr,DE").json["items"]
    assert sorted(item["country"] for item in found) == ["DE", "FR"]


def test_hidden_and_missing_are_the_same_answer_after_the_same_calls(site, opened, newsroom):
    stranger = newsroom.organisation.browser("case_officer")
    stranger.get("/cases")  # signed in already
    answers, calls = [], []
    for case_id in (opened.json["id"], str(uuid4())):
        site.calls.clear()
        answers.append(stranger.get(f"/cases/{case_id}"))
        calls.append(list(site.calls))
    hidden, missing = ({**answer.json, "instance": "", "trace_id": ""} for answer in answers)
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (hidden, len(answers[0].data), calls[0]) == (missing, len(answers[1].data), calls[1])
    assert sorted(answers[0].headers.keys()) == sorted(answers[1].headers.keys())


def test_a_role_that_never_may_is_told_so(newsroom):
    response = newsroom.organisation.browser("auditor").get("/cases")
    assert (response.status_code, response.json["code"]) == (403, "role-lacks-verb")


def test_a_key_without_the_scope_is_told_which(newsroom):
    reader = newsroom.organisation.client(newsroom.admin, roles=["case_officer"], scopes=["cases:read"])
    answer = reader.post("/cases", json={"title": "X", "country": "FR", "summary": "Y"})
    assert (answer.status_code, answer.json["code"], answer.json["scope"]) == (403, "scope-missing", "cases:write")


def test_what_is_missing_for_a_purpose_is_asked_for_in_the_address(opened, officer):
    answer = officer.get(f"{path_of(opened)}/checks?purpose=media&audience[kind]=public&identifiability=named")
    assert answer.status_code == 200, answer.json
    assert answer.json["missing"] != []


def test_people_are_found_without_a_name_in_any_address(newsroom, officer):
    newsroom.open_case(subject_name="Sample Lawyer Seventeen")
    found = officer.post("/cases/find-people", json={"name": "lawyer seventeen sample"}).json["items"]
    assert [person["name"] for person in found] == ["Sample Lawyer Seventeen"]


def test_the_console_opens_a_case_with_its_cookie_and_token(site, newsroom):
    browser = Client(site, secret=newsroom.admin.secret)
    case = {"title": "From the console", "country": "FR", "summary": "Sample summary."}
    assert browser.post("/cases", json=case, headers={"Origin": "http://localhost"}).status_code == 201
    assert browser.post("/cases", json=case, headers={"X-CSRF-Token": ""}).json["code"] == "csrf-token-wrong"
