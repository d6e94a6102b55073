"""The embedded site killed in the middle of its work: what it acknowledged is there, and every reader has had it once."""

import random
import threading
import time
from collections import Counter

import pytest
from sqlalchemy import select

from services.streams.storage.tables import entry
from tests.support.embedded import running_site
from tests.support.offline import a_world, rows, unread
from tests.support.patience import PATIENCE_S, Press
from tests.support.waiting import until

PUBLIC = {"kind": "public"}
WRITERS = 4


@pytest.mark.timeout(900)
def test_a_site_killed_at_random_moments_keeps_what_it_acknowledged_and_its_readers_miss_nothing(tmp_path, full):
    kills = 40 if full else 6
    chance = random.Random()
    world, published, withdrawn, ending = a_world(tmp_path), [], [], threading.Event()

    def write(url):
        press = Press(url, officer=world.story.officer, coordinator=world.story.coordinator)
        while not ending.is_set():
            alert = press.publish(PUBLIC)
            published.append(alert)
            if len(published) % 3 == 0:
                withdrawn.append(press.withdraw(alert))
        press.close()

    with running_site(tmp_path, rate_limit_per_minute=1_000_000) as site:
        writers = [threading.Thread(target=write, args=(site.url,), daemon=True) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        for _ in range(kills):
            seen = len(published)
            until(lambda seen=seen: len(published) > seen + 3, within_s=PATIENCE_S)
            time.sleep(chance.uniform(0, 0.05))
            site.kill()
            site.start()
        ending.set()
        for writer in writers:
            writer.join(PATIENCE_S)
        until(lambda: unread(tmp_path) == [], within_s=PATIENCE_S)
        assert site.stop() == 0

    public = {alert["edition"]["representation_id"] for alert in published}
    gone = {alert["edition"]["representation_id"] for alert in withdrawn}
    entries = Counter(
        (str(row.representation_id), row.withdrawn) for row in rows(tmp_path, "streams", select(entry).where(entry.c.kind == "alert"))
    )
    assert len(public) == len(published)
    assert entries == Counter([(one, False) for one in public] + [(one, True) for one in gone])
