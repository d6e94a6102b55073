"""How the fields of a form become the JSON that the API takes."""

import json

import pytest
from flask import Flask
from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from chassis.errors import Conflict
from chassis.schemas import AwareDateTime, PartialDateField, Schema, Text
from chassis.values import PartialDate
from gateway.console.fields import flattened, read, without_empty_rows
from gateway.console.form import Form
from gateway.console.page import inside
from gateway.console.prints import prints_of
from gateway.problems import of_error


class Act(Schema):
    type = fields.String(required=True)
    note = Text(load_default="")


class Everything(Schema):
    title = Text(required=True)
    count = fields.Integer(strict=True)
    safe = fields.Boolean()
    until = AwareDateTime(allow_none=True)
    dates = PartialDateField()
    purposes = fields.List(fields.String())
    audience = fields.Nested(Act)
    acts = fields.List(fields.Nested(Act))
    texts = fields.Dict(keys=fields.String(), values=fields.Nested(Act))


class Versioned(Everything):
    version = fields.Integer()


def given(*pairs):
    return read(Everything, MultiDict(pairs))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("title", "Blue Heron")], {"title": "Blue Heron"}),
        ([("title", "")], {"title": ""}),
        ([("count", "3"), ("safe", "true")], {"count": 3, "safe": True}),
        ([("count", "many")], {"count": "many"}),
        ([("count", ""), ("until", "")], {"until": None}),
        ([("until", "2026-03-05")], {"until": "2026-03-05T23:59:59Z"}),
        ([("until", "2026-03-05T12:00")], {"until": "2026-03-05T12:00Z"}),
        ([("purposes", ""), ("purposes", "assist"), ("purposes", "media")], {"purposes": ["assist", "media"]}),
        ([("purposes", "")], {"purposes": []}),
        ([("audience.type", "public")], {"audience": {"type": "public"}}),
        ([("acts.0.type", "threat"), ("acts.1.type", ""), ("acts.1.note", "")], {"acts": [{"type": "threat"}]}),
        ([("texts.en.type", "a"), ("texts.ar.type", ""), ("texts.ar.note", "")], {"texts": {"en": {"type": "a"}}}),
        ([("colour", "blue")], {}),
    ],
)
def test_fields_become_the_request(pairs, expected):
    assert given(*pairs) == expected


def test_what_is_held_fills_the_fields_it_came_from():
    held = {"title": "Blue Heron", "safe": False, "purposes": ["assist", "media"], "acts": [{"type": "threat"}], "until": None}
    fields_ = list(flattened(held))
    assert fields_ == [("title", "Blue Heron"), ("safe", "false"), ("purposes", "assist"), ("purposes", "media"), ("acts.0.type", "threat")]
    assert read(Everything, MultiDict(fields_)) == {name: value for name, value in held.items() if value is not None}


@pytest.mark.parametrize("written", ["2026-03-05", "2026-03", "2026", "2026-03-05/2026-03-09"])
def test_an_inexact_date_is_shown_as_people_write_it(written):
    assert list(flattened({"dates": PartialDate.parse(written).as_json()})) == [("dates", written)]


@pytest.mark.parametrize("written", ["2026-03-05", "2026-03", "2026", "2026-03-05/2026-03-09"])
def test_the_note_of_a_date_and_that_it_is_estimated_survive_the_form(written):
    held = {"dates": {**PartialDate.parse(written).as_json(), "precision": "estimated", "note": "Sample note."}}
    assert read(Everything, MultiDict(flattened(held))) == held


def test_a_date_that_cannot_be_read_stays_as_it_was_typed():
    assert given(("dates", "last spring"), ("dates.note", "Sample note.")) == {"dates": "last spring"}


def test_a_text_that_was_emptied_is_sent_as_empty():
    class Named(Schema):
        name = Text(validate=validate.Length(min=1))

    assert read(Named, MultiDict([("name", "")])) == {"name": ""}


def test_an_empty_row_between_others_does_not_move_what_is_wrong():
    typed = MultiDict([("title", "A"), ("acts.0.type", "threat"), ("acts.1.type", ""), ("acts.3.type", ""), ("acts.3.note", "untyped")])
    kept = without_empty_rows(Everything, typed)
    assert list(kept.items()) == [("title", "A"), ("acts.0.type", "threat"), ("acts.1.type", ""), ("acts.1.note", "untyped")]


def test_a_list_of_which_nothing_was_chosen_is_said_to_be_needed():
    class Chosen(Schema):
        purposes = fields.List(fields.String(), required=True, validate=validate.Length(min=1, max=8))

    with posted(purposes=""):
        form = Form(Chosen)
        assert (form.send("cases", "any"), form.error("purposes")) == (None, "This is needed.")


def posted(**data):
    return Flask("test").test_request_context("/", method="POST", data=data)


