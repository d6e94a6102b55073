"""Public answers, kept for a moment so that a crowd never reaches the services; a withdrawal empties the cache at once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MOST_ANSWERS = 2_000


@dataclass(frozen=True, slots=True)
class Kept:
    """The body of an answer, its media type, and when it was made."""

    body: bytes
    media_type: str
    at: float


class PublicCache:
    """Bodies by question: at most `keep_s` old, at most 2,000, the longest unused goes first."""

    def __init__(self, keep_s: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`keep_s`: how long an answer is given again."""
        self._keep_s, self._clock = keep_s, clock
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._emptied = 0
        self._lock = threading.Lock()

    def get(self, question: Hashable, make: Callable[[], tuple[bytes, str]]) -> Kept:
        """Return the answer to `question`, made by `make` if there is no fresh one. What `make` raises is not kept."""
        kept = self._kept.get(question)
        if kept is not None and self._clock() - kept.at < self._keep_s:
            return kept
        emptied = self._emptied
        made = Kept(*make(), self._clock())
        with self._lock:
            if emptied == self._emptied:  # made before a withdrawal that came meanwhile: not kept
                self._kept[question] = made
                self._kept.move_to_end(question)
                while len(self._kept) > MOST_ANSWERS:
                    self._kept.popitem(last=False)
        return made

    def empty(self) -> None:
        """Forget everything: something public was withdrawn."""
        with self._lock:
            self._emptied += 1
            self._kept.clear()
