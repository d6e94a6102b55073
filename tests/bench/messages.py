"""A service that publishes, or one that applies: `python -m tests.bench.messages sender|receiver`."""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import os
import sys
import time
from uuid import uuid4

import eventlet.tpool

from chassis import offload
from chassis.entrypoints.process import ServiceProcess
from chassis.messages import outbox
from chassis.settings import Settings
from tests.bench.programs import serve
from tests.bench.services import Receiver, Sender, ThingMade, metadata

TEXT = "x" * 550
"""Makes a message of 1,000 bytes with its headers."""


def publish(sender, number):
    """Keep so many messages, of as many aggregates, in one transaction; return when that was done: from then on they are sent."""
    with sender.database.transaction() as tx:
        for _ in range(int(number)):
            thing_id = uuid4()
            outbox.add(tx, ThingMade.new(subject=thing_id, thing_id=thing_id, text=TEXT))
    return time.time()


def apply(receiver, number):
    """Wait until so many messages are applied; return when the last was."""
    receiver.left = int(number)
    receiver.applied.wait()
    receiver.applied.clear()
    return time.time()


offload.install(eventlet.tpool.execute)
service_class, work = {"sender": (Sender, publish), "receiver": (Receiver, apply)}[sys.argv[1]]
process = ServiceProcess(service_class, Settings.read(os.environ).prepared())
with process.database.transaction() as tx:
    metadata.create_all(tx.connection)
process.start()
assert process.wait_ready(30)
serve(lambda number: work(process.service, number), readline=lambda: eventlet.tpool.execute(sys.stdin.readline))
