"""What would block an event loop does not: passwords are hashed elsewhere, and waiting for PostgreSQL lets others go on.

Each runs in a process of its own, since tests do not import eventlet; each is seen to fail without its remedy.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.support.embedded import REPOSITORY


def measured(what, *, environment=None, **asked):
    """Return what `tests.support.hub` measured."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.hub", what, json.dumps(asked)]
    environ = {**os.environ, **(environment or {})}
    run = subprocess.run(command, env=environ, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize(("offloaded", "stands_still"), [(True, False), (False, True)])
def test_many_people_who_sign_in_at_once_hold_nobody_up_because_hashing_happens_elsewhere(tmp_path, offloaded, stands_still):
    seen = measured("sign_in", environment={"HAVANA_DATA": str(tmp_path)}, offloaded=offloaded, people=12)
    assert seen["signed_in"] == 12
    assert (seen["longest_still_s"] > 4 * seen["hash_s"]) is stands_still, seen
    assert (seen["hub_lag_s"] > 4 * seen["hash_s"]) is stands_still, seen


def test_a_crowd_of_calls_at_once_is_answered_one_after_the_other_in_one_process(tmp_path):
    seen = measured("crowd", environment={"HAVANA_DATA": str(tmp_path)}, calls=1000)
    assert seen == {"answered": 1000, "afterwards": {"service": "directory", "lacking": []}}


@pytest.mark.parametrize(("wait", "stands_still"), [("wait_select", False), ("wait_c", True)])
def test_queries_of_one_process_run_side_by_side_because_psycopg_waits_by_select(pg_database, wait, stands_still):
    seen = measured("queries", environment={"PSYCOPG_WAIT_FUNC": wait}, url=pg_database, queries=4, seconds=0.5)
    assert (seen["longest_still_s"] > 0.4) is stands_still, seen
    assert (seen["took_s"] > 4 * 0.5) is stands_still, seen


@pytest.mark.parametrize(("offloaded", "stands_still"), [(True, False), (False, True)])
def test_an_index_that_is_written_holds_nobody_up_because_that_happens_elsewhere(tmp_path, offloaded, stands_still):
    seen = measured("searching", address=(tmp_path / "index").as_uri(), offloaded=offloaded, documents=2000, searches=5)
    assert (seen["refused"], seen["found"]) == (0, 2000)
    assert (seen["longest_still_s"] > seen["took_s"] / 2) is stands_still, seen


def test_waiting_for_elasticsearch_lets_others_go_on(elasticsearch_url):
    seen = measured("searching", address=elasticsearch_url, offloaded=True, documents=2000, searches=5)
    assert (seen["refused"], seen["found"]) == (0, 2000)
    assert seen["longest_still_s"] < seen["took_s"] / 2, seen
