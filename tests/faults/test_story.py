"""From a case to a recalled alert with services killed within the steps: it ends as if nothing had happened."""

import random
import time

import pytest

from tests.support.embedded import running_site
from tests.support.offline import a_world
from tests.support.ordeal import Ordeal
from tests.support.remote import Platform
from tests.support.story import Story

AS_IF_NOTHING_HAD_HAPPENED = {
    "alert": "withdrawn",
    "alerts": 1,
    "cases": 1,
    "entries": ["stub", "withdrawn"],
    "ledger": [
        ["", "copies", "cannot_be_confirmed"],
        ["", "feed", "asked"],
        ["", "public_page", "hidden"],
        ["partner", "stream", "confirmed"],
    ],
    "public": (410, []),
}


DECISIVE = ("/cases", "/submit", "/publish", "/withdraw", "delivery")


class Killer:
    """Kills and starts again, a moment after a step began: always where much hangs together, else now and then, or in `every` step."""

    def __init__(self, kill_and_start, *, every):
        self.kills = []
        self._kill_and_start, self._every, self._chance = kill_and_start, every, random.Random()

    def __call__(self, service, step):
        if self._every or step.endswith(DECISIVE) or self._chance.random() < 0.2:
            time.sleep(self._chance.uniform(0, 0.05))
            self._kill_and_start(service)
            self.kills.append(step.rpartition("/")[2])


def told(url, story, killer):
    ordeal = Ordeal(url, story, killer)
    seen = ordeal.tell()
    ordeal.close()
    return seen


@pytest.mark.timeout(900)
def test_with_services_killed_within_its_steps_the_story_ends_as_if_nothing_had_happened(deployment, full):
    def kill_and_start(service):
        deployment.processes[f"{service}-0"].kill()
        deployment.start_replica(service)

    killer = Killer(kill_and_start, every=full)
    assert told(deployment.url, Story(Platform(deployment.settings)), killer) == AS_IF_NOTHING_HAD_HAPPENED
    assert {step.strip("/") for step in DECISIVE} <= set(killer.kills)


@pytest.mark.timeout(900)
def test_with_the_whole_site_killed_within_its_steps_the_story_ends_as_if_nothing_had_happened(tmp_path, full):
    world = a_world(tmp_path)
    with running_site(tmp_path, rate_limit_per_minute=1_000_000) as site:

        def kill_and_start(_service):
            site.kill()
            site.start()

        killer = Killer(kill_and_start, every=full)
        assert told(site.url, world.story, killer) == AS_IF_NOTHING_HAD_HAPPENED
        assert {step.strip("/") for step in DECISIVE} <= set(killer.kills)
