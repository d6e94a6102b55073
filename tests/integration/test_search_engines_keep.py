"""What search engines keep: versions that never go back, pages that stay whole, generations without a gap, writes that survive."""

import json
import subprocess
import sys
import threading
from itertools import count
from uuid import UUID

import pytest

from chassis.errors import Invalid, Unavailable
from services.search.engines import all_versions, connect
from services.search.engines.elasticsearch import ElasticsearchEngine
from services.search.engines.port import UNREADABLE
from tests.support.searching import ANYBODY, EVERYTHING, NOW, a_document, a_question, ids, written

ONE = UUID(int=7, version=4)


def versions(engine) -> dict[UUID, int]:
    engine.settle()
    return dict(all_versions(engine, limit=7))


def test_an_older_version_never_wins(engine):
    for version, text in ((2, "second"), (1, "first")):
        written(engine, a_document(text, id=ONE, version=version))
    assert (ids(engine, a_question("second")), ids(engine, a_question("first")), versions(engine)) == ({ONE}, set(), {ONE: 2})


def test_of_several_versions_in_one_batch_the_latest_wins(engine):
    written(engine, *(a_document(str(version), id=ONE, version=version) for version in (2, 3, 1)))
    assert (versions(engine), ids(engine, a_question("3"))) == ({ONE: 3}, {ONE})


def test_the_same_version_can_be_written_again_and_mends_what_is_there(engine):
    written(engine, a_document("wrong", id=ONE))
    written(engine, a_document("mended", id=ONE))
    assert (ids(engine, a_question("mended")), ids(engine, a_question("wrong"))) == ({ONE}, set())


def test_what_was_removed_comes_back_with_a_later_version_only(engine):
    written(engine, a_document(id=ONE, version=2))
    engine.remove({ONE: 2})
    for version in (1, 2):
        written(engine, a_document(id=ONE, version=version))
    assert (versions(engine), ids(engine), engine.count(EVERYTHING, ANYBODY)) == ({}, set(), (0, True))
    written(engine, a_document(id=ONE, version=3))
    assert versions(engine) == {ONE: 3}


def test_the_removal_of_an_older_version_takes_nothing_away(engine):
    written(engine, a_document(id=ONE, version=2))
    engine.remove({ONE: 1})
    assert versions(engine) == {ONE: 2}


def test_what_was_removed_before_it_was_known_is_never_written(engine):
    engine.remove({ONE: 4})
    written(engine, a_document(id=ONE, version=4))
    assert versions(engine) == {}


def test_every_version_is_listed_once(engine):
    documents = written(engine, *(a_document(version=number) for number in range(1, 41)))
    assert sorted(all_versions(engine, limit=7)) == sorted((one.id, one.version) for one in documents)


@pytest.mark.parametrize("broken", [{"title": None}, {"facets": {"principle": [16]}}, {"text": 5}])
def test_a_document_that_cannot_be_read_is_named_and_keeps_no_other_out(engine, broken):
    good, bad = a_document("good"), a_document(id=ONE, **{"text": "bad"} | broken)
    assert engine.write([bad, good]) == {ONE: UNREADABLE}
    assert versions(engine) == {good.id: 1}


def test_what_only_the_server_refuses_is_named_with_its_word(elasticsearch_url):
    engine = connect(elasticsearch_url)
    good, bad = a_document("good"), a_document("bad", facets={"x" * 40_000: ["1"]})
    assert engine.write([bad, good]) == {bad.id: "document_parsing_exception"}
    assert versions(engine) == {good.id: 1}
    engine.close()


@pytest.mark.parametrize("text", ["x" * 40_000, "\x00 lone \ud800 half", "a " * 200_000])
def test_any_text_is_kept(engine, text):
    [one] = written(engine, a_document(f"lawyer {text}", title=f"title {text}"))
    assert ids(engine, a_question("lawyer")) == {one.id}


