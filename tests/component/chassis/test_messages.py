"""Outbox to inbox without a broker: order, retries, parking, repeats, reconcile; and timers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from marshmallow import fields
from sqlalchemy import Column, Integer, String, Table, Uuid, insert, select, update

from chassis import timers
from chassis.entrypoints.service import Service, consumes, timer
from chassis.errors import Conflict, NotFound, Unavailable
from chassis.messages import Message, Reader, dead_letters, outbox
from chassis.messages.inbox import Delivery, Inbox, inbox
from chassis.messages.reconcile import count_missing, missing, reconcile
from chassis.messages.relay import Relay
from chassis.storage import migrate
from chassis.storage.tables import service_metadata

metadata = service_metadata()
effects = Table("effect", metadata, Column("n", Integer, primary_key=True), Column("message_id", Uuid), Column("note", String(40)))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Counted(Message, type="toy.counted.v1", readers=("toy",)):
    number = fields.Integer(required=True)


class CountedReader(Reader, type="toy.counted.v1"):
    number = fields.Integer(required=True)


class PreparedReader(Reader, type="toy.prepared.v1"):
    number = fields.Integer(required=True)


class Prepared(Message, type="toy.prepared.v1", readers=("toy",)):
    number = fields.Integer(required=True)


class Toy(Service, name="toy"):
    broken: set[int]

    @consumes(CountedReader)
    def on_counted(self, tx, message):
        tx.execute(insert(effects), {"message_id": message.id, "note": str(message.data["number"])})
        if message.data["number"] in self.broken:
            raise Conflict("broken")

    @consumes(PreparedReader, prepare="ask")
    def on_prepared(self, tx, message, data):
        tx.execute(insert(effects), {"message_id": message.id, "note": data})

    def ask(self, message):
        return f"asked {message.data['number']}"

    @timer("ring")
    def ring(self, tx, viewer, args):
        tx.execute(insert(effects), {"note": f"{viewer.key} {args['what']}"})
        if args["what"] == "broken":
            raise Conflict("broken")


class Broker:
    """Takes publications and remembers them; refuses the numbers it is told to."""

    def __init__(self):
        self.taken, self.returned, self.relays = [], set(), []

    def publish(self, publications):
        outcomes = []
        for publication in publications:
            if publication.id in self.returned:
                outcomes.append("returned")
            else:
                self.taken.append(publication)
                outcomes.append("confirmed")
        return outcomes

    def deliveries(self):
        return [Delivery(headers=one.headers, content_type=one.content_type, body=one.body) for one in self.taken]


@pytest.fixture
def toy(database):
    migrate.upgrade(database, None)
    with database.transaction() as tx:
        metadata.create_all(tx.connection)
    clock = SimpleNamespace(now=NOON)
    service = Toy(database, settings=SimpleNamespace(site="here"), keyring=None, clock=lambda: clock.now)
    service.broken, service.time = set(), clock
    return service


@pytest.fixture
def broker():
    broker = Broker()
    yield broker
    for sender in broker.relays:
        sender.release()


def send(toy, *numbers, subject=None, message=Counted):
    ids = []
    for number in numbers:
        with toy.database.transaction() as tx:
            new = message.new(subject=subject or uuid4(), number=number)
            outbox.add(tx, new)
            ids.append(str(new.id))
    return ids


def relay(toy, broker, publish=None):
    broker.relays.append(Relay(toy.database, publish or broker.publish, clock=lambda: datetime.now(UTC) + (toy.time.now - NOON)))
    return broker.relays[-1]


def an_inbox(toy):
    return Inbox(toy, clock=lambda: toy.time.now)


def notes(toy):
    with toy.database.reading() as tx:
        return list(tx.execute(select(effects.c.note).order_by(effects.c.n)).scalars())


def states(toy):
    with toy.database.reading() as tx:
        return sorted(tx.execute(select(inbox.c.state, inbox.c.attempts)).all())


def test_what_was_committed_is_sent_once_in_order(toy, broker):
    ids = send(toy, 1, 2, 3)
    sender = relay(toy, broker)
    assert [sender.send_once(), sender.send_once()] == [3, 0]
    assert [one.id for one in broker.taken] == ids
    assert {one.routing_key for one in broker.taken} == {"toy.counted.v1"}


def test_messages_of_one_aggregate_keep_their_order_even_if_one_is_returned(toy, broker):
    subject = uuid4()
    first, second = send(toy, 1, 2, subject=subject)
    (other,) = send(toy, 3)
    broker.returned = {first}
    sender = relay(toy, broker)
    sender.send_once()
    sender.send_once()
    assert [one.id for one in broker.taken] == [other]
    broker.returned = set()
    toy.time.now += timedelta(seconds=31)
    sender.send_once()
    sender.send_once()
    assert [one.id for one in broker.taken] == [other, first, second]


def test_a_broker_that_is_away_loses_nothing(toy, broker):
    send(toy, 1)

    def away(_publications):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        relay(toy, broker, publish=away).send_once()
    broker.relays[-1].release()
    assert relay(toy, broker).send_once() == 1


def test_a_message_is_applied_once_however_often_it_comes(toy, broker):
    send(toy, 1, 2)
    relay(toy, broker).send_once()
    reader = an_inbox(toy)
    reader.receive(broker.deliveries() * 2)
    reader.receive(broker.deliveries())
    assert sorted(notes(toy)) == ["1", "2"]


def test_one_that_fails_does_not_take_its_batch_with_it_and_is_tried_again(toy, broker):
    send(toy, 1, 2, 3)
    relay(toy, broker).send_once()
    toy.broken = {2}
    reader = an_inbox(toy)
    reader.receive(broker.deliveries())
    assert (sorted(notes(toy)), states(toy)) == (["1", "3"], [("done", 1), ("done", 1), ("failed", 1)])
    toy.broken = set()
    assert reader.retry_due() == 0
    toy.time.now += timedelta(seconds=1)
    assert reader.retry_due() == 1
    assert (sorted(notes(toy)), states(toy)) == (["1", "2", "3"], [("done", 1)] * 3)


def test_a_service_that_reads_in_order_holds_back_what_follows_a_failure(toy, broker):
    toy.ordered = True
    send(toy, 1, 2, 3)
    relay(toy, broker).send_once()
    toy.broken = {2}
    deliveries, reader = broker.deliveries(), an_inbox(toy)
    for _ in range(2):
        with pytest.raises(Unavailable, match="message-held-back"):
            reader.receive(deliveries)
    assert (notes(toy), states(toy)) == (["1"], [("done", 1)])
    toy.broken = set()
    reader.receive(deliveries)
    assert (notes(toy), states(toy)) == (["1", "2", "3"], [("done", 1)] * 3)


def test_the_eighth_failure_parks_and_an_operator_replays_it(toy, broker):
    (message_id,) = send(toy, 2)
    relay(toy, broker).send_once()
    toy.broken = {2}
    reader = an_inbox(toy)
    reader.receive(broker.deliveries())
    for _ in range(7):
        toy.time.now += timedelta(hours=1)
        reader.retry_due()
    assert (notes(toy), states(toy)) == ([], [("parked", 8)])
    with toy.database.transaction() as tx:
        (parked,) = dead_letters.list_parked(tx)
        assert (str(parked["message_id"]), parked["type"], parked["error"]) == (message_id, "toy.counted.v1", "broken")
        dead_letters.replay(tx, parked["message_id"], now=toy.time.now)
    toy.broken = set()
    reader.retry_due()
    assert (notes(toy), states(toy)) == (["2"], [("done", 1)])


def test_a_dropped_dead_letter_stays_known(toy, broker):
    (message_id,) = send(toy, 2)
    relay(toy, broker).send_once()
    toy.broken = {2}
    reader = an_inbox(toy)
    reader.receive(broker.deliveries())
    for _ in range(7):
        toy.time.now += timedelta(hours=1)
        reader.retry_due()
    with toy.database.transaction() as tx:
        dead_letters.drop(tx, UUID(message_id))
    reader.receive(broker.deliveries())
    with toy.database.transaction() as tx, pytest.raises(NotFound):
        dead_letters.replay(tx, UUID(message_id), now=toy.time.now)
    assert (notes(toy), states(toy)) == ([], [("dropped", 8)])


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"not json"),
        ({}, b"\xff\xfe"),
        ({"ce-id": "x", "ce-type": "toy.counted.v1", "ce-source": "/a", "ce-specversion": "1.0"}, b"{}"),
        ({"ce-specversion": "1.0"}, b"[]"),
    ],
)
def test_what_cannot_be_decoded_is_parked_and_blocks_nothing(toy, broker, headers, body):
    send(toy, 1)
    relay(toy, broker).send_once()
    an_inbox(toy).receive([Delivery(headers=headers, content_type="application/json", body=body), *broker.deliveries()])
    assert (notes(toy), states(toy)) == (["1"], [("done", 1), ("parked", 1)])


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"ce-type": "toy.\0made.v1"}, "parked"),
        ({"note": "\0", "\0": "\ud800"}, "failed"),
        ({"x-death": [{"time": NOON, "count": 1, "queue": b"q"}]}, "failed"),
    ],
)
def test_whatever_comes_with_a_message_that_fails_it_is_kept_and_blocks_nothing(toy, broker, headers, state):
    send(toy, 1, 2)
    relay(toy, broker).send_once()
    toy.broken = {1}
    first, second = broker.deliveries()
    reader = an_inbox(toy)
    reader.receive([replace(first, headers={**first.headers, **headers}), second])
    assert (notes(toy), states(toy)) == (["2"], sorted([("done", 1), (state, 1)]))
    toy.broken = set()
    toy.time.now += timedelta(seconds=1)
    assert reader.retry_due() == (state == "failed")


def test_what_a_preparation_found_reaches_the_handler(toy, broker):
    send(toy, 7, message=Prepared)
    relay(toy, broker).send_once()
    an_inbox(toy).receive(broker.deliveries())
    assert notes(toy) == ["asked 7"]


def test_reconcile_counts_and_sends_exactly_what_a_reader_misses(toy, broker):
    ids = send(toy, 1, 2, 3)
    relay(toy, broker).send_once()
    reader = an_inbox(toy)
    reader.receive(broker.deliveries()[:1])
    broker.taken.clear()

    def ask(_reader, wanted):
        with toy.database.reading() as tx:
            return missing(tx, wanted)

    assert count_missing(toy.database, ask, now=datetime.now(UTC)) == {"toy": 0}
    assert count_missing(toy.database, ask, now=datetime.now(UTC) + timedelta(seconds=61)) == {"toy": 2}
    assert broker.taken == []
    assert reconcile(toy.database, broker.publish, ask, now=datetime.now(UTC)) == {"toy": 2}
    assert [(one.id, one.exchange, one.routing_key) for one in broker.taken] == [(one, "", "q.toy") for one in ids[1:]]
    reader.receive(broker.deliveries())
    assert sorted(notes(toy)) == ["1", "2", "3"]
    assert reconcile(toy.database, broker.publish, ask, now=datetime.now(UTC)) == {"toy": 0}


def test_a_timer_runs_once_when_it_is_due_and_after_downtime_too(toy):
    with toy.database.transaction() as tx:
        timers.set(tx, "k", NOON + timedelta(hours=1), "ring", what="once")
        timers.set(tx, "gone", NOON, "ring", what="never")
        timers.cancel(tx, "gone")
    runner = timers.Timers(toy, clock=lambda: toy.time.now)
    assert runner.run_due() == 0
    toy.time.now += timedelta(days=3)
    assert [runner.run_due(), runner.run_due()] == [1, 0]
    assert notes(toy) == ["service:toy once"]


def test_a_timer_that_fails_leaves_nothing_is_tried_again_and_parked_in_the_end(toy):
    with toy.database.transaction() as tx:
        timers.set(tx, "k", NOON, "ring", what="broken")
    runner = timers.Timers(toy, clock=lambda: toy.time.now)
    for _ in range(10):
        runner.run_due()
        toy.time.now += timedelta(hours=3)
    with toy.database.reading() as tx:
        row = tx.execute(select(timers.timer)).one()
    assert (notes(toy), row.state, row.attempts, row.error) == ([], "parked", 8, "broken")


def test_a_parked_timer_is_listed_and_runs_once_its_cause_is_mended(toy):
    runner = timers.Timers(toy, clock=lambda: toy.time.now)
    with toy.database.transaction() as tx:
        timers.set(tx, "k", NOON, "ring", what="mended")
        tx.execute(update(timers.timer).values(state="parked", attempts=8, error="broken"))
    with toy.database.reading() as tx:
        assert timers.list_parked(tx) == [{"key": "k", "action": "ring", "due_at": NOON, "attempts": 8, "error": "broken"}]
    assert runner.run_due() == 0
    with toy.database.transaction() as tx:
        timers.retry(tx, "k", now=toy.time.now)
    assert runner.run_due() == 1
    assert notes(toy) == ["service:toy mended"]


def test_only_a_parked_timer_is_tried_again_or_dropped(toy):
    with toy.database.transaction() as tx:
        timers.set(tx, "parked", NOON, "ring", what="never")
        tx.execute(update(timers.timer).values(state="parked"))
        timers.set(tx, "waits", NOON, "ring", what="once")
    with toy.database.transaction() as tx:
        timers.drop(tx, "parked")
    for change in (lambda tx, key: timers.retry(tx, key, now=NOON), timers.drop):
        for key in ("parked", "waits"):
            with toy.database.transaction() as tx, pytest.raises(NotFound, match="no-such-timer"):
                change(tx, key)
    timers.Timers(toy, clock=lambda: toy.time.now).run_due()
    assert notes(toy) == ["service:toy once"]
