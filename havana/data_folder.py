"""One process per data folder: whoever holds its lock file may use it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.errors import Conflict


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold `folder` for this process; Conflict if another one does. The system lets go of it when the process ends, however it ends."""
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("data-folder-in-use", folder=str(folder)) from error
        yield
