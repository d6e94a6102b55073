"""A process without a free descriptor keeps its listening sockets."""

import os
import resource
from contextlib import contextmanager

import eventlet
import pytest
from eventlet.green import socket

from havana.listener import Listener


@contextmanager
def no_descriptor_free():
    """Let this process open nothing more inside."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    probe = os.dup(0)
    os.close(probe)
    resource.setrlimit(resource.RLIMIT_NOFILE, (probe, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def listening():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        yield listening


def test_who_comes_while_no_descriptor_is_free_is_let_in_once_one_is(listening, caplog):
    with socket.socket() as caller:
        with no_descriptor_free():
            caller.connect(listening.getsockname())
            with pytest.raises(OSError, match="Too many open files"):
                listening.accept()
            accepting = eventlet.spawn(Listener(listening).accept)
            eventlet.sleep(0.5)
            assert not accepting.dead
        connection, _address = accepting.wait()
        with connection:
            assert connection.getpeername() == caller.getsockname()
    assert [record.message for record in caplog.records] == ["listener.full"]


def test_a_listener_that_was_closed_is_no_listener(listening):
    listening.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        Listener(listening).accept()
