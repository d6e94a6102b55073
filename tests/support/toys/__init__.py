"""Two small services as processes of their own: `counter` publishes what it counted, `tally` notes what it read."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self
from uuid import uuid4

import psycopg

from chassis.client import RpcClient
from chassis.errors import Unavailable
from chassis.keys import initialise
from havana.distributed import Deployment
from havana.local.postgres import PostgresAddress
from tests.support.waiting import until

SERVICES = ("counter", "tally")
PATIENCE_S = 60
CALLERS = 8
AT_ONCE_S = 3.0
"""Within this a call must have ended that can no longer be answered, on a busy machine too."""


class Toys(Deployment):
    """The two services on RabbitMQ and PostgreSQL; each replica may be killed and started by itself."""

    program = "tests.support.toys"

    def __init__(self, folder: Path, *, broker_url: str, database_url: str) -> None:
        super().__init__(folder, broker_url=broker_url, database_url=database_url, host="127.0.0.1", port=0)
        initialise(folder / "keys", SERVICES)
        self.rpc = RpcClient(broker_url, name="test")

    def start_all(self, *, replicas: int = 1) -> None:
        """Start the replicas; return once both services answer and every replica reads."""
        for service in SERVICES:
            for number in range(replicas):
                self.start_replica(service, number)
        for name in list(self.processes):
            self.await_replica(name)

    def await_replica(self, name: str) -> None:
        """Return once a replica takes calls."""
        process, service = self.processes[name], name.rpartition("-")[0]
        process.await_ready(lambda: process.pid in self.answering(service))

    def pids(self, service: str) -> set[int]:
        """Return the process ids of the replicas of a service."""
        return {process.pid for name, process in self.processes.items() if name.startswith(service)}

    def answering(self, service: str) -> set[int]:
        """Return the process ids of those who answer a few calls."""
        with suppress(Unavailable):
            return {self.rpc.call(service, "nap", {"seconds": 0}, deadline_s=1)["by"] for _ in range(10)}
        return set()

    def answer(self) -> bool:
        """Say whether both services answer."""
        try:
            return [self.rpc.call(name, "ping", {}, deadline_s=1)["service"] for name in SERVICES] == list(SERVICES)
        except Unavailable:
            return False

    def kill(self, name: str) -> None:
        """End a replica (`counter-0`) as `kill -9` does."""
        self.processes[name].kill()

    def start_again(self, name: str) -> None:
        """Start a replica that was killed."""
        service, _, number = name.rpartition("-")
        self.start_replica(service, int(number))

    def counted(self) -> list[tuple[int, int]]:
        """Return (number, process id) of everything that `counter` has counted, in the order of numbers."""
        return self.query("counter", "SELECT number, by FROM counted ORDER BY number")

    def effects(self) -> list[tuple[int, int]]:
        """Return (number, process id) of everything that `tally` has applied, in the order of numbers."""
        return self.query("tally", "SELECT number, by FROM effect ORDER BY number")

    def query(self, service: str, statement: str) -> list[tuple]:
        """Ask a service's database."""
        url = self.settings.database_url_of(service).replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            return connection.execute(statement).fetchall()

    def close(self) -> None:
        """End everything."""
        self.rpc.close()
        for process in self.processes.values():
            process.kill()


@contextmanager
def toys_on(folder: Path, postgres: PostgresAddress, broker_url: str) -> Iterator[Toys]:
    """Give the toys with databases of their own; nothing runs yet."""
    mark = uuid4().hex
    for service in SERVICES:
        postgres.create_database(f"{service}_{mark}")
    toys = Toys(folder, broker_url=broker_url, database_url=postgres.url(f"{{service}}_{mark}"))
    try:
        yield toys
    finally:
        toys.close()
        for service in SERVICES:
            postgres.drop_database(f"{service}_{mark}")


class Load:
    """Calls `counter.count` for every number, again until it is answered, under one idempotency key for each number."""

    def __init__(self, toys: Toys, numbers: Sequence[int]) -> None:
        self.acknowledged: set[int] = set()
        self._toys, self._left, self._lock = toys, list(reversed(numbers)), threading.Lock()
        self._whole = len(numbers)
        self._threads = [threading.Thread(target=self._call, daemon=True) for _ in range(CALLERS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def await_share(self, share: float) -> None:
        """Return once so much of all was acknowledged, and a random moment later."""
        until(lambda: len(self.acknowledged) >= share * self._whole, within_s=PATIENCE_S)
        time.sleep(random.uniform(0, 0.2))

    def _call(self) -> None:
        while (number := self._next()) is not None:
            while not self._is_counted(number):
                time.sleep(0.05)
            self.acknowledged.add(number)

    def _next(self) -> int | None:
        with self._lock:
            return self._left.pop() if self._left else None

    def _is_counted(self, number: int) -> bool:
        try:
            self._toys.rpc.call("counter", "count", {"number": number}, idempotency_key=f"count {number}", deadline_s=3)
        except Unavailable:
            return False
        return True


def settled(found: Callable[[], list[tuple[int, int]]], *, number: int) -> list[int]:
    """Return the numbers once `number` rows are there and no more come for a moment."""
    until(lambda: len(found()) >= number, within_s=PATIENCE_S)
    time.sleep(1)
    return [row[0] for row in found()]


class InFlight:
    """Calls that are under way: what became of each, and how long after `began` the last one ended."""

    def __init__(self, rpc, method, request, *, number=1, deadline_s=PATIENCE_S):
        self.outcomes = []
        self._ask = lambda: rpc.call("counter", method, request, deadline_s=deadline_s)
        self._threads = [threading.Thread(target=self._call, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def _call(self):
        try:
            self.outcomes.append(self._ask())
        except Unavailable as error:
            self.outcomes.append(error.code)

    def ended_within(self, seconds):
        """Return the outcomes once all calls have ended; fail if one takes longer."""
        ends_at = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, ends_at - time.monotonic()))
        assert len(self.outcomes) == len(self._threads), f"{len(self._threads) - len(self.outcomes)} calls hang after {seconds} s"
        return self.outcomes
