"""The platform as local processes: one per replica, on private RabbitMQ, PostgreSQL and Elasticsearch nodes, the gateway under gunicorn."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from chassis.client import RpcClient
from chassis.settings import Settings
from havana import composition
from havana.local.elasticsearch import running_elasticsearch
from havana.local.postgres import running_postgres
from havana.local.processes import ServerProcess
from havana.local.rabbitmq import RabbitMQ, running_rabbitmq

READY_S = 60
REPOSITORY = Path(__file__).parents[1]
"""Where the code is: servers run from another folder."""


class Deployment:
    """Processes of the platform around two servers; each replica may be stopped, killed and started by itself."""

    program = "havana"
    """The module whose `serve SERVICE` is a replica."""

    def __init__(self, folder: Path, *, broker_url: str, database_url: str, host: str, port: int, search_url: str = "") -> None:
        """`database_url` has `{service}` in it; the databases exist. Without `search_url` the index is a folder. Nothing runs yet."""
        self.folder, self.url = folder, f"http://{host}:{port}"
        self.environment = {
            "HAVANA_DATA": str(folder),
            "HAVANA_KEYS_DIR": str(folder / "keys"),
            "HAVANA_LEDGER_DIR": str(folder / "ledger"),
            "HAVANA_BROKER_URL": broker_url,
            "HAVANA_DATABASE_URL": database_url,
            "HAVANA_SEARCH_URL": search_url,
            "HAVANA_SITE": "localhost",
            "HAVANA_HOST": host,
            "HAVANA_PORT": str(port),
            "PYTHONPATH": str(REPOSITORY),
            "PSYCOPG_WAIT_FUNC": "wait_select",
        }
        self.processes: dict[str, ServerProcess] = {}
        self.rabbitmq: RabbitMQ | None = None  # the broker, where it is our own

    @property
    def settings(self) -> Settings:
        """What every process of the deployment is told."""
        return Settings.read(self.environment)

    def start(self, scale: Mapping[str, int]) -> None:
        """Make the keys, start `scale[service]` replicas (1 unless given) and the gateway; return once all answer."""
        composition.make_keys(self.settings)
        for service in composition.SERVICES:
            for number in range(scale.get(service, 1)):
                self.start_replica(service, number)
        self.start_gateway()

    def start_replica(self, service: str, number: int = 0) -> ServerProcess:
        """Start one replica."""
        return self._start(f"{service}-{number}", "serve", service)

    def start_gateway(self) -> ServerProcess:
        """Start the gateway and return once every service answers through it."""
        gateway = self._start("gateway", "gateway")
        gateway.await_ready(self.is_ready, timeout_s=READY_S)
        return gateway

    def is_ready(self) -> bool:
        """Say whether the gateway and every service answer."""
        try:
            with urlopen(f"{self.url}/health/ready", timeout=5) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        """Drain every process, the gateway first."""
        for process in reversed(self.processes.values()):
            process.stop(timeout_s=self.settings.drain_timeout_s + 5)

    def _start(self, name: str, *arguments: str) -> ServerProcess:
        command = [sys.executable, "-m", self.program, *arguments]
        environment = {**os.environ, **self.environment, "PGAPPNAME": name}  # who holds a connection or a lock, for PostgreSQL's own views
        process = ServerProcess(command, log=self.folder / f"{name}.log", environment=environment)
        self.processes[name] = process
        return process


@contextmanager
def running(folder: Path, *, host: str, port: int, scale: Mapping[str, int]) -> Iterator[Deployment]:
    """Give a running deployment with its servers; at the end all of it has ended."""
    with ExitStack() as stack:
        rabbitmq = stack.enter_context(running_rabbitmq())
        postgres = stack.enter_context(running_postgres())
        for service in composition.SERVICES:
            postgres.address.create_database(service)
        database_url = postgres.address.url("DATABASE").replace("DATABASE", "{service}")
        elasticsearch = stack.enter_context(running_elasticsearch())
        urls = {"broker_url": rabbitmq.address.url(), "database_url": database_url, "search_url": elasticsearch.address.url()}
        deployment = Deployment(folder, **urls, host=host, port=port)
        deployment.rabbitmq = rabbitmq
        stack.callback(deployment.stop)
        deployment.start(scale)
        yield deployment


def run(
    settings: Settings, *, scale: Mapping[str, int], announce: Callable[[str], None], then: Callable[[RpcClient, Deployment], None]
) -> None:
    """Run a deployment in a temporary folder until Ctrl-C; `then(rpc, deployment)` once it answers."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="havana-distributed-")))
        deployment = stack.enter_context(running(place, host=settings.host, port=settings.port, scale=scale))
        rpc = RpcClient(deployment.settings.broker_url, name="havana")
        then(rpc, deployment)
        rpc.close()
        announce(f"Havana answers on {deployment.url}; {len(deployment.processes)} processes; Ctrl-C ends them.")
        with suppress(KeyboardInterrupt):
            deployment.processes["gateway"].wait()
    announce("Havana has ended.")
