"""A database that was put back gets what the safety ledger says, before its service opens."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from sqlalchemy import Column, Table, Uuid, delete, insert, select

from chassis import ledger
from chassis.entrypoints.service import Service, reapplies
from chassis.errors import Conflict, Unavailable
from chassis.ledger import Ledger
from chassis.reapply import Compared, apply_again, begin_ledger
from chassis.storage.tables import service_metadata
from chassis.storage.upsert import insert_new
from tests.support.statements import statements_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
metadata = service_metadata()
ended = Table("ended", metadata, Column("id", Uuid, primary_key=True))


class Toy(Service, name="toy"):
    """Ends things; what has ended must not come back."""

    @reapplies("toy.ended")
    def end_again(self, tx, viewer, entry):
        """End a thing again."""
        assert (viewer.kind, viewer.name) == ("service", self.name)
        return bool(insert_new(tx, ended, [{"id": UUID(entry["id"])}]))


@pytest.fixture
def toy(keyed_database, tmp_path):
    with keyed_database.transaction() as tx:
        metadata.create_all(tx.connection)
    settings = SimpleNamespace(site="here", ledger_dir=tmp_path / "ledger")
    return Toy(keyed_database, settings=settings, keyring=None, clock=lambda: NOON)


@pytest.fixture
def book(toy):
    return Ledger(toy.settings.ledger_dir / "toy.jsonl")


def end(toy, book, *numbers, what="toy.ended"):
    """End things as an action does, and let them reach the ledger."""
    with toy.database.transaction() as tx:
        for number in numbers:
            tx.execute(insert(ended), {"id": UUID(int=number)})
            ledger.record(tx, {"what": what, "id": str(UUID(int=number))}, now=NOON)
    ledger.write_intents(toy.database, book, NOON)


def put_back(toy, *numbers):
    """Let the database be as it was before these things ended; its mark is as it was then."""
    with toy.database.transaction() as tx:
        tx.execute(delete(ended).where(ended.c.id.in_([UUID(int=number) for number in numbers])))


def standing(toy):
    with toy.database.reading() as tx:
        return sorted(one.int for one in tx.execute(select(ended.c.id)).scalars()), Compared.of(tx)


def compared(number, *, reapplied=0, reapplied_at=None):
    return Compared(number=number, reapplied=reapplied, reapplied_at=reapplied_at)


def test_what_a_database_has_is_compared_once_and_changes_nothing(toy, book):
    end(toy, book, 1, 2)
    epoch = toy.epoch.current()
    assert [apply_again(toy, book) for _ in range(2)] == [0, 0]
    assert (standing(toy), toy.epoch.current()) == (([1, 2], compared(2)), epoch)


def test_what_a_database_lacks_is_done_again_and_begins_an_epoch(toy, book):
    end(toy, book, 1)
    apply_again(toy, book)
    end(toy, book, 2, 3)
    put_back(toy, 2, 3)
    epoch = toy.epoch.current()
    assert apply_again(toy, book) == 2
    assert standing(toy) == ([1, 2, 3], compared(3, reapplied=2, reapplied_at=NOON))
    begun = toy.epoch.current()
    assert (begun == epoch, apply_again(toy, book), toy.epoch.current()) == (False, 0, begun)
    end(toy, book, 4)
    assert (apply_again(toy, book), standing(toy)[1]) == (0, compared(4, reapplied=2, reapplied_at=NOON))


def test_nothing_new_takes_one_statement(toy, book):
    end(toy, book, 1)
    apply_again(toy, book)
    with statements_of(toy.database) as statements:
        apply_again(toy, book)
    assert len(statements) == 1


def test_a_start_that_fails_leaves_everything_to_the_next_one(toy, book):
    end(toy, book, 1, 2)
    put_back(toy, 1, 2)
    book.append({"what": "toy.ended", "id": "no id"})
    for _ in range(2):
        with pytest.raises(ValueError, match="badly formed"):
            apply_again(toy, book)
    assert standing(toy) == ([], compared(0))


def test_an_entry_that_a_newer_version_wrote_is_left_alone(toy, book):
    end(toy, book, 1, what="toy.unheard-of")
    end(toy, book, 2)
    put_back(toy, 1, 2)
    assert (apply_again(toy, book), standing(toy)[0]) == (1, [2])


def test_without_its_ledger_a_database_is_not_opened_until_somebody_says_that_it_is_lost(toy, book):
    end(toy, book, 1)
    apply_again(toy, book)
    book.path.unlink()
    with pytest.raises(Conflict) as raised:
        apply_again(toy, book)
    assert (raised.value.code, raised.value.params) == ("ledger-lost", {"service": "toy", "number": 1})
    with toy.database.transaction() as tx:
        begin_ledger(tx)
    end(toy, book, 2)
    assert (apply_again(toy, book), standing(toy)) == (0, ([1, 2], compared(1)))


def test_a_ledger_that_was_changed_opens_nothing(toy, book):
    end(toy, book, 1, 2)
    book.path.write_text(book.path.read_text().replace(str(UUID(int=2)), str(UUID(int=7))))
    with pytest.raises(Conflict) as raised:
        apply_again(toy, book)
    assert (raised.value.code, raised.value.params) == ("ledger-broken", {"service": "toy", "line": 2})


def test_a_folder_that_cannot_be_used_opens_nothing(toy, book):
    end(toy, book, 1)
    put_back(toy, 1)
    (book.path.parent / "epoch").mkdir()
    with pytest.raises(Unavailable, match="ledger-away"):
        apply_again(toy, book)
    assert standing(toy) == ([], compared(0))
