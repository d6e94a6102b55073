"""Telling those who listen to a connection: what they raise is theirs, and must not end what everybody shares."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

log = logging.getLogger(__name__)


def tell(listeners: Iterable[Callable[..., None]], *said: Any, connection: str = "inproc") -> None:
    """Call each listener; what one raises is logged and goes no further."""
    for call in listeners:
        try:
            call(*said)
        except Exception:
            log.exception("listener.failed", extra={"connection": connection})
