"""Withdrawing consent recalls what rests on it, over real queues, embedded and on servers."""

import json
import os
import subprocess
import sys
from uuid import uuid4

import pytest

from havana.composition import SERVICES
from tests.support.embedded import REPOSITORY


@pytest.fixture(params=["embedded", "servers"])
def environment(request, tmp_path):
    """The variables of a deployment: everything in one process, or RabbitMQ and a PostgreSQL database for each service."""
    environ = {**os.environ, "HAVANA_DATA": str(tmp_path), "HAVANA_BROKER_URL": f"inproc://{uuid4().hex}"}
    if request.param == "embedded":
        yield environ
        return
    postgres, mark = request.getfixturevalue("postgres"), uuid4().hex
    for service in SERVICES:
        postgres.create_database(f"{service}_{mark}")
    urls = {"HAVANA_BROKER_URL": request.getfixturevalue("rabbitmq_url"), "HAVANA_DATABASE_URL": postgres.url(f"{{service}}_{mark}")}
    yield {**environ, **urls}
    for service in SERVICES:
        postgres.drop_database(f"{service}_{mark}")


def test_a_withdrawn_consent_ends_in_a_withdrawn_alert_whichever_comes_first(environment, full):
    rounds = 20 if full else 3
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.platform", str(rounds)]
    run = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=280, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    seen = json.loads(run.stdout.splitlines()[-1])
    refused = {"refused": True, "state": "approved", "cause": None, "public": False}
    withdrawn = {"refused": False, "state": "withdrawn", "cause": "clearance_revoked", "public": False}
    assert seen["races"]["message"] == [refused] * rounds
    assert seen["races"]["publication"] == [withdrawn] * rounds
    assert [race for race in seen["races"]["neither"] if race not in (refused, withdrawn)] == []
    assert seen["recall"] == {
        "entries": ["published", "withdrawn"],
        "ledger": [["copies", "cannot_be_confirmed"], ["site", "hidden"], ["stream", "confirmed"]],
    }
