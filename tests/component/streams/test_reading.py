"""Reading on: dense, chained, resumable, and only what the reader may see."""

import random
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from chassis.contexts import PUBLIC, Viewer, service_viewer
from chassis.errors import Forbidden, NotFound
from chassis.messages.outbox import outbox
from chassis.values import Tlp
from services.streams.domain import FIRST_HASH, chained
from services.streams.storage.tables import delivery, entry, subscription
from tests.component.streams.conftest import OWNER, a_partner, group_of
from tests.support.components import NOON


def noted(log):
    with log.component.database.reading() as tx:
        return [
            (row["data"]["state"], row["data"]["organisation_id"])
            for row in tx.execute(select(outbox).order_by(outbox.c.position)).mappings()
            if row["type"] == "recall.noted.v1"
        ]


def test_a_reader_gets_what_is_addressed_to_it_and_nothing_else(log):
    partner, other = a_partner(), a_partner()
    mine, public, theirs = uuid4(), uuid4(), uuid4()
    log.write(mine, to=group_of(partner))
    log.write(theirs, to=group_of(other))
    log.write(public, to={"public"}, tlp="clear")
    assert log.types(partner) == [("published", str(mine)), ("published", str(public))]


def test_an_entry_is_a_thin_cloud_event(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner), version=3)
    (event,) = log.events(partner)
    assert {name: value for name, value in event.items() if name not in {"id", "causationid"}} == {
        "specversion": "1.0",
        "source": "//site.example/streams",
        "type": "org.havana.alert.published.v1",
        "subject": str(record),
        "partitionkey": str(record),
        "time": "2026-03-05T12:00:00Z",
        "recordedtime": "2026-03-05T12:00:00Z",
        "sequence": "00000000000000000001",
        "datacontenttype": "application/json",
        "dataref": f"/api/v1/alerts/{record}",
        "marking": "amber",
        "data": {"kind": "alert", "version": 3, "country": "FR", "lang": "en"},
    }


def test_numbers_are_dense_per_reader_whatever_others_are_given(log):
    partner, other = a_partner(), a_partner()
    for number in range(9):
        log.write(uuid4(), to=group_of(partner if number % 3 == 0 else other))
    assert [int(event["sequence"]) for event in log.events(partner)] == [1, 2, 3]
    assert [int(event["sequence"]) for event in log.events(other)] == [1, 2, 3, 4, 5, 6]


def test_every_delivery_is_chained_to_the_one_before(log):
    partner = a_partner()
    for _ in range(4):
        log.write(uuid4(), to=group_of(partner))
    log.read(partner)
    with log.component.database.reading() as tx:
        query = select(delivery.c.n, delivery.c.hash, entry.c.digest).join(entry, entry.c.id == delivery.c.entry_id).order_by(delivery.c.n)
        rows = tx.execute(query).all()
    last = FIRST_HASH
    for n, hash_, digest in rows:
        last = chained(last, n, digest)
        assert hash_ == last
    assert len(rows) == 4


def test_reading_on_from_a_cursor_gives_what_came_since(log):
    partner, first, second = a_partner(), uuid4(), uuid4()
    log.write(first, to=group_of(partner))
    page = log.read(partner)
    log.write(second, to=group_of(partner))
    assert log.types(partner, page["next"]) == [("published", str(second))]


def test_reading_again_from_an_old_cursor_gives_the_same_entries(log):
    partner = a_partner()
    for _ in range(3):
        log.write(uuid4(), to=group_of(partner))
    start = log.read(partner, limit=1)["next"]
    assert log.events(partner, start) == log.events(partner, start)


def test_a_reader_that_has_everything_is_answered_without_a_write(log):
    partner = a_partner()
    log.write(uuid4(), to=group_of(partner))
    after = log.read(partner)["next"]
    log.read(partner, after)
    with log.component.counting() as statements:
        page = log.read(partner, after)
    assert (page["items"], page["head"], page["reset"]) == ([], True, None)
    assert [one for one in statements if not one.startswith(("SELECT", "BEGIN"))] == []


def test_a_reader_that_comes_back_to_the_start_is_answered_without_a_write(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner))
    log.read(partner)
    with log.component.counting() as statements:
        assert log.types(partner) == [("published", str(record))]
    assert [one for one in statements if not one.startswith(("SELECT", "BEGIN"))] == []


