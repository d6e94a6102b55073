"""Work that goes on until it is stopped, whatever it meets on the way: the one place that says what an unexpected error does to a loop."""

import logging
import threading
from collections.abc import Callable

from chassis.errors import Unavailable, code_of

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 15.0

log = logging.getLogger(__name__)


class Loop:
    """Does one thing again and again. An error ends nothing: it is logged, and after a pause the work goes on.

    What is away (Unavailable) is looked for every second, and said once until it is back. Whatever else is raised was not foreseen: it is
    said with its place each time, and the pause grows from one to the next.
    """

    def __init__(self, work: str, once: Callable[[], object], *, every_s: float, service: str = "") -> None:
        """`once()` is called every `every_s`, when `wake` is, and at once again if it returns something true. The names are logged."""
        self._work, self._service = work, service or None
        self._once, self._every_s = once, every_s
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._pause_s, self._is_away = FIRST_PAUSE_S, False

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._stopping.is_set()

    def wake(self) -> None:
        """Have the work done now."""
        self._woken.set()

    def stop(self) -> None:
        """Make `run` return once what is at hand is done."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping.is_set():
            self._woken.clear()
            if self._turn() and not self._stopping.is_set():
                self._woken.wait(self._every_s)

    def _turn(self) -> bool:
        """Do the work once; say whether there is nothing more to do for now."""
        try:
            more = self._once()
        except Unavailable as error:
            self._note_away(error)
        except Exception:
            log.exception("work.failed", extra={"service": self._service, "work": self._work})
            self._stopping.wait(self._pause_s)
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        else:
            self._pause_s, self._is_away = FIRST_PAUSE_S, False
            return not more
        return False

    def _note_away(self, error: Unavailable) -> None:
        if not self._is_away:
            cause = code_of(error.__cause__) if error.__cause__ else None
            log.warning("work.later", extra={"service": self._service, "work": self._work, "code": error.code, "error": cause})
        self._is_away = True
        self._stopping.wait(FIRST_PAUSE_S)
