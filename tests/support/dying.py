"""A service whose container dies while it works: `python -m tests.support.dying CAUSE` prints what was seen of it, as JSON.

CAUSE is what fails: a `thread` that nameko manages, or a `worker` in what nameko does around a call.
"""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import json
import os
import sys
import time

import eventlet
from marshmallow import fields
from sqlalchemy import Column, Integer, Table, insert, select

from chassis import logs
from chassis.client import RpcClient
from chassis.entrypoints.process import ServiceProcess
from chassis.entrypoints.service import Service, rpc
from chassis.keys import initialise
from chassis.schemas import Schema
from chassis.settings import Settings
from chassis.storage import migrate
from chassis.storage.tables import service_metadata
from havana.probes import probes
from tests.support.waiting import until

CALLS = 3
WORK_S = 0.3

metadata = service_metadata()
kept = Table("kept", metadata, Column("number", Integer))
begun = []


class Number(Schema):
    number = fields.Integer(required=True)


class Toy(Service, name="toy"):
    @rpc(Number, returns=Number, then="get_number", anonymous=True)
    def keep(self, tx, viewer, request):
        """Keep a number, slowly: whoever kills the worker meets it in its transaction."""
        tx.execute(insert(kept), request)
        begun.append(request["number"])
        time.sleep(WORK_S)
        return request

    @rpc(Number, returns=Number, anonymous=True)
    def get_number(self, tx, viewer, request):
        return request


class Readiness:
    """What the process says of itself on its own port, noted whenever it changes."""

    def __init__(self, process):
        self.seen = []
        self._probes = probes([process])
        eventlet.spawn(self._watch)

    def _watch(self):
        while True:
            self._probes({"PATH_INFO": "/health/ready"}, self._note)
            eventlet.sleep(0.01)

    def _note(self, status, _headers):
        if self.seen[-1:] != [status]:
            self.seen.append(status)


def fail(*_context):
    raise RuntimeError("something that nobody expected")


def wound(container, cause):
    """Let something fail that nameko ends the container for."""
    if cause == "thread":
        container.spawn_managed_thread(fail)
    else:
        (entrypoint,) = container.entrypoints
        container.spawn_worker(entrypoint, (None,), {}, handle_result=fail)


def main(cause):
    settings = Settings.read(os.environ, embedded=True).prepared()
    initialise(settings.keys_dir, ["toy"])
    process = ServiceProcess(Toy, settings, migrated=True)
    migrate.upgrade(process.database, None)
    with process.database.transaction() as tx:
        metadata.create_all(tx.connection)
    process.start()
    assert process.wait_ready(15)
    readiness, rpc = Readiness(process), RpcClient(settings.broker_url, name="test", deadline_s=15)
    asked = [eventlet.spawn(rpc.toy.keep, number=number) for number in range(CALLS)]
    until(lambda: begun)
    wound(process.containers.current, cause)
    answers = [one.wait()["number"] for one in asked]
    until(lambda: readiness.seen[-1] == "200 OK" and len(readiness.seen) > 1)
    with process.database.reading() as tx:
        found = {
            "answers": answers,
            "begun": begun,
            "kept": list(tx.execute(select(kept.c.number)).scalars()),
            "ready": list(readiness.seen),
        }
    rpc.close()
    process.drain()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    logs.to_stderr("info", process="toy")
    main(sys.argv[1])
