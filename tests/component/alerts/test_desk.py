"""Drafts, reviews, lists, the recall ledger and what waits today."""

from uuid import UUID, uuid4

import pytest

from chassis import audience
from chassis.contexts import PUBLIC
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.alerts.storage.tables import alert_audience
from tests.component.alerts.conftest import (
    COORDINATOR,
    GROUP,
    OFFICER,
    ORG,
    PARTNER,
    PARTNER_ORG,
    REVIEWER,
    STRANGER,
    a_member,
    a_text,
    refused,
)

COLLEAGUE = a_member("case_officer")


def test_a_draft_is_seen_by_its_author_and_the_coordinators(desk):
    alert = desk.draft()
    assert desk.call("get_alert", OFFICER, alert)["texts"]["en"] == a_text()
    assert desk.call("get_alert", COORDINATOR, alert)["texts"]["en"] == a_text()
    for viewer in (COLLEAGUE, REVIEWER, PARTNER, STRANGER, PUBLIC):
        with pytest.raises(NotFound):
            desk.call("get_alert", viewer, alert)


def test_a_draft_says_who_can_see_it_and_what_may_be_done_next(desk):
    alert = desk.draft()
    assert sorted(word["code"] for word in alert["visible_to"]) == ["coordinators", "member"]
    assert (alert["published_to"], alert["steps"]) == ([], ["amend", "submit"])


def test_a_reviewer_sees_what_is_submitted_to_them(desk):
    alert = desk.draft()
    alert = desk.call("submit_alert", OFFICER, alert, version=alert["version"], reviewers=[str(REVIEWER.membership)])
    assert desk.call("get_alert", REVIEWER, alert)["steps"] == ["sign_off", "send_back"]
    signed = desk.call("sign_off_alert", REVIEWER, alert, version=alert["version"], aspect="facts")
    assert [(one["aspect"], one["membership_id"]) for one in signed["sign_offs"]] == [("facts", str(REVIEWER.membership))]


@pytest.mark.parametrize("reviewer", [STRANGER, PARTNER, OFFICER, a_member("reviewer")])
def test_nobody_is_asked_to_review_who_may_not_review_for_us(desk, reviewer):
    alert = desk.draft(COORDINATOR)
    asked = [str(REVIEWER.membership), str(reviewer.membership)]
    with pytest.raises(Invalid) as raised:
        desk.call("submit_alert", COORDINATOR, alert, version=alert["version"], reviewers=asked)
    assert raised.value.params["errors"] == [{"pointer": "/reviewers/1", "code": "not-a-reviewer"}]
    assert desk.call("get_alert", COORDINATOR, alert)["state"] == "draft"
    with pytest.raises(NotFound):
        desk.call("get_alert", reviewer, alert)


def test_without_reviewers_nobody_is_looked_up(desk):
    desk.neighbours.roles = None
    alert = desk.draft()
    assert desk.call("submit_alert", OFFICER, alert, version=alert["version"])["state"] == "in_review"


def test_who_may_review_is_told_to_those_alone_who_can_submit(desk):
    alert = desk.draft()
    for viewer, refusal in ((STRANGER, NotFound), (COLLEAGUE, NotFound), (REVIEWER, Forbidden)):
        with pytest.raises(refusal):
            desk.call("submit_alert", viewer, alert, version=1, reviewers=[str(uuid4())])


def address_to(desk, alert, viewer):
    """Name a viewer in the audience of an alert, as if a rule about who is let in had failed."""
    alert_id = UUID(alert["id"])
    with desk.component.database.transaction() as tx:
        tokens = audience.audience_of(tx, alert_audience, alert_id) | {audience.member(viewer.membership)}
        audience.address(tx, alert_audience, alert_id, tokens, desk.component.now)


def test_an_alert_as_a_whole_stays_in_its_organisation_whatever_its_audience_says(desk):
    reviewer = a_member("reviewer", "coordinator", org=PARTNER_ORG)
    alert = desk.draft()
    alert = desk.call("submit_alert", OFFICER, alert, version=alert["version"])
    address_to(desk, alert, reviewer)
    for method, request in (
        ("get_alert", {}),
        ("difference", {}),
        ("preview_audience", {}),
        ("list_recalls", {}),
        ("sign_off_alert", {"version": alert["version"], "aspect": "facts"}),
        ("send_back_alert", {"version": alert["version"], "reason": "Which court?"}),
    ):
        with pytest.raises(NotFound):
            desk.call(method, reviewer, alert, **request)
    assert (desk.call("list_alerts", reviewer)["items"], day(desk, reviewer)) == ([], [])


