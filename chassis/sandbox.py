"""Read foreign files where they can do no harm: a process of its own with limits, without our environment, and without
network where the kernel lets us cut it (as root, or where user namespaces are allowed).

The parser is a function `bytes -> plain JSON`, named as `module:function`; it is imported in the child only. The call blocks:
inside a service it goes through the offload to native threads.

No service reads foreign files yet.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.errors import Invalid

ROOT = Path(__file__).resolve().parents[1]
CHILD = Path(__file__).with_name("sandbox_child.py")
OUT_OF_MEMORY, CANNOT_READ = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a parser may use; the processor time is the time-out rounded up."""

    timeout_s: float = 30.0
    memory_bytes: int = 512 * 1024**2
    output_bytes: int = 16 * 1024**2


def parse(function: str, data: bytes, limits: Limits = Limits()) -> Any:  # frozen
    """Return what `function` makes of `data`; Invalid `file-unreadable` with a reason: refused, too-slow, too-large."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(data)
        given.seek(0)
        status = _run([function, str(limits.memory_bytes), str(limits.output_bytes), str(limits.timeout_s)], given, made, limits.timeout_s)
        if status == 0:
            made.seek(0)
            return json.loads(made.read())
    raise Invalid("file-unreadable", reason=_reason(status))


def _run(arguments: list[str], given: Any, made: Any, timeout_s: float) -> int | None:
    """Return the child's exit status (negative: the signal that ended it), None if it took too long."""
    command = [sys.executable, "-I", "-B", str(CHILD), str(ROOT), *arguments]
    child = subprocess.Popen(  # noqa: S603  # our own interpreter and file
        command, stdin=given, stdout=made, stderr=subprocess.DEVNULL, env={"LANG": "C.UTF-8"}, cwd="/", start_new_session=True
    )
    try:
        return child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child with everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _reason(status: int | None) -> str:
    if status is None or status == -signal.SIGXCPU:
        return "too-slow"
    return "too-large" if status in {OUT_OF_MEMORY, -signal.SIGXFSZ, -signal.SIGKILL} else "refused"
