"""Bad input gets a clear error and leaves nothing behind."""

import json

import pytest

GOOD = {"title": "Sample case", "country": "FR", "summary": "Sample summary."}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def total(officer):
    """How many cases there are; a test that uses it must leave as many."""
    before = officer.get("/cases").json["total"]
    yield before
    assert officer.get("/cases").json["total"] == before


def refused(response, status, code):
    assert (response.status_code, response.json["code"], response.mimetype) == (status, code, "application/problem+json")
    assert response.json["detail"]
    return response.json


def test_all_wrong_fields_are_named_at_once_with_what_to_do(officer, total):
    bad = {"title": "x" * 81, "country": "Nowhere", "priority": "huge", "nonsense": 1, "summary": 5}
    errors = refused(officer.post("/cases", json=bad), 422, "invalid-fields")["errors"]
    assert {(error["pointer"], error["code"]) for error in errors} == {
        ("/title", "too-long"),
        ("/country", "not-a-country"),
        ("/priority", "not-one-of"),
        ("/nonsense", "unknown-field"),
        ("/summary", "invalid"),
    }
    assert all(error["detail"] for error in errors)


def test_what_stands_in_the_path_cannot_be_said_again_in_the_body(newsroom, officer):
    opened = newsroom.open_case()
    answer = officer.patch(f"/cases/{opened.json['id']}", json={"case_id": opened.json["id"], "version": 1}, headers={"If-Match": '"1"'})
    errors = refused(answer, 422, "invalid-fields")["errors"]
    assert {error["pointer"] for error in errors} == {"/case_id", "/version"}


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x85"])
def test_control_characters_are_refused(officer, total, control):
    errors = refused(officer.post("/cases", json={**GOOD, "title": f"a{control}b"}), 422, "invalid-fields")["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [("/title", "control-character")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"title": "\xff"}', "not-utf-8"),
        ('{"title": "x"}'.encode("utf-16"), "not-utf-8"),
        (b'{"title": "\\ud800"}', "not-utf-8"),
        (b"not json", "not-json"),
        (b'{"title": NaN}', "not-json"),
        (b'{"title": "x"', "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"title": ' + b"9" * 5000 + b"}", "not-json"),
        (b"[]", "body-not-object"),
        (b'"text"', "body-not-object"),
        (b"null", "body-not-object"),
    ],
)
def test_a_body_that_is_no_json_object_in_utf_8_is_refused(officer, total, body, code):
    refused(officer.post("/cases", data=body, headers=JSON), 400, code)


def test_another_media_type_is_refused(officer, total):
    refused(officer.post("/cases", data="title=x", headers={"Content-Type": "text/plain"}), 415, "wrong-media-type")
    refused(officer.post("/cases", data={"title": "x"}), 415, "wrong-media-type")


class Unread:
    """A body that must not be read."""

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = read


def test_a_body_of_100_mb_is_refused_without_being_read(officer, total):
    length = 100 * 1024 * 1024
    answer = officer.post("/cases", headers=JSON, environ_overrides={"CONTENT_LENGTH": str(length), "wsgi.input": Unread()})
    assert refused(answer, 413, "body-too-large")["limit"] == 1_048_576
    assert answer.headers["Connection"] == "close"


class Endless:
    """A body that never ends, of which only so much may be read."""

    given = 0

    def read(self, size=65_536):
        self.given += size
        assert self.given < 4_000_000
        return b"x" * size


def test_a_long_body_without_a_length_is_cut_off(officer, total):
    environ = {"wsgi.input": Endless(), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    refused(officer.post("/cases", headers=JSON, environ_overrides=environ), 413, "body-too-large")


@pytest.mark.parametrize("key", ["", "x" * 201, "with space", "é"])
def test_an_idempotency_key_that_cannot_be_one_is_refused(officer, total, key):
    refused(officer.post("/cases", json=GOOD, headers={"Idempotency-Key": key}), 422, "idempotency-key-invalid")


@pytest.mark.parametrize("tag", ["7", '"x"', '"0"', '"99999999999999999999"', 'W/"', "*"])
def test_an_if_match_that_names_no_version_is_refused(newsroom, officer, tag):
    opened = newsroom.open_case()
    refused(officer.patch(f"/cases/{opened.json['id']}", json={"title": "x"}, headers={"If-Match": tag}), 400, "if-match-unreadable")


@pytest.mark.parametrize("path", ["/cases/not-an-id", "/cases/00000000-0000-0000-0000-00000000000g", "/cases/..%2f..%2fetc"])
def test_an_id_that_is_none_is_not_found(officer, path):
    assert officer.get(path).status_code == 404


MARKUP = '<script>alert("1")</script><img src=x onerror=alert(1)>{{7*7}}${7*7}<!--'


def test_markup_in_every_text_is_kept_as_the_text_it_is(newsroom, officer):
    title = MARKUP[:80]
    opened = newsroom.open_case(title=title, summary=MARKUP, subject_name=MARKUP)
    read = officer.get(f"/cases/{opened.json['id']}")
    assert (read.json["title"], read.json["summary"], read.json["subjects"][0]["name"]) == (title, MARKUP, MARKUP)
    assert (read.mimetype, read.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")


def test_markup_in_an_error_stays_inside_json(officer):
    answer = officer.get("/cases?<script>=1")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert json.loads(answer.data)["errors"][0]["pointer"] == "/<script>"


def test_no_answer_to_bad_input_shows_the_inside(officer):
    for body in (b"[" * 100_000, b"\xff", b"{}", b'{"title": {"a": [1]}}'):
        text = officer.post("/cases", data=body, headers=JSON).text
        assert [word for word in ("Traceback", ".py", "marshmallow", "sqlalchemy") if word in text] == []
