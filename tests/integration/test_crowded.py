"""Many callers of one service in one process, where each worker that ends brings the next call itself."""

import json
import subprocess
import sys

from tests.support.embedded import REPOSITORY


def test_calls_that_wait_for_a_worker_are_all_answered():
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.crowded", "2000"]
    ended = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.stderr[-2000:], json.loads(ended.stdout)) == ("", {"true": 2000})
