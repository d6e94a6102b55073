"""One question and one answer on a Unix socket in the data folder: a line of JSON each way, then the connection ends."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from chassis.errors import ERRORS, HavanaError, Invalid, Unavailable

NAME = "control.sock"
LONGEST_ADDRESS = 100
"""The system takes no more than 107 bytes as the address of a socket, however long paths may be."""
LONGEST_S = 3600.0


class Question(NamedTuple):
    """A call, and how long its caller waits."""

    service: str
    method: str
    request: Mapping[str, Any]
    context: str | None
    deadline_s: float
    idempotency_key: str | None


@contextmanager
def address(folder: Path) -> Iterator[str]:
    """Give the address of the socket in `folder`, a short one even if the folder's path is long."""
    path = str(folder / NAME)
    if len(os.fsencode(path)) <= LONGEST_ADDRESS:
        yield path
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{descriptor}/{NAME}"
    finally:
        os.close(descriptor)


def asked(question: Question) -> bytes:
    """Return a question as a line."""
    return _line(question._asdict())


def question_of(line: bytes) -> Question:
    """Return the question on a line. Invalid `request-unreadable`."""
    try:
        question = Question(**json.loads(line))
        return question._replace(request=dict(question.request), deadline_s=min(float(question.deadline_s), LONGEST_S))
    except (ValueError, TypeError) as error:
        raise Invalid("request-unreadable") from error


def answered(answer: Any) -> bytes:
    """Return an answer as a line."""
    return _line({"answer": answer})


def failed(error: HavanaError) -> bytes:
    """Return an error as a line."""
    return _line({"error": {"kind": error.kind, "code": error.code, "params": error.params}})


def outcome(line: bytes) -> Any:
    """Return the answer on a line, or raise the error. Unavailable `outcome-unknown` for a line that was cut off."""
    if not line.endswith(b"\n"):
        raise Unavailable("outcome-unknown")
    said = json.loads(line)
    if (error := said.get("error")) is not None:
        raise ERRORS[error["kind"]](error["code"], error["params"])
    return said["answer"]


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, default=str).encode() + b"\n"
