from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from chassis.schemas import load
from services.alerts.domain.content import Audience, Change, Kind, Text, difference, purpose
from services.alerts.domain.recall import Channel, Recall, RecallState, lines, noted
from services.alerts.schemas import DraftAlert
from tests.unit.alerts.factories import CASE, GROUP, NOON, TEXTS, a_content

LATER = datetime(2026, 3, 6, 12, tzinfo=UTC)
PARTNER = UUID(int=50)


def test_against_nothing_every_given_field_is_new():
    changes = {change.pointer: (change.before, change.after) for change in difference(None, a_content())}
    assert changes["/texts/en/headline"] == (None, "Sample Lawyer 3 detained")
    assert changes["/case_id"] == (None, str(CASE))
    assert "/valid_until" not in changes


def test_the_difference_names_what_changed_and_nothing_else():
    before = a_content()
    after = replace(before, country="DE", texts={"en": replace(TEXTS["en"], demands="Release and protect."), "ar": Text("ع", "و", "م")})
    assert difference(before, after) == [
        Change("/country", "FR", "DE"),
        Change("/texts/ar/demands", None, "م"),
        Change("/texts/ar/facts", None, "و"),
        Change("/texts/ar/headline", None, "ع"),
        Change("/texts/en/demands", "Release the lawyer.", "Release and protect."),
        Change("/texts/fr/demands", "Libérez l'avocat.", None),
        Change("/texts/fr/facts", "Détenu dans le pays A.", None),
        Change("/texts/fr/headline", "Avocat exemple 3 détenu", None),
    ]


@pytest.mark.parametrize(
    ("kind", "audience", "expected"),
    [
        (Kind.URGENT_APPEAL, Audience("public"), "urgent_appeal"),
        (Kind.SUBMISSION, Audience("public"), "un_submission"),
        (Kind.STATEMENT, Audience("public"), "media"),
        (Kind.LETTER_OF_CONCERN, Audience("public"), "media"),
        (Kind.URGENT_APPEAL, Audience("group", GROUP), "share_partner"),
    ],
)
def test_each_text_needs_consent_for_its_purpose(kind, audience, expected):
    assert purpose(a_content(kind=kind, audience=audience)) == expected


def test_a_public_recall_says_what_cannot_be_called_back():
    found = [(line.channel, line.state) for line in lines(UUID(int=1), public=True, organisation_ids=[], now=NOON)]
    assert found == [
        (Channel.PUBLIC_PAGE, RecallState.HIDDEN),
        (Channel.FEED, RecallState.ASKED),
        (Channel.COPIES, RecallState.CANNOT_BE_CONFIRMED),
    ]


def a_line(state, at):
    return Recall(representation_id=UUID(int=1), channel=Channel.STREAM, state=state, organisation_id=PARTNER, at=at)


@pytest.mark.parametrize("order", [(RecallState.ASKED, RecallState.CONFIRMED), (RecallState.CONFIRMED, RecallState.ASKED)])
def test_a_confirmed_recall_stays_confirmed_whatever_comes_first(order):
    line = None
    for state in order:
        line = noted(line, a_line(state, NOON))
    assert line.state == RecallState.CONFIRMED


def test_markup_in_a_text_is_kept_as_the_text_it_is():
    markup = "<script>alert(1)</script> & <b>bold</b>"
    body = {"headline": markup, "facts": markup, "demands": markup}
    loaded = load(DraftAlert, {"kind": "statement", "country": "fr", "audience": {"kind": "public"}, "texts": {"en": body, "fr": body}})
    assert loaded["texts"]["en"] == body
