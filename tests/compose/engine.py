"""A Docker engine: the one that answers, or one of our own; and `docker-compose` with the repository's file."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from havana.local.processes import ServerProcess

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def running_engine() -> Iterator[None]:
    """Have an engine answer inside; one that was started here is ended with all that it ran."""
    if _answers():
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="havana-docker-"))
    host = f"unix://{folder}/docker.sock"
    command = ["dockerd", "--host", host, "--data-root", f"{folder}/data", "--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/pid"]
    process = ServerProcess(command, log=folder / "dockerd.log")
    os.environ["DOCKER_HOST"] = host
    try:
        process.await_ready(_answers)
        yield
    finally:
        del os.environ["DOCKER_HOST"]
        process.stop(timeout_s=60)
        shutil.rmtree(folder, ignore_errors=True)


def _answers() -> bool:
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


class Compose:
    """The platform of `docker-compose.yml` under a project name of its own."""

    def __init__(self, project: str, environment: dict[str, str]) -> None:
        self._project, self._environment = project, {**os.environ, **environment}

    def __call__(self, *arguments: str) -> str:
        """Run a command of compose and return what it printed; RuntimeError with all it said if it fails."""
        done = subprocess.run(
            ["docker-compose", "--project-name", self._project, *arguments],
            cwd=REPOSITORY,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stdout[-4000:]}{done.stderr[-4000:]}")
        return done.stdout

    def containers(self, service: str) -> list[str]:
        """Return the ids of a service's containers."""
        return self("ps", "-q", service).split()

    def inspect(self, service: str) -> dict[str, object]:
        """Return what the engine knows of the first container of a service."""
        return dict(json.loads(docker("inspect", self.containers(service)[0]))[0])

    def address(self, service: str) -> str:
        """Return the address of a service on the network of its own."""
        networks = self.inspect(service)["NetworkSettings"]["Networks"]  # type: ignore[index]
        return str(networks[f"{self._project}_core"]["IPAddress"])


def docker(*arguments: str) -> str:
    """Run a command of the engine and return what it printed."""
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout
