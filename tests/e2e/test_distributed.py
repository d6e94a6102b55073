"""The platform as processes on RabbitMQ and PostgreSQL, cases twice, the gateway under gunicorn."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest

from chassis.broker import connect
from chassis.client import RpcClient
from chassis.messages.envelope import Publication
from havana import demo, distributed
from havana.composition import SERVICES
from havana.local.processes import free_port
from tests.support.command_line import CommandLine
from tests.support.waiting import until

DEADLINE_S = 2.0
SLACK_S = 1.5


@pytest.fixture(scope="module")
def short_deadlines():
    """Calls of every process that is started from now on end early."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HAVANA_RPC_TIMEOUT_S", str(DEADLINE_S))
        yield


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory, short_deadlines: None):
    folder = tmp_path_factory.mktemp("distributed")
    with distributed.running(folder, host="127.0.0.1", port=free_port(), scale={"cases": 2}) as deployment:
        rpc = RpcClient(deployment.settings.broker_url, name="demo")
        demo.write(rpc, deployment.settings, url=deployment.url)
        rpc.close()
        yield deployment


@pytest.fixture(scope="module")
def written(deployment: distributed.Deployment) -> dict:
    return json.loads((deployment.folder / "demo.json").read_text())


@pytest.fixture(scope="module")
def havana(deployment: distributed.Deployment) -> CommandLine:
    return CommandLine(deployment.environment)


def findings(havana: CommandLine, *, code: int = 0) -> list[tuple[str, str]]:
    """Return (where, check) of what the doctor finds, beside the keys that this deployment keeps in its data folder."""
    found = havana.json("doctor", code=code)["findings"]
    return [(one["where"], one["check"]) for one in found if one["check"] != "keys-in-data"]


def get(deployment: distributed.Deployment, path: str, key: str | None = None) -> httpx.Response:
    return httpx.get(f"{deployment.url}{path}", headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=15)


def a_key(written: dict, organisation: str, role: str) -> str:
    return next(one["key"] for one in written["api_clients"] if organisation in one["organisation"] and one["roles"] == [role])


def test_every_process_writes_whole_lines_of_json(deployment, written):
    assert get(deployment, "/join/sample-token?q=sample-words").status_code == 404
    lines = {
        name: [json.loads(line) for line in (deployment.folder / f"{name}.log").read_text().splitlines()] for name in deployment.processes
    }
    assert {name: {line["service"] for line in said} for name, said in lines.items()} == {
        name: {name.partition("-")[0]} for name in deployment.processes
    }
    assert "Listening at: %s (%s)" in [line["event"] for line in lines["gateway"]]
    assert "sample-" not in (deployment.folder / "gateway.log").read_text()


def test_the_story_ends_as_in_one_process(deployment, written):
    headlines = sorted(one["texts"]["en"]["headline"].split(":")[0] for one in get(deployment, "/api/v1/public/alerts").json()["items"])
    assert headlines == ["Country A", "Sample statement"]
    partner = a_key(written, "Partner", "partner_reader")
    until(lambda: len(get(deployment, "/api/v1/streams/all/entries", partner).json()["items"]) >= 3)


def test_commands_reach_the_services_over_the_broker(deployment, havana):
    assert len(havana.json("org", "list")) == 3
    assert havana.json("audit", "verify")["faults"] == []
    assert findings(havana) == []


def test_a_message_that_nobody_can_read_is_parked_named_and_dropped(deployment, havana):
    broker = connect(deployment.settings.broker_url, name="test")
    broker.start()
    assert broker.wait_ready(10)
    unreadable = Publication(
        id=str(uuid4()), exchange="", routing_key="q.alerts", headers={}, content_type="application/json", body=b"\xff", mandatory=True
    )
    assert broker.publish([unreadable], timeout_s=10) == ["confirmed"]
    broker.close()
    until(lambda: havana.json("dead-letters", "list", "alerts"))
    (parked,) = havana.json("dead-letters", "list")
    assert (parked["service"], parked["type"]) == ("alerts", "undecodable")
    assert findings(havana, code=1) == [("alerts", "parked")]
    havana.run("dead-letters", "drop", "alerts", parked["message_id"], "--yes")
    assert findings(havana) == []


