"""`python -m tests.support.toys serve counter`: one replica, as `havana serve` runs those of the platform."""

import havana.runtime  # noqa: F401, I001  # before everything that follows

import os
import sys

from chassis.settings import Settings
from havana import replica
from tests.support.toys.service import Counter, Tally

replica.run({"counter": Counter, "tally": Tally}[sys.argv[2]], Settings.read(os.environ), announce=print)