def test_two_people_sign_off_in_parallel_from_the_same_page(desk):
    alert = desk.draft()
    alert = desk.call("submit_alert", OFFICER, alert, version=alert["version"], reviewers=[str(REVIEWER.membership)])
    desk.call("sign_off_alert", REVIEWER, alert, version=alert["version"], aspect="facts")
    signed = desk.call("sign_off_alert", COORDINATOR, alert, version=alert["version"], aspect="risk")
    assert [one["aspect"] for one in signed["sign_offs"]] == ["facts", "risk"]


def test_what_is_sent_back_carries_the_reason_to_its_author(desk):
    alert = desk.draft()
    alert = desk.call("submit_alert", OFFICER, alert, version=alert["version"])
    alert = desk.call("send_back_alert", COORDINATOR, alert, version=alert["version"], reason="Which court?")
    assert (alert["state"], alert["sent_back"]["reason"], alert["sign_offs"]) == ("draft", "Which court?", [])


def test_an_amended_draft_keeps_what_was_not_named(desk):
    alert = desk.draft()
    amended = desk.call("amend_alert", OFFICER, alert, version=alert["version"], country="DE")
    assert (amended["country"], amended["texts"], amended["version"]) == ("DE", alert["texts"], 2)


def test_every_wrong_field_of_a_draft_is_named_at_once(desk):
    with pytest.raises(Invalid) as raised:
        desk.draft(kind="poem", country="XX", principles=["99"], texts={"en": {"headline": "x" * 201, "facts": "", "demands": "d"}})
    pointers = sorted(error["pointer"] for error in raised.value.params["errors"])
    assert pointers == ["/country", "/kind", "/principles/0", "/texts/en/facts", "/texts/en/headline"]


def test_markup_in_a_text_stays_text(desk):
    markup = "<script>alert(1)</script> & <b>bold</b>"
    alert = desk.draft(texts={"en": a_text(markup), "fr": a_text(markup)})
    assert desk.call("get_alert", OFFICER, alert)["texts"]["en"]["headline"] == markup


@pytest.mark.parametrize("role", ["reviewer", "auditor", "partner_reader", "admin"])
def test_only_caseworkers_draft(desk, role):
    with pytest.raises(Forbidden):
        desk.draft(a_member(role))


def test_lists_show_our_own_alerts_newest_first(desk):
    first, second = desk.draft(), desk.draft(country="DE")
    desk.component.now = desk.component.now.replace(hour=13)
    desk.call("amend_alert", OFFICER, first, version=1, principles=["17"])
    listed = desk.call("list_alerts", COORDINATOR)
    assert [item["id"] for item in listed["items"]] == [first["id"], second["id"]]
    assert (listed["total"], listed["items"][0]["headlines"]["fr"]) == (2, "Avocat exemple 3 détenu")
    assert [item["id"] for item in desk.call("list_alerts", COORDINATOR, country=["DE"])["items"]] == [second["id"]]
    assert desk.call("list_alerts", COLLEAGUE)["items"] == []


def test_filters_for_our_own_alerts_are_refused_on_shared_ones(desk):
    with pytest.raises(Invalid) as raised:
        desk.call("list_alerts", PARTNER, of="shared", state=["draft"])
    assert raised.value.params["errors"] == [{"pointer": "/state", "code": "only-with-own"}]


def test_pages_of_public_alerts_follow_one_another(desk):
    for number in range(3):
        desk.component.now = desk.component.now.replace(minute=number)
        desk.published()
    first = desk.call("list_public_alerts", PUBLIC, limit=2)
    second = desk.call("list_public_alerts", PUBLIC, limit=2, cursor=first["next"])
    ids = [item["id"] for page in (first, second) for item in page["items"]]
    assert (len(ids), len(set(ids)), second["next"], first["total"]) == (3, 3, None, 3)


@pytest.mark.parametrize(
    ("method", "viewer", "request_"),
    [
        ("list_alerts", COORDINATOR, {}),
        ("list_alerts", PARTNER, {"of": "shared"}),
        ("list_public_alerts", PUBLIC, {}),
        ("list_feed", PUBLIC, {}),
        ("my_day", COORDINATOR, {}),
    ],
)
def test_lists_take_as_many_statements_for_three_as_for_one(desk, method, viewer, request_):
    counts = []
    for number in (1, 2, 3):
        desk.published_to_group()
        desk.published()
        draft = desk.draft()
        desk.call("submit_alert", OFFICER, draft, version=1)
        if number in {1, 3}:
            with desk.component.counting() as statements:
                desk.call(method, viewer, **request_)
            counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_recall_ledger_of_a_public_alert_says_what_cannot_be_called_back(desk):
    alert = desk.withdraw(desk.published())
    assert desk.recalls(alert) == [("", "copies", "cannot_be_confirmed"), ("", "feed", "asked"), ("", "public_page", "hidden")]


def note(desk, alert, state, organisation=PARTNER_ORG):
    desk.component.receive(
        "recall.noted.v1",
        representation_id=alert["edition"]["representation_id"],
        organisation_id=str(organisation),
        state=state,
        at="2026-03-05T13:00:00Z",
    )


