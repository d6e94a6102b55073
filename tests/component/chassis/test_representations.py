from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from chassis import audience, ledger, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import Forbidden, NotFound
from chassis.ledger import Ledger
from chassis.messages.outbox import outbox
from chassis.representations import representation
from chassis.values import Tlp
from tests.support.statements import statements_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ORG, PARTNER, GROUP = UUID(int=1), UUID(int=2), UUID(int=3)
RECORD = UUID(int=4)
READER = Viewer(
    kind="person", id=UUID(int=5), membership=UUID(int=6), org=PARTNER, roles=frozenset({"partner_reader"}), scopes=frozenset({"*"}),
    groups=frozenset({GROUP}), ceiling=Tlp.AMBER,
)  # fmt: skip
STRANGER = Viewer(
    kind="person", id=UUID(int=7), membership=UUID(int=8), org=UUID(int=9), roles=READER.roles, scopes=READER.scopes, ceiling=Tlp.RED
)
BODY = {"headline": "canary 5e1c: Sample Lawyer 3 released"}


@pytest.fixture
def db(keyed_database):
    return keyed_database


def write(db, *, scope="public", now=NOON, **changes):
    shared = {"audience": frozenset({audience.PUBLIC if scope == "public" else audience.group(GROUP, PARTNER)}), "body": BODY}
    values = {
        "kind": "alert", "record_id": RECORD, "owner_org": ORG, "marking": Tlp.CLEAR, "country": "MX", "lang": "en",
        "stream_type": "alert.urgent_appeal", "visible_until": None, **shared, **changes,
    }  # fmt: skip
    with db.transaction() as tx:
        return representations.write(tx, scope=scope, now=now, **values)


def get(db, viewer, found, *, now=NOON, kind="alert"):
    with db.reading() as tx:
        return representations.get(tx, viewer, found.id, now, kind=kind)


def listed(db, viewer, **kwargs):
    with db.reading() as tx:
        return [row.id for row in representations.page(tx, viewer, "alert", now=NOON, **kwargs).rows]


def messages(db):
    with db.reading() as tx:
        return [(row.type, row.subject, row.data) for row in tx.execute(select(outbox).order_by(outbox.c.position))]


def refusal(db, viewer, found, **kwargs):
    with pytest.raises(NotFound) as raised:
        get(db, viewer, found, **kwargs)
    return raised.value.code


def test_what_was_written_is_read_by_whom_it_is_addressed_to(db):
    written = write(db, scope="share:1", marking=Tlp.AMBER)
    assert get(db, READER, written) == written
    assert (written.version, written.body, written.id.version) == (1, BODY, 4)
    assert refusal(db, STRANGER, written) == "no-such-representation"
    assert refusal(db, PUBLIC, written) == "no-such-representation"


def test_a_role_that_may_not_read_the_kind_is_told_so(db):
    with pytest.raises(Forbidden):
        get(db, Viewer(kind="person", org=PARTNER, roles=frozenset({"auditor"})), write(db))


def test_a_representation_of_another_kind_is_not_found(db):
    assert refusal(db, READER, write(db, scope="share:1"), kind="case") == "no-such-representation"


def test_writing_again_makes_the_next_version_under_the_same_id(db):
    first = write(db)
    second = write(db, now=LATER, body={"headline": "second"})
    assert (second.id, second.version, second.created_at, second.updated_at) == (first.id, 2, NOON, LATER)
    assert get(db, PUBLIC, first).body == {"headline": "second"}


def test_only_a_public_text_stands_in_the_database_as_it_is(db):
    write(db, scope="share:1")
    with db.reading() as tx:
        assert "canary" not in str(tx.execute(text("SELECT * FROM representation")).all())
    write(db, scope="public")
    with db.reading() as tx:
        assert "canary" in str(tx.execute(text("SELECT * FROM representation")).all())


def test_erasing_the_key_of_a_record_erases_what_was_shared_of_it(db):
    written = write(db, scope="share:1")
    db.data_keys.erase(ORG, RECORD)
    assert get(db, READER, written).body == {}


def test_every_version_is_announced_without_text_and_without_the_inner_id(db):
    written = write(db, scope="share:1", visible_until=LATER)
    write(db, scope="share:1", marking=Tlp.GREEN, audience=frozenset({audience.PUBLIC}))
    common = {
        "id": str(written.id),
        "kind": "alert",
        "owner_org": str(ORG),
        "stream_type": "alert.urgent_appeal",
        "country": "MX",
        "lang": "en",
    }
    assert messages(db) == [
        ("representation.written.v1", written.id, {
            **common, "version": 1, "audience": [audience.group(GROUP, PARTNER)], "tlp": "clear", "visible_until": "2026-05-04T13:00:00Z",
        }),
        ("representation.written.v1", written.id, {**common, "version": 2, "audience": ["public"], "tlp": "green", "visible_until": None}),
    ]  # fmt: skip


