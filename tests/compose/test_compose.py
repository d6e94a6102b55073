"""The real compose file on a real engine: `make compose`. Not part of `make test`: it builds images for some minutes."""

import json
import random
import subprocess
import threading
import time
from itertools import count
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from havana.composition import SERVICES
from tests.compose.engine import docker
from tests.faults.test_story import AS_IF_NOTHING_HAD_HAPPENED
from tests.support.ordeal import Ordeal
from tests.support.story import Story
from tests.support.waiting import until

OURS = [*SERVICES, "gateway"]
SERVERS = {"rabbitmq", "postgres", "elasticsearch"}
NUMBERS = count(1)


def status(url):
    try:
        with urlopen(url, timeout=10) as answer:
            return answer.status
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


def is_ready(compose):
    return status(f"{compose.url}/health/ready") == 200


def told(compose, platform, within):
    ordeal = Ordeal(compose.url, Story(platform, number=f" {next(NUMBERS)}"), within)
    try:
        return ordeal.tell()
    finally:
        ordeal.close()


def test_the_platform_answers_once_compose_has_brought_it_up(compose):
    until(lambda: is_ready(compose), within_s=60)


def test_the_story_from_a_case_to_a_recalled_alert_is_told(compose, platform):
    assert told(compose, platform, lambda _service, _step: None) == AS_IF_NOTHING_HAD_HAPPENED


@pytest.mark.timeout(900)
def test_with_containers_killed_within_its_steps_the_story_ends_as_if_nothing_had_happened(compose, platform):
    chance, killed = random.Random(), []

    def kill(service, _step):
        if chance.random() < 0.4 or not killed:
            time.sleep(chance.uniform(0, 0.05))
            (container,) = compose.containers(service)
            docker("kill", container)
            docker("start", container)
            killed.append(service)

    assert told(compose, platform, kill) == AS_IF_NOTHING_HAD_HAPPENED
    assert killed
    until(lambda: is_ready(compose), within_s=60)


@pytest.mark.timeout(600)
def test_a_service_is_scaled_and_one_of_three_may_die_without_a_request_lost(compose, platform):
    compose("up", "--detach", "--no-recreate", "--scale", "cases=3")
    containers = compose.containers("cases")
    assert len(containers) == 3
    until(
        lambda: {docker("inspect", "--format", "{{.State.Health.Status}}", one).strip() for one in containers} == {"healthy"}, within_s=90
    )
    killing = threading.Timer(0.5, lambda: docker("kill", containers[0]))
    killing.start()
    assert told(compose, platform, lambda _service, _step: None) == AS_IF_NOTHING_HAD_HAPPENED
    killing.join()
    assert docker("inspect", "--format", "{{.State.Running}}", containers[0]).strip() == "false"
    compose("up", "--detach", "--no-recreate", "--scale", "cases=1")
    until(lambda: is_ready(compose), within_s=60)


@pytest.mark.parametrize("service", OURS)
def test_a_container_of_ours_is_nobody_who_may_write_or_become_more(compose, service):
    known = compose.inspect(service)
    host = known["HostConfig"]
    assert (known["Config"]["User"], host["ReadonlyRootfs"], host["CapDrop"], host["Privileged"]) == ("10001:10001", True, ["ALL"], False)
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert (host["Memory"] > 0, host["PidsLimit"] > 0) == (True, True)


def test_only_the_gateway_is_reached_from_outside(compose):
    published = {service for service in {*OURS, *SERVERS} if compose.inspect(service)["HostConfig"]["PortBindings"]}
    assert published == {"gateway"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_holds_no_secret_of_another(compose, service):
    (container,) = compose.containers(service)
    found = docker("exec", container, "find", "/run/secrets", "/run/havana/keys/signing", "/run/havana/keys/master", "-type", "f")
    own = {"broker", f"database-{service}", f"{service}.jwk", f"{service}.key"} | ({"elasticsearch"} if service == "search" else set())
    assert {path.rpartition("/")[2] for path in found.split()} == own


def test_the_role_of_a_service_opens_no_other_database(compose):
    password = (compose.secrets / "database-alerts").read_text().strip()
    (postgres,) = compose.containers("postgres")

    def reach(database):
        address = f"postgresql://alerts:{password}@127.0.0.1/{database}"
        return subprocess.run(["docker", "exec", postgres, "psql", address, "-c", "SELECT 1"], capture_output=True, text=True, check=False)

    assert reach("alerts").returncode == 0
    assert "permission denied for database" in reach("cases").stderr


def test_no_secret_stands_in_what_the_engine_shows_of_a_container(compose):
    secrets = [file.read_text().strip() for file in compose.secrets.iterdir() if file.is_file() and file.suffix == ""]
    shown = "".join(str(compose.inspect(service)) for service in OURS)
    assert [one for one in secrets if one in shown] == []


def test_the_operator_finds_nothing_wrong(compose):
    assert "WRONG" not in compose("run", "--rm", "-T", "operator", "doctor")


def test_what_everybody_may_read_is_found(compose):
    def found():
        with urlopen(f"{compose.url}/api/v1/public/search?q=lawyers&kind=principle", timeout=10) as answer:
            return json.load(answer)["total"]

    until(lambda: found() > 0, within_s=60)
