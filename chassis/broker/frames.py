"""What py-amqp leaves slow: it writes each frame by itself, and reads each in three pieces."""

from collections.abc import Callable, Iterator
from socket import socket
from struct import Struct

from amqp.exceptions import UnexpectedFrame

READ_BYTES = 64 * 1024
FRAME_END = 0xCE
HEADER = Struct(">BHI")

Frame = tuple[int, int, bytes]
"""(type, channel, payload)."""


class JoinedFrames:
    """Where py-amqp's frame writer writes to: from `join` on, frames wait for `flush` and leave together."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        """`write` sends bytes; until `join` every frame goes there at once."""
        self._write = write
        self._waiting: list[bytes] = []
        self._joining = False

    def join(self) -> None:
        """Let frames wait from now on."""
        self._joining = True

    def write(self, frame: memoryview) -> None:
        """Take a frame; its memory is used again for the next."""
        if self._joining:
            self._waiting.append(bytes(frame))
        else:
            self._write(bytes(frame))

    def flush(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._write(waiting[0] if len(waiting) == 1 else b"".join(waiting))


def read_frames(connection: socket) -> Iterator[Frame]:
    """Yield the frames that come, as many from each read as it brings whole; OSError when the other side has closed."""
    buffer = bytearray()
    while True:
        if not (read := connection.recv(READ_BYTES)):
            raise OSError("the broker has closed the connection")
        buffer += read
        yield from _whole_frames(buffer)


def _whole_frames(buffer: bytearray) -> Iterator[Frame]:
    """Yield the whole frames at the head of `buffer` and cut them off."""
    start = 0
    while len(buffer) >= start + HEADER.size:
        kind, channel, size = HEADER.unpack_from(buffer, start)
        end = start + HEADER.size + size
        if len(buffer) <= end:
            break
        if buffer[end] != FRAME_END:
            raise UnexpectedFrame(f"a frame ends with {buffer[end]:#x}")
        yield kind, channel, bytes(buffer[start + HEADER.size : end])
        start = end + 1
    del buffer[:start]