def test_the_head_is_said_once_nothing_more_waits(log):
    partner = a_partner()
    for _ in range(3):
        log.write(uuid4(), to=group_of(partner))
    first = log.read(partner, limit=2)
    second = log.read(partner, first["next"], limit=2)
    assert (first["head"], second["head"]) == (False, True)


def test_who_lost_sight_is_told_and_who_never_had_it_learns_nothing(log):
    stays, leaves, never = a_partner(), a_partner(), a_partner()
    record = uuid4()
    log.write(record, to=group_of(stays, leaves))
    after = {reader: log.read(reader)["next"] for reader in (stays, leaves, never)}
    log.write(record, to=group_of(stays, never), version=2)
    assert log.types(stays, after[stays]) == [("published", str(record))]
    assert log.types(leaves, after[leaves]) == [("withdrawn", str(record))]
    assert log.types(never, after[never]) == [("published", str(record))]


def test_a_withdrawal_goes_to_who_had_it_without_a_reason(log):
    had, came_late = a_partner(), a_partner()
    record = uuid4()
    log.write(record, to=group_of(had, came_late))
    after = log.read(had)["next"]
    log.withdraw(record)
    (event,) = log.events(had, after)
    assert event["type"] == "org.havana.alert.withdrawn.v1"
    assert event["data"] == {"kind": "alert", "version": 1, "country": "FR", "lang": "en"}
    assert "dataref" not in event
    assert log.types(came_late) == []


def test_a_withdrawal_is_told_once(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner))
    after = log.read(partner)["next"]
    log.withdraw(record)
    log.withdraw(record)
    log.write(record, to=group_of(partner), version=1)
    assert log.types(partner, after) == [("withdrawn", str(record))]


@pytest.mark.parametrize("tighter", [{"tlp": "red"}, {"until": (NOON - timedelta(hours=1)).isoformat()}])
def test_a_record_that_becomes_too_strict_for_a_reader_is_withdrawn_from_it(log, tighter):
    partner, record = a_partner(ceiling=Tlp.AMBER), uuid4()
    log.write(record, to=group_of(partner))
    after = log.read(partner)["next"]
    log.write(record, to=group_of(partner), version=2, **tighter)
    assert log.types(partner, after) == [("withdrawn", str(record))]


def test_who_sees_a_record_again_gets_it_again(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner))
    after = log.read(partner)["next"]
    log.write(record, to=set(), version=2)
    log.write(record, to=group_of(partner), version=3)
    assert log.types(partner, after) == [("published", str(record))]


def test_what_may_no_longer_be_seen_is_a_stub_under_its_number(log):
    partner, kept, gone = a_partner(), uuid4(), uuid4()
    log.write(gone, to=group_of(partner))
    log.write(kept, to=group_of(partner))
    log.read(partner)
    log.withdraw(gone)
    events = log.events(partner)
    assert [(event["type"], event["sequence"][-1], event.get("subject")) for event in events] == [
        ("org.havana.entry.stub.v1", "1", None),
        ("org.havana.alert.published.v1", "2", str(kept)),
        ("org.havana.alert.withdrawn.v1", "3", str(gone)),
    ]
    assert set(events[0]) == {"specversion", "id", "source", "type", "time", "recordedtime", "sequence"}


def test_messages_that_come_twice_or_late_change_nothing(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner), version=2)
    log.write(record, to=group_of(partner), version=2)
    log.write(record, to=group_of(partner), version=1)
    assert log.types(partner) == [("published", str(record))]


def test_a_withdrawal_that_overtakes_what_it_withdraws_still_holds(log):
    partner, record = a_partner(), uuid4()
    log.withdraw(record, version=2)
    log.write(record, to=group_of(partner), version=1)
    assert log.types(partner) == []


def test_a_cursor_that_is_none_begins_anew_and_says_so(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner))
    page = log.read(partner, "no-cursor-of-ours")
    assert (page["reset"], [item["event"]["subject"] for item in page["items"]]) == ("cursor-unknown", [str(record)])


def test_a_cursor_of_another_reader_is_unknown(log):
    partner, other = a_partner(), a_partner()
    log.write(uuid4(), to=group_of(partner, other))
    assert log.read(partner, log.read(other)["next"])["reset"] == "cursor-unknown"


