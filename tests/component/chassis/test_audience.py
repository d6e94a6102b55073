"""What the chassis shows against the oracle, which was written from the rules alone."""

import re
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Uuid, delete, insert, select

from chassis import audience
from chassis.data_keys import DataKeys, keys_url
from chassis.errors import Forbidden, Invalid
from chassis.storage import Database, Utc
from tests.support import oracle
from tests.support.worlds import NOON, ORGS, tokens_of, viewer_of, worlds

METADATA = MetaData()
TABLES = {
    kind: Table(
        kind, METADATA, Column("id", Uuid(), primary_key=True), Column("owner_org", Uuid(), nullable=False), Column("at", BigInteger),
        Column("marking", Integer, nullable=False), Column("visible_until", Utc), info={"kind": kind},
    )
    for kind in ("case", "alert")
}  # fmt: skip
SIDES = {kind: audience.side_table(METADATA, kind) for kind in TABLES}
VERBS = {"case": ["read", "amend", "note"], "alert": ["read", "amend", "sign_off", "publish"]}
HIDDEN = "403"

EXAMPLES = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


class Chassis:
    """What people get to see, asked as services ask."""

    def __init__(self, tx):
        self.tx = tx

    def record(self, viewer, kind, verb, record_id):
        table = TABLES[kind]
        condition = audience.visible(table, SIDES[kind], viewer, verb, NOON)
        return self.tx.scalar(select(table.c.id).where(table.c.id == record_id, condition)) is not None

    def pages(self, viewer, kind, *, limit, descending, where):
        found, cursor = [], None
        while True:
            page = audience.page(
                self.tx, TABLES[kind], SIDES[kind], viewer, now=NOON, where=where, limit=limit, cursor=cursor, descending=descending
            )
            assert len(page.rows) == limit or page.next is None
            found += [row["id"] for row in page.rows]
            if page.next is None:
                return found
            cursor = page.next

    def count(self, viewer, kind, where):
        return audience.count(self.tx, TABLES[kind], SIDES[kind], viewer, now=NOON, where=where)

    def streams(self, viewer, record):
        tlp = audience.Addressed(
            record.kind, tokens_of(record), viewer_of(oracle.Someone("public", ceiling=record.marking)).ceiling, record.owner, record.until
        )
        return audience.admits(viewer, tlp, NOON)


@pytest.fixture
def world_db(database_url):
    keys = DataKeys(Database(keys_url(database_url), service="toy"), master=b"m" * 32, cursor_key=b"c" * 32)
    database = Database(database_url, service="toy", data_keys=keys)
    with database.transaction() as tx:
        METADATA.create_all(tx.connection)
    yield database
    database.close()
    keys.close()


def write(tx, records):
    for kind, table in TABLES.items():
        tx.execute(delete(SIDES[kind]))
        tx.execute(delete(table))
    for record in records:
        row = {
            "id": record.id,
            "owner_org": record.owner,
            "at": record.at,
            "marking": oracle.MARKINGS.index(record.marking),
            "visible_until": record.until,
        }
        tx.execute(insert(TABLES[record.kind]), row)
        audience.address(tx, SIDES[record.kind], record.id, tokens_of(record), record.at)


def answer(ask, *args, **kwargs):
    try:
        return ask(*args, **kwargs)
    except Forbidden:
        return HIDDEN


def expected(who, kind, verb, seen):
    return seen if oracle.role_allows(who, kind, verb) else HIDDEN


def compare(shown, who, records, *, limit, descending, owner):
    """Fail where `shown` (the chassis, or something worse) and the oracle differ."""
    viewer = viewer_of(who)
    for kind, verbs in VERBS.items():
        mine = [record for record in records if record.kind == kind]
        for record in mine:
            for verb in verbs:
                assert answer(shown.record, viewer, kind, verb, record.id) == expected(
                    who, kind, verb, oracle.sees(who, record, verb, NOON)
                )
            assert shown.streams(viewer, record) == oracle.sees(who, record, "read", NOON)
        for where, kept in (((), mine), ((TABLES[kind].c.owner_org == owner,), [record for record in mine if record.owner == owner])):
            seen = [record for record in kept if oracle.sees(who, record, "read", NOON)]
            listed = [record.id for record in sorted(seen, key=lambda record: (record.at, record.id), reverse=descending)]
            assert answer(shown.pages, viewer, kind, limit=limit, descending=descending, where=where) == expected(who, kind, "read", listed)
            assert answer(shown.count, viewer, kind, where) == expected(who, kind, "read", (len(seen), True))


def property_test(database, shown_of, phases=tuple(Phase)):
    @settings(EXAMPLES, phases=phases)
    @given(worlds(), st.integers(1, 4), st.booleans(), st.sampled_from(ORGS))
    def everybody_sees_what_the_rules_say(world, limit, descending, owner):
        who, records = world
        with database.transaction() as tx:
            write(tx, records)
            compare(shown_of(tx), who, records, limit=limit, descending=descending, owner=owner)

    everybody_sees_what_the_rules_say()


def test_records_lists_counts_pages_and_streams_show_what_the_rules_say(world_db):
    property_test(world_db, Chassis)


class WithoutFilterOnRecords(Chassis):
    def record(self, viewer, kind, verb, record_id):
        audience.visible(TABLES[kind], SIDES[kind], viewer, verb, NOON)
        return True


