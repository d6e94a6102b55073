import socket

import pytest


class SocketUsed(AssertionError):
    pass


@pytest.fixture(autouse=True)
def closed_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit test that reaches for the network, or for a server, fails by name."""

    def refuse(self: socket.socket, address: object, *rest: object) -> None:
        raise SocketUsed(f"a unit test reached for {address}")

    for method in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, method, refuse)