def test_a_form_that_comes_back_shows_its_rows_where_the_errors_point():
    with posted(**{"acts.0.type": "", "acts.1.type": "threat"}):
        assert Form(Everything).value("acts.0.type") == "threat"


def test_one_more_row_is_asked_for_and_nothing_is_sent():
    with posted(**{"acts.0.type": "threat", "more": "acts"}):
        form = Form(Everything)
        assert (form.is_sent, list(form.rows("acts")), form.value("acts.0.type")) == (False, [0, 1], "threat")


STORED = {"version": 3, "title": "Blue Heron", "until": "2026-03-05T12:00:00Z", "safe": False, "acts": [{"id": "1", "type": "threat"}]}


def test_only_what_was_changed_is_sent():
    same = {"title": "Blue Heron", "until": "2026-03-05", "safe": "false", "acts.0.type": "threat", "acts.0.note": ""}
    with posted(version="2", **{**same, "title": "Grey Heron"}):
        form = Form(Versioned)
        assert form._changes(read(Versioned, form.given), STORED) == {"title": "Grey Heron", "version": 2}
    with posted(version="2", **same):
        assert Form(Versioned).send("cases", "amend_case", stored=STORED) == STORED


def test_what_is_stored_now_is_shown_beside_what_was_typed_and_instead_of_what_was_not():
    was = json.dumps(prints_of(Versioned, MultiDict(flattened({**STORED, "title": "Red Heron", "count": 1}))))
    with posted(version="2", title="Grey Heron", until="2026-03-05", safe="false", count="1", was=was):
        form = Form(Versioned)
        form.problem = of_error(Conflict("stale-version", current=3))
        form.meet({**STORED, "count": 2})
        assert [form.stored(name) for name in ("title", "until", "safe", "count")] == [["Blue Heron"], None, None, None]
        assert (form.value("title"), form.value("count"), form.value("version")) == ("Grey Heron", "2", "3")
        assert form.taken_over == {"count"}


def test_without_a_print_every_field_counts_as_typed():
    for was in ("", "[]", "not json", '{"title": 1}'):
        with posted(version="2", title="Grey Heron", was=was):
            form = Form(Versioned)
            form.problem = of_error(Conflict("stale-version", current=3))
            form.meet(STORED)
            assert (form.value("title"), form.stored("title")) == ("Grey Heron", ["Blue Heron"])


def test_what_cannot_be_undone_wants_the_word_that_is_shown():
    with posted(confirmation=" Withdraw "):
        form = Form(Everything)
        form.confirm("confirmation", "withdraw")
        assert form.errors == []
        form.confirm("confirmation", "erase")
        assert (form.error("confirmation"), form.status, form.send("cases", "erase")) == ("This is not the word “erase”.", 422, None)


def test_a_wrong_field_is_named_by_what_the_page_calls_it():
    with Flask("test").test_request_context("/", method="POST", data={"title": ""}):
        form = Form(Everything)
        form.errors = [{"pointer": "/acts/0/type", "detail": "This is needed."}, {"pointer": "/title", "detail": "Too long."}]
        form.label("acts.0.type", "What was done")
        assert form.summary() == [("acts.0.type", "What was done: This is needed."), ("title", "Too long.")]
        form.errors = form.errors[::-1]
        assert [name for name, _ in form.summary()] == ["acts.0.type", "title"]
        assert (form.error("title"), form.error("count"), form.status) == ("Too long.", "", 422)


def sent(**fields_):
    return Flask("test").test_request_context("/", method="POST", data=fields_)


def test_a_step_that_cannot_be_undone_is_not_taken_before_its_word_is_typed():
    with sent(confirmation="Yes"):
        form = Form(Everything)
        form.confirm("confirmation", "revoke")
        assert (form.error("confirmation"), form.status, form.send("cases", "never called")) == (
            "This is not the word “revoke”.",
            422,
            None,
        )
    with sent(confirmation=" REVOKE "):
        form = Form(Everything)
        form.confirm("confirmation", "revoke")
        assert (form.errors, form.status) == ([], 200)


def test_what_is_stored_now_is_said_only_where_it_differs_and_only_of_a_stale_version():
    with sent(title="Mine", count="3", version="1"):
        form = Form(Everything)
        form.meet({"title": "Theirs", "count": 3, "version": 2})
        assert (form.stored("title"), form.value("version")) == (None, "1")
        form.problem = of_error(Conflict("stale-version", current=2))
        form.meet({"title": "Theirs", "count": 3, "version": 2})
        assert ([form.stored("title"), form.stored("count")], form.value("version"), form.status) == ([["Theirs"], None], "2", 412)


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "cases", "/a\nb"]
)
def test_nobody_is_led_to_another_site(make_app, address):
    with make_app().test_request_context("/"):
        assert inside(address) == "/my-day"


def test_a_page_of_this_site_is_come_back_to(make_app):
    with make_app().test_request_context("/"):
        assert inside("/cases?stage=open") == "/cases?stage=open"
