from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Invalid
from chassis.values import Tlp
from services.alerts.domain import alert as rules
from services.alerts.domain.alert import Aspect, State, Withdrawal
from services.alerts.domain.content import Audience, Identifiability, Kind, fits
from tests.unit.alerts.factories import (
    AUTHOR,
    COORDINATOR,
    GROUP,
    NOON,
    REVIEWER,
    TEXTS,
    a_clearance,
    a_content,
    a_draft,
    an_alert,
    some_limits,
)

STEPS = {
    "amend": lambda alert: rules.amend(alert, a_content(country="DE"), author=AUTHOR, now=NOON),
    "submit": lambda alert: rules.submit(alert, reviewers=frozenset({REVIEWER}), now=NOON),
    "sign_off": lambda alert: rules.sign_off(alert, Aspect.FACTS, membership=COORDINATOR, now=NOON),
    "send_back": lambda alert: rules.send_back(alert, reason="Which court?", membership=COORDINATOR, now=NOON),
    "publish": lambda alert: rules.publish(alert, clearance=a_clearance(), publisher=COORDINATOR, now=NOON),
    "update": lambda alert: rules.update(alert, author=COORDINATOR, now=NOON),
    "withdraw": lambda alert: rules.withdraw(alert, withdrawal=Withdrawal.BY_HAND, note="Mistaken.", now=NOON),
}
LEADS_TO = {
    (State.DRAFT, "amend"): State.DRAFT,
    (State.DRAFT, "submit"): State.IN_REVIEW,
    (State.IN_REVIEW, "sign_off"): State.IN_REVIEW,
    (State.IN_REVIEW, "send_back"): State.DRAFT,
    (State.APPROVED, "send_back"): State.DRAFT,
    (State.APPROVED, "publish"): State.PUBLISHED,
    (State.PUBLISHED, "update"): State.DRAFT,
    (State.PUBLISHED, "withdraw"): State.WITHDRAWN,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_leads_where_the_table_says_or_is_a_conflict(state, step):
    alert = an_alert(state)
    if (state, step) in LEADS_TO:
        after = STEPS[step](alert)
        assert (after.state, after.version) == (LEADS_TO[state, step], alert.version + 1)
    else:
        with pytest.raises(Conflict):
            STEPS[step](alert)


@pytest.mark.parametrize("state", State)
def test_the_steps_offered_to_a_coordinator_are_the_steps_that_work(state):
    assert set(rules.steps(an_alert(state), COORDINATOR)) == {step for (of, step) in LEADS_TO if of == state}


@pytest.mark.parametrize(
    ("signed", "by", "state"),
    [
        ([], [], State.IN_REVIEW),
        ([Aspect.FACTS], [COORDINATOR], State.IN_REVIEW),
        ([Aspect.RISK, Aspect.FACTS], [COORDINATOR, REVIEWER], State.IN_REVIEW),
        ([Aspect.RISK, Aspect.FACTS, Aspect.CONSENT], [COORDINATOR, REVIEWER, COORDINATOR], State.APPROVED),
        ([Aspect.CONSENT, Aspect.RISK, Aspect.FACTS], [COORDINATOR] * 3, State.APPROVED),
    ],
)
def test_an_alert_is_approved_once_all_three_aspects_are_signed_off(signed, by, state):
    alert = an_alert(State.IN_REVIEW)
    for aspect, membership in zip(signed, by, strict=True):
        alert = rules.sign_off(alert, aspect, membership=membership, now=NOON)
    assert alert.state == state


@pytest.mark.parametrize("aspect", Aspect)
def test_an_author_signs_nothing_off(aspect):
    with pytest.raises(Conflict, match="author-cannot-review"):
        rules.sign_off(an_alert(State.IN_REVIEW), aspect, membership=AUTHOR, now=NOON)


def test_who_amended_a_draft_is_an_author_too():
    amended = rules.amend(a_draft(), a_content(country="DE"), author=COORDINATOR, now=NOON)
    in_review = rules.submit(amended, reviewers=frozenset(), now=NOON)
    with pytest.raises(Conflict, match="author-cannot-review"):
        rules.sign_off(in_review, Aspect.FACTS, membership=COORDINATOR, now=NOON)


def test_an_author_does_not_publish():
    with pytest.raises(Conflict, match="author-cannot-publish"):
        rules.publish(an_alert(State.APPROVED), clearance=a_clearance(), publisher=AUTHOR, now=NOON)


def test_an_edition_without_the_case_of_the_last_one_is_not_published():
    alert = an_alert(State.PUBLISHED)
    dropped = replace(alert, state=State.APPROVED, content=a_content(case_id=None, kind=Kind.STATEMENT))
    with pytest.raises(Conflict, match="case-fixed"):
        rules.publish(dropped, clearance=None, publisher=COORDINATOR, now=NOON)


def test_an_author_is_not_asked_to_review():
    with pytest.raises(Conflict, match="author-cannot-review"):
        rules.submit(a_draft(), reviewers=frozenset({AUTHOR}), now=NOON)


def test_an_aspect_is_signed_off_once():
    signed = rules.sign_off(an_alert(State.IN_REVIEW), Aspect.RISK, membership=COORDINATOR, now=NOON)
    with pytest.raises(Conflict, match="already-signed-off"):
        rules.sign_off(signed, Aspect.RISK, membership=REVIEWER, now=NOON)


def test_what_is_sent_back_loses_its_sign_offs_and_keeps_the_reason():
    back = rules.send_back(an_alert(State.APPROVED), reason="Which court?", membership=COORDINATOR, now=NOON)
    assert (back.sign_offs, back.sent_back.reason) == ({}, "Which court?")


def test_three_people_sign_in_parallel_what_they_all_read():
    alert = an_alert(State.IN_REVIEW)
    signed = rules.sign_off(alert, Aspect.FACTS, membership=COORDINATOR, now=NOON)
    rules.check_text_version(signed, alert.version)
    assert signed.version == alert.version + 1


def test_a_text_changed_since_it_was_read_is_not_signed_off():
    read = an_alert(State.IN_REVIEW)
    back = rules.send_back(read, reason="Which court?", membership=COORDINATOR, now=NOON)
    again = rules.submit(rules.amend(back, a_content(country="DE"), author=AUTHOR, now=NOON), reviewers=frozenset(), now=NOON)
    with pytest.raises(Conflict, match="stale-version"):
        rules.check_text_version(again, read.version)


@pytest.mark.parametrize(
    ("content", "clearance", "code"),
    [
        ({}, None, "clearance-missing"),
        ({}, {"limits": some_limits(audience="group")}, "clearance-too-narrow"),
        ({}, {"valid_until": NOON}, "clearance-expired"),
        ({"valid_until": NOON}, {}, "alert-expired"),
    ],
)
def test_nothing_is_published_beyond_its_clearance(content, clearance, code):
    given = None if clearance is None else a_clearance(**clearance)
    with pytest.raises(Conflict, match=code):
        rules.publish(an_alert(State.APPROVED, **content), clearance=given, publisher=COORDINATOR, now=NOON)


def test_an_edition_is_visible_until_the_earlier_end_of_text_and_clearance():
    soon, later = NOON + timedelta(days=1), NOON + timedelta(days=9)
    alert = rules.publish(
        an_alert(State.APPROVED, valid_until=later), clearance=a_clearance(valid_until=soon), publisher=COORDINATOR, now=NOON
    )
    assert alert.edition.visible_until == soon


def test_an_update_keeps_the_published_edition_until_the_next_one():
    draft = rules.update(an_alert(State.PUBLISHED), author=COORDINATOR, now=NOON)
    assert (draft.state, draft.is_live, draft.authors) == (State.DRAFT, True, {COORDINATOR})
    assert "withdraw" in rules.steps(draft, COORDINATOR)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"texts": {"en": TEXTS["en"]}}, []),
        ({"case_id": None}, [{"pointer": "/case_id", "code": "case-required", "kind": "urgent_appeal"}]),
        ({"case_id": None, "kind": Kind.STATEMENT}, []),
        (
            {"case_id": None, "kind": Kind.STATEMENT, "identifiability": Identifiability.NAMED},
            [{"pointer": "/identifiability", "code": "anonymous-without-case"}],
        ),
        ({"marking": Tlp.AMBER}, [{"pointer": "/marking", "code": "marking-contradicts-audience", "allowed": "clear"}]),
        ({"marking": Tlp.AMBER, "audience": Audience("group", GROUP)}, []),
        ({"audience": Audience("group")}, [{"pointer": "/audience/group_id", "code": "required"}]),
        ({"audience": Audience("public", GROUP)}, [{"pointer": "/audience/group_id", "code": "not-with-public"}]),
        ({"kind": Kind.INTERNAL_SECURITY}, [{"pointer": "/audience", "code": "never-public", "kind": "internal_security"}]),
        (
            {"texts": {}, "case_id": None, "marking": Tlp.RED},
            [
                {"pointer": "/texts", "code": "required"},
                {"pointer": "/case_id", "code": "case-required", "kind": "urgent_appeal"},
                {"pointer": "/marking", "code": "marking-contradicts-audience", "allowed": "clear"},
            ],
        ),
    ],
)
def test_a_content_that_contradicts_itself_names_every_wrong_field(changes, errors):
    found = []
    try:
        a_draft(**changes)
    except Invalid as error:
        found = error.params["errors"]
    assert found == errors


