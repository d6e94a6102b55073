"""The embedded platform as its users start it: a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from havana.local.processes import free_port

REPOSITORY = Path(__file__).parents[2]


class EmbeddedSite:
    """`havana up` with its data in `data`, on a free port; `settings` as in `rate_limit_per_minute=9`."""

    def __init__(self, data: Path, *arguments: str, **settings: object) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        given = {f"HAVANA_{name.upper()}": str(value) for name, value in settings.items()}
        self.environment = {**os.environ, "HAVANA_DATA": str(data), "HAVANA_PORT": str(self.port), **given}
        self._arguments = arguments
        self._log = data.with_name(f"{data.name}.log")  # a pipe that nobody reads would hold the site up in the end

    def start(self, *, timeout_s: float = 120) -> None:
        """Start the site, and return once it is ready."""
        with self._log.open("w") as log:
            command = [sys.executable, "-m", "havana", "up", *self._arguments]
            self.process = subprocess.Popen(command, env=self.environment, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + timeout_s
        while not self.is_ready():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, f"not ready after {timeout_s} s"
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def output(self) -> str:
        """Wait until the process has ended and return what it printed."""
        self.process.wait(60)
        return self._log.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal; return the exit code."""
        self.process.send_signal(number)
        self.output()
        return self.process.returncode

    def kill(self) -> None:
        """End the site as `kill -9` does."""
        self.stop(signal.SIGKILL)


@contextmanager
def running_site(data: Path, *arguments: str, **settings: object) -> Iterator[EmbeddedSite]:
    site = EmbeddedSite(data, *arguments, **settings)
    try:
        site.start()
        yield site
    finally:
        site.process.kill()
        site.process.communicate(timeout=60)
