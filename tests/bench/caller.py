"""Calls the echo on the chassis as the gateway calls: under gevent, with a viewer's context. `python -m tests.bench.caller`."""

import tests.bench.gevent_runtime  # noqa: F401, I001  # before everything that follows

import os
import time
from uuid import uuid4

import gevent

from chassis.client import RpcClient
from chassis.contexts import Viewer, sign
from chassis.keys import Keyring
from chassis.settings import Settings
from chassis.values import utcnow
from tests.bench.programs import serve

TEXT = "x" * 265


class Caller:
    """Keeps so many calls in flight on one connection."""

    def __init__(self, settings: Settings) -> None:
        viewer = Viewer(
            kind="person", id=uuid4(), membership=uuid4(), org=uuid4(), roles=frozenset({"coordinator"}), scopes=frozenset({"*"})
        )
        self._context = sign(viewer, Keyring.load(settings.keys_dir).signing("directory"), utcnow())
        self._rpc = RpcClient(settings.broker_url, name="bench")
        assert self._call() == {"text": TEXT}

    def rate(self, in_flight: str, seconds: str) -> float:
        """Return the calls answered in a second."""
        began = time.perf_counter()
        ends_at = began + float(seconds)

        def calling() -> int:
            answered = 0
            while time.perf_counter() < ends_at:
                self._call()
                answered += 1
            return answered

        answered = sum(one.get() for one in [gevent.spawn(calling) for _ in range(int(in_flight))])
        return answered / (time.perf_counter() - began)

    def _call(self) -> object:
        return self._rpc.call("echo", "echo", {"text": TEXT}, context=self._context)


if __name__ == "__main__":
    serve(Caller(Settings.read(os.environ)).rate)
