"""Readers of a stream over HTTP that are cut off again and again, and the site with them: each has the log's part for it in the end."""

import json
import random
import threading
from contextlib import suppress

import httpx
import pytest
from sqlalchemy import select

from services.streams.domain import FIRST_HASH, chained
from services.streams.storage.tables import delivery, entry, subscription
from tests.support.embedded import running_site
from tests.support.offline import a_world, rows
from tests.support.patience import PATIENCE_S, Patient, Press
from tests.support.waiting import until

PUBLIC = {"kind": "public"}


class Reader:
    """Reads the stream `alerts` as a member, some entries at a time, until it has seen `last`."""

    def __init__(self, url, member, chance):
        self.url, self.member, self.chance = url, member, chance
        self.events, self.cursor, self.last, self.resets = [], None, None, []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def ended(self):
        """Say whether the reader has seen the last record that it waits for."""
        return not self._thread.is_alive()

    def _read(self):
        while self.last is None or self.last not in [event.get("subject") for event in self.events]:
            with suppress(httpx.HTTPError):
                self.read_some(self.chance.randint(0, 4))

    def take(self, cursor, event):
        self.cursor = cursor
        self.events.append(event)


class Puller(Reader):
    """Asks for pages and is killed between two entries of one."""

    def read_some(self, most):
        reader = Patient(self.url, secret=self.member.secret)
        query = {"limit": self.chance.randint(1, 5), "wait": 1, **({"after": self.cursor} if self.cursor else {})}
        page = reader.get("/streams/alerts/entries", **query)
        reader.close()
        self.resets += [page["reset"]] if page["reset"] else []
        for item in page["items"][:most]:
            self.take(item["cursor"], item["event"])


class Follower(Reader):
    """Follows by server-sent events and is cut off after some of them."""

    def read_some(self, most):
        headers = {"Last-Event-ID": self.cursor} if self.cursor else {}
        cookies = {"havana_session": self.member.secret}
        fields = {}
        with (
            httpx.Client(cookies=cookies, timeout=5) as http,
            http.stream("GET", f"{self.url}/api/v1/streams/alerts/sse", headers=headers) as answer,
        ):
            for line in answer.iter_lines() if answer.status_code == 200 else ():
                name, _, value = line.partition(": ")
                fields[name] = value
                if line or "data" not in fields:
                    continue
                if most == 0:
                    return
                most -= 1
                self._took(fields)
                fields = {}

    def _took(self, fields):
        if fields["event"] in {"reset", "end"}:
            self.resets.append(fields["data"])
        else:
            self.take(fields["id"], json.loads(fields["data"]))


def given(folder, member):
    """Return (n, record, whether withdrawn) of what the site gave a member, having followed the chain of hashes."""
    key = f"person:{member.membership_id}"
    columns = (delivery.c.n, delivery.c.hash, delivery.c.representation_id, delivery.c.withdrawn, entry.c.digest, entry.c.position)
    query = (
        select(*columns).join(entry, entry.c.id == delivery.c.entry_id).join(subscription, subscription.c.id == delivery.c.subscription_id)
    )
    found = rows(folder, "streams", query.where(subscription.c.client == key).order_by(delivery.c.n))
    last = FIRST_HASH
    for row in found:
        last = chained(last, row.n, row.digest)
        assert row.hash == last
    assert [row.position for row in found] == sorted(row.position for row in found)
    return [(row.n, str(row.representation_id), row.withdrawn) for row in found]


def held(events):
    """Return the records that a reader has after these events."""
    records = set()
    for event in events:
        if event["type"].endswith("withdrawn.v1"):
            records.discard(event["subject"])
        elif "subject" in event:
            records.add(event["subject"])
    return records


@pytest.mark.timeout(900)
def test_readers_cut_off_at_random_have_the_logs_set_for_them_in_order_and_learn_of_nothing_else(tmp_path, full):
    chance = random.Random()
    world = a_world(tmp_path)
    record_of, public, shared = (lambda alert: alert["edition"]["representation_id"]), set(), set()
    withdrawn = set()
    with running_site(tmp_path, rate_limit_per_minute=1_000_000) as site:
        readers = [
            kind(site.url, member, chance)
            for members in (world.partners, world.outsiders)
            for kind, member in zip((Puller, Follower), members, strict=True)
        ]
        press = Press(site.url, officer=world.story.officer, coordinator=world.story.coordinator)
        out = []
        for step in range(300 if full else 20):
            audience, known = chance.choice([(PUBLIC, public), (world.group, shared)])
            out.append(press.publish(audience))
            known.add(record_of(out[-1]))
            if chance.random() < 0.4:
                alert = out.pop(chance.randrange(len(out)))
                press.withdraw(alert)
                withdrawn.add(record_of(alert))
            if step % 100 == 10:
                site.kill()
                site.start()
        last = press.publish(PUBLIC)
        public.add(record_of(last))
        for reader in readers:
            reader.last = record_of(last)
        until(lambda: all(reader.ended() for reader in readers), within_s=PATIENCE_S)
        press.close()
        assert site.stop() == 0
    for reader, expected in zip(readers, [public | shared, public | shared, public, public], strict=True):
        assert reader.resets == []
        assert [int(event["sequence"]) for event in reader.events] == list(range(1, len(reader.events) + 1))
        assert held(reader.events) == expected - withdrawn
        deliveries = {n: (record, is_withdrawn) for n, record, is_withdrawn in given(tmp_path, reader.member)}
        had = {record for record, is_withdrawn in deliveries.values() if not is_withdrawn}
        assert had <= expected
        assert {record for record, is_withdrawn in deliveries.values() if is_withdrawn} <= had & withdrawn
        said = {
            int(event["sequence"]): (event["subject"], event["type"].endswith("withdrawn.v1"))
            for event in reader.events
            if "subject" in event
        }
        assert said == {n: deliveries[n] for n in said}
        assert set(deliveries) == set(range(1, len(deliveries) + 1))
