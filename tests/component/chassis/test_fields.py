from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, Uuid, insert, select, text, update

from chassis import data_keys
from chassis.blind_index import digests
from chassis.data_keys import DataKeys, keys_url
from chassis.errors import Unavailable
from chassis.fields import classed, guarded, opened, sealed, secret
from chassis.storage import Database

METADATA = MetaData()
NOTE = Table(
    "note", METADATA, Column("id", Uuid, primary_key=True), Column("owner_org", Uuid), Column("case_id", Uuid),
    Column("lang", String(5)), guarded("text"), guarded("facts"), secret("source"), Column("version", Integer),
)  # fmt: skip
ORG, OTHER_ORG, CASE, OTHER_CASE = (UUID(int=number) for number in (1, 2, 3, 4))
TEXT = "canary 7f3a: the lawyer's sister called"


@pytest.fixture
def db(keyed_database):
    with keyed_database.transaction() as tx:
        METADATA.create_all(tx.connection)
    return keyed_database


def save(tx, *, org=ORG, case=CASE, **values):
    note_id = uuid4()
    row = {"id": note_id, "owner_org": org, "case_id": case, "lang": "en", "version": 1, **values}
    tx.execute(insert(NOTE), sealed(tx, NOTE, row, org=org))
    return note_id


def read(tx, note_id):
    return opened(tx, NOTE, tx.execute(select(NOTE).where(NOTE.c.id == note_id)).mappings().one())


def test_what_is_sealed_is_opened_as_it_was(db):
    with db.transaction() as tx:
        note_id = save(tx, text=TEXT, facts={"dates": ["2026-03"], "n": 1.5}, source=None)
    with db.reading() as tx:
        assert read(tx, note_id) == {
            "id": note_id, "owner_org": ORG, "case_id": CASE, "lang": "en", "text": TEXT, "facts": {"dates": ["2026-03"], "n": 1.5},
            "source": None, "version": 1,
        }  # fmt: skip


def test_a_change_of_one_column_is_sealed_with_the_same_key(db):
    with db.transaction() as tx:
        note_id = save(tx, text="before")
        changed = sealed(tx, NOTE, {"id": note_id, "text": "after"}, org=ORG, scope=CASE)
        tx.execute(update(NOTE).where(NOTE.c.id == note_id).values(changed))
        assert read(tx, note_id)["text"] == "after"


def test_the_table_names_its_encrypted_columns():
    assert classed(NOTE) == ["text", "facts", "source"]


def test_nothing_of_the_text_stands_in_the_row_or_the_file(db, tmp_path):
    with db.transaction() as tx:
        save(tx, text=TEXT, source=TEXT)
        assert "canary" not in str(tx.execute(text("SELECT * FROM note")).all())
    assert all(b"canary" not in file.read_bytes() for file in Path(tmp_path).rglob("*") if file.is_file())


@pytest.mark.parametrize("place", ["row", "column", "organisation", "case"])
def test_a_value_moved_elsewhere_does_not_open(db, place):
    with db.transaction() as tx:
        theirs = save(tx, text=TEXT, org=OTHER_ORG if place == "organisation" else ORG, case=OTHER_CASE if place == "case" else CASE)
        mine = save(tx, text="mine", facts="mine")
        moved = tx.scalar(select(NOTE.c.text).where(NOTE.c.id == (mine if place == "column" else theirs)))
        tx.execute(update(NOTE).where(NOTE.c.id == mine).values({"facts" if place == "column" else "text": moved}))
    with db.reading() as tx, pytest.raises(Unavailable, match="field-unreadable"):
        read(tx, mine)


@pytest.mark.parametrize("harm", [lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), lambda raw: raw[:5], lambda raw: b""])
def test_a_changed_value_does_not_open(db, harm):
    with db.transaction() as tx:
        note_id = save(tx, text=TEXT)
        raw = tx.scalar(select(NOTE.c.text))
        tx.execute(update(NOTE).values(text=harm(raw)))
    with db.reading() as tx, pytest.raises(Unavailable, match="field-unreadable"):
        read(tx, note_id)


def test_the_same_text_never_looks_the_same(db):
    with db.transaction() as tx:
        for _ in range(2):
            save(tx, text=TEXT)
        first, second = tx.execute(select(NOTE.c.text)).scalars()
    assert first != second


def test_an_erased_key_erases_what_it_encrypted_and_nothing_else(db):
    with db.transaction() as tx:
        gone, kept = save(tx, text=TEXT), save(tx, text="kept", case=OTHER_CASE)
    assert db.data_keys.erase(ORG, CASE) is True
    with db.reading() as tx:
        assert (read(tx, gone)["text"], read(tx, kept)["text"]) == (None, "kept")


def handle(database_url, *, service="toy", master=b"m" * 32):
    return DataKeys(Database(keys_url(database_url), service=service), master=master, cursor_key=b"c" * 32)


def test_another_process_finds_the_same_key(db, database_url):
    other = handle(database_url)
    assert other.key(ORG, CASE) == db.data_keys.key(ORG, CASE)
    assert other.find(ORG, OTHER_CASE) is None
    other.close()


def test_every_organisation_and_case_has_its_own_key(db):
    keys = db.data_keys
    assert len({keys.key(ORG), keys.key(ORG, CASE), keys.key(ORG, OTHER_CASE), keys.key(OTHER_ORG), keys.key(OTHER_ORG, CASE)}) == 5


@pytest.mark.parametrize("wrong", [{"master": b"x" * 32}, {"service": "other"}])
def test_keys_open_only_with_the_master_key_of_their_service(db, database_url, wrong):
    db.data_keys.key(ORG, CASE)
    other = handle(database_url, **wrong)
    with pytest.raises(Unavailable, match="wrong-master-key"):
        other.key(ORG, CASE)
    other.close()


def test_no_data_key_stands_in_the_database_as_it_is(db, tmp_path):
    key = db.data_keys.key(ORG, CASE)
    with db.data_keys._begin() as connection:
        assert key not in connection.execute(select(data_keys.keys.c.wrapped)).scalar_one()
    assert all(key not in file.read_bytes() for file in Path(tmp_path).rglob("*") if file.is_file())


def test_a_loser_of_the_race_for_a_new_key_takes_the_winners(db, database_url):
    winner, loser = handle(database_url), handle(database_url)
    assert loser.find(ORG, CASE) is None
    made = winner.key(ORG, CASE)
    assert loser._make(ORG, CASE) == made
    winner.close()
    loser.close()


def test_on_sqlite_keys_stand_in_a_file_of_their_own():
    assert keys_url("sqlite:////srv/var/cases.sqlite") == "sqlite:////srv/var/cases.keys.sqlite"
    assert keys_url("postgresql+psycopg://db/cases") == "postgresql+psycopg://db/cases"


def test_the_blind_index_of_an_organisation_is_its_own(db):
    ours, theirs = (db.data_keys.index_key(org) for org in (ORG, OTHER_ORG))
    assert digests(ours, "Sample Lawyer").isdisjoint(digests(theirs, "Sample Lawyer"))
    assert ours not in {db.data_keys.key(ORG), db.data_keys.key(OTHER_ORG)}
