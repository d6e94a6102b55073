"""HTTP as the embedded site speaks it, where eventlet's own way would leave a doubt about a request or tell the log about it."""

from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import eventlet
import eventlet.wsgi
from eventlet.green import socket

LINGER_S = 2.0
PROTOCOL = "havana.protocol"


class Protocol(eventlet.wsgi.HttpProtocol):
    """One connection: bodies in chunks are read, what two readers could read in two ways is refused, the log hears nothing."""

    rbufsize = wbufsize = 1024
    """Small: each stream keeps its buffers as long as it is open."""
    lingers = False

    def parse_request(self) -> bool:
        """Read the head of a request; answer 400 and close if it is not certain where its body ends."""
        if not super().parse_request():
            return False
        if self._has_one_end():
            return True
        self.close_connection = True
        self.send_error(400)
        return False

    def _has_one_end(self) -> bool:
        lengths, encodings = self.headers.get_all("Content-Length", []), self.headers.get_all("Transfer-Encoding", [])
        if encodings:
            return not lengths and [encoding.lower() for encoding in encodings] == ["chunked"]
        return lengths == [] or (len(lengths) == 1 and lengths[0].isascii() and lengths[0].isdecimal())

    def get_environ(self) -> dict[str, Any]:
        """Say that the body ends by itself: without that, one in chunks is taken for none."""
        return {**super().get_environ(), "wsgi.input_terminated": True, PROTOCOL: self}

    def finish(self) -> None:
        """End the connection; when a body was left unread, only after a moment: a reset would take the answer with it."""
        if self.lingers:
            self.wfile.flush()
            with eventlet.Timeout(LINGER_S, exception=False):
                self._linger()
        super().finish()

    def _linger(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_WR)
            while self.connection.recv(65_536):
                pass
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name it has in the standard library
        """Write nothing: what cannot be read as a request may be a piece of somebody's text."""


def closing(application: WSGIApplication) -> WSGIApplication:
    """Return the application with its `Connection: close` meant: eventlet sends the header and goes on reading."""

    def application_that_closes(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            kept = [(name, value) for name, value in headers if name.lower() != "connection"]
            if len(kept) < len(headers):
                environ[PROTOCOL].close_connection = environ[PROTOCOL].lingers = True
            return start_response(status, kept, *exc_info)

        return application(environ, start)

    return application_that_closes
