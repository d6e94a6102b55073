"""One reader of one stream, as long as it is connected: reads on from its cursor, as who it is at that moment."""

import random
import time
from dataclasses import dataclass, field
from typing import Any

from gateway.auth import Caller, Credential
from gateway.state import Gateway

PAGE = 100
JITTER = 0.1


@dataclass(kw_only=True)
class StreamReader:
    """What a connected reader asks for. `after` moves on with every page it reads."""

    here: Gateway
    credential: Credential
    stream: str
    after: str | None
    subscription_id: str | None
    limit: int = PAGE
    _ahead: dict[str, Any] | None = field(default=None, init=False)

    def look(self) -> dict[str, Any]:
        """Return the next page without taking it: `read` gives it once more, and keeps it no longer."""
        if self._ahead is None:
            self._ahead = self.read()
        return self._ahead

    def read(self) -> dict[str, Any]:
        """Return the next page; raises Refused 401 when the credential is worth nothing any more, and the five errors."""
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            return ahead
        question = {"stream": self.stream, "after": self.after, "limit": self.limit, "subscription_id": self.subscription_id}
        page: dict[str, Any] = self.here.rpc.call(
            "streams", "read_entries", question, context=self.caller().context, deadline_s=self.here.settings.rpc_timeout_s
        )
        self.after = page["next"]
        return page

    def caller(self) -> Caller:
        """Return who the reader is now; asks directory again when that was long ago."""
        return self.here.callers.find(self.credential)

    def recheck_in_s(self) -> float:
        """Return the seconds until it must be asked again whether the reader may still read."""
        return self.caller().resolved_at + self.here.settings.context_renew_s - time.time()


def life_s(usual_s: float) -> float:
    """Return how long a connection lives: about `usual_s`, not the same for everybody, or all come back at once."""
    return usual_s * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # spreads load, hides nothing