@pytest.mark.parametrize(
    ("content", "limits", "allowed"),
    [
        ({}, {}, True),
        ({}, {"audience": "group"}, False),
        ({}, {"audience": "authority"}, False),
        ({"identifiability": Identifiability.INITIALS}, {"identifiability": Identifiability.INITIALS}, True),
        ({"identifiability": Identifiability.NAMED}, {"identifiability": Identifiability.INITIALS}, False),
        ({"audience": Audience("group", GROUP)}, {}, True),
        ({"audience": Audience("group", GROUP)}, {"audience": "group"}, True),
        ({"audience": Audience("group", GROUP)}, {"audience": "group", "groups": frozenset({GROUP})}, True),
        ({"audience": Audience("group", GROUP)}, {"audience": "group", "groups": frozenset({AUTHOR})}, False),
        ({"audience": Audience("group", GROUP)}, {"audience": "organisation"}, False),
    ],
)
def test_a_text_goes_no_further_than_its_limits(content, limits, allowed):
    assert fits(a_content(**content), some_limits(**limits)) is allowed


@pytest.mark.parametrize(
    ("days", "ends"),
    [(None, 5), (10, 5), (3, 3)],
)
def test_an_edition_ends_with_what_is_left_of_its_clearance_and_never_later(days, ends):
    published = rules.publish(
        an_alert(State.APPROVED, valid_until=NOON + timedelta(days=5)), clearance=a_clearance(), publisher=COORDINATOR, now=NOON
    )
    until = None if days is None else NOON + timedelta(days=days)
    assert rules.end_by(published, until, now=NOON).edition.visible_until == NOON + timedelta(days=ends)


def test_an_edition_without_an_end_is_given_one():
    assert rules.end_by(an_alert(State.PUBLISHED), NOON, now=NOON).edition.visible_until == NOON


def test_a_text_in_one_language_is_not_submitted():
    with pytest.raises(Invalid) as raised:
        rules.submit(a_draft(texts={"en": TEXTS["en"]}), reviewers=frozenset(), now=NOON)
    assert raised.value.params["errors"] == [{"pointer": "/texts", "code": "too-few-languages", "min": 2}]
