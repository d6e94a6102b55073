"""More calls than workers, in one process: `python -m tests.support.crowded CALLS` prints how each of them ended, as JSON."""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import json
import sys
from collections import Counter

from marshmallow import fields

from chassis.broker import connect
from chassis.client import Call, RpcClient
from chassis.entrypoints.container import container_of
from chassis.entrypoints.service import Service, rpc
from chassis.errors import HavanaError
from chassis.schemas import Schema

URL = "inproc://crowded"


class Number(Schema):
    number = fields.Integer(required=True)


class Toy(Service, name="toy"):
    @rpc(Number, returns=Number, anonymous=True, transaction=False)
    def echo(self, viewer, request):
        return request


def main(calls):
    container = container_of(Toy(None, settings=None, keyring=None), connect(URL, name="toy"), max_workers=4)
    container.start()
    client = RpcClient(URL, deadline_s=30)
    answers = client.gather({str(number): Call("toy", "echo", {"number": number}) for number in range(calls)})
    ends = Counter(str(one) if isinstance(one, HavanaError) else one == {"number": int(key)} for key, one in answers.items())
    sys.stdout.write(json.dumps({str(end).lower(): number for end, number in ends.items()}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
