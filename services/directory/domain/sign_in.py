"""How long sessions last, when sign-in is locked, and what a password must be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.errors import Forbidden, Invalid

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=30)
FREE_FAILURES = 5
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(minutes=15)
SHORTEST_PASSWORD = 12


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """Failed sign-ins for one address, whether anybody has that address or not."""

    failures: int = 0
    locked_until: datetime | None = None

    def refuse_if_locked(self, *, now: datetime) -> None:
        """Raise Forbidden `sign-in-locked` with `retry_after_s` while it is locked."""
        if self.locked_until is not None and now < self.locked_until:
            raise Forbidden("sign-in-locked", retry_after_s=int((self.locked_until - now).total_seconds()) + 1)

    def failed(self, *, now: datetime) -> "Attempts":
        """Return the attempts after one more failure: from the fifth on locked, twice as long each time up to 15 minutes."""
        failures = self.failures + 1
        if failures < FREE_FAILURES:
            return Attempts(failures=failures)
        lock = min(FIRST_LOCK * 2 ** (failures - FREE_FAILURES), LONGEST_LOCK)
        return Attempts(failures=failures, locked_until=now + lock)


@dataclass(frozen=True, kw_only=True)
class Session:
    """When a session was begun and last used."""

    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None

    def expires_at(self) -> datetime:
        """Return when it ends if nobody uses it."""
        return min(self.seen_at + IDLE, self.created_at + LONGEST)

    def is_open(self, *, now: datetime) -> bool:
        """Say whether it still opens anything."""
        return self.ended_at is None and now < self.expires_at()


def checked_password(password: str, *, pointer: str = "/password") -> str:
    """Return the password; Invalid if it is short or one character repeated (NIST SP 800-63B: length, not recipes)."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid.of_fields([{"pointer": pointer, "code": "too-short", "min": SHORTEST_PASSWORD}])
    if len(set(password)) < 4:
        raise Invalid.of_fields([{"pointer": pointer, "code": "too-simple"}])
    return password
