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
def canary():
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
def test_a_canary_in_the_clear_is_found_in_the_database(db, canary, column, made):
    save(db, **{column: made(canary("subject"))})
    assert canary.found_in_database(db) == [(f"note.{column}", "subject")]


def test_a_canary_in_a_guarded_column_is_not_found_in_database_files_or_digests(db, canary, tmp_path):
    word = canary("subject")
    save(db, text=f"{word} called", raw=next(iter(digests(db.data_keys.index_key(ORG), word))))
    assert (canary.found_in_database(db), canary.found_in_files(tmp_path)) == ([], [])


def test_a_canary_is_found_in_files_logs_messages_and_answers(canary, tmp_path, caplog):
    word = canary("subject")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "spool.eml").write_text(f"Subject: {word}")
    with caplog.at_level(logging.INFO):
        logging.getLogger("toy").info("saved %s", word)
    assert canary.found_in_files(tmp_path) == [("deep/spool.eml", "subject")]
    assert [canary.found_in(text) for text in (caplog.text, json.dumps({"name": word}), word.encode(), b"{}")] == [["subject"]] * 3 + [[]]


def test_each_canary_is_found_by_its_own_name(canary):
    first, second = canary("first"), canary("second")
    assert first != second
    assert canary.found_in(second) == ["second"]