class WithoutFilterOnLists(Chassis):
    def pages(self, viewer, kind, *, limit, descending, where):
        super().pages(viewer, kind, limit=limit, descending=descending, where=where)
        table, side = TABLES[kind], SIDES[kind]
        rows = self.tx.execute(select(side.c.sort_key, table.c.id).distinct().join(side, side.c.id == table.c.id).where(*where))
        return [row.id for row in sorted(rows, key=lambda row: (row.sort_key, row.id), reverse=descending)]


class CountingEverything(Chassis):
    def count(self, viewer, kind, where):
        super().count(viewer, kind, where)
        return len(self.tx.execute(select(TABLES[kind].c.id).where(*where)).all()), True


class StreamingEverything(Chassis):
    def streams(self, viewer, record):
        return True


class PagingFromTheStart(Chassis):
    def pages(self, viewer, kind, *, limit, descending, where):
        return super().pages(viewer, kind, limit=limit, descending=descending, where=where)[:limit]


@pytest.mark.parametrize(
    "broken", [WithoutFilterOnRecords, WithoutFilterOnLists, CountingEverything, StreamingEverything, PagingFromTheStart]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_filter_that_is_switched_off_is_noticed(world_db, broken):
    with pytest.raises(AssertionError):
        property_test(world_db, broken, phases=[Phase.generate])


@pytest.fixture
def two_cases(world_db):
    who = oracle.Someone("person", org=ORGS[0], membership=UUID(int=21, version=4), roles={"coordinator"}, scopes={"*"}, ceiling="red")
    records = [
        oracle.Record(UUID(int=number, version=4), "case", ORGS[0], "clear", None, 1, False, False, set(), set(), {ORGS[0]}, set(), set())
        for number in range(1, 6)
    ]
    with world_db.transaction() as tx:
        write(tx, records)
    return viewer_of(who)


def test_a_cursor_fits_only_the_viewer_and_the_question_it_was_made_for(world_db, two_cases):
    other = viewer_of(
        oracle.Someone("person", org=ORGS[0], membership=UUID(int=22, version=4), roles={"coordinator"}, scopes={"*"}, ceiling="red")
    )
    table, side = TABLES["case"], SIDES["case"]
    with world_db.reading() as tx:
        cursor = audience.page(tx, table, side, two_cases, now=NOON, limit=2).next
        assert len(audience.page(tx, table, side, two_cases, now=NOON, limit=2, cursor=cursor).rows) == 2
        for question in (
            {"viewer": other},
            {"viewer": two_cases, "where": (table.c.at == 1,)},
            {"viewer": two_cases, "descending": False},
        ):
            with pytest.raises(Invalid, match="invalid-fields"):
                audience.page(tx, table, side, now=NOON, limit=2, cursor=cursor, **question)


def test_a_page_stays_whole_while_records_are_added_before_it(world_db, two_cases):
    table, side = TABLES["case"], SIDES["case"]
    with world_db.transaction() as tx:
        first = audience.page(tx, table, side, two_cases, now=NOON, limit=2)
        newer = UUID(int=99, version=4)
        tx.execute(insert(table), {"id": newer, "owner_org": ORGS[0], "at": 2, "marking": 0, "visible_until": None})
        audience.address(tx, side, newer, [audience.lead(ORGS[0])], 2)
        rest = audience.page(tx, table, side, two_cases, now=NOON, limit=9, cursor=first.next)
    assert [row["id"].int & 0xFF for row in first.rows + rest.rows] == [5, 4, 3, 2, 1]


def test_addressing_a_record_again_replaces_whom_it_was_addressed_to(world_db, two_cases):
    with world_db.transaction() as tx:
        audience.address(tx, SIDES["case"], UUID(int=1, version=4), [audience.member(UUID(int=7, version=4))], 1)
        assert audience.audience_of(tx, SIDES["case"], UUID(int=1, version=4)) == {audience.member(UUID(int=7, version=4))}
        assert audience.count(tx, TABLES["case"], SIDES["case"], two_cases, now=NOON) == (4, True)


@pytest.mark.parametrize("token", ["", "everybody", "org:", "org:1", "group:x/org:y", "lead:*", "PUBLIC"])
def test_a_token_that_nobody_can_hold_is_refused(world_db, token):
    with pytest.raises(ValueError, match=f"^{re.escape(token)}$"), world_db.transaction() as tx:
        audience.address(tx, SIDES["case"], UUID(int=1, version=4), [token], 1)


@pytest.mark.parametrize(("role", "verb"), [("coordinator", "amend"), ("partner_reader", "read")])
def test_a_table_that_does_not_name_the_owner_shows_nothing_where_the_owner_decides(role, verb):
    tables = MetaData()
    nameless = Table("nameless", tables, Column("id", Uuid(), primary_key=True), info={"kind": "case"})
    side = audience.side_table(tables, "nameless")
    viewer = viewer_of(oracle.Someone("person", org=ORGS[0], membership=UUID(int=21, version=4), roles={role}, scopes={"*"}, ceiling="red"))
    with pytest.raises(LookupError, match="nameless has no owner_org"):
        audience.visible(nameless, side, viewer, verb, NOON)
