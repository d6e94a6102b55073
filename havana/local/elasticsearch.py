"""A private Elasticsearch node, built once from what its makers publish on Maven Central: its address, and the process behind it."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from havana.local.packages import java_home
from havana.local.processes import ServerProcess, StartFailed, free_port

SOURCES = Path(__file__).with_name("elasticsearch_node")
BUILDS = Path(__file__).parents[2] / "build"

JVM_OPTIONS = (
    "-Xms512m",
    "-Xmx512m",
    "-XX:+UseSerialGC",  # one thread that collects: on two cores the others would only take turns
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)

ANALYSIS_MODULE = """\
name=analysis-common
description=What Havana uses of the analysis of text
version=1
elasticsearch.version={version}
java.version=21
classname=havana.node.AnalysisModule
"""


def version() -> str:
    """Return the version of the node that is built."""
    found = re.search(r"<elasticsearch\.version>(.+)</", (SOURCES / "pom.xml").read_text())
    assert found is not None
    return found.group(1)


def built() -> Path:
    """Return the folder with the node's programs; built by whoever asks first, while the others wait. It takes half a minute once."""
    BUILDS.mkdir(exist_ok=True)
    folder = BUILDS / f"elasticsearch-{version()}-{_fingerprint()}"
    with (BUILDS / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _build(folder)
    return folder


def _fingerprint() -> str:
    """Return what changes whenever what the node is made of does."""
    digest = hashlib.sha256(ANALYSIS_MODULE.encode())
    for source in sorted(path for path in SOURCES.rglob("*") if path.suffix in {".java", ".xml"}):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _build(folder: Path) -> None:
    home, maven = _java_home(), shutil.which("mvn")
    if maven is None:
        raise StartFailed("Maven is not installed")
    print("Building the Elasticsearch node …", file=sys.stderr)
    with TemporaryDirectory(prefix="elasticsearch-", dir=folder.parent) as place:
        made = Path(place) / "node"
        command = [maven, "--quiet", "--batch-mode", "--file", str(SOURCES / "pom.xml"), f"-Dnode.folder={made}", "package"]
        done = subprocess.run(command, env={**os.environ, "JAVA_HOME": str(home)}, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StartFailed(f"Maven ended with {done.returncode}: {(done.stdout + done.stderr)[-2_000:]}")
        _describe_modules(made / "server" / "modules")
        made.rename(folder)


def _describe_modules(modules: Path) -> None:
    """Put beside each module's jars what the server wants to read of it; netty's stands inside its jar."""
    (modules / "analysis-common" / "plugin-descriptor.properties").write_text(ANALYSIS_MODULE.format(version=version()))
    [jar] = (modules / "transport-netty4").glob("transport-netty4-*.jar")
    with zipfile.ZipFile(jar) as archive:
        lines = archive.read("META-INF/es-plugins/transport-netty4/plugin-descriptor.properties").decode().splitlines()
    described = [line for line in lines if line and not line.startswith(("#", "modulename="))]  # the jars are no Java modules here
    (modules / "transport-netty4" / "plugin-descriptor.properties").write_text("\n".join(described) + "\n")


def _java_home() -> Path:
    home = java_home()
    if home is None:
        raise StartFailed("no JDK that Elasticsearch runs on is installed")
    return home


@dataclass(frozen=True)
class ElasticsearchAddress:
    """Where a node listens; it can be handed to other processes."""

    port: int

    def url(self, prefix: str = "havana") -> str:
        """Return the address of the indexes whose names begin with `prefix`, as the setting takes it."""
        return f"http://127.0.0.1:{self.port}/{prefix}"

    def drop(self, prefix: str) -> None:
        """Delete the indexes whose names begin with `prefix`."""
        for name in self.call("GET", f"/{prefix}*/_alias"):
            self.call("DELETE", f"/{name}")

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Call the node's own API; return its JSON answer; RuntimeError when it refuses."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {answer.decode()}")
        return json.loads(answer)


class Elasticsearch:
    """A node with its data in `folder`. It may be stopped or killed and started again: on the same port, with what it had kept."""

    def __init__(self, folder: Path) -> None:
        """Lay out the node, built if it is the first; nothing runs yet."""
        self.address = ElasticsearchAddress(port=free_port())
        self._folder, self._programs, self._java = folder, built(), _java_home() / "bin" / "java"
        self._process: ServerProcess | None = None
        self._settings = {
            "path.home": str(self._programs / "server"),
            "path.data": str(folder),
            "path.logs": str(folder),
            "network.host": "127.0.0.1",
            "http.port": str(self.address.port),
            "transport.port": str(free_port()),
            "discovery.type": "single-node",
            "cluster.name": "havana",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "action.auto_create_index": "false",
            # The heap may be full of what the next collection takes: that is no reason to refuse requests.
            "indices.breaker.total.use_real_memory": "false",
        }

    def start(self) -> None:
        """Start the node, and return once it answers; it takes some seconds."""
        command = [
            str(self._java),
            *JVM_OPTIONS,
            f"-Djava.io.tmpdir={self._folder}",
            "-cp",
            f"{self._programs}/lib/*",
            "havana.node.Launcher",
        ]
        settings = [f"{name}={value}" for name, value in self._settings.items()]
        self._process = ServerProcess([*command, *settings], log=self._folder / "elasticsearch.log")
        self._process.await_ready(self._answers)

    def _answers(self) -> bool:
        try:
            self.address.call("GET", "/_cluster/health?wait_for_status=yellow&timeout=5s")
        except (OSError, RuntimeError):
            return False
        return True

    def stop(self) -> None:
        """Shut the node down in good order."""
        if self._process:
            self._process.stop()
            self._process = None

    def kill(self) -> None:
        """End the node as `kill -9` does."""
        if self._process:
            self._process.kill()
            self._process = None

    def freeze(self) -> None:
        """Let the node stand still, connections open, until `thaw`."""
        if self._process:
            self._process.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen node go on."""
        if self._process:
            self._process.send(signal.SIGCONT)


@contextmanager
def running_elasticsearch() -> Iterator[Elasticsearch]:
    """Give a running node with its data in a temporary folder; at the end both are gone."""
    with TemporaryDirectory(prefix="havana-elasticsearch-", ignore_cleanup_errors=True) as folder:
        node = Elasticsearch(Path(folder))
        try:
            node.start()
            yield node
        finally:
            node.kill()
