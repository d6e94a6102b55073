"""The two services."""

import os
import time

from marshmallow import fields
from sqlalchemy import Column, Integer, Table, insert, select

from chassis.entrypoints.service import Service, consumes, rpc
from chassis.errors import NotFound
from chassis.messages import Message, Reader, outbox
from chassis.schemas import Schema
from chassis.storage.tables import service_metadata
from chassis.values import new_id

WORK_S = 0.005
"""How long `tally` works on a message: whoever kills it meets it at work."""

metadata = service_metadata()
counted = Table("counted", metadata, Column("id", Integer, primary_key=True), Column("number", Integer), Column("by", Integer))
effects = Table("effect", metadata, Column("id", Integer, primary_key=True), Column("number", Integer), Column("by", Integer))


class Counted(Message, type="toy.counted.v1", readers=("tally",)):
    number = fields.Integer(required=True)


class CountedReader(Reader, type="toy.counted.v1"):
    number = fields.Integer(required=True)


class Count(Schema):
    number = fields.Integer(required=True)


class CountView(Schema):
    number = fields.Integer(required=True)
    by = fields.Integer(required=True)


class Nap(Schema):
    seconds = fields.Float(required=True)


class Echo(Schema):
    text = fields.String(required=True)


class NapView(Schema):
    by = fields.Integer(required=True)


class Answering(Service):
    @rpc(Nap, returns=NapView, anonymous=True, transaction=False)
    def nap(self, viewer, request):
        time.sleep(request["seconds"])
        return {"by": os.getpid()}

    @rpc(Echo, returns=Echo, anonymous=True, transaction=False)
    def echo(self, viewer, request):
        return request


class Counter(Answering, name="counter"):
    @rpc(Count, returns=CountView, then="get_count", anonymous=True)
    def count(self, tx, viewer, request):
        """Count a number and tell of it; counted twice, it stands there twice."""
        tx.execute(insert(counted), {"number": request["number"], "by": os.getpid()})
        outbox.add(tx, Counted.new(subject=new_id(), number=request["number"]))
        return {"number": request["number"]}

    @rpc(Count, returns=CountView, anonymous=True)
    def get_count(self, tx, viewer, request):
        row = tx.execute(select(counted).where(counted.c.number == request["number"])).first()
        if row is None:
            raise NotFound("not-counted")
        return row._asdict()


class Tally(Answering, name="tally"):
    @consumes(CountedReader)
    def on_counted(self, tx, message):
        tx.execute(insert(effects), {"number": message.data["number"], "by": os.getpid()})
        time.sleep(WORK_S)
