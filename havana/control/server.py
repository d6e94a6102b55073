"""The socket on which a running site takes the commands of its operator. Only the user who runs the site can connect."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import eventlet
from eventlet.green import socket

from chassis.errors import HavanaError, Unavailable
from havana.control import wire
from havana.control.operator import Caller
from havana.listener import Listener

MOST_AT_ONCE = 32
LONGEST_QUESTION = 1_048_576
SILENCE_S = 10.0
"""Whoever connects and then neither asks nor listens is left after this."""

log = logging.getLogger(__name__)


@contextmanager
def listening(folder: Path, caller: Caller, *, drain_timeout_s: float) -> Iterator[None]:
    """Answer questions on the socket in `folder`, which this process has claimed; in the end, let those at hand have their answer."""
    listener = _private_socket(folder)
    answering = eventlet.GreenPool(MOST_AT_ONCE)
    accepting = eventlet.spawn(_accept, Listener(listener), answering, caller)
    try:
        yield
    finally:
        (folder / wire.NAME).unlink(missing_ok=True)
        accepting.kill()
        listener.close()
        with eventlet.Timeout(drain_timeout_s, exception=False):
            answering.waitall()


def _private_socket(folder: Path) -> socket.socket:
    """Return a new socket with mode 0600 from its first moment; one that a killed process left is removed."""
    (folder / wire.NAME).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    mask = os.umask(0o177)
    try:
        with wire.address(folder) as address:
            listener.bind(address)
    finally:
        os.umask(mask)
    listener.listen(MOST_AT_ONCE)
    return listener


def _accept(listener: Listener, answering: eventlet.GreenPool, caller: Caller) -> None:
    while True:
        connection, _ = listener.accept()
        answering.spawn_n(_answer, connection, caller)


def _answer(connection: socket.socket, caller: Caller) -> None:
    with connection, suppress(OSError):
        connection.settimeout(SILENCE_S)
        with connection.makefile("rb") as questions:
            line = questions.readline(LONGEST_QUESTION)
        if line:
            connection.sendall(reply(line, caller))


def reply(line: bytes, caller: Caller) -> bytes:
    """Return the answer to a question, both as lines. Who asks is for the services to verify."""
    try:
        question = wire.question_of(line)
        return wire.answered(
            caller.call(
                question.service,
                question.method,
                question.request,
                context=question.context,
                deadline_s=question.deadline_s,
                idempotency_key=question.idempotency_key,
            )
        )
    except HavanaError as error:
        return wire.failed(error)
    except Exception:
        log.exception("command.failed")
        return wire.failed(Unavailable("failed"))
