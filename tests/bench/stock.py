"""The same echo as nameko makes it: `python -m tests.bench.stock URL`."""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import sys

from nameko.containers import ServiceContainer
from nameko.rpc import rpc

from tests.bench.programs import say


class Stock:
    """An echo."""

    name = "stock"

    @rpc
    def echo(self, text):
        return {"text": text}


if __name__ == "__main__":
    container = ServiceContainer(Stock, {"AMQP_URI": sys.argv[1], "max_workers": 16})
    container.start()
    say("ready")
    container.wait()
