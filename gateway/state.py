"""What one gateway process holds: its settings, its way to the services, and what it remembers for a moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from flask import current_app

from chassis.client import Call
from chassis.errors import HavanaError
from chassis.settings import Settings

if TYPE_CHECKING:
    from gateway.auth import Callers
    from gateway.limits import Limiter
    from gateway.problems.problem import Problem
    from gateway.public_cache import PublicCache
    from gateway.streams.hub import Hub


class Rpc(Protocol):
    """What the gateway needs of the client (`chassis.client.RpcClient`)."""

    def call(
        self,
        service: str,
        method: str,
        request: Mapping[str, Any],
        *,
        context: str | None = None,
        deadline_s: float | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """Ask one service; raises the five errors."""

    def gather(
        self, calls: Mapping[str, Call], *, context: str | None = None, deadline_s: float | None = None
    ) -> Mapping[str, Any | HavanaError]:
        """Ask several in parallel under one deadline."""


@dataclass(kw_only=True)
class Gateway:
    """The state of one process; everything in it may be lost at any time."""

    settings: Settings
    rpc: Rpc
    callers: "Callers"
    limiter: "Limiter"
    hub: "Hub"
    public_cache: "PublicCache"
    services: tuple[str, ...] = ("directory", "cases", "alerts", "streams", "library", "events", "search")
    error_page: "Callable[[Problem], str] | None" = None

    @property
    def behind_tls(self) -> bool:
        """People reach this site over TLS."""
        return self.settings.public_url.startswith("https://")

    @property
    def address(self) -> str:
        """The address under which people reach this site, without a slash at the end; empty if unsaid."""
        return self.settings.public_url.rstrip("/")


def gateway() -> Gateway:
    """Return the state of this process."""
    state: Gateway = current_app.extensions["havana"]
    return state
