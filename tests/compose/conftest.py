import os
import shlex
import subprocess
from uuid import uuid4

import pytest

from chassis.settings import Settings
from havana.local.processes import free_port
from tests.compose.engine import REPOSITORY, Compose, running_engine
from tests.support.remote import Platform

STANDINS = REPOSITORY / "deploy" / "standins"


def _images() -> dict[str, str]:
    """Return what `images.env` says: name → image."""
    words = shlex.split((STANDINS / "images.env").read_text())
    return dict(word.split("=", 1) for word in words if "=" in word)


@pytest.fixture(scope="session")
def compose(tmp_path_factory):
    """The platform of `docker-compose.yml`, one container of each, on images that stand in for the public ones."""
    secrets, port = tmp_path_factory.mktemp("secrets"), free_port()
    told = _images() | {
        "SECRETS": str(secrets),
        "HAVANA_PUBLISH": f"127.0.0.1:{port}",
        "HAVANA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HAVANA_RATE_LIMIT_PER_MINUTE": "1000000",
    }
    with running_engine():
        subprocess.run([STANDINS / "build"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([REPOSITORY / "deploy" / "make-secrets"], check=True, env={**os.environ, **told}, stdout=subprocess.DEVNULL)
        compose = Compose(f"havana-{uuid4().hex[:8]}", told)
        compose.url, compose.secrets = told["HAVANA_PUBLIC_URL"], secrets
        try:
            compose("up", "--detach")
            yield compose
        finally:
            compose("down", "--volumes", "--timeout", "5")


@pytest.fixture(scope="session")
def platform(compose):
    """The way to its services over its broker, with the operator's key."""
    password = (compose.secrets / "broker").read_text().strip()
    settings = Settings.read(
        {
            "HAVANA_KEYS_DIR": str(compose.secrets / "keys"),
            "HAVANA_BROKER_URL": f"amqp://havana:{password}@{compose.address('rabbitmq')}",
            "HAVANA_SITE": "localhost",
        },
        embedded=True,
    )
    return Platform(settings)
