"""A question over HTTP, through gateway, broker and service, against the same one put to the engine, and the way there and back."""

import json
import time
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import quote

import pytest
from sqlalchemy import insert

from chassis.client import RpcClient
from chassis.contexts import verify
from chassis.keys import Keyring
from chassis.storage import Database
from chassis.values import Tlp, utcnow
from services.search.domain.asking import question_of
from services.search.domain.kinds import FACETS, KINDS
from services.search.engines import Sights, connect
from services.search.schemas import Search
from services.search.storage import index
from services.search.storage.tables import indexed
from tests.bench.documents import documents, questions
from tests.bench.rounds import medians
from tests.bench.sites import on_servers
from tests.support.waiting import until

DOCUMENTS, BATCH = 20_000, 1000
ROUNDS, QUESTIONS = 15, 20
AT_MOST = 1.15


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAVANA_RATE_LIMIT_PER_MINUTE", "1000000")
        with on_servers(tmp_path_factory.mktemp("search")) as site:
            yield site


def fill(settings, engine):
    """Have so many public documents found, as if they had been announced and followed."""
    public = [replace(one, kind="alert", audience=frozenset({"public"}), marking=Tlp.CLEAR) for one in documents(DOCUMENTS)]
    with closing(Database(settings.database_url_of("search"), service="search")) as database:
        for start in range(0, DOCUMENTS, BATCH):
            some = public[start : start + BATCH]
            assert engine.write(some) == {}
            with database.transaction() as tx:
                tx.execute(insert(indexed), [_row(one.id) for one in some])


def _row(representation_id):
    now = utcnow()
    return {
        "id": representation_id, "kind": "alert", "owner": "alerts", "version": 1, "state": index.WRITTEN, "in_engine": True,
        "attempts": 0, "error": None, "next_at": now, "changed_at": now, "watched_version": 1,
    }  # fmt: skip


def viewer_of(settings, key):
    with closing(RpcClient(settings.broker_url, name="bench")) as rpc:
        context = rpc.call("directory", "resolve_api_key", {"key": key})["context"]
    return verify(context, Keyring.load(settings.keys_dir).public, utcnow())


def each_ms(work, asked):
    began = time.perf_counter()
    for one in asked:
        work(one)
    return (time.perf_counter() - began) / len(asked) * 1000


def test_a_question_through_the_gateway_takes_little_longer_than_the_engine_and_the_way_there(site, keep):
    settings, key = site.deployment.settings, site.key("Lead", "coordinator")
    engine = connect(settings.search_url)
    sights = Sights.of(viewer_of(settings, key), KINDS, now=utcnow())
    typed = [" ".join(word.text for word in question.wanted) for question in questions(QUESTIONS, of=DOCUMENTS)]
    fill(settings, engine)

    def direct(text):
        return engine.search(question_of(Search().load({"q": text})), sights, facets=FACETS)

    with closing(engine), closing(HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:

        def over_http(path):
            connection.request("GET", f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"})
            answer = connection.getresponse()
            body = json.loads(answer.read())
            assert answer.status == 200, body
            return body

        def through(text):
            return over_http(f"search?q={quote(text)}")

        until(lambda: direct("").total == through("")["total"] >= 10_000)
        assert [through(text)["total"] for text in typed] == [direct(text).total for text in typed]
        work = {
            "direct": lambda: each_ms(direct, typed),
            "through": lambda: each_ms(through, typed),
            "way": lambda: each_ms(over_http, ["streams"] * QUESTIONS),
        }
        took = medians(ROUNDS, work)
    keep(
        "a question through the gateway, Elasticsearch, without the way of a call that asks nothing", took["through"] - took["way"], "ms",
        against=("the same question put to the engine", took["direct"]), ratio_at_most=AT_MOST,
    )  # fmt: skip
