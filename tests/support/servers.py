"""One server of each kind per test run: the process that started pytest runs them, its workers ask it for their addresses."""

import os
import shutil
import tempfile
import threading
from contextlib import ExitStack
from multiprocessing.connection import Client, Listener
from pathlib import Path

from havana.local.elasticsearch import ElasticsearchAddress, running_elasticsearch
from havana.local.postgres import PostgresAddress, running_postgres
from havana.local.rabbitmq import RabbitMQAddress, running_rabbitmq

VARIABLE = "HAVANA_TEST_SERVERS"

# What tests write dies with the run: no need to wait for the disk.
POSTGRES_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}

STARTERS = {
    "elasticsearch": running_elasticsearch,
    "postgres": lambda: running_postgres(**POSTGRES_SETTINGS),
    "rabbitmq": running_rabbitmq,
}


class ServerKeeper:
    """Starts a server when it is first asked for and stops all at the end of the run; asked over a Unix socket."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="havana-tests-"))
        self._listener = Listener(str(self._folder / "keeper"))
        os.environ[VARIABLE] = str(self._folder / "keeper")
        # The servers end with the thread that started them, so one thread keeps them all.
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the servers that were asked for."""
        ask("end")
        self._thread.join()
        self._listener.close()
        shutil.rmtree(self._folder)

    def _serve(self) -> None:
        addresses: dict[str, object] = {}
        with ExitStack() as running:
            while True:
                with self._listener.accept() as connection:
                    name = connection.recv()
                    if name == "end":
                        connection.send(None)
                        return
                    try:
                        if name not in addresses:
                            addresses[name] = running.enter_context(STARTERS[name]()).address
                        connection.send(addresses[name])
                    except Exception as error:  # noqa: BLE001 - it is raised where the server is needed
                        connection.send(error)


def ask(name: str) -> object:
    """Return the address of the server `name`, started if this is the first question; raise what kept it from starting."""
    with Client(os.environ[VARIABLE]) as connection:
        connection.send(name)
        answer = connection.recv()
    if isinstance(answer, Exception):
        raise answer
    return answer


def rabbitmq_address() -> RabbitMQAddress:
    address = ask("rabbitmq")
    assert isinstance(address, RabbitMQAddress)
    return address


def postgres_address() -> PostgresAddress:
    address = ask("postgres")
    assert isinstance(address, PostgresAddress)
    return address


def elasticsearch_address() -> ElasticsearchAddress:
    address = ask("elasticsearch")
    assert isinstance(address, ElasticsearchAddress)
    return address