def test_a_replica_that_is_killed_is_missed_by_nobody_for_long(deployment, written):
    lead = a_key(written, "Lead", "coordinator")
    deployment.processes["cases-0"].kill()
    until(lambda: get(deployment, "/api/v1/cases", lead).status_code == 200)
    answers = [get(deployment, "/api/v1/cases", lead).status_code for _ in range(10)]
    deployment.start_replica("cases", 0)
    until(deployment.is_ready)
    assert answers == [200] * 10


def test_a_service_that_is_gone_is_said_at_once_and_comes_back(deployment, written, havana):
    lead = a_key(written, "Lead", "coordinator")
    deployment.processes["alerts-0"].send(signal.SIGTERM)
    deployment.processes["alerts-0"].wait()
    time.sleep(11)  # until the queue of a service without a replica is gone
    began = time.monotonic()
    refused = get(deployment, "/api/v1/alerts", lead)
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
    assert time.monotonic() - began < 2
    assert findings(havana, code=1) == [("alerts", "answers")]
    deployment.start_replica("alerts")
    until(lambda: get(deployment, "/api/v1/alerts", lead).status_code == 200)


@pytest.fixture
def ask(deployment: distributed.Deployment, written: dict):
    """Ask the API as the lead organisation's program; nothing may take longer than the deadline and a little."""
    lead = a_key(written, "Lead", "coordinator")

    def ask(path: str) -> httpx.Response:
        began = time.monotonic()
        answer = get(deployment, f"/api/v1{path}", lead)
        assert time.monotonic() - began < DEADLINE_S + SLACK_S
        return answer

    until(lambda: ask("/alerts").status_code == 200)
    return ask


@contextmanager
def standing_still(process) -> Iterator[None]:
    """Let a process stand still, its connections open."""
    process.send(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send(signal.SIGCONT)


UNAVAILABLE = (503, "application/problem+json", True)


def said(answer: httpx.Response) -> tuple[int, str, bool]:
    return answer.status_code, answer.headers["Content-Type"], "Retry-After" in answer.headers


def test_a_service_that_stands_still_is_said_at_the_deadline(deployment, ask):
    with standing_still(deployment.processes["alerts-0"]):
        answer, other = ask("/alerts"), ask("/cases")
    assert (said(answer), answer.json()["code"], other.status_code) == (UNAVAILABLE, "deadline-exceeded", 200)


def test_a_side_part_that_stands_still_is_null_and_named_at_the_deadline(deployment, ask):
    case = ask("/cases").json()["items"][0]["id"]
    with standing_still(deployment.processes["alerts-0"]):
        answer = ask(f"/cases/{case}?include=alerts,timeline")
    assert (answer.status_code, answer.json()["alerts"], answer.json()["incomplete"]) == (200, None, ["alerts"])
    assert (answer.json()["timeline"]["items"] != [], "ETag" in answer.headers, answer.headers["Cache-Control"]) == (
        True,
        False,
        "no-store",
    )


def test_a_broker_that_stands_still_is_said_at_the_deadline(deployment, ask):
    deployment.rabbitmq.freeze()
    try:
        answers = [ask(path) for path in ("/alerts", "/public/alerts")]
    finally:
        deployment.rabbitmq.thaw()
    assert [said(answer) for answer in answers] == [UNAVAILABLE] * 2


def test_without_the_broker_everything_is_said_in_time_and_it_comes_back(deployment, ask):
    deployment.rabbitmq.stop()
    try:
        answers = [ask(path) for path in ("/alerts", "/cases", "/public/alerts", "/streams/alerts/entries")]
        live, ready = get(deployment, "/health/live"), get(deployment, "/health/ready")
    finally:
        deployment.rabbitmq.start()
    assert [said(answer) for answer in answers] == [UNAVAILABLE] * 4
    assert (live.status_code, ready.status_code, ready.json()["missing"]) == (
        200,
        503,
        sorted(SERVICES),
    )
    until(lambda: ask("/alerts").status_code == 200, within_s=30)


def test_the_index_is_looked_after_from_the_command_line(havana):
    until(lambda: havana.json("search", "status")["counts"].get("wanted", 0) == 0, within_s=60)
    assert "The index is built." in havana.run("search", "reindex").stdout
    assert "Nothing differs." in havana.run("search", "verify").stdout
    assert havana.json("search", "status")["build"]["state"] == "done"
