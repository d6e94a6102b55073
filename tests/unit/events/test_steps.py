"""The way of an event, and who signs off on it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.errors import Conflict, Invalid
from services.events.domain import event as rules
from services.events.domain import hosts as hosting
from services.events.domain.content import Text
from services.events.domain.words import DataScope, HostRole, HostState, Mode, Right, Sensitivity, State, Visibility
from tests.unit.events.factories import (
    AUTHOR,
    COLLEAGUE,
    NOW,
    ORG,
    PARTNER_ORG,
    a_draft,
    a_when,
    published,
    signed,
    with_partner,
)

LATER = NOW + timedelta(days=1)


def refused(call, *args, **kwargs):
    with pytest.raises(Conflict) as raised:
        call(*args, **kwargs)
    return raised.value.code


def test_the_usual_way():
    event = published(firm=False)
    assert (event.state, event.sequence, event.published) == (State.TENTATIVE, 0, event.content)
    event = rules.confirm(event, now=LATER)
    assert (event.state, event.sequence) == (State.CONFIRMED, 1)
    during = event.times.starts_at
    event = rules.begin(event, now=during)
    event = rules.complete(event, now=event.times.ends_at)
    assert rules.archive(event, now=event.times.ends_at).state is State.ARCHIVED


def test_nothing_is_published_before_every_host_that_must_has_signed_off():
    event = with_partner(a_draft())
    half = signed(event, by=(ORG,))
    assert refused(rules.publish, half, firm=True, now=NOW) == "hosts-have-not-signed"
    both = rules.sign_off(half, organisation_id=PARTNER_ORG, membership=uuid4(), now=NOW)
    assert rules.publish(both, firm=True, now=NOW).state is State.CONFIRMED


def test_a_partner_or_funder_signs_nothing():
    event = with_partner(a_draft(), role=HostRole.FUNDER, rights=frozenset())
    assert published(event).state is State.CONFIRMED
    assert (
        refused(rules.sign_off, rules.submit(event, now=NOW), organisation_id=PARTNER_ORG, membership=uuid4(), now=NOW) == "need-not-sign"
    )


def test_a_host_that_has_not_answered_holds_the_review_back():
    assert refused(rules.submit, with_partner(a_draft(), accepts=False), now=NOW) == "hosts-have-not-answered"


def test_an_author_does_not_sign_off_their_own_plan():
    event = rules.submit(a_draft(), now=NOW)
    assert refused(rules.sign_off, event, organisation_id=ORG, membership=AUTHOR, now=NOW) == "author-cannot-sign-off"


def test_sending_back_makes_every_sign_off_void():
    event = rules.send_back(signed(a_draft()), reason="Which room?", now=NOW)
    assert (event.state, event.note, hosting.all_signed(event.hosts)) == (State.DRAFT, "Which room?", False)


def test_of_what_is_published_time_and_place_change_at_once_and_raise_the_sequence():
    event = published()
    moved = rules.amend(event, replace(event.content, when=a_when("2026-06-11T09:00", "2026-06-11T17:00")), author=AUTHOR, now=LATER)
    assert (moved.sequence, moved.published.when, moved.state) == (1, moved.content.when, State.CONFIRMED)
    same = rules.amend(event, replace(event.content, reveal_hours=2), author=AUTHOR, now=LATER)
    assert same.sequence == 0


@pytest.mark.parametrize(
    "change", [{"texts": {"en": Text("Other")}}, {"visibility": Visibility.NETWORK}, {"sensitivity": Sensitivity.RESTRICTED}]
)
def test_the_rest_of_what_is_published_is_signed_off_again(change):
    event = published()
    changed = replace(event.content, **change)
    assert refused(rules.amend, event, changed, author=AUTHOR, now=LATER) == "needs-sign-off"
    draft = rules.amend(rules.revise(event, author=AUTHOR, now=LATER), changed, author=AUTHOR, now=LATER)
    assert (draft.published, draft.published_state) == (event.content, State.CONFIRMED)


def test_a_postponed_event_gets_a_new_time_and_a_higher_sequence():
    event = rules.postpone(published(), now=LATER)
    again = rules.reschedule(event, a_when("2026-09-10T09:00", "2026-09-10T17:00"), firm=True, now=LATER)
    assert (event.state, again.state, again.sequence) == (State.POSTPONED, State.CONFIRMED, 2)


def test_a_cancelled_event_is_shown_as_such_for_ninety_days():
    event = rules.cancel(published(), reason="Sample reason.", now=LATER)
    assert (event.state, event.sequence, event.ends_to_be_shown_at) == (State.CANCELLED, 1, LATER + timedelta(days=90))
    assert refused(rules.cancel, event, reason="", now=LATER) == "wrong-event-state"


def test_what_is_revised_can_still_be_cancelled_and_is_shown_as_it_was():
    event = published()
    revised = rules.revise(event, author=AUTHOR, now=LATER)
    revised = rules.amend(revised, replace(event.content, texts={"en": Text("Unseen")}), author=AUTHOR, now=LATER)
    assert rules.cancel(revised, reason="", now=LATER).content == event.content


def test_a_tentative_event_neither_begins_nor_completes_by_itself():
    event = published(firm=False)
    assert rules.begin(event, now=event.times.starts_at) is event
    assert rules.complete(event, now=event.times.ends_at) is event


def test_nothing_that_is_over_is_published():
    event = signed(a_draft())
    assert refused(rules.publish, event, firm=True, now=event.times.ends_at) == "event-over"


def test_only_leads_may_publish_and_cancel():
    for right in (Right.PUBLISH, Right.CANCEL):
        call = {"role": HostRole.CO_HOST, "rights": frozenset({right}), "scope": DataScope.FULL, "now": NOW}
        assert refused(hosting.invited, a_draft().hosts, PARTNER_ORG, "Sample Partner", **call) == "lead-only"


def test_a_host_is_asked_once_and_answers_once():
    event = with_partner(a_draft(), accepts=False)
    call = {"role": HostRole.CO_HOST, "rights": frozenset(), "scope": DataScope.FULL, "now": NOW}
    assert refused(hosting.invited, event.hosts, PARTNER_ORG, "Sample Partner", **call) == "host-exists"
    declined = hosting.answered(event.hosts, PARTNER_ORG, accepts=False, now=NOW)
    assert refused(hosting.answered, declined, PARTNER_ORG, accepts=True, now=NOW) == "not-invited"
    assert hosting.of(hosting.invited(declined, PARTNER_ORG, "Sample Partner", **call), PARTNER_ORG).state is HostState.INVITED


def test_the_organisation_that_began_it_stays():
    assert refused(hosting.revoked, a_draft().hosts, ORG, owner_org=ORG, now=NOW) == "owner-stays"


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"sensitivity": Sensitivity.AT_RISK, "place": "Geneva"}, [("/place", "place-tells-too-much")]),
        ({"mode": Mode.ONLINE, "venue": "Room 1"}, [("/venue", "not-with-mode")]),
        ({"mode": Mode.OFFLINE, "link": "https://meet.example/1"}, [("/link", "not-with-mode")]),
        ({"interpretation": ("fr",)}, [("/languages", "required")]),
    ],
)
def test_a_content_that_contradicts_itself_is_refused(change, errors):
    with pytest.raises(Invalid) as raised:
        a_draft(**change)
    assert [(error["pointer"], error["code"]) for error in raised.value.params["errors"]] == errors


def test_the_steps_offered_are_those_that_are_possible():
    event = a_draft()
    assert rules.steps(event, organisation_id=ORG, membership=AUTHOR) == ["amend", "submit"]
    in_review = rules.submit(event, now=NOW)
    assert rules.steps(in_review, organisation_id=ORG, membership=AUTHOR) == ["send_back"]
    assert rules.steps(in_review, organisation_id=ORG, membership=COLLEAGUE) == ["sign_off", "send_back"]
    assert rules.steps(signed(event), organisation_id=ORG, membership=AUTHOR) == ["send_back", "publish"]
    assert rules.steps(published(), organisation_id=ORG, membership=AUTHOR) == ["amend", "revise", "postpone", "cancel"]
    assert rules.steps(with_partner(event, accepts=False), organisation_id=PARTNER_ORG, membership=COLLEAGUE) == ["answer"]
    assert rules.steps(event, organisation_id=PARTNER_ORG, membership=COLLEAGUE) == []


def test_who_sees_who_takes_part_was_named_and_their_host_may():
    event = a_draft()
    assert [event.coordinates(org, who) for org, who in ((ORG, AUTHOR), (ORG, COLLEAGUE), (None, AUTHOR))] == [True, False, False]
    partner = rules.coordinate(with_partner(event), PARTNER_ORG, frozenset({COLLEAGUE}), now=NOW)
    assert partner.coordinates(PARTNER_ORG, COLLEAGUE) is False
    partner = rules.coordinate(with_partner(event, rights=frozenset({Right.SEE_ROSTER})), PARTNER_ORG, frozenset({COLLEAGUE}), now=NOW)
    assert partner.coordinates(PARTNER_ORG, COLLEAGUE) is True
