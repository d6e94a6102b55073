"""Wait for what happens elsewhere."""

import time
from collections.abc import Callable


def until(happened: Callable[[], object], *, within_s: float = 15.0) -> None:
    """Wait until `happened()`; fail after `within_s`."""
    ends_at = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < ends_at, f"did not happen within {within_s} s"
        time.sleep(0.01)
