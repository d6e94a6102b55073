"""What a process writes down of itself: one JSON object a line, with attributes that are allowed by name.

A record of ours is a constant event with codes, counts and ids as extras: `log.warning("inbox.kept", extra={"state": "failed"})`.
Extras that are not in `SHOWN` are dropped. Of what libraries say the pattern is kept, not what was filled in; of an error its kind
and where it came from, not its text: it may quote a record. Each line is written by one system call and without a lock, so that
neither greenlets nor native threads wait for each other or mix their lines.
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

from typing_extensions import override

from chassis import tracing
from chassis.errors import code_of

OURS = frozenset({"chassis", "services", "gateway", "havana"})
SHOWN = (
    "service", "method", "endpoint", "message_type", "state", "code", "error", "attempts", "timer", "hint", "work", "connection",
    "streams", "documents", "wanted", "limit", "sent", "entries", "trace_id",
)  # fmt: skip
"""The extras that are written: names from the code, codes, counts, ids. Never names of people, never text of a record."""
STDERR = 2
MOST_BYTES = 10_000_000
MOST_FRAMES = 12
LONGEST_VALUE = 200
ROOT = str(Path(__file__).parents[1])

log = logging.getLogger(__name__)


class JsonLine(logging.Formatter):
    """A record as one line of JSON."""

    def __init__(self, process: str) -> None:
        """`process` is the service that a record belongs to unless it says another one."""
        super().__init__()
        self._process = process

    @override
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({**self._head(record), **extras_of(record), **fault_of(record)}, separators=(",", ":"))

    def _head(self, record: logging.LogRecord) -> dict[str, Any]:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        named = {"time": at, "level": record.levelname.lower(), "logger": record.name, "event": event_of(record)}
        return {**named, "service": self._process, "trace_id": tracing.current_trace_id()}


class ForPeople(logging.Formatter):
    """A record as a line for whoever sits at the terminal."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        about = {**extras_of(record), **fault_of(record)}
        places = about.pop("at", None)
        said = ", ".join(f"{name}={value}" for name, value in {**about, **({"at": places[-1]} if places else {})}.items())
        return f"{record.levelname.lower()}: {event_of(record)}{f' ({said})' if said else ''}"


class Lines(logging.Handler):
    """Writes each record by one system call to an open file."""

    def __init__(self, file: FileIO, formatter: logging.Formatter, *, least: int = logging.NOTSET) -> None:
        """`least`: the level from which on records are written."""
        super().__init__(least)
        self._file = file
        self.setFormatter(formatter)

    @override
    def handle(self, record: logging.LogRecord) -> bool:
        """Write the record, without the lock that a green and a native thread may wait for for ever."""
        self.emit(record)
        return True

    @override
    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):  # a log that is gone or full ends nobody's work
            self._file.write(f"{self.format(record)}\n".encode())


def event_of(record: logging.LogRecord) -> str:
    """Return what happened: our own constant, a library's pattern as it is before anything is filled in, else only where it was said."""
    is_ours = record.name.partition(".")[0] in OURS
    return str(record.msg) if is_ours or record.args else f"{record.module}:{record.lineno}"


def extras_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return the extras of a record that may be written."""
    given = {name: record.__dict__[name] for name in SHOWN if record.__dict__.get(name) is not None}
    return {name: value[:LONGEST_VALUE] if isinstance(value, str) else value for name, value in given.items() if _is_plain(value)}


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def fault_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return the kind of the error, where it came from, outermost first, and the kinds of those that caused it."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    causes = [code_of(cause) for cause in _causes(error)]
    return {"error": code_of(error), "at": _places(error), **({"causes": causes} if causes else {})}


def _places(error: BaseException) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)][-MOST_FRAMES:]
    return [f"{_short(code.co_filename)}:{line} {code.co_name}" for code, line in frames]


def _short(path: str) -> str:
    _, library, inside = path.rpartition("site-packages/")
    return inside if library else path.removeprefix(f"{ROOT}/")


def _causes(error: BaseException) -> Iterator[BaseException]:
    while (cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None:
        yield cause
        error = cause


def to_stderr(level: str, *, process: str) -> None:
    """Write everything from `level` on to the standard error output, for whatever collects it."""
    install(Lines(_standard_error(), JsonLine(process)), level=level)


def to_file(level: str, *, process: str, file: Path) -> None:
    """Write everything from `level` on to `file`, and warnings to the terminal, readably."""
    for_people = Lines(_standard_error(), ForPeople(), least=logging.WARNING)
    install(Lines(opened(file), JsonLine(process)), for_people, level=level)


def quietly() -> None:
    """Write only errors, readably: for commands that say by themselves what they did."""
    _replace_handlers(Lines(_standard_error(), ForPeople(), least=logging.ERROR))


def install(*handlers: Lines, level: str) -> None:
    """Let these handlers, and no earlier ones, write what this process logs; libraries are heard from warnings on."""
    least = logging.getLevelNamesMapping()[level.upper()]
    _replace_handlers(*handlers)
    logging.getLogger().setLevel(max(least, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(least)
    sys.excepthook = _process_failed
    threading.excepthook = _thread_failed


def _replace_handlers(*handlers: Lines) -> None:
    root = logging.getLogger()
    for earlier in [handler for handler in root.handlers if isinstance(handler, Lines)]:
        root.removeHandler(earlier)
    for handler in handlers:
        root.addHandler(handler)


def _process_failed(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, where)
    else:
        log.critical("process.failed", exc_info=(kind, error, where))


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    log.error("thread.failed", exc_info=failed.exc_value)


def opened(file: Path, *, most_bytes: int = MOST_BYTES) -> FileIO:
    """Return the file to append to, for its owner alone; one that has grown long is put aside first, in place of the one before."""
    if file.exists() and file.stat().st_size > most_bytes:
        file.replace(file.with_name(f"{file.name}.1"))
    return FileIO(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "ab")


def _standard_error() -> FileIO:
    return FileIO(STDERR, "wb", closefd=False)
