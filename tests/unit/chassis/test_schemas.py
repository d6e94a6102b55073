from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from marshmallow import fields, validate

from chassis.errors import Invalid
from chassis.schemas import (
    AwareDateTime,
    ByKey,
    Country,
    Lang,
    Page,
    PartialDateField,
    Reference,
    Schema,
    Text,
    Version,
    dump,
    field_classes,
    flat_errors,
    listing,
    load,
)
from chassis.values import PartialDate


class Line(Schema):
    text = Text(required=True, max_length=5)


class Form(Schema):
    title = Text(required=True, max_length=10)
    body = Text(multiline=True, max_length=100, metadata={"class": "guarded"})
    country = Country()
    lang = Lang()
    when = AwareDateTime()
    day = PartialDateField()
    reference = Reference()
    version = Version()
    urgency = fields.String(validate=validate.OneOf(["high", "low"]))
    tags = fields.List(Text(max_length=3), validate=validate.Length(max=2))
    lines = fields.List(fields.Nested(Line))


def errors_of(data):
    with pytest.raises(Invalid) as raised:
        load(Form, data)
    return raised.value.params["errors"]


def test_every_wrong_field_is_named_at_once_with_its_pointer_and_code():
    data = {
        "body": 1,
        "country": "XX",
        "lang": "english!",
        "version": 0,
        "urgency": "?",
        "tags": ["a", "long"],
        "lines": [{"text": "ok"}, {}],
        "a/b": 1,
    }
    assert sorted(errors_of(data), key=lambda error: error["pointer"]) == [
        {"pointer": "/a~1b", "code": "unknown-field"},
        {"pointer": "/body", "code": "invalid"},
        {"pointer": "/country", "code": "not-a-country"},
        {"pointer": "/lang", "code": "not-a-language"},
        {"pointer": "/lines/1/text", "code": "required"},
        {"pointer": "/tags/1", "code": "too-long", "max": 3},
        {"pointer": "/title", "code": "required"},
        {"pointer": "/urgency", "code": "not-one-of", "choices": "high, low"},
        {"pointer": "/version", "code": "out-of-range", "min": 1},
    ]


class Lines(Schema):
    by_lang = ByKey(keys=Lang(), values=fields.Nested(Line), validate=validate.Length(max=2))


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"en": {"text": "ok"}, "fr": {}}, [{"pointer": "/by_lang/fr/text", "code": "required"}]),
        ({"english!": {"text": "ok"}}, [{"pointer": "/by_lang/english!", "code": "not-a-language"}]),
        ([], [{"pointer": "/by_lang", "code": "invalid"}]),
        ({tag: {"text": "ok"} for tag in ("en", "fr", "ar")}, [{"pointer": "/by_lang", "code": "wrong-length", "max": 2}]),
    ],
)
def test_what_is_wrong_with_a_value_of_an_object_is_named_at_its_place(given, errors):
    with pytest.raises(Invalid) as raised:
        load(Lines, {"by_lang": given})
    assert raised.value.params["errors"] == errors


def test_a_request_that_is_no_object_is_refused():
    assert errors_of([]) == [{"pointer": "", "code": "invalid"}]


def test_text_is_composed_and_trimmed_and_keeps_its_markup():
    assert load(Form, {"title": " <b>e\u0301 "}) == {"title": "<b>\u00e9"}


@pytest.mark.parametrize("title", ["a\x00b", "a\nb", "a\x1bb", "\ud800"])
def test_control_characters_are_refused(title):
    assert errors_of({"title": title}) == [{"pointer": "/title", "code": "control-character"}]


def test_a_required_text_of_blanks_is_missing():
    assert errors_of({"title": "  "}) == [{"pointer": "/title", "code": "required"}]


def test_line_ends_become_line_feeds():
    assert load(Form, {"title": "t", "body": "a\r\nb\rc"})["body"] == "a\nb\nc"


def test_words_are_stored_in_one_form():
    loaded = load(Form, {"title": "t", "country": "mx", "lang": "ZH-hant-tw", "reference": "c-2026-0042"})
    assert (loaded["country"], loaded["lang"], loaded["reference"]) == ("MX", "zh-Hant-TW", "C-2026-0042")


def test_times_are_kept_in_utc_and_written_with_z():
    loaded = load(Form, {"title": "t", "when": "2026-01-02T03:04:05+02:00"})
    assert (loaded["when"], dump(Form, loaded)["when"]) == (datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC), "2026-01-02T01:04:05Z")


def test_a_time_without_offset_is_refused():
    assert errors_of({"title": "t", "when": "2026-01-02T03:04:05"}) == [{"pointer": "/when", "code": "time-without-offset"}]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00", "2026-02-30T00:00:00Z", "noon"])
def test_a_moment_that_is_none_in_utc_is_refused(moment):
    assert errors_of({"title": "t", "when": moment}) == [{"pointer": "/when", "code": "not-a-time"}]


def test_inexact_dates_travel_as_objects():
    loaded = load(Form, {"title": "t", "day": {"from": "2026-03-01", "to": "2026-03-31", "precision": "day_unknown", "note": ""}})
    assert loaded["day"] == PartialDate(date(2026, 3, 1), date(2026, 3, 31), "day_unknown")
    assert dump(Form, loaded)["day"] == {"from": "2026-03-01", "to": "2026-03-31", "precision": "day_unknown", "note": ""}


def test_a_page_has_fifty_items_unless_asked_and_at_most_two_hundred():
    assert load(Page, {}) == {"limit": 50, "cursor": None, "sort": None}
    with pytest.raises(Invalid) as raised:
        load(Page, {"limit": 201})
    assert raised.value.params["errors"] == [{"pointer": "/limit", "code": "out-of-range", "min": 1, "max": 200}]


def test_a_listing_carries_items_next_and_total():
    view = listing(Line)
    assert dump(view, {"items": [{"text": "a"}], "next": None, "total": 1, "total_is_exact": True}) == {
        "items": [{"text": "a"}], "next": None, "total": 1, "total_is_exact": True,
    }  # fmt: skip
    assert listing(Line) is view


def test_fields_are_open_unless_they_say_otherwise():
    classes = field_classes(Form)
    assert (classes["title"], classes["body"]) == ("open", "guarded")


def test_own_messages_keep_their_code_and_parameters():
    assert flat_errors({"a": [{"code": "too-late", "at": "noon"}], "_schema": ["mixed"]}) == [
        {"pointer": "/a", "code": "too-late", "at": "noon"},
        {"pointer": "", "code": "mixed"},
    ]


def test_ids_are_written_as_text():
    class View(Schema):
        id = fields.UUID()

    assert dump(View, {"id": UUID(int=7)}) == {"id": "00000000-0000-0000-0000-000000000007"}
