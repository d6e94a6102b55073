"""A listening socket that outlives a process out of descriptors: servers that meet that in `accept` end, and nobody would notice."""

import errno
import logging
from typing import Any

import eventlet
from eventlet.green import socket

FULL = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
PAUSE_S = 0.2

log = logging.getLogger(__name__)


class Listener:
    """A listening socket; `accept` waits until there is room."""

    def __init__(self, listening: socket.socket) -> None:
        self._socket = listening

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection. While the process can open no more, it waits with those that came, and says so once."""
        was_full = False
        while True:
            try:
                connection, address = self._socket.accept()
            except OSError as error:
                if error.errno not in FULL:
                    raise
                if not was_full:
                    log.warning("listener.full", extra={"error": errno.errorcode[error.errno]})
                was_full = True
                eventlet.sleep(PAUSE_S)
            else:
                return connection, address

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)
