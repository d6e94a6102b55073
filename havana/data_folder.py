"""One process per data folder: whoever holds its lock file may use it."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chassis.errors import Conflict, Forbidden

LOOK_EVERY_S = 0.1


@contextmanager
def claimed(folder: Path, *, patience_s: float = 0.0) -> Iterator[None]:
    """Hold `folder` for this process; the system lets go of it when the process ends, however it ends.

    Conflict `data-folder-in-use` if another process does not let go of it within `patience_s`; Forbidden `another-users-folder`
    if it may not.
    """
    with _lock_file(folder) as lock:
        ends_at = time.monotonic() + patience_s
        while not _locked(lock):
            if time.monotonic() >= ends_at:
                raise Conflict("data-folder-in-use", folder=str(folder))
            time.sleep(LOOK_EVERY_S)
        yield


def _lock_file(folder: Path) -> IO[str]:
    try:
        return (folder / "lock").open("a")
    except PermissionError as error:
        raise Forbidden("another-users-folder", folder=str(folder)) from error


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
