"""The platform with its sample deployment, as it is run: as processes on servers, and in one process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chassis.client import RpcClient
from havana import demo, distributed
from havana.local.processes import free_port
from tests.bench.memory import children
from tests.support.embedded import running_site


@dataclass(frozen=True)
class Site:
    """Where a site answers, the process that answers HTTP, and its API keys."""

    port: int
    http_pid: int
    clients: list[dict]
    deployment: distributed.Deployment | None = None

    def key(self, organisation: str, role: str) -> str:
        return next(one["key"] for one in self.clients if organisation in one["organisation"] and one["roles"] == [role])


@contextmanager
def on_servers(folder: Path) -> Iterator[Site]:
    port = free_port()
    with distributed.running(folder, host="127.0.0.1", port=port, scale={}) as deployment:
        rpc = RpcClient(deployment.settings.broker_url, name="demo")
        written = demo.write(rpc, deployment.settings, url=deployment.url)
        rpc.close()
        (worker,) = children(deployment.processes["gateway"].pid)
        yield Site(port, worker, written["api_clients"], deployment)


@contextmanager
def in_one_process(folder: Path) -> Iterator[Site]:
    with running_site(folder, "--demo") as site:
        yield Site(site.port, site.process.pid, json.loads((folder / demo.FILE).read_text())["api_clients"])
