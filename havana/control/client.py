"""The other end of a running site's socket, with the shape of the client that speaks over a broker."""

import socket
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from chassis.errors import Forbidden, Unavailable
from havana.control import wire

CONNECT_S = 5.0
GRACE_S = 5.0
"""Beyond the deadline, which the site keeps: its own word on a late call is better than none."""


class SocketClient:
    """Calls the services of the site that runs on `folder`."""

    def __init__(self, folder: Path) -> None:
        """Connects anew for each call."""
        self._folder = folder

    def answers(self) -> bool:
        """Say whether a site runs there. Forbidden `another-users-folder` if it is another user's."""
        try:
            self._connected().close()
        except Unavailable:
            return False
        return True

    def call(
        self,
        service: str,
        method: str,
        request: Mapping[str, Any],
        *,
        context: str | None = None,
        deadline_s: float = 5.0,
        idempotency_key: str | None = None,
    ) -> Any:
        """Return the plain JSON answer; raises the five errors (see `chassis.client.RpcClient.call`)."""
        question = wire.Question(service, method, request, context, deadline_s, idempotency_key)
        with closing(self._connected()) as connection:
            connection.settimeout(deadline_s + GRACE_S)
            try:
                connection.sendall(wire.asked(question))
                with connection.makefile("rb") as answers:
                    line = answers.readline()
            except TimeoutError as error:
                raise Unavailable("deadline-exceeded") from error
            except OSError as error:
                raise Unavailable("outcome-unknown") from error
        return wire.outcome(line)

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(CONNECT_S)
        try:
            with wire.address(self._folder) as address:
                connection.connect(address)
        except PermissionError as error:
            connection.close()
            raise Forbidden("another-users-folder", folder=str(self._folder)) from error
        except OSError as error:
            connection.close()
            raise Unavailable("service-unavailable") from error
        return connection
