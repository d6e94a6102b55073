"""What is asked, what is answered, and how long it is kept."""

import pytest

from chassis.errors import Invalid
from services.events.domain import forms
from services.events.domain.forms import Field, Form
from services.events.domain.words import FieldKind

DIET = Field(key="diet", labels={"en": "Diet"}, kind=FieldKind.CHOICE, options=("any", "vegan"), days=1)
NEEDS = Field(key="needs", labels={"en": "Needs"}, kind=FieldKind.TEXT, required=True)
VISA = Field(key="visa", labels={"en": "Visa"}, kind=FieldKind.YES_NO)
FORM = Form(version=1, fields=(DIET, NEEDS, VISA))


def wrong(call, *args):
    with pytest.raises(Invalid) as raised:
        call(*args)
    return [(error["pointer"], error["code"]) for error in raised.value.params["errors"]]


def test_what_is_answered_comes_with_its_question():
    assert forms.answers(FORM, {"needs": "A ramp", "visa": False, "diet": ""}) == [(NEEDS, "A ramp"), (VISA, False)]


def test_every_wrong_answer_is_named_at_once():
    given = {"diet": "meat", "visa": "yes", "shoe_size": "42"}
    assert wrong(forms.answers, FORM, given) == [
        ("/answers/shoe_size", "unknown-field"),
        ("/answers/diet", "not-one-of"),
        ("/answers/needs", "required"),
        ("/answers/visa", "invalid"),
    ]
    assert wrong(forms.answers, FORM, {"needs": "x" * 201}) == [("/answers/needs", "too-long")]


def test_a_form_that_cannot_be_answered_is_refused():
    bare = Field(key="diet", labels={}, kind=FieldKind.CHOICE, days=400)
    assert wrong(forms.check, Form(version=1, fields=(DIET, bare), contact_days=500)) == [
        ("/fields/1/key", "asked-twice"),
        ("/fields/1/options", "options-with-choice"),
        ("/fields/1/days", "kept-longer-than-name"),
        ("/contact_days", "kept-longer-than-name"),
    ]


def test_a_form_knows_after_how_many_days_something_is_erased():
    assert FORM.days == frozenset({1, 30, 365})