@pytest.mark.parametrize("question", [EVERYTHING, a_question("lawyer"), a_question("lawyer", sort="date")])
def test_pages_show_what_there_was_at_the_first_whatever_is_written_meanwhile(engine, question):
    there = written(engine, *(a_document("lawyer " * (number % 5 + 1), date=NOW) for number in range(60)))
    page = engine.search(question, ANYBODY, limit=7)
    found = [hit.id for hit in page.hits]
    for number in count():
        if page.next is None:
            break
        written(engine, *(a_document("lawyer lawyer", date=NOW) for _ in range(5)))
        written(engine, a_document("lawyer", id=there[number].id, version=2, date=None))
        engine.remove({there[-1 - number].id: 1})
        page = engine.search(question, ANYBODY, limit=7, cursor=page.next)
        found += [hit.id for hit in page.hits]
    assert (len(found), set(found)) == (60, {one.id for one in there})


@pytest.mark.parametrize("cursor", ["", "x", "[]", "3", "[1, 2]", '["x", "y"]'])
def test_a_cursor_that_is_none_is_refused(engine, cursor):
    with pytest.raises(Invalid, match="wrong-cursor"):
        engine.search(EVERYTHING, ANYBODY, cursor=cursor or "{")


def test_pages_end_when_what_they_are_read_from_is_gone(engine, request, elasticsearch, tmp_path):
    written(engine, *(a_document() for _ in range(3)))
    cursor = engine.search(EVERYTHING, ANYBODY, limit=1).next
    if isinstance(engine, ElasticsearchEngine):
        elasticsearch.call("DELETE", "/_pit", {"id": json.loads(cursor)[0]})
        again = engine
    else:
        engine.close()
        again = connect((tmp_path / "index").as_uri())
    with pytest.raises(Invalid, match="wrong-cursor"):
        again.search(EVERYTHING, ANYBODY, limit=1, cursor=cursor)
    assert len(again.search(EVERYTHING, ANYBODY).hits) == 3


def test_a_generation_is_built_beside_the_one_that_answers_and_takes_over(engine):
    [old, gone, changed] = written(engine, *(a_document("old") for _ in range(3)))
    engine.begin("second")
    engine.begin("second")
    assert engine.generations() == {"first": True, "second": False}
    new = a_document("new")
    engine.remove({gone.id: 1})
    engine.write([new, a_document("changed", id=changed.id, version=2)])
    engine.write([old, gone, changed], generation="second")
    engine.settle()
    assert ids(engine) == {old.id, changed.id, new.id}
    engine.promote("second")
    engine.promote("second")
    assert (engine.generations(), ids(engine), ids(engine, a_question("changed"))) == (
        {"second": True},
        {old.id, changed.id, new.id},
        {changed.id},
    )


def test_a_generation_is_given_up_but_never_the_one_that_answers(engine):
    [one] = written(engine, a_document())
    engine.begin("second")
    for name in ("second", "first", "unknown"):
        engine.drop(name)
    assert (engine.generations(), ids(engine)) == ({"first": True}, {one.id})


def test_what_no_reindex_built_needs_one(engine):
    assert engine.needs_reindex()
    engine.begin("second")
    assert engine.needs_reindex()
    engine.promote("second")
    assert not engine.needs_reindex()


def test_an_index_that_another_version_laid_out_needs_a_reindex(elasticsearch, elasticsearch_url):
    engine = connect(elasticsearch_url)
    engine.begin("second")
    engine.promote("second")
    elasticsearch.call("PUT", f"/{elasticsearch_url.rsplit('/', 1)[1]}/_mapping", {"_meta": {"layout": "older"}})
    assert engine.needs_reindex()
    engine.close()


