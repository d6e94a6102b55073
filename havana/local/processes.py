"""Starting, awaiting and stopping one server process, and finding it a port."""

import os
import random
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Below the range from which the system picks ports for outgoing connections: a server that is started again finds its port free.
PORTS = range(20_000, 32_000)


class StartFailed(RuntimeError):
    """A server ended or stayed silent instead of becoming ready; the text carries the end of its log."""


def free_port() -> int:
    """Return a TCP port on 127.0.0.1 that nobody listens on now."""
    while True:
        port = random.choice(PORTS)  # noqa: S311 - a port is no secret
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def end_orphan(pid: int) -> None:
    """End a process that is not our child, and return when it holds nothing any more."""
    try:
        gone = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(gone, signal.SIGKILL)
        select.select([gone], [], [], 10)
    except ProcessLookupError:
        pass
    finally:
        os.close(gone)


class ServerProcess:
    """One server in the foreground, its output in a log file; the system ends it when the thread that started it is gone."""

    def __init__(self, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None, user: str | None = None) -> None:
        """Start `command`, as `user` where that is given and we are root."""
        as_user = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user and os.geteuid() == 0 else []
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig=TERM", *as_user, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
                cwd="/",
                start_new_session=True,  # Ctrl-C goes to whoever started the server, and they stop it
            )
        self._log = log

    @property
    def pid(self) -> int:
        """The id of the server's main process."""
        return self._process.pid

    def await_ready(self, is_ready: Callable[[], bool], *, timeout_s: float = 60) -> None:
        """Return once `is_ready()`; StartFailed when the process ends or the time is over."""
        deadline = time.monotonic() + timeout_s
        while not is_ready():
            if self._process.poll() is not None:
                raise StartFailed(f"ended with {self._process.returncode}: {self._tail()}")
            if time.monotonic() > deadline:
                raise StartFailed(f"not ready after {timeout_s} s: {self._tail()}")
            time.sleep(0.05)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the server's main process."""
        self._process.send_signal(number)

    def stop(self, *, by: signal.Signals = signal.SIGTERM, timeout_s: float = 30) -> None:
        """Ask the server to end with the signal `by`, and make it end after `timeout_s`. Nothing happens if it has ended."""
        self.send(signal.SIGCONT)
        self.send(by)
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def wait(self) -> int:
        """Wait until the server ends by itself; return its exit code."""
        return self._process.wait()

    def kill(self) -> None:
        """End the server as `kill -9` does, with its children: what they hold would keep it from starting again."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        pids = [int(pid) for pid in children.read_text().split()] if children.exists() else []
        self._process.kill()
        for pid in pids:
            end_orphan(pid)
        self._process.wait()

    def _tail(self) -> str:
        return self._log.read_text(errors="replace")[-2_000:]
