"""Work that would stop every other call of the process (argon2, a mail server, parsing) runs in a native thread.

What a native thread is depends on the runtime: a process on an event loop installs its own way at start.
"""

from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")
Run = Callable[..., Any]


def _here(call: Run, *args: Any) -> Any:
    return call(*args)


_run: list[Run] = [_here]


def offload(call: Callable[..., Result], *args: Any) -> Result:
    """Return `call(*args)`, worked out where it blocks nobody."""
    result: Result = _run[-1](call, *args)
    return result


def install(run: Run) -> None:
    """Use `run(call, *args)` from now on; the process calls this once, before its first work."""
    _run[:] = [run]
