"""A TCP proxy on loopback: it lets bytes trickle, or keeps a connection that has been cut on one side."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE_BYTES = 1400


class Proxy:
    """Forwards what comes to `port` to another port of this machine.

    `piece_bytes` and `pause_s`: so many bytes at a time, and that long between them.
    """

    def __init__(self, to_port: int, *, piece_bytes: int = PIECE_BYTES, pause_s: float = 0.0) -> None:
        self._to_port, self._piece_bytes, self._pause_s = to_port, piece_bytes, pause_s
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ours: list[socket.socket] = []
        self._theirs: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Close the callers' side of every connection; the other side never hears of it."""
        for one in self._ours:
            _shut(one)

    def inject(self, piece: bytes) -> None:
        """Say something to the callers that the other side never said."""
        for one in self._ours:
            one.sendall(piece)

    def close(self) -> None:
        everything = [self._listener, *self._ours, *self._theirs]
        for one in everything:
            _shut(one)
        for one in everything:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                theirs = socket.create_connection(("127.0.0.1", self._to_port))
                self._ours.append(ours)
                self._theirs.append(theirs)
                for one in (ours, theirs):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for source, target in ((ours, theirs), (theirs, ours)):
                    threading.Thread(target=self._forward, args=(source, target), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(self._piece_bytes):
                target.sendall(piece)
                if self._pause_s:
                    time.sleep(self._pause_s)


def _shut(one: socket.socket) -> None:
    """Wake whoever reads from it."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxied(to_port: int, *, piece_bytes: int = PIECE_BYTES, pause_s: float = 0.0) -> Iterator[Proxy]:
    proxy = Proxy(to_port, piece_bytes=piece_bytes, pause_s=pause_s)
    try:
        yield proxy
    finally:
        proxy.close()
