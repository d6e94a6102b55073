"""How long an event loop stands still: `python -m tests.support.hub WHAT JSON` prints what it measured as JSON."""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import json
import os
import sys
import threading
import time

import eventlet
import eventlet.tpool
from argon2 import PasswordHasher
from prometheus_client import REGISTRY
from sqlalchemy import text

from chassis import offload
from chassis.settings import Settings
from chassis.storage import Database
from havana import composition
from havana.embedded import running_services
from havana.probes import watch_hub
from services.search.engines import connect
from tests.support.remote import Platform
from tests.support.searching import ANYBODY, a_document, a_question
from tests.support.site import Organisation

TICK_S = 0.01


class Ticker:
    """Sleeps a moment again and again, and notes by how much the longest moment was longer."""

    def __init__(self):
        self.longest_still_s, self.hub_lag_s, self._going = 0.0, 0.0, True

    def __enter__(self):
        self._greenlet = eventlet.spawn(self._tick)
        eventlet.sleep(0)
        return self

    def __exit__(self, *_error):
        self._going = False
        self._greenlet.wait()

    def _tick(self):
        while self._going:
            asked_at = time.monotonic()
            eventlet.sleep(TICK_S)
            self.longest_still_s = max(self.longest_still_s, time.monotonic() - asked_at - TICK_S)
            self.hub_lag_s = max(self.hub_lag_s, REGISTRY.get_sample_value("havana_hub_lag_seconds", {"process": "test"}) or 0.0)


def sign_in(*, offloaded, people):
    """Let people sign in at the same moment."""
    settings = Settings.read({**os.environ, "HAVANA_WORKERS": str(people), "HAVANA_BROKER_URL": "inproc://hub"}, embedded=True).prepared()
    composition.make_keys(settings)
    offload.install(eventlet.tpool.execute)
    with running_services(settings):
        platform = Platform(settings)
        member = Organisation(platform, "Sample Organisation").member("coordinator")
        began = time.monotonic()
        PasswordHasher().hash(member.password)
        hash_s = time.monotonic() - began
        if not offloaded:
            offload.install(lambda call, *args: call(*args))
        threading.Thread(target=watch_hub, args=("test",), daemon=True).start()
        eventlet.sleep(0.5)
        with Ticker() as ticker:
            asked = [eventlet.spawn(platform.rpc.directory.sign_in, email=member.email, password=member.password) for _ in range(people)]
            answers = [one.wait() for one in asked]
            eventlet.sleep(0.5)
    return {"signed_in": len([one for one in answers if one["context"]]), "hash_s": hash_s, **still(ticker)}


def crowd(*, calls):
    """Let many more call a service at the same moment than it has workers; then one more."""
    settings = Settings.read({**os.environ, "HAVANA_BROKER_URL": "inproc://crowd"}, embedded=True).prepared()
    composition.make_keys(settings)
    with running_services(settings):
        rpc = Platform(settings).rpc
        asked = [eventlet.spawn(rpc.directory.ping) for _ in range(calls)]
        answered = sum(one.wait()["service"] == "directory" for one in asked)
        return {"answered": answered, "afterwards": rpc.directory.ping()}


def queries(*, url, queries, seconds):
    """Let queries that take a while run at the same moment."""
    database = Database(url, service="toy")

    def ask():
        with database.reading() as tx:
            tx.execute(text(f"SELECT pg_sleep({seconds})"))

    began = time.monotonic()
    with Ticker() as ticker:
        for one in [eventlet.spawn(ask) for _ in range(queries)]:
            one.wait()
    database.close()
    return {"took_s": time.monotonic() - began, **still(ticker)}


def searching(*, address, offloaded, documents, searches):
    """Let documents be written while others search."""
    if offloaded:
        offload.install(eventlet.tpool.execute)
    engine = connect(address)
    text = "The lawyers of a place were arrested and their offices searched. " * 30
    several = [a_document(f"{text} {number}") for number in range(documents)]
    began = time.monotonic()
    with Ticker() as ticker:
        writing = eventlet.spawn(engine.write, several)
        asked = [eventlet.spawn(engine.search, a_question("lawyer"), ANYBODY) for _ in range(searches)]
        refused = writing.wait()
        for one in asked:
            one.wait()
        took_s = time.monotonic() - began
    engine.settle()
    found = engine.count(a_question("lawyer"), ANYBODY)
    engine.close()
    return {"refused": len(refused), "found": found[0], "took_s": took_s, **still(ticker)}


def still(ticker):
    return {"longest_still_s": ticker.longest_still_s, "hub_lag_s": ticker.hub_lag_s}


if __name__ == "__main__":
    found = {"sign_in": sign_in, "crowd": crowd, "queries": queries, "searching": searching}[sys.argv[1]](**json.loads(sys.argv[2]))
    sys.stdout.write(json.dumps(found) + "\n")
