"""What a service does by itself beside its work: the safety ledger, the seals, and forgetting what is old."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, text

from chassis import audit, ledger
from chassis.contexts import PrivateKey, service_viewer
from chassis.entrypoints.service import Service
from chassis.entrypoints.upkeep import upkeep
from chassis.errors import Conflict
from chassis.idempotency import idempotency
from chassis.ledger import Ledger, ledger_intent, write_intents
from chassis.messages.inbox import Inbox, inbox
from chassis.messages.outbox import outbox
from chassis.messages.relay import Relay
from chassis.storage import Database
from chassis.values import utcnow
from tests.support.waiting import until

LONG_AGO = utcnow() - timedelta(days=60)
SOON_S = 2.0
OLD = {
    outbox: {
        "id": uuid4(), "type": "toy.done.v1", "subject": uuid4(), "data": {}, "readers": [], "state": "sent", "attempts": 1, "next_at": LONG_AGO,
        "created_at": LONG_AGO,
    },
    inbox: {"message_id": uuid4(), "type": "toy.done.v1", "state": "done", "attempts": 1, "received_at": LONG_AGO},
    ledger_intent: {"id": uuid4(), "entry": {}, "intended_at": LONG_AGO, "written_at": LONG_AGO},
    idempotency: {"client": "person:1", "key": "1", "body_hash": "", "created_at": LONG_AGO},
}  # fmt: skip


class Toy(Service, name="toy"):
    pass


@pytest.fixture
def toy(keyed_database, tmp_path):
    keyring = SimpleNamespace(signing=PrivateKey.new)
    return Toy(keyed_database, settings=SimpleNamespace(site="here", data=tmp_path), keyring=keyring)


@pytest.fixture
def book(tmp_path):
    return Ledger(tmp_path / "ledger" / "toy.jsonl")


@contextmanager
def kept_up(toy):
    """Let the upkeep go on inside."""
    relay, reader = Relay(toy.database, lambda _publications: [], clock=utcnow), Inbox(toy, clock=utcnow)
    loops = upkeep(toy, relay, reader, Ledger(toy.settings.data / "ledger" / "toy.jsonl"))
    threads = [threading.Thread(target=loop.run) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for loop in loops:
            loop.stop()
        for thread in threads:
            thread.join(5)


def left(toy):
    with toy.database.reading() as tx:
        return {table.name for table in OLD if tx.scalar(select(func.count()).select_from(table))}


def record(database, *numbers):
    with database.transaction() as tx:
        for number in numbers:
            ledger.record(tx, {"number": number}, now=utcnow())


def test_what_is_old_is_forgotten_soon_after_the_start(toy):
    with toy.database.transaction() as tx:
        for table, row in OLD.items():
            tx.execute(insert(table), row)
    with kept_up(toy):
        until(lambda: left(toy) == set())


@pytest.mark.parametrize("broken", OLD)
def test_each_is_forgotten_whatever_becomes_of_the_others(toy, broken):
    with toy.database.transaction() as tx:
        for table, row in OLD.items():
            tx.execute(insert(table), row)
        tx.execute(text(f"ALTER TABLE {broken.name} RENAME TO away"))
    working = [table for table in OLD if table is not broken]

    def forgotten():
        with toy.database.reading() as tx:
            return not any(tx.scalar(select(func.count()).select_from(table)) for table in working)

    with kept_up(toy):
        until(forgotten)


def test_an_entry_stands_in_the_ledger_soon_after_its_commit(toy, book):
    with kept_up(toy):
        for number in range(3):
            record(toy.database, number)
            until(lambda number=number: [one["number"] for one in book.entries()][-1:] == [number], within_s=SOON_S)
    assert [one["number"] for one in book.entries()] == [0, 1, 2]


def test_the_audit_is_sealed(toy):
    with toy.database.transaction() as tx:
        audit.add(tx, service_viewer("toy"), "toy.ring", uuid4(), utcnow())

    def sealed():
        with toy.database.reading() as tx:
            return audit.unsealed_since(tx) is None

    with kept_up(toy):
        until(sealed)


class Watching(Ledger):
    """Writes into the same database from another thread while it appends."""

    def append_all(self, entries):
        other = threading.Thread(target=record, args=(database_of[self.path], 99))
        other.start()
        other.join(3)
        assert not other.is_alive()
        return super().append_all(entries)


database_of = {}


def test_while_the_ledger_is_written_others_write_into_the_database(toy, book):
    database_of[book.path] = toy.database
    record(toy.database, 1, 2)
    assert write_intents(toy.database, Watching(book.path), utcnow()) == 2
    assert write_intents(toy.database, book, utcnow()) == 1
    assert [one["number"] for one in book.entries()] == [1, 2, 99]


def test_who_has_nothing_to_write_into_the_ledger_waits_for_no_other_writer(toy, book):
    impatient = Database(toy.database.url, service="toy", lock_timeout_s=0.2)
    with toy.database.transaction():
        found = []
        other = threading.Thread(target=lambda: found.append(write_intents(impatient, book, utcnow())))
        other.start()
        other.join(5)
    impatient.close()
    assert found == [0]


def test_an_entry_that_the_ledger_cannot_take_is_refused_where_it_is_made_and_holds_up_no_other(toy, book):
    with pytest.raises(Conflict, match="ledger-entry-too-large"), toy.database.transaction() as tx:
        ledger.record(tx, {"text": "x" * 40_000}, now=utcnow())
    record(toy.database, 1)
    assert write_intents(toy.database, book, utcnow()) == 1
    assert [one["number"] for one in book.entries()] == [1]
