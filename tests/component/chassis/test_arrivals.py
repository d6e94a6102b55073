"""What the broker delivers and the inbox cannot keep yet: held, tried again, acknowledged once it is durable and never before."""

import threading
from contextlib import contextmanager
from types import SimpleNamespace
from uuid import uuid4

import pytest
from marshmallow import fields
from sqlalchemy import Column, Integer, Table, insert, select, text

from chassis.broker import Queue, connect
from chassis.entrypoints.service import Service, consumes
from chassis.messages import Message, Reader
from chassis.messages.arrivals import Arrivals
from chassis.messages.envelope import EXCHANGE, Envelope, to_wire
from chassis.messages.inbox import Inbox
from chassis.storage import migrate
from chassis.storage.tables import service_metadata
from chassis.values import utcnow
from tests.support.logs import written
from tests.support.waiting import until

WAIT_S = 5
QUEUE = Queue(name="q.toy", exchange=EXCHANGE, routing_keys=("toy.#",))
REFUSING = {
    "sqlite": ("CREATE TRIGGER refusing BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'refused'); END", "DROP TRIGGER refusing"),
    "postgresql": ("ALTER TABLE inbox ADD CONSTRAINT refusing CHECK (type = '')", "ALTER TABLE inbox DROP CONSTRAINT refusing"),
}
AWAY = ("ALTER TABLE inbox RENAME TO not_yet_there", "ALTER TABLE not_yet_there RENAME TO inbox")
metadata = service_metadata()
effects = Table("effect", metadata, Column("id", Integer, primary_key=True), Column("number", Integer))


class Counted(Message, type="toy.counted.v1", readers=("toy",)):
    number = fields.Integer(required=True)


class CountedReader(Reader, type="toy.counted.v1"):
    number = fields.Integer(required=True)


class Toy(Service, name="toy"):
    @consumes(CountedReader)
    def on_counted(self, tx, message):
        tx.execute(insert(effects), {"number": message.data["number"]})


@pytest.fixture
def toy(database):
    migrate.upgrade(database, None)
    with database.transaction() as tx:
        metadata.create_all(tx.connection)
    return Toy(database, settings=SimpleNamespace(site="here"), keyring=None)


@pytest.fixture
def url():
    return f"inproc://{uuid4().hex}"


@pytest.fixture
def send(url):
    sender = connect(url, name="sender")
    sender.declare(QUEUE)
    sender.start()

    def send(number):
        message = Counted.new(subject=uuid4(), number=number)
        envelope = Envelope(
            id=message.id, type=message.type, source="/test", subject=message.subject, time=utcnow(), data=message.data, traceparent=None
        )
        sender.publish([to_wire(envelope, mandatory=True)], timeout_s=WAIT_S)

    yield send
    sender.close()


@contextmanager
def reading(toy, url):
    """Let the arrivals work inside."""
    broker = connect(url, name="reader")
    arrivals = Arrivals(broker, Inbox(toy, clock=utcnow), service="toy")
    broker.consume(QUEUE, arrivals.take, prefetch=100)
    broker.start()
    working = threading.Thread(target=arrivals.run)
    working.start()
    try:
        yield
    finally:
        arrivals.stop()
        working.join(WAIT_S)
        broker.close()


@pytest.fixture
def log(tmp_path):
    with written(tmp_path / "havana.log") as log:
        yield log


def execute(toy, statement):
    with toy.database.transaction() as tx:
        tx.execute(text(statement))


def numbers(toy):
    with toy.database.reading() as tx:
        return sorted(tx.execute(select(effects.c.number)).scalars())


def left(url):
    """Return what the broker would deliver to whoever reads next."""
    found, broker = [], connect(url, name="next reader")
    broker.consume(QUEUE, found.append, prefetch=100)
    broker.start()
    broker.close()
    return found


def failures(log):
    return [line for line in log.lines() if line["event"] in {"work.failed", "work.later"}]


@pytest.mark.parametrize("harm", ["refusing", "away"])
def test_a_batch_that_cannot_be_kept_is_held_until_it_can_and_nothing_acknowledges_it_before(toy, url, send, log, harm):
    begin, end = REFUSING[toy.database.dialect] if harm == "refusing" else AWAY
    with reading(toy, url):
        execute(toy, begin)
        send(1)
        until(lambda: failures(log))
        send(2)
        execute(toy, end)
        send(3)
        until(lambda: numbers(toy) == [1, 2, 3])
    assert left(url) == []


def test_what_is_held_at_the_end_is_delivered_again(toy, url, send, log):
    with reading(toy, url):
        execute(toy, AWAY[0])
        send(1)
        until(lambda: failures(log))
    assert [one.redelivered for one in left(url)] == [True]
