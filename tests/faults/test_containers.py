"""A container of nameko that dies of what nobody expected is followed by a fresh one, embedded and on RabbitMQ alike."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.embedded import REPOSITORY


def seen(folder, broker_url, cause):
    """Return what `tests.support.dying` saw, and what it wrote into its log."""
    environ = {**os.environ, "HAVANA_DATA": str(folder), "HAVANA_BROKER_URL": broker_url}
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.dying", cause]
    run = subprocess.run(command, env=environ, cwd=REPOSITORY, capture_output=True, text=True, timeout=90, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout), run.stderr.splitlines()


def events(log):
    """Return what happened; of a thread that nameko manages, of which the platform has none, eventlet prints more than that."""
    return [json.loads(line)["event"] for line in log if line.startswith("{")]


@pytest.mark.parametrize(("broker", "cause"), [("inproc", "worker"), ("inproc", "thread"), ("rabbitmq", "worker")])
def test_calls_in_flight_are_answered_by_the_container_that_follows_and_the_process_says_meanwhile_that_it_is_not_ready(
    tmp_path, request, broker, cause
):
    broker_url = "inproc://dying" if broker == "inproc" else request.getfixturevalue("rabbitmq_url")
    found, log = seen(tmp_path, broker_url, cause)
    assert (found["answers"], sorted(found["kept"])) == ([0, 1, 2], [0, 1, 2])
    assert found["begun"].count(found["begun"][0]) == 2, "what was at work began again"
    assert found["ready"] == ["200 OK", "503 Service Unavailable", "200 OK"]
    assert [event for event in events(log) if event.startswith("container.")] == ["container.died", "container.replaced"]


def test_what_a_worker_died_of_is_logged_without_its_text(tmp_path):
    _found, log = seen(tmp_path, "inproc://dying", "worker")
    assert [line for line in log if not line.startswith("{") or "nobody expected" in line] == []
