"""Services on the chassis that do next to nothing: what they cost is what the chassis costs."""

import threading

from marshmallow import fields
from sqlalchemy import Column, Table, Uuid, insert

from chassis.entrypoints.service import Service, consumes, rpc
from chassis.messages import Message, Reader
from chassis.schemas import Schema, Text
from chassis.storage.tables import service_metadata

metadata = service_metadata()
things = Table("thing", metadata, Column("id", Uuid, primary_key=True))


class Echo(Schema):
    text = Text(required=True, max_length=1000)


class EchoService(Service, name="echo"):
    """Says what it is told."""

    @rpc(Echo, returns=Echo, transaction=False)
    def echo(self, viewer, request):
        return request


class ThingMade(Message, type="thing.made.v1", readers=("receiver",)):
    thing_id = fields.UUID(required=True)
    text = fields.String(required=True)


class ThingMadeReader(Reader, type="thing.made.v1"):
    thing_id = fields.UUID(required=True)


class Sender(Service, name="sender"):
    """Publishes."""


class Receiver(Service, name="receiver"):
    """Writes a row for each message, and says when so many are written."""

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.left, self.applied = 0, threading.Event()

    @consumes(ThingMadeReader)
    def on_thing_made(self, tx, message):
        tx.execute(insert(things), {"id": message.data["thing_id"]})
        tx.after_commit(self._count)

    def _count(self):
        self.left -= 1
        if self.left == 0:
            self.applied.set()