def test_a_restored_site_has_another_epoch_and_readers_begin_anew(log):
    partner = a_partner()
    log.write(uuid4(), to=group_of(partner))
    after = log.read(partner)["next"]
    log.component.service.epoch.begin()
    page = log.read(partner, after)
    assert (page["reset"], len(page["items"])) == ("epoch-changed", 1)
    assert log.read(partner, page["next"])["reset"] is None


def test_a_log_put_back_by_hand_is_noticed_by_its_history(log):
    partner = a_partner()
    log.write(uuid4(), to=group_of(partner))
    after = log.read(partner)["next"]
    with log.component.database.transaction() as tx:
        tx.execute(delivery.update().values(hash=b"another history"))
        tx.execute(subscription.update().values(hash=b"another history"))
    assert log.read(partner, after)["reset"] == "history-differs"


def test_reading_on_confirms_what_was_withdrawn(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner))
    after = log.read(partner)["next"]
    log.withdraw(record)
    assert noted(log) == [("asked", str(partner.org))]
    after = log.read(partner, after)["next"]
    assert noted(log) == [("asked", str(partner.org))]
    log.read(partner, after)
    log.read(partner, after)
    assert noted(log) == [("asked", str(partner.org)), ("confirmed", str(partner.org))]


def test_only_those_who_had_it_and_lost_it_are_asked(log):
    stays, leaves, never = a_partner(), a_partner(), a_partner()
    record = uuid4()
    log.write(record, to=group_of(stays, leaves, never))
    log.read(stays), log.read(leaves)
    log.write(record, to=group_of(stays), version=2)
    assert noted(log) == [("asked", str(leaves.org))]


def test_the_owner_is_not_asked_to_withdraw_from_itself(log):
    owner = a_partner(org=OWNER)
    record = uuid4()
    log.write(record, to=group_of(owner))
    log.read(owner)
    log.withdraw(record)
    assert noted(log) == []


@pytest.mark.parametrize(
    "viewer",
    [PUBLIC, Viewer(kind="person", id=uuid4(), org=uuid4(), membership=uuid4(), roles=frozenset({"auditor"}), scopes=frozenset("*"))],
)
def test_who_has_no_role_for_streams_reads_none(log, viewer):
    with pytest.raises(Forbidden):
        log.read(viewer)


def test_a_reader_killed_and_resumed_at_random_has_the_logs_set_for_its_filter(log, full):
    chance = random.Random(7)
    partner, other = a_partner(), a_partner()
    given, cursor, known = set(), None, {}
    for _ in range(400 if full else 120):
        step = chance.random()
        record = chance.choice([*known, uuid4()]) if known else uuid4()
        if step < 0.5:
            known[record] = known.get(record, 0) + 1
            log.write(record, to=group_of(*chance.sample([partner, other], chance.randint(0, 2))), version=known[record])
        elif step < 0.6 and known:
            known[record] = known.get(record, 0) + 1
            log.withdraw(record, version=known[record])
        else:
            page = log.read(partner, cursor, limit=chance.randint(1, 4))
            for item in page["items"][: chance.randint(0, len(page["items"]))]:  # killed between two entries
                given = applied(given, item["event"])
                cursor = item["cursor"]
    while True:
        page = log.read(partner, cursor, limit=3)
        for item in page["items"]:
            given, cursor = applied(given, item["event"]), item["cursor"]
        if page["head"] and not page["items"]:
            break
    fresh = set()
    for event in log.events(a_partner(org=partner.org)):
        fresh = applied(fresh, event)
    assert given == fresh
    assert page["reset"] is None


def applied(given, event):
    if event["type"].endswith("withdrawn.v1"):
        return given - {event["subject"]}
    return given | {event["subject"]} if "subject" in event else given


def test_a_narrowed_subscription_gets_its_part_only(log):
    partner = a_partner()
    created = log.component.call("create_subscription", partner, stream="alerts", name="Country A", countries=["DE"])
    here, there = uuid4(), uuid4()
    log.write(here, to=group_of(partner), country="DE")
    log.write(there, to=group_of(partner), country="FR")
    page = log.read(partner, subscription_id=created["id"])
    assert [item["event"]["subject"] for item in page["items"]] == [str(here)]


