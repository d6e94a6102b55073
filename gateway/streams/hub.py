"""Who is waiting in this process for a stream to grow, and what wakes them.

A hint (`stream.head`, `session.revoked`) wakes at once; a lost hint is covered by the reader's own next look.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.problems import Refused


class Listener:
    """One reader that waits."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def wait(self, timeout_s: float) -> None:
        """Return when woken, or after `timeout_s`."""
        self._event.wait(max(0.0, timeout_s))
        self._event.clear()

    def wake(self) -> None:
        """Let `wait` return, now or the next time."""
        self._event.set()


class Hub:
    """The listeners of this process."""

    def __init__(self, *, most: int) -> None:
        """`most`: how many may wait at the same time."""
        self.most, self.ending = most, False
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._listeners)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Listen until the block ends; Refused 503 when too many do already."""
        listener = Listener()
        with self._lock:
            if self.ending or len(self._listeners) >= self.most:
                raise Refused(503, "stream-full", retry_after_s=5)
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def wake(self) -> None:
        """Let every listener look again."""
        for listener in self._snapshot():
            listener.wake()

    def end(self) -> None:
        """The process ends: every listener wakes, nobody new is taken."""
        self.ending = True
        self.wake()

    def _snapshot(self) -> list[Listener]:
        with self._lock:
            return list(self._listeners)
