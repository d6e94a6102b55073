"""Many followers of a stream in one thread: plain sockets, so that the end of each connection can be seen byte by byte."""

import resource
import selectors
import socket
import time
from urllib.parse import urlsplit

BESIDE = 512
AT_A_TIME = 20
ACCEPTED = b"HTTP/1.1 200"
END_OF_BODY = b"0\r\n\r\n"
FIRST_EVENT = b"retry: "


class Followers:
    """`number` connections to the server-sent events of `url`, all as the same caller."""

    def __init__(self, url, path, *, number, headers):
        _allow_descriptors(number + BESIDE)
        self._address = (urlsplit(url).hostname, urlsplit(url).port)
        lines = [f"GET {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}", *(f"{name}: {value}" for name, value in headers.items())]
        self._request = "\r\n".join([*lines, "", ""]).encode()
        self._selector = selectors.DefaultSelector()
        self.received = {}
        self.ends = {}
        self._number = number

    def begin(self, *, seconds, at_a_time=AT_A_TIME):
        """Return once all follow, so many beginning at a time; who is refused (503) asks again. The test fails after `seconds`."""
        ends_at = time.monotonic() + seconds
        while (following := self.following()) < self._number:
            assert time.monotonic() < ends_at, f"{following} of {self._number} follow after {seconds} s"
            self._drop_refused()
            for _ in range(min(at_a_time, self._number - following) - (len(self.received) - following)):
                self._connect()
            self.read_once()

    def _drop_refused(self):
        for connection in [one for one, received in self.received.items() if received and not received.startswith(ACCEPTED)]:
            if connection not in self.ends:
                self._selector.unregister(connection)
            self.ends.pop(connection, None)
            del self.received[connection]
            connection.close()

    def _connect(self):
        connection = socket.create_connection(self._address, timeout=30)
        connection.sendall(self._request)
        connection.setblocking(False)
        self.received[connection] = b""
        self._selector.register(connection, selectors.EVENT_READ)

    def following(self):
        """Return how many have had their first bytes of a stream and are connected."""
        return sum(FIRST_EVENT in received and not received.endswith(END_OF_BODY) for received in self.received.values())

    def finished(self):
        """Return how many were given the whole of their answer."""
        return sum(received.endswith(END_OF_BODY) for received in self.received.values())

    def read(self, *, seconds, enough):
        """Read from all until `enough()`, at most for `seconds`."""
        ends_at = time.monotonic() + seconds
        while not enough() and time.monotonic() < ends_at:
            self.read_once()

    def read_once(self):
        """Read what has come."""
        for key, _ in self._selector.select(0.2):
            self._read(key.fileobj)

    def all_ended(self):
        """Say whether every connection has ended."""
        return len(self.ends) == len(self.received)

    def how_they_ended(self):
        """Return how each ended: `whole` after the last chunk, `cut` without it, `reset`, or `open`."""
        return [self.ends.get(connection, "open") for connection in self.received]

    def close(self):
        for connection in self.received:
            connection.close()
        self._selector.close()

    def _read(self, connection):
        try:
            data = connection.recv(65536)
        except ConnectionError:
            self._ended(connection, "reset")
            return
        self.received[connection] += data
        if not data:
            self._ended(connection, "whole" if self.received[connection].endswith(END_OF_BODY) else "cut")

    def _ended(self, connection, how):
        self.ends[connection] = how
        self._selector.unregister(connection)


def _allow_descriptors(needed):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