def test_a_withdrawn_representation_is_gone_for_everybody_with_its_text(db):
    public, shared = write(db), write(db, scope="share:1")
    for found in (public, shared, public):
        with db.transaction() as tx:
            representations.withdraw(tx, found.id, now=LATER)
    assert refusal(db, PUBLIC, public) == "gone"
    assert refusal(db, READER, shared) == "no-such-representation"
    assert listed(db, READER) == []
    with db.reading() as tx:
        assert representations.by_record(tx, "alert", RECORD) == []
        assert tx.execute(select(representation.c.open_body, representation.c.body)).all() == [(None, None)] * 2
    assert messages(db)[2:] == [
        ("representation.withdrawn.v1", found.id, {"id": str(found.id), "kind": "alert", "owner_org": str(ORG), "version": 2})
        for found in (public, shared)
    ]


def test_what_never_was_cannot_be_withdrawn(db):
    with pytest.raises(NotFound), db.transaction() as tx:
        representations.withdraw(tx, UUID(int=99), now=NOON)


def test_a_withdrawal_reaches_the_ledger_and_is_done_again_in_a_restored_database(db, tmp_path):
    book = Ledger(tmp_path / "ledger.jsonl")
    gone, kept = write(db), write(db, scope="share:1")
    with db.transaction() as tx:
        representations.withdraw(tx, gone.id, now=LATER)
    assert [ledger.write_intents(db, book, LATER) for _ in range(2)] == [1, 0]
    assert list(book.entries()) == [{"what": "representation.withdrawn", "id": str(gone.id), "version": 2}]
    write(db, now=NOON)  # stands for yesterday's backup: the row is there again
    with db.transaction() as tx:
        tx.execute(update(representation).where(representation.c.id == gone.id).values(version=1))
        (entry,) = book.entries()
        again = (UUID(entry["id"]), entry["version"])
        assert [representations.withdraw_again(tx, again[0], version=again[1], now=LATER) for _ in range(2)] == [True, False]
    assert (refusal(db, PUBLIC, gone), get(db, READER, kept)) == ("gone", kept)


def test_what_was_written_after_the_withdrawal_is_not_withdrawn_again(db):
    first = write(db)
    with db.transaction() as tx:
        representations.withdraw(tx, first.id, now=NOON)
    write(db, now=LATER)
    with db.transaction() as tx:
        assert representations.withdraw_again(tx, first.id, version=2, now=LATER) is False
        assert representations.withdraw_again(tx, UUID(int=99), version=2, now=LATER) is False


def test_what_is_withdrawn_again_is_as_new_as_it_was(db):
    written = write(db)
    with db.transaction() as tx:
        assert representations.withdraw_again(tx, written.id, version=5, now=LATER) is True
    assert messages(db)[-1][2]["version"] == 5


def test_it_is_visible_until_its_moment(db):
    written = write(db, scope="share:1", visible_until=LATER)
    assert get(db, READER, written, now=LATER - timedelta(microseconds=1)) == written
    assert refusal(db, READER, written, now=LATER) == "no-such-representation"


def test_lists_show_the_newest_change_first_and_count_what_is_seen(db):
    first, second = write(db, record_id=UUID(int=11)), write(db, record_id=UUID(int=12), now=LATER)
    write(db, record_id=UUID(int=13), scope="share:1", audience=frozenset({audience.org(ORG)}))
    assert listed(db, READER) == [second.id, first.id]
    assert listed(db, READER, where=[representation.c.country == "FR"]) == []
    with db.reading() as tx:
        assert representations.count(tx, READER, "alert", now=NOON) == (2, True)


def test_the_record_behind_a_representation_is_known_here_alone(db):
    written = write(db)
    with db.reading() as tx:
        assert [representations.record_of(tx, one) for one in (written.id, UUID(int=99))] == [RECORD, None]


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_the_same_statements_however_long(db, number):
    for step in range(number):
        write(db, record_id=UUID(int=20 + step), scope="share:1")
    with db.reading() as tx, statements_of(db) as statements:
        assert len(representations.page(tx, READER, "alert", now=NOON).rows) == number
    assert len(statements) == 2


def test_what_is_hidden_and_what_is_missing_take_the_same_statements(db):
    hidden = write(db, scope="share:1")
    asked = []
    for representation_id in (hidden.id, UUID(int=99)):
        with db.reading() as tx, statements_of(db) as statements, pytest.raises(NotFound) as raised:
            representations.get(tx, STRANGER, representation_id, NOON, kind="alert")
        asked.append((statements, raised.value.code))
    assert asked[0] == asked[1]
    assert len(asked[0][0]) == 2


def test_a_list_of_its_own_reads_what_stands_by_its_ids_and_whom_it_is_addressed_to(db):
    standing, withdrawn = write(db, scope="share:1"), write(db, scope="share:2")
    with db.transaction() as tx:
        representations.withdraw(tx, withdrawn.id, now=LATER)
    with db.reading() as tx:
        assert representations.by_ids(tx, [standing.id, withdrawn.id, UUID(int=99)]) == {standing.id: standing}
