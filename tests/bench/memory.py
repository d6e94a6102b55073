"""What processes take of the machine's memory, as the system counts it."""

from pathlib import Path


def resident_kib(pid: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in status if line.startswith("VmRSS"))


def children(pid: int) -> list[int]:
    """Return the processes that a process started itself."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