class Owner:
    """Has the records that an index is of, and changes them while somebody looks."""

    def __init__(self, engine, standing):
        self.engine, self.records, self.gaps, self.refused = engine, {one.id: one for one in standing}, [], {}
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=work) for work in (self.change, self.look)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def change(self):
        """Add a record, and end every other one again: in the own books first, as services do."""
        while not self.ended.is_set():
            for ends in (False, True):
                new = a_document("coming")
                self.records[new.id] = new
                self.refused |= self.done(lambda new=new: self.engine.write([new]))
                if ends:
                    del self.records[new.id]
                    self.done(lambda new=new: self.engine.remove({new.id: 1}))

    def done(self, work):
        """Do what is to be done until the engine is there for all of it."""
        while True:
            try:
                return work()
            except Unavailable:
                continue

    def look(self):
        while not self.ended.is_set():
            self.gaps.append(self.engine.count(a_question("standing"), ANYBODY) != (100, True))

    def reindex(self, generation):
        self.engine.begin(generation)
        listed = list(self.records.values())
        for start in range(0, len(listed), 20):
            self.engine.write(listed[start : start + 20], generation=generation)
        self.engine.promote(generation)


def test_a_reindex_under_writes_has_no_gap_and_loses_nothing(engine):
    with Owner(engine, written(engine, *(a_document("standing") for _ in range(100)))) as owner:
        for generation in ("second", "third"):
            owner.reindex(generation)
    engine.settle()
    assert (ids(engine), owner.refused, any(owner.gaps), len(owner.gaps) > 3) == (set(owner.records), {}, False, True)
    assert engine.generations() == {"third": True}


def test_what_tantivy_said_is_kept_is_there_after_kill_9(tmp_path):
    address = (tmp_path / "index").as_uri()
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-m", "tests.support.indexing", address], stdout=subprocess.PIPE, text=True) as writer:
            said = [int(next(writer.stdout)) for _ in range(20)]
            writer.kill()
            said += map(int, writer.stdout)
        engine = connect(address)
        assert {UUID(int=number, version=4) for number in said} <= ids(engine)
        engine.write([a_document()])
        engine.close()


@pytest.mark.parametrize("left", ["nothing", "half a generation", "a name that is not there", "another layout"])
def test_tantivy_opens_whatever_a_crash_left(tmp_path, left):
    engine = connect((tmp_path / "index").as_uri())
    [one] = written(engine, a_document())
    engine.begin("second")
    engine.close()
    match left:
        case "half a generation":
            (tmp_path / "index" / "g-second" / "layout").unlink()
        case "a name that is not there":
            (tmp_path / "index" / "answering").write_text("third")
        case "another layout":
            (tmp_path / "index" / "g-first" / "layout").write_text("older")
    engine = connect((tmp_path / "index").as_uri())
    kept = {one.id} if left != "another layout" else set()
    assert (ids(engine), engine.generations()["first"]) == (kept, True)
    engine.close()


def test_elasticsearch_that_is_gone_is_named_and_comes_back_with_what_it_said_is_kept(own_elasticsearch):
    engine = ElasticsearchEngine(own_elasticsearch.address.url(), answer_within_s=2)
    [one] = written(engine, a_document())
    cursor = json.dumps(["x", [1]])
    own_elasticsearch.kill()
    for call in (
        lambda: engine.write([a_document()]), lambda: engine.remove({ONE: 1}), lambda: engine.search(EVERYTHING, ANYBODY),
        lambda: engine.search(EVERYTHING, ANYBODY, cursor=cursor), lambda: engine.count(EVERYTHING, ANYBODY),
        lambda: engine.suggest("x", ANYBODY), engine.versions, lambda: engine.begin("second"), engine.generations,
    ):  # fmt: skip
        with pytest.raises(Unavailable, match="search-unavailable"):
            call()
    assert not engine.is_ready()
    own_elasticsearch.start()
    assert engine.is_ready()
    assert ids(engine) == {one.id}
    own_elasticsearch.freeze()
    with pytest.raises(Unavailable, match="search-unavailable"):
        engine.search(EVERYTHING, ANYBODY)
    own_elasticsearch.thaw()
    engine.settle()
    assert ids(engine) == {one.id}
    engine.close()
