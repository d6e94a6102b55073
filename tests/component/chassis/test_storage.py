"""Transactions, column types and migrations, on both databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, String, Table, Uuid, insert, select, text
from sqlalchemy.exc import IntegrityError

from chassis.errors import Unavailable
from chassis.storage import Database, Json, Transaction, Utc, in_transaction, migrate
from chassis.storage.tables import service_metadata

metadata = service_metadata()
things = Table(
    "thing", metadata, Column("id", Uuid, primary_key=True), Column("name", String(20)), Column("at", Utc), Column("facts", Json)
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def db(database: Database) -> Database:
    with database.transaction() as tx:
        metadata.create_all(tx.connection)
    return database


def add(tx: Transaction, name: str, *, at: datetime = NOON) -> UUID:
    id_ = uuid4()
    tx.execute(insert(things), {"id": id_, "name": name, "at": at, "facts": {"lang": ["ar", "en"]}})
    return id_


def names(db: Database) -> list[str]:
    with db.reading() as tx:
        return sorted(tx.execute(select(things.c.name)).scalars())


def test_what_is_written_is_read_back_with_its_types(db):
    with db.transaction() as tx:
        id_ = add(tx, "a", at=NOON.astimezone(timezone(timedelta(hours=3))))
    with db.reading() as tx:
        assert tx.execute(select(things)).one() == (id_, "a", NOON, {"lang": ["ar", "en"]})


def test_moments_sort_in_time_whatever_their_zone(db):
    with db.transaction() as tx:
        add(tx, "later", at=NOON.replace(hour=13))
        add(tx, "earlier", at=NOON.astimezone(timezone(timedelta(hours=9))))
    with db.reading() as tx:
        assert list(tx.execute(select(things.c.name).order_by(things.c.at)).scalars()) == ["earlier", "later"]


def test_a_naive_moment_is_refused(db):
    with pytest.raises(Exception, match="naive"), db.transaction() as tx:
        add(tx, "a", at=datetime(2026, 3, 1))  # noqa: DTZ001


def test_a_failed_use_case_leaves_nothing_and_wakes_nobody(db):
    woken = []
    db.on("outbox", lambda: woken.append("outbox"))

    def fail() -> None:
        with db.transaction() as tx:
            add(tx, "a")
            tx.signal("outbox")
            tx.after_commit(lambda: woken.append("after"))
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert (names(db), woken) == ([], [])


def test_listeners_are_woken_once_and_only_after_the_commit(db):
    seen = []
    db.on("outbox", lambda: seen.append(names(db)))
    with db.transaction() as tx:
        add(tx, "a")
        tx.signal("outbox")
        tx.signal("outbox")
        assert seen == []
    assert seen == [["a"]]


def test_an_open_transaction_is_known_and_a_second_one_refused(db):
    with db.transaction():
        assert in_transaction()
        with pytest.raises(RuntimeError, match="open already"), db.reading():
            pass
    assert not in_transaction()


def test_writers_in_parallel_lose_nothing(db):
    def write(number: int) -> None:
        for i in range(25):
            with db.transaction() as tx:
                add(tx, f"{number}-{i}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(db)) == 150


def test_a_database_that_does_not_answer_is_unavailable():
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/none", service="toy")
    with pytest.raises(Unavailable, match="database-unavailable"), gone.reading():
        pass


def test_a_database_that_may_only_be_read_for_a_moment_is_unavailable(db):
    read_only = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET TRANSACTION READ ONLY"}

    def write() -> None:
        with db.transaction() as tx:
            tx.execute(text(read_only[db.dialect]))
            add(tx, "a")

    with pytest.raises(Unavailable, match="database-unavailable"):
        write()


@pytest.mark.parametrize("statement", ["SELECT * FROM not_yet_there", "SELECT not_yet_there FROM thing"])
def test_a_database_that_is_not_yet_brought_up_to_date_is_unavailable(db, statement):
    with pytest.raises(Unavailable, match="database-unavailable"), db.reading() as tx:
        tx.execute(text(statement))


def test_what_is_wrong_with_a_statement_is_not_put_down_to_the_database(db):
    with pytest.raises(IntegrityError), db.transaction() as tx:
        tx.execute(insert(things), [{"id": UUID(int=1), "name": name} for name in "ab"])


def test_every_commit_on_sqlite_survives_a_loss_of_power(tmp_path: Path):
    db = Database(f"sqlite:///{tmp_path / 'a.sqlite'}", service="toy")
    with db.reading() as tx:
        assert [tx.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]
    db.close()


def test_revisions_are_applied_once_and_agree_with_the_tables(database, tmp_path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    migrate.upgrade(database, None)
    path = migrate.write_revision(database, folder, metadata, version_table=migrate.SERVICE_VERSION, what="add things")
    assert path.name == "0001_add_things.py"
    assert not migrate.is_current(database, folder)
    migrate.upgrade(database, folder)
    migrate.upgrade(database, folder)
    assert migrate.is_current(database, folder)
    assert migrate.differences(database, metadata, version_table=migrate.SERVICE_VERSION) == []