def test_a_subscription_of_another_reader_is_not_found(log):
    partner, other = a_partner(), a_partner()
    created = log.component.call("create_subscription", partner, stream="alerts", name="Country A")
    with pytest.raises(NotFound):
        log.read(other, subscription_id=created["id"])


def test_an_ended_subscription_is_not_found(log):
    partner = a_partner()
    created = log.component.call("create_subscription", partner, stream="alerts", name="Country A")
    log.component.call("end_subscription", partner, subscription_id=created["id"])
    with pytest.raises(NotFound):
        log.read(partner, subscription_id=created["id"])


def test_a_subscription_says_how_far_it_has_come(log):
    partner, record = a_partner(), uuid4()
    log.write(record, to=group_of(partner))
    after = log.read(partner)["next"]
    log.withdraw(record)
    log.read(partner, after)
    (found,) = log.component.call("list_subscriptions", partner)["items"]
    assert (found["delivered"], found["confirmed"], found["lag"], found["unconfirmed_recalls"]) == (2, 1, 1, 1)


def test_the_list_of_subscriptions_takes_as_many_statements_for_three_as_for_one(log):
    counts = []
    partner = a_partner()
    for number in range(3):
        log.component.call("create_subscription", partner, stream="alerts", name=f"Part {number}")
        if number in {0, 2}:
            with log.component.counting() as statements:
                log.component.call("list_subscriptions", partner)
            counts.append(len(statements))
    assert counts[0] == counts[1]


def test_reading_three_entries_takes_as_many_statements_as_reading_one(log):
    counts = []
    for number in (1, 3):
        partner = a_partner()
        for _ in range(number):
            log.write(uuid4(), to=group_of(partner))
        log.read(partner, limit=1)
        for _ in range(number):
            log.write(uuid4(), to=group_of(partner))
        with log.component.counting() as statements:
            log.read(partner)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_readers_of_one_subscription_at_the_same_time_number_it_once(log):
    partner = a_partner()
    records = [uuid4() for _ in range(30)]

    def write():
        for record in records:
            log.write(record, to=group_of(partner))

    def read():
        for _ in range(15):
            log.read(partner, limit=3)

    threads = [threading.Thread(target=work) for work in (write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = log.events(partner)
    assert [int(event["sequence"]) for event in events] == list(range(1, 31))
    assert [event["subject"] for event in events] == [str(record) for record in records]


def test_the_operator_sees_how_far_everybody_has_come_and_nothing_of_what_they_want(log):
    partner, other, operator = a_partner(), a_partner(), service_viewer("havana")
    assert log.component.call("read_log_status", operator)["appended_at"] is None
    for record in (uuid4(), uuid4(), uuid4()):
        log.write(record, to=group_of(partner))
    first = log.read(partner, limit=1)
    log.read(partner, after=first["next"], limit=1)
    log.component.call("create_subscription", other, stream="alerts", name="Sample desk", countries=["FR"])
    status = log.component.call("read_log_status", operator, limit=1)
    (mine,) = status["items"]
    assert (status["head"], status["appended_at"], status["total"]) == (3, "2026-03-05T12:00:00Z", 2)
    assert {name: mine[name] for name in ("organisation_id", "client", "delivered", "confirmed", "lag", "unread")} == {
        "organisation_id": str(partner.org),
        "client": partner.key,
        "delivered": 2,
        "confirmed": 1,
        "lag": 1,
        "unread": 1,
    }
    (theirs,) = log.component.call("read_log_status", operator, limit=1, cursor=status["next"])["items"]
    assert theirs["unread"] == 3
    assert "Sample desk" not in str(theirs)
    assert {"countries", "types", "subjects", "name"} & theirs.keys() == set()


@pytest.mark.parametrize("viewer", [a_partner(), service_viewer("cases")], ids=["a partner", "another service"])
def test_nobody_else_sees_the_subscriptions_of_the_site(log, viewer):
    with pytest.raises(Forbidden, match="not-for-you"):
        log.component.call("read_log_status", viewer)


def test_the_status_of_three_subscriptions_costs_as_many_statements_as_of_one(log):
    def cost():
        with log.component.counting() as statements:
            log.component.call("read_log_status", service_viewer("havana"))
        return len(statements)

    def subscribe():
        log.component.call("create_subscription", a_partner(), stream="alerts", name="Sample desk")

    subscribe()
    with_one = cost()
    subscribe()
    subscribe()
    assert cost() == with_one
