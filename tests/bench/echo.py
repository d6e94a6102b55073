"""An echo on the chassis, as `havana serve` runs a service: `python -m tests.bench.echo` with the environment of a deployment."""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import os

from chassis.settings import Settings
from havana import replica
from tests.bench.programs import say
from tests.bench.services import EchoService

replica.run(EchoService, Settings.read(os.environ), announce=lambda _text: say("ready"))
