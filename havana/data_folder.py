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
def claimed(folder: Path, *, patience_s: float = 0.0, address: str = "") -> Iterator[None]:
    """Hold `folder` for this process; the system lets go of it when the process ends, however it ends.

    `address`: where the site answers that runs on it, for whoever comes meanwhile. If another process does not let go of the
    folder within `patience_s`: Conflict `site-runs-already` with its address, `data-folder-in-use` if it is no site; Forbidden
    `another-users-folder` if this process may not.
    """
    with _lock_file(folder) as lock:
        ends_at = time.monotonic() + patience_s
        while not _locked(lock):
            if time.monotonic() >= ends_at:
                raise _in_use(folder, lock)
            time.sleep(LOOK_EVERY_S)
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def _in_use(folder: Path, lock: IO[str]) -> Conflict:
    lock.seek(0)
    if address := lock.read():
        return Conflict("site-runs-already", folder=str(folder), address=address)
    return Conflict("data-folder-in-use", folder=str(folder))


def _lock_file(folder: Path) -> IO[str]:
    try:
        return (folder / "lock").open("a+")
    except PermissionError as error:
        raise Forbidden("another-users-folder", folder=str(folder)) from error


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
