from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis.contexts import PUBLIC
from chassis.errors import NotFound
from services.library.storage.tables.plans import calendar_feed
from tests.component.library.calendar_desk import JUNE, LATER, OTHER_SOURCE, TEXTS
from tests.component.library.people import COORDINATOR, LIBRARIAN, OFFICER, ORG, STRANGER

CANCELLED = {**JUNE, "certainty": "cancelled"}


def public(desk):
    return desk.call("list_public_calendar", PUBLIC)["items"]


def feed(desk, viewer=OFFICER, **said):
    return desk.call("make_calendar_feed", viewer, **{"scope": "organisation", **said})


def read(desk, made):
    return desk.call("read_calendar_feed", PUBLIC, token=made["token"])["items"]


def test_everybody_subscribes_to_what_is_published_and_confirmed(desk):
    desk.add()
    desk.published(due={**JUNE, "certainty": "projected"})
    desk.published()
    (item,) = public(desk)
    assert (item["texts"], item["sequence"], item["status"], item["due"]["date"]) == (TEXTS, 0, "CONFIRMED", "2026-06-15")


def test_an_extension_keeps_the_uid_and_raises_the_sequence(desk):
    found = desk.published()
    (before,) = public(desk)
    desk.says(found, LATER)
    (after,) = public(desk)
    assert (after["uid"], after["sequence"], after["due"]["date"]) == (before["uid"], before["sequence"] + 1, "2026-06-29")


def test_what_sources_disagree_on_is_tentative(desk):
    desk.says(desk.published(), LATER, source_url=OTHER_SOURCE)
    (item,) = public(desk)
    assert (item["status"], item["disputed"]) == ("TENTATIVE", True)


def test_what_was_cancelled_stays_for_90_days(desk):
    desk.says(desk.published(), CANCELLED)
    assert [item["status"] for item in public(desk)] == ["CANCELLED"]
    desk.component.now += timedelta(days=89)
    assert len(public(desk)) == 1
    desk.component.now += timedelta(days=2)
    assert public(desk) == []


def test_a_subscription_shows_what_the_organisation_plans_and_ones_own_tasks(desk):
    found = desk.add()
    desk.plan(found)
    desk.plan(desk.add(), COORDINATOR)
    whole, own = read(desk, feed(desk, COORDINATOR)), read(desk, feed(desk, COORDINATOR, scope="own"))
    assert ([item["kind"] for item in whole].count("opportunity"), len(whole), len(own)) == (2, 26, 12)
    assert {item["kind"] for item in own} == {"task"}
    assert len(read(desk, feed(desk))) == 13


def test_a_neutral_subscription_says_that_something_is_due_and_not_what(desk):
    desk.plan(desk.add())
    items = read(desk, feed(desk, is_neutral=True))
    assert {(str(item["texts"]), item["task"], item["mechanism"], item["country"], item["source_url"]) for item in items} == {
        ("{}", "", "", None, "")
    }


def test_a_token_is_kept_as_a_digest_and_opens_nothing_once_it_is_revoked(desk):
    made = feed(desk)
    with desk.component.database.reading() as tx:
        row = tx.execute(select(calendar_feed)).mappings().one()
    assert made["token"] not in str(dict(row))
    listed = desk.call("list_calendar_feeds", OFFICER)["items"]
    assert [(one["id"], "token" in one) for one in listed] == [(made["id"], False)]
    with pytest.raises(NotFound, match="no-such-calendar-feed"):
        desk.call("revoke_calendar_feed", STRANGER, feed_id=made["id"])
    desk.call("revoke_calendar_feed", OFFICER, feed_id=made["id"])
    with pytest.raises(NotFound, match="no-such-calendar-feed"):
        read(desk, made)


@pytest.mark.parametrize("roles", [None, ["partner_reader"], ["case_officer"]])
def test_a_subscription_shows_what_its_owner_may_see_now_and_nothing_once_they_left(desk, roles):
    desk.plan(desk.add())
    made = feed(desk)
    desk.neighbours.roles[(ORG, OFFICER.membership)] = roles
    if roles is None:
        with pytest.raises(NotFound, match="no-such-calendar-feed"):
            read(desk, made)
    else:
        assert len(read(desk, made)) == (13 if roles == ["case_officer"] else 0)


def test_reading_a_subscription_takes_as_many_statements_with_three_plans_as_with_one(desk):
    made, counts = feed(desk), []
    for more in (1, 2):
        for _ in range(more):
            desk.plan(desk.add())
        with desk.component.counting() as statements:
            read(desk, made)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_lists_of_subscriptions_take_as_many_statements_with_three_as_with_one(desk):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            feed(desk, LIBRARIAN)
        with desk.component.counting() as statements:
            desk.call("list_calendar_feeds", LIBRARIAN)
        counts.append(len(statements))
    assert counts[0] == counts[1]
