"""The canaries sing: a helper that finds nothing proves nothing."""

import base64
import json
import logging
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, Uuid, insert

from chassis.blind_index import digests
from chassis.fields import guarded, sealed
from chassis.storage import Json
from tests.support.canaries import Canaries

METADATA = MetaData()
NOTE = Table(
    "note", METADATA, Column("id", Uuid, primary_key=True), Column("owner_org", Uuid), Column("title", String(200)), Column("facts", Json),
    Column("raw", LargeBinary), guarded("text"),
)  # fmt: skip
ORG = UUID(int=1)


@pytest.fixture
def canaries():
    return Canaries()


@pytest.fixture
def db(keyed_database):
    with keyed_database.transaction() as tx:
        METADATA.create_all(tx.connection)
    return keyed_database


def save(db, **values):
    with db.transaction() as tx:
        row = {"id": uuid4(), "owner_org": ORG, "title": None, "facts": None, "raw": None, "text": None, **values}
        tx.execute(insert(NOTE), sealed(tx, NOTE, row, org=ORG))


@pytest.mark.parametrize(
    ("column", "made"),
    [
        ("title", lambda word: f"The case of {word.upper()}"),
        ("facts", lambda word: {"people": [{"name": word}]}),
        ("raw", lambda word: word.encode()),
        ("title", lambda word: word.encode().hex()),
        *[("title", lambda word, pad=pad: base64.b64encode(b"x" * pad + word.encode() + b" and more").decode()) for pad in range(3)],
    ],
)
def test_a_canary_in_the_clear_is_found_in_the_database(db, canaries, column, made):
    save(db, **{column: made(canaries.plant("subject"))})
    assert canaries.in_database(db) == [("subject", f"note.{column}")]
    assert canaries.in_database(db, but=[f"note.{column}"]) == []


def test_a_canary_in_a_guarded_column_is_not_found_in_database_files_or_digests(db, canaries, tmp_path):
    word = canaries.plant("subject")
    save(db, text=f"{word} called", raw=next(iter(digests(db.data_keys.index_key(ORG), word))))
    assert (canaries.in_database(db), canaries.in_folder(tmp_path)) == ([], [])


def test_a_canary_is_found_in_files_logs_messages_and_answers(canaries, tmp_path, caplog):
    word = canaries.plant("subject")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "spool.eml").write_text(f"Subject: {word}")
    with caplog.at_level(logging.INFO):
        logging.getLogger("toy").info("saved %s", word)
    assert canaries.in_folder(tmp_path) == [("subject", "deep/spool.eml")]
    assert canaries.in_text("log", caplog.text) == [("subject", "log")]
    assert canaries.in_messages([b"{}", json.dumps({"name": word}), word.encode()]) == [("subject", "message 1"), ("subject", "message 2")]
    assert canaries.in_json("answer", {"errors": [word]}) == [("subject", "answer")]


def test_each_canary_is_found_by_its_own_name(canaries):
    first, second = canaries.plant("first"), canaries.plant("second")
    assert first != second
    assert canaries.in_text("log", second) == [("second", "log")]
