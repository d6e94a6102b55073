"""How long `havana up` takes until it is ready, and its memory then, against a process that only imports what it imports."""

import os
import re
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException

import pytest

from tests.bench.memory import resident_kib
from tests.bench.rounds import medians
from tests.support.embedded import REPOSITORY, EmbeddedSite, running_site

TIME_AT_MOST, MEMORY_AT_MOST, ROUNDS = 1.6, 1.5, 7
UP = ["-m", "havana", "up"]
IMPORTING = """
import contextlib, importlib, sys
import havana.runtime
for name in {modules}:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
print("done", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site that has been started before."""
    folder = tmp_path_factory.mktemp("start")
    with running_site(folder) as site:
        site.stop()
    return EmbeddedSite(folder)


@pytest.fixture(scope="module")
def modules(site, tmp_path_factory):
    """The names of the modules that `havana up` imports, in its order."""
    told = tmp_path_factory.mktemp("modules") / "importtime"
    with told.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-X", "importtime", *UP], env=site.environment, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=errors
        )
        wait_until_ready(site.port)
        process.terminate()
        process.wait()
    return re.findall(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", told.read_text(), re.MULTILINE)


def wait_until_ready(port):
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.01)
        finally:
            connection.close()


def started(site):
    """Return (seconds until ready, resident memory then)."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *UP], env=site.environment, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_until_ready(site.port)
    measured = time.perf_counter() - began, resident_kib(process.pid)
    process.terminate()
    process.wait()
    return measured


def imported(modules):
    """Return (seconds until everything is imported, resident memory then)."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", IMPORTING.format(modules=modules)],
        env=os.environ, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout.readline() == b"done\n"
    measured = time.perf_counter() - began, resident_kib(process.pid)
    process.communicate()
    return measured


def test_ready_time_and_memory(site, modules, keep):
    assert len(modules) > 500
    memory = {"up": [], "imports": []}

    def seconds(name, measure):
        taken, kib = measure()
        memory[name].append(kib)
        return taken

    times = medians(
        ROUNDS, {"up": lambda: seconds("up", lambda: started(site)), "imports": lambda: seconds("imports", lambda: imported(modules))}
    )
    of_memory = {name: sorted(values)[ROUNDS // 2] / 1024 for name, values in memory.items()}
    baseline = "a process that imports the same"
    keep("`havana up` until ready, data there", times["up"], "s", against=(baseline, times["imports"]), ratio_at_most=TIME_AT_MOST)
    keep("`havana up`, memory when ready", of_memory["up"], "MiB", against=(baseline, of_memory["imports"]), ratio_at_most=MEMORY_AT_MOST)
