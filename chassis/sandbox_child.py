"""What runs inside the sandbox: limits first, then the parser. Started by `chassis.sandbox` as a file, with nothing imported."""

import contextlib
import ctypes
import importlib
import json
import math
import resource
import signal
import sys

CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
OUT_OF_MEMORY, CANNOT_READ = 3, 4


def cut_network() -> bool:
    """Leave the network, where the kernel lets us; say whether it did."""
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return bool(unshare(CLONE_NEWNET) == 0 or unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def limit(*, memory_bytes: int, output_bytes: int, timeout_s: float) -> None:
    """Bound memory, processor time, what can be written, and the number of open files."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and the parser would go on
    seconds = math.ceil(timeout_s)
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: output_bytes,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))


def main(root: str, function: str, memory_bytes: str, output_bytes: str, timeout_s: str) -> int:
    """Read standard input, write the result as JSON to standard output, return the exit status."""
    cut_network()
    limit(memory_bytes=int(memory_bytes), output_bytes=int(output_bytes), timeout_s=float(timeout_s))
    sys.path.insert(0, root)
    module, name = function.split(":")
    try:
        result = json.dumps(getattr(importlib.import_module(module), name)(sys.stdin.buffer.read()))
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception:  # noqa: BLE001  # whatever a foreign file does to its parser, it is not readable
        return CANNOT_READ
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
