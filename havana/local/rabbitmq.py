"""A private RabbitMQ node: its address, and the processes behind it."""

import json
import os
import secrets
import signal
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import amqp

from havana.local.packages import RABBITMQ_SERVER
from havana.local.processes import ServerProcess, free_port

USER = "havana"

CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management_port}
management_agent.disable_metrics_collector = true
default_user = {user}
default_pass = {password}
disk_free_limit.absolute = 50MB
"""


@dataclass(frozen=True)
class RabbitMQAddress:
    """Where a node listens and how to get in; it can be handed to other processes."""

    port: int
    management_port: int
    password: str

    def url(self, vhost: str = "/") -> str:
        """Return the AMQP address of `vhost`."""
        return f"amqp://{USER}:{self.password}@127.0.0.1:{self.port}/{quote(vhost, safe='')}"

    def create_vhost(self, name: str) -> str:
        """Create a virtual host, empty and closed to others, and return its AMQP address."""
        self.manage("PUT", f"/api/vhosts/{name}")
        self.manage("PUT", f"/api/permissions/{name}/{USER}", {"configure": ".*", "write": ".*", "read": ".*"})
        return self.url(name)

    def delete_vhost(self, name: str) -> None:
        """Delete a virtual host with its queues; whoever is connected to it is cut off."""
        self.manage("DELETE", f"/api/vhosts/{name}")

    def manage(self, method: str, path: str, body: object = None) -> Any:
        """Call RabbitMQ's management API; return its JSON answer, None if it has none; RuntimeError when it refuses."""
        credentials = b64encode(f"{USER}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", self.management_port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {answer.decode()}")
        return json.loads(answer) if answer else None


class RabbitMQ:
    """A node with its data in `folder`. It may be stopped or killed and started again: on the same ports, with what it had kept."""

    def __init__(self, folder: Path) -> None:
        """Lay out the node; nothing runs yet."""
        self.folder = folder
        self.address = RabbitMQAddress(port=free_port(), management_port=free_port(), password=secrets.token_hex(16))
        self._epmd_port = free_port()
        self._environment = self._lay_out()
        self._processes: list[ServerProcess] = []

    def _lay_out(self) -> dict[str, str]:
        files = {
            "rabbitmq.conf": CONFIGURATION.format(
                port=self.address.port, management_port=self.address.management_port, user=USER, password=self.address.password
            ),
            "enabled_plugins": "[rabbitmq_management].\n",
            ".erlang.cookie": secrets.token_hex(16),
            "rabbitmq-env.conf": "",
        }
        for name, text in files.items():
            path = self.folder / name
            path.write_text(text)
            path.chmod(0o400)
        return {
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"havana-{self.address.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.address.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
            # The package lets idle schedulers sleep at once; on virtual machines waking them makes a start three times as long.
            "RABBITMQ_SCHEDULER_BUSY_WAIT_THRESHOLD": "medium",
            # Without it a shell stands between us and the node, and signals reach the shell.
            "RUNNING_UNDER_SYSTEMD": "1",
        }

    def start(self) -> None:
        """Start the node, and return once it takes AMQP connections."""
        log = self.folder / "rabbitmq.log"
        epmd = ServerProcess(["epmd", "-port", str(self._epmd_port), "-address", "127.0.0.1"], log=log)
        self._processes = [epmd]
        node = ServerProcess([str(RABBITMQ_SERVER)], log=log, environment=self._environment)
        self._processes = [node, epmd]
        node.await_ready(self._takes_connections)

    def _takes_connections(self) -> bool:
        try:
            with amqp.Connection(f"127.0.0.1:{self.address.port}", USER, self.address.password, connect_timeout=5):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        """Shut the node down in good order."""
        for process in self._processes:
            process.stop()
        self._processes = []

    def kill(self) -> None:
        """End the node as `kill -9` does."""
        for process in self._processes:
            process.kill()
        self._processes = []

    def freeze(self) -> None:
        """Let the node stand still, connections open, until `thaw`."""
        self._processes[0].send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen node go on."""
        self._processes[0].send(signal.SIGCONT)

    def control(self, *arguments: str) -> str:
        """Run `rabbitmqctl` on the node and return what it prints; it takes about a second."""
        return subprocess.run(
            [RABBITMQ_SERVER.with_name("rabbitmqctl"), "--quiet", *arguments],
            env={**os.environ, **self._environment},
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout


@contextmanager
def running_rabbitmq() -> Iterator[RabbitMQ]:
    """Give a running node with its data in a temporary folder; at the end both are gone."""
    with TemporaryDirectory(prefix="havana-rabbitmq-") as folder:
        node = RabbitMQ(Path(folder))
        try:
            node.start()
            yield node
        finally:
            node.kill()
