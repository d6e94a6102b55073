"""How the fields of a form become the JSON that the API takes."""

import pytest
from flask import Flask
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from chassis.schemas import AwareDateTime, PartialDateField, Schema, Text
from gateway.console.form import Form, flattened, read
from gateway.console.page import inside


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


@pytest.mark.parametrize(
    ("precision", "shown"),
    [("exact", "2026-03-05"), ("day_unknown", "2026-03"), ("month_day_unknown", "2026"), ("range", "2026-03-05/2026-03-09")],
)
def test_an_inexact_date_is_shown_as_people_write_it(precision, shown):
    held = {"dates": {"from": "2026-03-05", "to": "2026-03-09", "precision": precision, "note": ""}}
    assert list(flattened(held)) == [("dates", shown)]


def test_a_wrong_field_is_named_by_what_the_page_calls_it():
    with Flask("test").test_request_context("/", method="POST", data={"title": ""}):
        form = Form(Everything)
        form.errors = [{"pointer": "/acts/0/type", "detail": "This is needed."}, {"pointer": "/title", "detail": "Too long."}]
        form.label("acts.0.type", "What was done")
        assert form.summary() == [("acts.0.type", "What was done: This is needed."), ("title", "Too long.")]
        assert (form.error("title"), form.error("count"), form.status) == ("Too long.", "", 422)


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "cases", "/a\nb"]
)
def test_nobody_is_led_to_another_site(make_app, address):
    with make_app().test_request_context("/"):
        assert inside(address) == "/my-day"


def test_a_page_of_this_site_is_come_back_to(make_app):
    with make_app().test_request_context("/"):
        assert inside("/cases?stage=open") == "/cases?stage=open"
