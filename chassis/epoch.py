"""What this life of the site is called: a random word in a file beside the safety ledger, where every process of the site sees it.

A new one begins when a restored database had to be mended from the ledger. Cursors and sessions name the epoch they were made in, and
are worth nothing in another: readers of streams begin anew, and everybody signs in again.
"""

import os
import secrets
from pathlib import Path

from chassis.errors import Unavailable

NAME = "epoch"


class Epoch:
    """The epoch of a site whose ledgers lie in `folder`; the first process that asks makes the first one."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._last = ""

    def current(self) -> str:
        """Return the epoch as it is now; while the folder is away, as it was. Unavailable `epoch-unreadable` if it never was here."""
        try:
            self._last = self._read() or self._last or self._first()
        except OSError as error:
            if not self._last:
                raise Unavailable("epoch-unreadable") from error
        return self._last

    def begin(self) -> str:
        """Write a new epoch, on the disk before anybody reads it, and return it."""
        self._draft().replace(self._file)
        self._sync_folder()
        return self._read()

    def _sync_folder(self) -> None:
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _read(self) -> str:
        try:
            return self._file.read_text("ascii").strip()
        except FileNotFoundError:
            return ""

    def _first(self) -> str:
        """Write the first epoch unless somebody was faster; return the one that is there."""
        draft = self._draft()
        try:
            os.link(draft, self._file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return self._read()

    def _draft(self) -> Path:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_name(f".{NAME}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secrets.token_hex(8)}\n")
            file.flush()
            os.fsync(file.fileno())
        return draft
