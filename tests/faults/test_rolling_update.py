"""The former release and this one beside each other, on the same databases and broker, there and back: nobody notices."""

import io
import os
import re
import subprocess
import sys
import tarfile
import threading
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from havana import composition
from havana.distributed import REPOSITORY, Deployment
from havana.local.processes import free_port
from tests.faults.test_story import AS_IF_NOTHING_HAD_HAPPENED
from tests.support.ordeal import Ordeal
from tests.support.remote import Platform
from tests.support.story import Story
from tests.support.waiting import until

READY_S = 60
RELEASE = re.compile(r"^## \[\d+\.\d+\.\d+\] - \S+ commit (\w+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def former_code(tmp_path_factory):
    """The tree of the last release, by the commit that the changelog names."""
    commit = RELEASE.search((REPOSITORY / "CHANGELOG.md").read_text())[1]
    tree = subprocess.run(["git", "archive", commit], cwd=REPOSITORY, capture_output=True, check=True).stdout
    folder = tmp_path_factory.mktemp("former")
    with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
        archive.extractall(folder, filter="data")
    return folder


class Release(Deployment):
    """A deployment that runs the code of one tree, of those services that it has."""

    def __init__(self, code, *arguments, **told):
        super().__init__(*arguments, **told)
        self.environment |= {"PYTHONPATH": str(code), "HAVANA_RATE_LIMIT_PER_MINUTE": "1000000"}
        self.services = [name for name in composition.SERVICES if (Path(code) / "services" / name / "__init__.py").exists()]

    def bring(self, service):
        """Start a replica and return once it works."""
        before = self._said(service)
        self.start_replica(service)
        until(lambda: self._said(service) > before, within_s=READY_S)

    def take_away(self, name):
        """End a process as an orchestrator does: it drains."""
        self.processes.pop(name).stop(timeout_s=self.settings.drain_timeout_s + 5)

    def migrate(self):
        subprocess.run(
            [sys.executable, "-m", self.program, "migrate", *self.services],
            env=os.environ | self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _said(self, service):
        log = self.folder / f"{service}-0.log"
        return log.read_text().count(f"{service} runs.") if log.exists() else 0


@pytest.fixture
def releases(former_code, tmp_path, postgres, rabbitmq):
    """The former release and this one, on one broker, one set of databases and keys; nothing runs yet."""
    mark = uuid4().hex
    for service in composition.SERVICES:
        postgres.create_database(f"{service}_{mark}")
    urls = {"broker_url": rabbitmq.create_vhost(f"test-{mark}"), "database_url": postgres.url(f"{{service}}_{mark}"), "host": "127.0.0.1"}
    made = []
    for name, code in (("former", former_code), ("this", REPOSITORY)):
        folder = tmp_path / name
        folder.mkdir()
        release = Release(code, folder, **urls, port=free_port())
        shared = {"HAVANA_KEYS_DIR": tmp_path / "keys", "HAVANA_LEDGER_DIR": tmp_path / "ledger", "HAVANA_DATA": tmp_path / "data"}
        release.environment |= {setting: str(path) for setting, path in shared.items()}
        made.append(release)
    composition.make_keys(made[1].settings)
    yield made
    for release in made:
        for process in release.processes.values():
            process.kill()
    rabbitmq.delete_vhost(f"test-{mark}")
    for service in composition.SERVICES:
        postgres.drop_database(f"{service}_{mark}")


@contextmanager
def asked_all_the_while(url, story):
    """Ask for something of every service of the former release inside, again and again; every single answer must be one."""
    paths = ("/public/alerts", "/cases", "/alerts", "/me", "/subscriptions")
    answers, over = [], threading.Event()

    def ask():
        with httpx.Client(base_url=f"{url}/api/v1", cookies={"havana_session": story.coordinator.secret}, timeout=20) as http:
            while not over.wait(0.05):
                answers.extend((path, http.get(path).status_code) for path in paths)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join()
    assert {answer for answer in answers if answer[1] != 200} == set()
    assert len(answers) > 100


def told(url, story):
    ordeal = Ordeal(url, story, lambda _service, _step: None)
    try:
        return ordeal.tell()
    finally:
        ordeal.close()


@pytest.mark.timeout(600)
def test_a_site_is_updated_and_put_back_without_a_request_lost(releases):
    former, this = releases
    stories = iter(range(1, 10))

    def a_story():
        return Story(Platform(this.settings), number=f" {next(stories)}")

    for service in former.services:
        former.bring(service)
    former.start_gateway()
    watching = a_story()
    assert told(former.url, a_story()) == AS_IF_NOTHING_HAD_HAPPENED

    this.migrate()
    with asked_all_the_while(former.url, watching):
        for service in this.services:
            this.bring(service)
        assert told(former.url, a_story()) == AS_IF_NOTHING_HAD_HAPPENED
        for service in former.services:
            former.take_away(f"{service}-0")
        assert told(former.url, a_story()) == AS_IF_NOTHING_HAD_HAPPENED
    this.start_gateway()
    with asked_all_the_while(this.url, watching):
        former.take_away("gateway")
        assert told(this.url, a_story()) == AS_IF_NOTHING_HAD_HAPPENED

        for service in former.services:
            former.bring(service)
        for service in this.services:
            if service in former.services:
                this.take_away(f"{service}-0")
        assert told(this.url, a_story()) == AS_IF_NOTHING_HAD_HAPPENED
    former.start_gateway()
    assert told(former.url, a_story()) == AS_IF_NOTHING_HAD_HAPPENED
