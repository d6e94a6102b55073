"""Addresses of the broker as py-amqp wants them."""

from urllib.parse import unquote, urlsplit

import amqp


def connected(url: str) -> amqp.Connection:
    """Return an open connection."""
    parts = urlsplit(url)
    connection = amqp.Connection(f"{parts.hostname}:{parts.port}", parts.username, parts.password, virtual_host=unquote(parts.path[1:]))
    connection.connect()
    return connection
