"""Programs that are measured in processes of their own: told what to do on standard input, they answer on standard output."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.support.embedded import REPOSITORY


class Program:
    """A running `python -m tests.bench.<module> arguments`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, *words: object) -> float:
        """Give it one line of work and return the number it answers with."""
        self.tell(*words)
        return float(self.hear())

    def tell(self, *words: object) -> None:
        """Give it one line of work; what it answers is there to `hear`."""
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Return the next line it says."""
        line = self._process.stdout.readline()
        assert line, f"{self._process.args} ended"
        return line


@contextmanager
def running(module: str, *arguments: object) -> Iterator[Program]:
    """Start a program and give it once it has said that it is ready; end it in the end."""
    command = [sys.executable, "-W", "ignore", "-m", f"tests.bench.{module}", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        program = Program(process)
        assert program.hear() == "ready\n"
        yield program
    finally:
        process.kill()
        process.communicate()


def serve(work: Callable[..., float], *, readline: Callable[[], str] = sys.stdin.readline) -> None:
    """Answer each line with `work(*words)` until nobody asks any more."""
    say("ready")
    while line := readline():
        say(work(*line.split()))


def say(word: object) -> None:
    """Say a line."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
