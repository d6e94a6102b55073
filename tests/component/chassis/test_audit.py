import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from chassis import audit
from chassis.audit import Fault, Sealer
from chassis.contexts import PrivateKey, PublicKeys, Viewer, service_viewer
from chassis.errors import Forbidden, Invalid
from tests.support.embedded import REPOSITORY

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ORG, OTHER_ORG, CASE = UUID(int=1), UUID(int=2), UUID(int=3)
OFFICER = Viewer(kind="person", id=UUID(int=4), membership=UUID(int=5), org=ORG, roles=frozenset({"case_officer"}), scopes=frozenset({"*"}))
AUDITOR = Viewer(kind="person", id=UUID(int=6), membership=UUID(int=7), org=ORG, roles=frozenset({"auditor"}), scopes=frozenset({"*"}))
KEY, STRANGER = PrivateKey.new("toy"), PrivateKey.new("toy")
KEYS = PublicKeys.of(KEY, PrivateKey.new("alerts"))


@pytest.fixture
def db(keyed_database):
    return keyed_database


def written(db, number=5, viewer=OFFICER, **kwargs):
    with db.transaction() as tx:
        for step in range(number):
            audit.add(tx, viewer, "case.amend", CASE, NOON + timedelta(seconds=step), version=step, **kwargs)
    return db


def sealed(db, key=KEY):
    while Sealer(db, key).seal_once(NOON):
        pass
    return db


def faults(db, org=ORG, *, now=NOON):
    with db.reading() as tx:
        return audit.verify(tx, org, KEYS, now)


def change(db, statement):
    with db.transaction() as tx:
        tx.execute(statement)


def test_an_untouched_chain_has_no_fault(db):
    sealed(written(db))
    sealed(written(db))
    assert faults(db) == []
    with db.reading() as tx:
        assert list(tx.execute(select(audit.audit.c.n).order_by(audit.audit.c.id)).scalars()) == list(range(1, 11))


@pytest.mark.parametrize("column", ["actor", "action", "body"])
def test_an_altered_row_is_found(db, column):
    sealed(written(db))
    change(db, update(audit.audit).where(audit.audit.c.n == 3).values({column: "{}"}))
    assert faults(db) == [Fault("altered", 3)]


def test_a_row_moved_in_time_is_found(db):
    sealed(written(db))
    change(db, update(audit.audit).where(audit.audit.c.n == 3).values(at=NOON - timedelta(days=1)))
    assert faults(db) == [Fault("altered", 3)]


@pytest.mark.parametrize("n", [1, 3, 5])
def test_a_removed_row_is_found_also_the_last_one(db, n):
    sealed(written(db))
    change(db, delete(audit.audit).where(audit.audit.c.n == n))
    assert faults(db) == [Fault("removed", n)]


def test_rows_that_changed_places_are_found(db):
    sealed(written(db))
    for before, after in ((2, 99), (3, 2), (99, 3)):
        change(db, update(audit.audit).where(audit.audit.c.n == before).values(n=after))
    assert faults(db) == [Fault("reordered", 2), Fault("reordered", 3), Fault("reordered", 4)]


def test_a_chain_computed_anew_is_found_by_its_signed_head(db):
    sealed(written(db))
    with db.transaction() as tx:
        tx.execute(update(audit.audit).where(audit.audit.c.n == 5).values(action="nothing"))
        rows = tx.execute(select(audit.audit).order_by(audit.audit.c.n)).all()
        digest = audit._digest(rows[4])
        tx.execute(update(audit.audit).where(audit.audit.c.n == 5).values(digest=digest, hash=audit._link(rows[3].hash, 5, digest)))
    assert faults(db) == [Fault("altered", 5)]


def test_a_head_signed_by_anybody_else_is_forged(db):
    sealed(written(db), key=STRANGER)
    assert faults(db) == [Fault("head-forged", 5)]


def test_a_head_that_was_moved_back_is_forged(db):
    sealed(written(db))
    change(db, delete(audit.audit).where(audit.audit.c.n == 5))
    with db.reading() as tx:
        last = tx.scalar(select(audit.audit.c.hash).where(audit.audit.c.n == 4))
    change(db, update(audit.audit_head).values(n=4, hash=last))
    assert faults(db) == [Fault("head-forged", 4)]


def test_a_removed_head_is_found(db):
    sealed(written(db))
    change(db, delete(audit.audit_head))
    assert faults(db) == [Fault("head-missing", 5)]


