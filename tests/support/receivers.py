"""A receiver of webhooks on 127.0.0.1 that answers as a test wants, and keeps what it was sent."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What a receiver answers; `pieces` are written one by one, each after `pause` was called."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    pause: Callable[[], object] = lambda: None


class Receiver:
    """What was received, and how to answer: `reply` is asked for every delivery."""

    def __init__(self, reply: Callable[[Received], Reply]) -> None:
        self.reply, self.received = reply, []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def receiving(reply: Callable[[Received], Reply] = lambda _one: Reply()) -> Iterator[Receiver]:
    receiver = Receiver(reply)
    try:
        yield receiver
    finally:
        receiver.close()


def _handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            one = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.received.append(one)
            try:
                self._answer(receiver.reply(one))
            except OSError:
                self.close_connection = True

        def _answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in reply.pieces:
                reply.pause()
                self.wfile.write(piece)
                self.wfile.flush()

        def log_message(self, *_args: object) -> None:
            pass

    return Handler