AT_ONCE = [(str(PARTNER_ORG), "copies", "cannot_be_confirmed"), (str(PARTNER_ORG), "site", "hidden")]


def test_the_recall_ledger_of_a_shared_alert_follows_each_partner(desk):
    alert = desk.withdraw(desk.published_to_group())
    assert desk.recalls(alert) == AT_ONCE
    note(desk, alert, "asked")
    assert desk.recalls(alert) == [*AT_ONCE, (str(PARTNER_ORG), "stream", "asked")]
    note(desk, alert, "confirmed")
    note(desk, alert, "asked")
    assert desk.recalls(alert) == [*AT_ONCE, (str(PARTNER_ORG), "stream", "confirmed")]


def test_news_of_recalls_that_are_not_ours_change_nothing(desk):
    alert = desk.withdraw(desk.published_to_group())
    note(desk, {"edition": {"representation_id": str(uuid4())}}, "asked")
    assert desk.recalls(alert) == AT_ONCE


def test_the_recall_ledger_is_for_the_owner(desk):
    alert = desk.withdraw(desk.published_to_group())
    for viewer in (PARTNER, STRANGER):
        with pytest.raises((Forbidden, NotFound)):
            desk.call("list_recalls", viewer, alert)


def test_the_recall_ledger_takes_as_many_statements_for_three_partners_as_for_one(desk):
    counts = []
    for members in (2, 4):
        desk.neighbours.members = [ORG, PARTNER_ORG, uuid4(), uuid4()][:members]
        alert = desk.withdraw(desk.published_to_group())
        with desk.component.counting() as statements:
            assert len(desk.recalls(alert)) == 2 * (members - 1)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_my_day_names_what_waits_for_whom(desk):
    alert = desk.draft()
    alert = desk.call("submit_alert", OFFICER, alert, version=1)
    assert day(desk, COORDINATOR) == ["to_sign_off"]
    assert day(desk, OFFICER) == []
    back = desk.call("send_back_alert", COORDINATOR, alert, version=alert["version"], reason="Which court?")
    assert (day(desk, OFFICER), day(desk, COORDINATOR)) == (["sent_back"], [])
    desk.approve(back)
    assert (day(desk, OFFICER), day(desk, COORDINATOR)) == ([], ["to_publish"])


def test_my_day_keeps_a_recall_until_it_is_confirmed(desk):
    alert = desk.withdraw(desk.published_to_group())
    note(desk, alert, "asked")
    assert day(desk, COORDINATOR) == ["to_confirm"]
    note(desk, alert, "confirmed")
    assert day(desk, COORDINATOR) == []


def day(desk, viewer):
    return [item["code"] for item in desk.call("my_day", viewer)["items"]]


def test_reads_and_changes_are_audited_in_the_owners_chain(desk):
    from sqlalchemy import select

    from chassis.audit import audit

    alert = desk.published_to_group()
    (shared,) = desk.call("list_alerts", PARTNER, of="shared")["items"]
    desk.call("get_alert", PARTNER, shared)
    with desk.component.database.reading() as tx:
        rows = tx.execute(select(audit.c.org, audit.c.action, audit.c.actor).order_by(audit.c.id)).all()
    assert [row.action for row in rows if row.action != "alert.read"] == [
        "alert.draft", "alert.submit", "alert.sign_off", "alert.sign_off", "alert.sign_off", "alert.publish", "alert.list",
    ]  # fmt: skip
    assert (rows[-1].action, rows[-1].org, rows[-1].actor) == ("alert.read", ORG, PARTNER.key)
    assert alert["state"] == "published"


def test_a_stale_amendment_is_refused(desk):
    alert = desk.draft()
    desk.call("amend_alert", OFFICER, alert, version=1, country="DE")
    with pytest.raises(Conflict, match="stale-version"):
        desk.call("amend_alert", OFFICER, alert, version=1, country="ES")
    assert refused(desk.call, "withdraw_alert", COORDINATOR, alert, version=2, reason="Never published.") == "alert-not-published"


def test_an_alert_for_a_group_is_amber_unless_said_otherwise(desk):
    assert desk.draft(audience={"kind": "group", "group_id": str(GROUP)})["marking"] == "amber"


def test_who_had_sight_of_a_shared_text_learns_that_it_is_gone_and_nobody_else_does(desk):
    alert = desk.published_to_group()
    (item,) = desk.call("list_alerts", PARTNER, of="shared")["items"]
    desk.withdraw(alert)
    codes = []
    for viewer in (PARTNER, STRANGER, PUBLIC):
        with pytest.raises(NotFound) as raised:
            desk.call("get_alert", viewer, item)
        codes.append(raised.value.code)
    assert codes == ["gone", "no-such-alert", "no-such-alert"]
