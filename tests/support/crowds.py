"""Many records addressed to many people, and what a page of them costs the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, Uuid, text

from chassis import audience
from chassis.contexts import Viewer
from chassis.data_keys import DataKeys, keys_url
from chassis.storage import Database, Transaction, Utc
from chassis.values import Tlp
from tests.support.databases import Databases
from tests.support.statements import calls_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ORG, MEMBER = UUID(int=1, version=4), UUID(int=2, version=4)
GROUPS = [UUID(int=number, version=4) for number in range(11, 16)]
READER = Viewer(
    kind="person", id=UUID(int=3), membership=MEMBER, org=ORG, site="a.example", roles=frozenset({"coordinator"}),
    scopes=frozenset({"*"}), groups=frozenset(GROUPS[:4]), ceiling=Tlp.RED,
)  # fmt: skip
MINE = sorted(audience.tokens(READER))
OTHERS = [audience.org(UUID(int=number, version=4)) for number in range(100, 140)]

METADATA = MetaData()
RECORD = Table(
    "record", METADATA, Column("id", Uuid(), primary_key=True), Column("owner_org", Uuid()), Column("title", String(80)),
    Column("marking", Integer), Column("visible_until", Utc), info={"kind": "alert"},
)  # fmt: skip
SIDE = audience.side_table(METADATA, "record")
BATCH = 20_000

Work = Callable[[Transaction], object]


@contextmanager
def crowd(request: pytest.FixtureRequest, folders: pytest.TempPathFactory, number: int) -> Iterator[Database]:
    """A database of the kind `request.param` with `number` records."""
    made = Databases(request.getfixturevalue("postgres")) if request.param == "postgresql" else None
    url = made.create() if made else f"sqlite:///{folders.mktemp('crowd') / f'{number}.sqlite'}"
    keys = DataKeys(Database(keys_url(url), service="toy"), master=b"m" * 32, cursor_key=b"c" * 32)
    database = Database(url, service="toy", data_keys=keys, statement_timeout_s=300)
    fill(database, number)
    yield database
    database.close()
    keys.close()
    if made:
        made.drop_all()


def fill(database: Database, number: int) -> None:
    """Write `number` records; each is addressed to one of the reader's tokens, now and then to a second, and to somebody else."""
    random = Random(number)
    with database.transaction() as tx:
        METADATA.create_all(tx.connection)
    for start in range(0, number, BATCH):
        records, addresses = [], []
        for step in range(start, min(start + BATCH, number)):
            record_id = UUID(int=random.getrandbits(128), version=4).hex
            records.append((record_id, ORG.hex, f"Sample record {step}", 0, None))
            tokens = {MINE[step % len(MINE)], random.choice(MINE), random.choice(OTHERS)}
            addresses += [(token, step, record_id) for token in tokens]
        with database.transaction() as tx:
            _write(tx, RECORD, records)
            _write(tx, SIDE, addresses)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        if database.dialect == "postgresql":
            connection.execute(text("VACUUM"))


def _write(tx: Transaction, table: Table, rows: list[tuple[Any, ...]]) -> None:
    """Write rows as fast as the database takes them; ids are hexadecimal, in the order of the columns."""
    driver = tx.connection.connection.driver_connection
    if tx.dialect == "sqlite":
        driver.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})", rows)
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def page(database: Database, cursor: str | None = None) -> audience.Page:
    with database.reading() as tx:
        return audience.page(tx, RECORD, SIDE, READER, now=NOON, limit=50, cursor=cursor)


def count(database: Database) -> tuple[int, bool]:
    with database.reading() as tx:
        return audience.count(tx, RECORD, SIDE, READER, now=NOON)


@dataclass(frozen=True)
class Cost:
    """What a page reads: rows that the plan's scans touched (PostgreSQL) or steps of the virtual machine (SQLite)."""

    first: int
    fifth: int


def cost_of_page(database: Database) -> Cost:
    cursor = None
    first = cost_of(database, _page_from(cursor))
    for _ in range(4):
        cursor = page(database, cursor).next
    return Cost(first, cost_of(database, _page_from(cursor)))


def _page_from(cursor: str | None) -> Work:
    return lambda tx: audience.page(tx, RECORD, SIDE, READER, now=NOON, limit=50, cursor=cursor)


def cost_of(database: Database, work: Work) -> int:
    """Return what `work` makes the database read."""
    with database.engine.connect() as connection:
        return (_rows_read if database.dialect == "postgresql" else _steps)(Transaction(database, connection), work)


def _steps(tx: Transaction, work: Work) -> int:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    raw = tx.connection.connection.driver_connection
    raw.set_progress_handler(step, 1)
    try:
        work(tx)
    finally:
        raw.set_progress_handler(None, 0)
    return steps


def _rows_read(tx: Transaction, work: Work) -> int:
    with calls_of(tx.database) as sent:
        work(tx)
    plans = [
        tx.connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
        for statement, parameters in sent
    ]
    return sum(_scanned(plan[0]["Plan"]) for plan in plans)


def _scanned(node: dict[str, Any]) -> int:
    """Return the rows that the scans below `node` read, those included that they threw away."""
    below = sum(_scanned(child) for child in node.get("Plans", ()))
    if "Scan" not in node["Node Type"] or node["Node Type"] == "Subquery Scan":
        return below
    read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return below + round(read * node["Actual Loops"])