def test_rows_that_nobody_seals_are_reported(db):
    written(db, 2)
    assert faults(db, now=NOON + timedelta(seconds=30)) == []
    assert faults(db, now=NOON + timedelta(minutes=5)) == [Fault("unsealed", 0)] * 2


def test_every_organisation_has_its_own_chain(db):
    written(db, 3)
    written(db, 2, org=OTHER_ORG)
    written(db, 1, viewer=service_viewer("toy"))
    sealed(db)
    with db.reading() as tx:
        heads = {row.org: row.n for row in tx.execute(select(audit.audit_head))}
        assert audit.organisations(tx) == [audit.SITE, ORG, OTHER_ORG]
    assert heads == {audit.SITE: 1, ORG: 3, OTHER_ORG: 2}
    assert [faults(db, org) for org in heads] == [[], [], []]


def test_a_failed_use_case_leaves_no_row(db):
    def fail():
        with db.transaction() as tx:
            audit.add(tx, OFFICER, "case.amend", CASE, NOON)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert entries(db) == []


def entries(db, viewer=AUDITOR, **kwargs):
    with db.reading() as tx:
        return audit.page(tx, viewer, **kwargs)[0]


def test_a_read_is_written_down_before_its_answer(db):
    with db.reading() as tx:
        audit.add(tx, OFFICER, "case.read", [CASE, ORG], NOON)
    assert [{name: entry[name] for name in ("actor", "action", "subjects", "params", "sealed")} for entry in entries(db)] == [
        {"actor": f"person:{OFFICER.membership}", "action": "case.read", "subjects": [str(CASE), str(ORG)], "params": {}, "sealed": False}
    ]


def test_the_auditor_pages_through_the_own_organisation_newest_first(db):
    written(db, 5)
    written(db, 3, org=OTHER_ORG)
    versions, cursor = [], None
    for _ in range(3):
        with db.reading() as tx:
            rows, cursor = audit.page(tx, AUDITOR, limit=2, cursor=cursor)
        versions += [row["params"]["version"] for row in rows]
    assert (versions, cursor) == ([4, 3, 2, 1, 0], None)


def test_nobody_else_reads_the_audit_nor_turns_its_pages(db):
    written(db, 3)
    with db.reading() as tx, pytest.raises(Forbidden):
        audit.page(tx, OFFICER)
    with db.reading() as tx:
        _, cursor = audit.page(tx, AUDITOR, limit=1)
        with pytest.raises(Invalid):
            audit.page(tx, Viewer(kind="person", id=UUID(int=9), org=OTHER_ORG, roles=frozenset({"auditor"})), cursor=cursor)


def test_a_batch_is_sealed_in_the_order_of_its_rows(db):
    with db.transaction() as tx:
        rows = [
            {"id": UUID(int=number), "org": ORG, "at": NOON, "actor": "service:toy", "action": "case.read", "body": "{}"}
            for number in range(audit.BATCH + 7, 0, -1)
        ]
        tx.execute(insert(audit.audit), rows)
    sealer = Sealer(db, KEY)
    assert [sealer.seal_once(NOON) for _ in range(3)] == [audit.BATCH, 7, 0]
    with db.reading() as tx:
        assert list(tx.execute(select(audit.audit.c.n).order_by(audit.audit.c.id)).scalars()) == list(range(1, audit.BATCH + 8))
    assert faults(db) == []


BESIDE_OTHERS = """
import havana.runtime  # noqa: F401
import eventlet, sys
from datetime import UTC, datetime
from uuid import UUID
from chassis import audit
from chassis.contexts import PrivateKey, PublicKeys, service_viewer
from chassis.storage import Database, migrate

now, key, turns = datetime.now(UTC), PrivateKey.new("toy"), []
database = Database(sys.argv[1], service="toy")
migrate.upgrade(database, None)
with database.transaction() as tx:
    for _ in range(2000):
        audit.add(tx, service_viewer("toy"), "toy.made", UUID(int=1), now)
while audit.Sealer(database, key).seal_once(now):
    pass

def beside():
    while True:
        turns.append(1)
        eventlet.sleep(0)

eventlet.spawn(beside)
with database.reading() as tx:
    faults = audit.verify(tx, audit.SITE, PublicKeys.of(key), now)
print(len(faults), len(turns) >= 10)
"""


def test_a_long_chain_is_verified_without_stopping_everybody_else(tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", BESIDE_OTHERS, f"sqlite:///{tmp_path / 'toy.sqlite'}"]
    assert subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout == "0 True\n"
