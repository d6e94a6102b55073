"""Messages from one service's outbox to another's inbox, against messages that py-amqp publishes, confirmed, and takes."""

from contextlib import ExitStack

import pytest

from chassis.keys import initialise
from tests.bench.programs import running
from tests.bench.rounds import medians

MESSAGES, ROUNDS = 2000, 5
AT_LEAST = 0.25
RAW = "py-amqp: pipelined confirms, batches acknowledged"


@pytest.fixture
def pairs(rabbitmq_url, durable_postgres, tmp_path, monkeypatch):
    """Who sends and who takes; everybody in a process of their own."""
    initialise(tmp_path / "keys", ["sender", "receiver"])
    for name in ("sender", "receiver"):
        durable_postgres.create_database(name)
    told = {
        "data": tmp_path,
        "keys_dir": tmp_path / "keys",
        "ledger_dir": tmp_path / "ledger",
        "broker_url": rabbitmq_url,
        "site": "localhost",
    }
    for name, value in {**told, "database_url": durable_postgres.url("{service}")}.items():
        monkeypatch.setenv(f"HAVANA_{name.upper()}", str(value))
    with ExitStack() as stack:

        def run(module, *arguments):
            return stack.enter_context(running(module, *arguments))

        receiver = run("messages", "receiver")
        yield {
            "chassis": (run("messages", "sender"), receiver),
            RAW: (run("raw", "publisher", rabbitmq_url), run("raw", "consumer", rabbitmq_url)),
        }


def carried_per_second(sender, receiver):
    receiver.tell(MESSAGES)
    began = sender.ask(MESSAGES)
    return MESSAGES / (float(receiver.hear()) - began)


def test_messages_per_second(pairs, keep):
    rates = medians(ROUNDS, {name: lambda pair=pair: carried_per_second(*pair) for name, pair in pairs.items()})
    keep("messages, outbox to inbox", rates["chassis"], "messages/s", against=(RAW, rates[RAW]), ratio_at_least=AT_LEAST)
