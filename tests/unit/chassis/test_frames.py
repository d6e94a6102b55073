import pytest
from amqp.exceptions import UnexpectedFrame

from chassis.broker.frames import JoinedFrames, read_frames


def a_frame(payload, *, kind=1, channel=1, end=b"\xce"):
    return bytes([kind]) + channel.to_bytes(2, "big") + len(payload).to_bytes(4, "big") + payload + end


class Connection:
    """Brings these pieces, then is closed by the other side."""

    def __init__(self, *pieces):
        self._pieces = iter(pieces)

    def recv(self, _most):
        return next(self._pieces, b"")


def frames_of(*pieces):
    found = []

    def read():
        for frame in read_frames(Connection(*pieces)):
            found.append(frame)  # noqa: PERF402 - what came before the end counts

    with pytest.raises(OSError, match="closed"):
        read()
    return found


FRAMES = [(1, 1, b"method"), (2, 1, b""), (3, 2, b"x" * 70_000), (8, 0, b"")]
WIRE = b"".join(a_frame(payload, kind=kind, channel=channel) for kind, channel, payload in FRAMES)


@pytest.mark.parametrize("size", [1, 7, 8, 1000, len(WIRE)])
def test_frames_are_whole_however_they_come(size):
    assert frames_of(*(WIRE[start : start + size] for start in range(0, len(WIRE), size))) == FRAMES


def test_a_frame_without_its_end_is_refused():
    with pytest.raises(UnexpectedFrame):
        list(read_frames(Connection(a_frame(b"method", end=b"\x00"))))


def test_frames_wait_once_they_are_joined_and_leave_together():
    sent = []
    frames = JoinedFrames(sent.append)
    memory = bytearray(b"hello")
    frames.write(memoryview(memory))
    frames.join()
    for text in (b"first", b"later"):
        memory[:] = text
        frames.write(memoryview(memory))
    assert sent == [b"hello"]
    frames.flush()
    frames.flush()
    assert sent == [b"hello", b"firstlater"]
