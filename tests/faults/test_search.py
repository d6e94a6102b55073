"""Search while somebody is killed: what was published is found afterwards, what was withdrawn is not, and nothing else waits for search."""

import random
import threading
import time
from contextlib import ExitStack
from urllib.request import urlopen

import httpx
import pytest

from havana.distributed import Deployment
from tests.faults.conftest import deployed
from tests.support.embedded import running_site
from tests.support.offline import a_world
from tests.support.patience import PATIENCE_S, Patient, Press
from tests.support.remote import Platform
from tests.support.story import Story
from tests.support.waiting import until

PUBLIC = {"kind": "public"}
WRITERS = 2


def shown_as(alert):
    return alert["edition"]["representation_id"]


def found(public):
    """Return the ids of everything that everybody finds, page by page."""
    ids, cursor = [], {}
    while True:
        page = public.get("/public/search", kind="alert", limit=50, **cursor)
        ids += [item["id"] for item in page["items"]]
        if page["next"] is None:
            return sorted(ids)
        cursor = {"cursor": httpx.URL(page["next"]).params["cursor"]}


class Writers:
    """Members who publish, and withdraw every third alert, until they are told to end."""

    def __init__(self, url, story):
        self.published, self.withdrawn, self._ending = [], [], threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(url, story), daemon=True) for _ in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def _write(self, url, story):
        press = Press(url, officer=story.officer, coordinator=story.coordinator)
        while not self._ending.is_set():
            alert = press.publish(PUBLIC)
            self.published.append(shown_as(alert))
            if len(self.published) % 3 == 0:
                press.withdraw(alert)
                self.withdrawn.append(shown_as(alert))
        press.close()

    def await_more(self, number):
        seen = len(self.published)
        until(lambda: len(self.published) >= seen + number, within_s=PATIENCE_S)

    def end(self):
        self._ending.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    @property
    def standing(self):
        return sorted(set(self.published) - set(self.withdrawn))


@pytest.mark.timeout(900)
def test_a_site_killed_at_random_moments_finds_what_was_published_and_nothing_that_was_withdrawn(tmp_path, full):
    chance, world = random.Random(), a_world(tmp_path)
    with running_site(tmp_path, rate_limit_per_minute=1_000_000) as site:
        writers = Writers(site.url, world.story)
        for _ in range(20 if full else 3):
            writers.await_more(2)
            time.sleep(chance.uniform(0, 0.1))
            site.kill()
            site.start()
        writers.end()
        public = Patient(site.url)
        until(lambda: found(public) == writers.standing, within_s=PATIENCE_S)
        public.close()


@pytest.fixture(scope="module")
def searching(tmp_path_factory, postgres, rabbitmq, own_elasticsearch):
    """The platform as processes of its own, and its own Elasticsearch."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("searching")
        deployment: Deployment = stack.enter_context(deployed(folder, postgres, rabbitmq, search_url=own_elasticsearch.address.url()))
        yield deployment, own_elasticsearch


@pytest.mark.timeout(900)
def test_with_search_and_an_owner_killed_everything_is_found_in_the_end_and_nothing_that_was_withdrawn(searching, full):
    deployment, _ = searching
    chance, public = random.Random(), Patient(deployment.url)
    writers = Writers(deployment.url, Story(Platform(deployment.settings), number=" 1"))
    for number in range(20 if full else 4):
        service = ("search", "alerts")[number % 2]
        writers.await_more(2)
        time.sleep(chance.uniform(0, 0.1))
        deployment.processes[f"{service}-0"].kill()
        deployment.start_replica(service)
    writers.end()
    until(lambda: found(public) == writers.standing, within_s=PATIENCE_S)
    public.close()


@pytest.mark.timeout(900)
def test_what_was_withdrawn_while_search_was_down_is_in_none_of_its_answers_once_it_is_back(searching):
    deployment, _ = searching
    story, public = Story(Platform(deployment.settings), number=" 3"), Patient(deployment.url)
    press = Press(deployment.url, officer=story.officer, coordinator=story.coordinator)
    standing, fallen = press.publish(PUBLIC), press.publish(PUBLIC)
    until(lambda: {shown_as(standing), shown_as(fallen)} <= set(found(public)), within_s=PATIENCE_S)
    deployment.processes["search-0"].kill()
    press.withdraw(fallen)
    deployment.start_replica("search")
    answers = [set(found(public)) & {shown_as(standing), shown_as(fallen)} for _ in range(20)]
    assert answers == [{shown_as(standing)}] * 20
    press.close()
    public.close()


@pytest.mark.timeout(900)
def test_while_elasticsearch_is_stopped_search_says_so_nothing_else_suffers_and_it_catches_up(searching):
    deployment, elasticsearch = searching
    story, public = Story(Platform(deployment.settings), number=" 2"), Patient(deployment.url)
    press = Press(deployment.url, officer=story.officer, coordinator=story.coordinator)
    before, fallen = press.publish(PUBLIC), press.publish(PUBLIC)
    until(lambda: {shown_as(before), shown_as(fallen)} <= set(found(public)), within_s=PATIENCE_S)
    elasticsearch.kill()
    try:
        meanwhile = press.publish(PUBLIC)
        press.withdraw(fallen)
        refused = httpx.get(f"{deployment.url}/api/v1/public/search", timeout=30)
        with urlopen(f"{deployment.url}/health/ready", timeout=30) as ready:
            lacking = httpx.Response(ready.status, content=ready.read()).json()
        listed = public.get("/public/alerts")["total"]
    finally:
        elasticsearch.start()
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"] >= "1") == (503, "search-unavailable", True)
    assert (lacking["status"], lacking["lacking"], listed > 0) == ("ready", {"search": ["engine"]}, True)
    until(lambda: shown_as(meanwhile) in found(public), within_s=PATIENCE_S)
    ids = found(public)
    assert (shown_as(before) in ids, shown_as(fallen) in ids) == (True, False)
    press.close()
    public.close()
