"""What a process writes down of itself, read back."""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chassis import logs


class Written:
    """The log of this process, in a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def text(self) -> str:
        return self.file.read_text("ascii")

    def lines(self) -> list[dict[str, Any]]:
        """Return every line; fails if one is not whole."""
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def written(file: Path, *, level: str = "info", process: str = "toy") -> Iterator[Written]:
    """Let this process write its log to `file` until the end of the block."""
    loggers = [logging.getLogger(name) for name in (None, *logs.OURS)]
    levels, hooks = [logger.level for logger in loggers], (sys.excepthook, threading.excepthook)
    handler = logs.Lines(logs.opened(file), logs.JsonLine(process))
    logs.install(handler, level=level)
    try:
        yield Written(file)
    finally:
        loggers[0].removeHandler(handler)
        handler.close()
        for logger, before in zip(loggers, levels, strict=True):
            logger.setLevel(before)
        sys.excepthook, threading.excepthook = hooks
